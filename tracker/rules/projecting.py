"""The dates still to come of an open case if every step takes its whole time, under one policy and under another."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from tracker.rules.clocks import Limit, limit_for
from tracker.rules.counting import Counting, span
from tracker.rules.lifecycle import OF_THE_CITIZEN
from tracker.rules.words import Kind, Step
from tracker.rules.workdays import Calendar, at

FOLLOWS: Final[Mapping[Step, tuple[Step, ...]]] = {
    Step.SUPPLEMENT: (Step.ACCEPT,),
    Step.CLUE: (Step.ACCEPT,),
    Step.ACCEPT: (Step.DISPATCH, Step.HANDLE),
    Step.DISPATCH: (Step.SIGN,),
    Step.HANDLE: (Step.REVIEW,),
    Step.REVIEW: (Step.DELIVER,),
    Step.DELIVER: (Step.CALLBACK,),
}
"""The ordinary road: which clocks begin where one ends."""


@dataclass(frozen=True, slots=True)
class OpenCase:
    """``running`` maps each step whose clock runs to its last day; ``promised`` is what the citizen was told."""

    number: str
    kind: Kind
    round: int
    promised: date
    running: Mapping[Step, date]


@dataclass(slots=True)
class Way:
    """How one policy counts. What it has counted once it knows: ten thousand cases share a few days."""

    limits: Sequence[Limit]
    counting: Counting
    calendar: Calendar
    known: dict[tuple[Step, Kind, int, date], date] = field(default_factory=dict)

    def due(self, step: Step, case: OpenCase, begins: date) -> date:
        asked = (step, case.kind, case.round, begins)
        if asked not in self.known:
            limit = limit_for(self.limits, step, case.kind, round=case.round)
            start: datetime = at(begins, self.counting.morning)
            self.known[asked] = span(limit.amount, limit.unit, start, self.calendar, self.counting).due_on
        return self.known[asked]


@dataclass(frozen=True, slots=True)
class Change:
    """The first step to come of a case whose last day would be another one."""

    number: str
    step: Step
    was: date
    now: date


@dataclass(frozen=True, slots=True)
class Preview:
    """``cases`` are open, ``changes`` those of which a date to come moves. ``promised`` citizens wait for an
    answer by a date they were told; ``held`` of these dates would have become later and stay, ``sooner`` answers
    come earlier than now.
    """

    cases: int
    changes: tuple[Change, ...]
    promised: int
    held: int
    sooner: int


def road(case: OpenCase, way: Way, today: date, *, answer_by: date | None = None) -> dict[Step, date]:
    """The steps whose clocks have not begun, in their order. ``answer_by`` is the latest last day of 办理."""
    found: dict[Step, date] = {}
    ahead = list(case.running.items())
    for step, due in ahead:  # Grows meanwhile: what is found leads further.
        for following in FOLLOWS.get(step, ()):
            if following in case.running or following in found:
                continue
            day = way.due(following, case, max(due, today))
            if following is Step.HANDLE and answer_by:
                day = min(day, answer_by)
            found[following] = day
            ahead.append((following, day))
    return found


def preview(cases: Iterable[OpenCase], old: Way, new: Way, today: date) -> Preview:
    """A date that a citizen was told never gets later by a new policy, so the new road is held to it."""
    changes: list[Change] = []
    total = promised = held = sooner = 0
    for case in cases:
        was = road(case, old, today)
        latest = _latest_answer(case, was)
        free, now = road(case, new, today), road(case, new, today, answer_by=latest)
        total += 1
        promised += Step.HANDLE in case.running or Step.HANDLE in was
        held += free != now
        sooner += Step.HANDLE in was and now[Step.HANDLE] < was[Step.HANDLE]
        moved = next((step for step in was if now[step] != was[step]), None)
        if moved:
            changes.append(Change(case.number, moved, was[moved], now[moved]))
    return Preview(total, tuple(changes), promised, held, sooner)


def _latest_answer(case: OpenCase, was: Mapping[Step, date]) -> date | None:
    """Whoever decides late has broken the promise already: then the old road is the measure. Whoever still has to
    supplement is told a date anew.
    """
    if case.round > 1 or Step.HANDLE not in was or not case.running.keys().isdisjoint(OF_THE_CITIZEN):
        return None
    return max(case.promised, was[Step.HANDLE])
