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
        basis=file["basis"],
    )
    if min(gate.shortest, gate.substance, gate.copies, gate.shared_signs, gate.rounds) < 1 or not gate.basis:
        raise ValueError("figures must be positive, and the basis must be named")
    return gate
