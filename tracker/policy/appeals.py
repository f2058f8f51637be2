"""Reads ``appeals.toml``."""

from collections.abc import Mapping
from typing import Any


def ask_days_from(file: Mapping[str, Any]) -> int:
    """Natural days. Raises :class:`ValueError` or :class:`KeyError`."""
    days: int = file["ask_days"]
    if days < 1 or not file["basis"]:
        raise ValueError("ask_days must be positive, and have a legal basis")
    return days
