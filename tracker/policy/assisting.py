"""Reads ``assisting.toml``."""

from collections.abc import Mapping
from typing import Any

from tracker.rules.assisting import Assisting


def assisting_from(file: Mapping[str, Any]) -> Assisting:
    """Raises :class:`ValueError` for figures that do not hold together, :class:`KeyError` for a missing one."""
    rules = Assisting(file["share"], file["most"], file["basis"])
    if not 0 < rules.share <= 100 or rules.most < 1 or not rules.basis:
        raise ValueError("a share in percent of the lead's time, how many bodies at most, and a legal basis")
    return rules
