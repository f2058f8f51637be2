"""Reads ``retention.toml``."""

from collections.abc import Mapping
from typing import Any

from tracker.rules.retention import Part, Retention


def retention_from(file: Mapping[str, Any]) -> Retention:
    """Raises :class:`ValueError` for figures that do not hold together, :class:`KeyError` for a missing one."""
    filing, keep = file["file"], file["keep"]
    rules = Retention(
        review_days=filing["review_days"],
        file_within=filing["within_days"],
        file_basis=filing["basis"],
        years={part: keep[part.value]["years"] for part in Part},
        bases={part: keep[part.value]["basis"] for part in Part},
    )
    if min(rules.review_days, rules.file_within, *rules.years.values()) < 1:
        raise ValueError("every figure must be positive")
    if rules.years[Part.CONTACTS] > rules.years[Part.WORDS]:
        raise ValueError("contacts are not kept longer than the words of the case")
    if not rules.file_basis or not all(rules.bases.values()):
        raise ValueError("a basis is needed")
    return rules
