"""How a notice reaches its person: through which door, how often it is tried, and when a person must take over."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import time, timedelta

from tracker.rules.words import Channel, Word


class State(Word):
    """A notice on its way. What waits for its reader is not the outbox's business any more."""

    QUEUED = "queued", "待发送"
    SENDING = "sending", "发送中"
    WAITING = "waiting", "待本人查看"
    DELIVERED = "delivered", "已送达"
    NEEDS_PERSON = "needs_person", "待人工告知"


PULL = frozenset({Channel.WEB, Channel.TERMINAL})
"""Channels whose people come and fetch: delivered means fetched and shown."""

PUSH = frozenset({Channel.TELEGRAM})


@dataclass(frozen=True, slots=True)
class Patience:
    """Policy: ``waits`` between two tries (the last one repeats), ``tries`` through one door,
    ``send`` for one try, ``lease`` after which a claimed notice is anybody's again, ``at_once`` in parallel.
    """

    waits: tuple[timedelta, ...]
    tries: int
    send: timedelta
    lease: timedelta
    at_once: int

    def wait(self, tried: int) -> timedelta:
        """How long to wait after the ``tried``-th try (from 1)."""
        return self.waits[min(tried, len(self.waits)) - 1]


@dataclass(frozen=True, slots=True)
class Canary:
    """自检: one notice a day, from ``at`` on (Shanghai), that has to arrive ``within``. So has the daily anchor."""

    at: time
    within: timedelta


@dataclass(frozen=True, slots=True)
class Way:
    """One door of one person. ``label`` names it in the record, ``kind`` is the transport that knows it."""

    kind: str
    label: str
    address_sealed: str
    door_id: int | None = None


CONSOLE = Way("console", "console", "")
"""An officer without a working post box still has the console."""


def first_state(channel: Channel) -> State:
    return State.WAITING if channel in PULL else State.QUEUED


def next_way(ways: Sequence[Way], tried: Mapping[str, int], patience: Patience) -> Way | None:
    """The first door with a try left; ``None`` when a person must take over."""
    return next((way for way in ways if tried.get(way.label, 0) < patience.tries), None)
