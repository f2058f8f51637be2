"""What will happen if nobody acts, and which dates another policy would move. Nothing is written."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from tracker.rules.clocks import Limit, limit_for
from tracker.rules.counting import Counting, span
from tracker.rules.facts import CaseFacts, Org
from tracker.rules.ladder import Rung
from tracker.rules.recipients import told
from tracker.rules.words import Colour, Kind, Step
from tracker.rules.workdays import Calendar, local_date


@dataclass(frozen=True, slots=True)
class Planned:
    """An alarm that has not gone off, of a clock that runs; ``due`` is that clock's."""

    step: Step
    owner: int
    level: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Foreseen:
    """``told`` are officers' ids; ``skipped`` says in Chinese who could not be told and why."""

    at: datetime
    step: Step
    level: str
    told: tuple[int, ...]
    skipped: tuple[str, ...]
    card: Colour | None
    citizen: bool


def foresee(
    case: CaseFacts, alarms: Iterable[Planned], rung: Callable[[Step, str], Rung], org: Org
) -> tuple[Foreseen, ...]:
    """In the order of time; ``rung`` is the policy's."""
    ringing = sorted(alarms, key=lambda alarm: (alarm.at, alarm.step, alarm.level))
    return tuple(_ring(case, alarm, rung(alarm.step, alarm.level), org) for alarm in ringing)


def _ring(case: CaseFacts, alarm: Planned, rung: Rung, org: Org) -> Foreseen:
    people = told(rung.roles, case, alarm.owner, org, day=local_date(alarm.at), lead=rung.lead)
    skipped = tuple(sorted({skip for person in people for skip in person.skipped}))
    ids = tuple(person.officer for person in people)
    return Foreseen(alarm.at, alarm.step, alarm.level, ids, skipped, rung.card, rung.citizen)


@dataclass(frozen=True, slots=True)
class Running:
    """A clock that runs; ``due_on`` has its extensions and pauses in it."""

    number: str
    step: Step
    kind: Kind
    round: int
    started: datetime
    due_on: date


@dataclass(frozen=True, slots=True)
class Moved:
    number: str
    step: Step
    was: date
    now: date


def moved_by(
    clocks: Iterable[Running], old: Sequence[Limit], new: Sequence[Limit], calendar: Calendar,
    counting: tuple[Counting, Counting],
) -> tuple[Moved, ...]:  # fmt: skip
    """The dates that the new limits would give otherwise; ``counting`` is the old way and the new one.

    The difference of the two counts is what counts: extensions and pauses stay on top of either.
    """
    moved = []
    for clock in clocks:
        before, after = (
            span(limit.amount, limit.unit, clock.started, calendar, way).due_on
            for limit, way in zip(
                (limit_for(old, clock.step, clock.kind, round=clock.round),
                 limit_for(new, clock.step, clock.kind, round=clock.round)), counting, strict=True,
            )
        )  # fmt: skip
        if after != before:
            shifted = calendar.add(clock.due_on, max(0, calendar.between(before, after))).date
            later = shifted if after > before else clock.due_on - (before - after)
            moved.append(Moved(clock.number, clock.step, clock.due_on, calendar.roll(later)))
    return tuple(moved)
