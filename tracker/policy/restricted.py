"""Who takes what may not stay here, from ``restricted.toml``."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Receiver:
    """A body outside this house; ``why`` is when it is the right one."""

    key: str
    name: str
    why: str
    basis: str


def receivers_from(file: Mapping[str, Any]) -> tuple[Receiver, ...]:
    """Raises :class:`KeyError` or :class:`ValueError` naming what is missing."""
    receivers = tuple(Receiver(e["key"], e["name"], e["why"], e["basis"]) for e in file["receiver"])
    if not receivers or not all(r.key and r.name and r.basis for r in receivers):
        raise ValueError("needs a receiver with key, name and legal basis")
    if len({r.key for r in receivers}) != len(receivers):
        raise ValueError("a receiver stands twice")
    return receivers
