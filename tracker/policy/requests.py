"""Reads ``requests.toml``."""

from collections.abc import Mapping
from typing import Any

from tracker.rules.requests import Requests


def requests_from(file: Mapping[str, Any]) -> Requests:
    """Raises :class:`ValueError` for figures that do not hold together, :class:`KeyError` for a missing one."""
    extend, pause, back = file["extend"], file["pause"], file["return"]
    rules = Requests(
        extend_most=extend["most_days"],
        extend_times=extend["times"],
        extend_basis=extend["basis"],
        pause_most=pause["most_days"],
        pause_basis=pause["basis"],
        causes=pause["causes"],
        return_days=back["days"],
        return_times=back["times"],
        return_basis=back["basis"],
    )
    if min(rules.extend_most, rules.extend_times, rules.pause_most, rules.return_days, rules.return_times) < 1:
        raise ValueError("every figure must be positive")
    if not rules.causes or not all((rules.extend_basis, rules.pause_basis, rules.return_basis)):
        raise ValueError("causes and a legal basis are needed")
    return rules
