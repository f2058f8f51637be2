"""Matters that many people write about within a short time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import numpy as np

from nlp.grouping import Link, groups
from nlp.sketch import RECORD
from nlp.twins import Judged, Signature, Tie
from nlp.twins_index import TwinIndex

_NEIGHBOURS: Final = 256
_FAINT: Final = 0.3
"""Below it a score tells nothing about two messages, not even that their groups are near."""
_CENTRE_OF: Final = 200
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Told:
    """One message; ``by`` is anything that is the same for the same person, and for nobody else."""

    key: str
    signature: Signature
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Hot:
    """``keys`` in the order they were told; ``centre`` is the message most of the others are near to."""

    centre: str
    keys: tuple[str, ...]
    people: int
    first: datetime
    last: datetime


def hot(told: Sequence[Told], *, people: int, messages: int, window: timedelta) -> list[Hot]:
    """Matters that so many people, or so many messages, told within ``window``; the largest first.

    A matter is named once, with the ``window`` in which most people told it. No two of ``told`` may have one key.
    """
    ordered = sorted(told, key=lambda one: (one.at, one.key))
    found = (_hot(together, people, messages, window) for together in matters(ordered, window))
    return sorted((one for one in found if one), key=lambda one: (-one.people, -len(one.keys), one.first, one.centre))


def matters(ordered: Sequence[Told], window: timedelta) -> list[list[Told]]:
    """Messages about one matter, however few; ``ordered`` by time.

    A matter may go on for longer than ``window``, as long as there is never a silence of that length in it.
    """
    return [[ordered[at] for at in group] for group in groups(len(ordered), _links(ordered, window))]


def _links(ordered: Sequence[Told], window: timedelta) -> Iterator[Link]:
    """Of each message to those told within ``window`` before it."""
    index, oldest = TwinIndex(), 0
    for at, one in enumerate(ordered):
        while one.at - ordered[oldest].at > window:
            index.remove(str(oldest))
            oldest += 1
        today = (one.at - ordered[0].at) / _DAY
        for key, near in index.search(one.signature, _NEIGHBOURS, day=today, least=_FAINT):
            yield Link(int(key), at, near.score, near.tie is not Tie.NONE)
        index.add(str(at), one.signature, day=today)


def _hot(together: Sequence[Told], people: int, messages: int, window: timedelta) -> Hot | None:
    if len(together) < min(people, messages):
        return None
    densest = max(_within(together, window), key=lambda told: (_people(told), len(told)))
    if _people(densest) < people and len(densest) < messages:
        return None
    keys = tuple(one.key for one in densest)
    return Hot(_centre(densest), keys, _people(densest), densest[0].at, densest[-1].at)


def _within(together: Sequence[Told], window: timedelta) -> Iterator[Sequence[Told]]:
    """From each message on, all within ``window``."""
    end = 0
    for start, one in enumerate(together):
        while end < len(together) and together[end].at - one.at <= window:
            end += 1
        yield together[start:end]


def _people(told: Sequence[Told]) -> int:
    return len({one.by for one in told})


def _centre(told: Sequence[Told]) -> str:
    """Of the first some hundred, which is enough to find a typical one among thousands."""
    some = told[:_CENTRE_OF]
    rows = np.frombuffer(b"".join(one.signature.data for one in some), RECORD)
    sums = [float(Judged(one.signature, rows).scores.sum()) for one in some]
    return some[int(np.argmax(sums))].key
