"""The policy of signs, read from ``gaming.toml`` and checked."""

from collections.abc import Mapping
from typing import Any

from tracker.rules.gaming import Gaming, Sign, Signs
from tracker.rules.words import Kind


def gaming_from(file: Mapping[str, Any]) -> Gaming:
    """Raises :class:`KeyError` for a gap and :class:`ValueError` for a figure that makes no sense."""
    signs = {sign: Signs(file[sign.value]["name"], file[sign.value]["basis"]) for sign in Sign}
    pause, empty = file["idle_pause"], file["no_action"]
    figures = {
        "return_left": file["late_return"]["left_workdays"], "kind_left": file["longer_kind"]["left_workdays"],
        "idle_days": pause["idle_days"], "split_at": file["split"]["at"], "split_days": file["split"]["days"],
        "empty_minutes": empty["minutes"],
        "bulk_at": file["bulk_answer"]["at"], "bulk_days": file["bulk_answer"]["days"],
    }  # fmt: skip
    wrong = [name for name, figure in figures.items() if not isinstance(figure, int) or figure < 0]
    if wrong or not all(signs[sign].basis for sign in Sign):
        raise ValueError(f"{wrong or 'basis'}: needs whole figures from 0 and a basis for every sign")
    return Gaming(
        version=file["version"],
        signs=signs,
        begins=frozenset(pause["begins"]),
        ends=frozenset(pause["ends"]),
        empty_kinds=frozenset(Kind(kind) for kind in empty["kinds"]),
        acts=frozenset(empty["acts"]),
        **figures,
    )
