"""The policy of many people with one matter, read from ``crowds.toml`` and checked."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from tracker.rules.crowds import Crowds


def crowds_from(file: Mapping[str, Any]) -> Crowds:
    """Raises :class:`KeyError` for a gap and :class:`ValueError` for a figure that makes no sense."""
    hot, shown = file["hot"], file["shown"]["at_most"]
    figures = (hot["people"], hot["cases"], hot["days"], shown)
    if any(type(figure) is not int or figure < 1 for figure in figures) or not hot["basis"]:
        raise ValueError("hot and shown need whole figures from 1, and hot a basis")
    return Crowds(hot["people"], hot["cases"], timedelta(days=hot["days"]), shown, hot["basis"])
