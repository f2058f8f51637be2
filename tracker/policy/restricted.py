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


def reply_days_from(file: Mapping[str, Any]) -> int:
    """Working days a body has to answer a 询问函. Raises :class:`KeyError` or :class:`ValueError`."""
    days = file["inquiry"]["reply_days"]
    if type(days) is not int or days < 1 or not file["inquiry"]["basis"]:
        raise ValueError("inquiry needs a positive number of reply_days and a legal basis")
    return days


def receivers_from(file: Mapping[str, Any]) -> tuple[Receiver, ...]:
    """Raises :class:`KeyError` or :class:`ValueError` naming what is missing."""
    receivers = tuple(Receiver(e["key"], e["name"], e["why"], e["basis"]) for e in file["receiver"])
    if not receivers or not all(r.key and r.name and r.basis for r in receivers):
        raise ValueError("needs a receiver with key, name and legal basis")
    if len({r.key for r in receivers}) != len(receivers):
        raise ValueError("a receiver stands twice")
    return receivers
