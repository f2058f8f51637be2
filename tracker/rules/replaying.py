"""The clocks of a case as its record alone tells them: every event carries the clocks that began and ended with it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from tracker.rules.words import Settled, Step

BEGUN, ENDED = "clocks_begun", "clocks_ended"
"""Where the details of an event keep them; an event with which no clock began or ended has neither."""


@dataclass(frozen=True, slots=True)
class ToldClock:
    """``owner`` is a body's id; ``paused`` are pairs of ISO dates; ``instead`` is the clock that this one replaced.

    ``settled`` is empty while it runs, and ``settled_at`` the time of the event with which it ended.
    """

    id: int
    step: Step
    round: int
    owner: int
    amount: int
    unit: str
    basis: str
    started: datetime
    due_on: date
    due: datetime
    provisional: bool
    calendar: str
    paused: tuple[tuple[str, str], ...] = ()
    instead: int | None = None
    settled: Settled | None = None
    settled_at: datetime | None = None
    superseded_by: int | None = None


Told = tuple[datetime, Mapping[str, Any]]
"""When an event happened, and its details."""


def written(clock: ToldClock) -> dict[str, Any]:
    """A clock that began, as details of an event (JSON)."""
    words: dict[str, Any] = {
        "id": clock.id, "step": clock.step.value, "round": clock.round, "owner": clock.owner,
        "amount": clock.amount, "unit": clock.unit, "basis": clock.basis, "started": clock.started.isoformat(),
        "due_on": clock.due_on.isoformat(), "due": clock.due.isoformat(), "provisional": clock.provisional,
        "calendar": clock.calendar,
    }  # fmt: skip
    if clock.paused:
        words["paused"] = [list(pair) for pair in clock.paused]
    if clock.instead is not None:
        words["instead"] = clock.instead
    return words


def read(words: Mapping[str, Any]) -> ToldClock:
    """The reverse of :func:`written`. Raises :class:`KeyError` or :class:`ValueError` for what is no such record."""
    paused = tuple((start, end) for start, end in words.get("paused", ()))
    return ToldClock(
        id=words["id"], step=Step(words["step"]), round=words["round"], owner=words["owner"],
        amount=words["amount"], unit=words["unit"], basis=words["basis"],
        started=datetime.fromisoformat(words["started"]), due_on=date.fromisoformat(words["due_on"]),
        due=datetime.fromisoformat(words["due"]), provisional=words["provisional"], calendar=words["calendar"],
        paused=paused, instead=words.get("instead"),
    )  # fmt: skip


def replayed(events: Iterable[Told]) -> dict[int, ToldClock]:
    """Every clock there has been, by id; the events of one case in the order of its chain.

    Raises as :func:`read` does, and :class:`KeyError` for the end of a clock that never began.
    """
    clocks: dict[int, ToldClock] = {}
    for at, details in events:
        for words in details.get(BEGUN, ()):
            clock = read(words)
            clocks[clock.id] = clock
            if clock.instead is not None:
                clocks[clock.instead] = replace(clocks[clock.instead], superseded_by=clock.id)
        for which, how in details.get(ENDED, ()):
            clocks[which] = replace(clocks[which], settled=Settled(how), settled_at=at)
    return clocks


def differing(told: Mapping[int, ToldClock], found: Mapping[int, ToldClock]) -> Sequence[str]:
    """What of the clocks that were ``found`` is not as it was told, in Chinese and in the order of their ids.

    The version of the calendar is not compared: a clock that a new calendar leaves alone only notes its version.
    """
    sentences = []
    for which in sorted(told.keys() | found.keys()):
        was, became = told.get(which), found.get(which)
        if was is None or became is None:
            step = (was or found[which]).step.zh
            sentences.append(f"{step}时限{'没有记录' if was is None else '不见了'}")
        elif replace(was, calendar="", instead=None) != replace(became, calendar="", instead=None):
            sentences.append(f"{was.step.zh}时限和办理记录对不上")
    return sentences
