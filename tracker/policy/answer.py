"""Reads ``answer.toml``."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from tracker.rules.quality import Gate


def gate_from(file: Mapping[str, Any]) -> Gate:
    """Raises :class:`ValueError` for figures that do not hold together, :class:`KeyError` for a missing one."""
    gate = Gate(
        shortest=file["shortest"],
        substance=file["substance"],
        copies=file["copies"],
        since=timedelta(days=file["copies_days"]),
        shared_signs=file["shared_signs"],
        everyday=frozenset(file["everyday"]),
        rounds=file["rounds"],
        passed_on=tuple(file["passed_on"]),
        empty_phrases=tuple(file["empty_phrases"]),
        remedy=file["remedy"],
        basis=file["basis"],
    )
    figures = (gate.shortest, gate.substance, gate.copies, gate.shared_signs, gate.rounds)
    if min(figures) < 1 or not gate.basis or not gate.remedy:
        raise ValueError("figures must be positive, the basis and the remedy must be named")
    return gate
