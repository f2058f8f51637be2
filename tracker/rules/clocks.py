"""How long a step may take, when it is due, and when somebody is reminded: planned once, ahead of time."""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal

from tracker.rules.words import Kind, Step
from tracker.rules.workdays import Calendar, at, end_of, local_date

OF_THE_DESK = frozenset({Step.ACCEPT, Step.DISPATCH, Step.REVIEW, Step.DELIVER, Step.CALLBACK})
"""Steps the office in charge answers for; the others are the handling body's."""

Unit = Literal["workday", "natural", "hour"]


@dataclass(frozen=True, slots=True)
class Limit:
    """Policy: ``amount`` of ``unit`` for a step, for all kinds or only ``kinds``; ``redo`` for a second round."""

    step: Step
    amount: int
    unit: Unit
    basis: str
    kinds: frozenset[Kind] = frozenset()
    redo: bool = False


@dataclass(frozen=True, slots=True)
class Level:
    """Policy: one rung. Exactly one of ``percent`` (of the budget) or ``after`` (working days past due) is set."""

    key: str
    percent: int | None = None
    after: int | None = None


@dataclass(frozen=True, slots=True)
class PlannedAlarm:
    level: str
    at: datetime


@dataclass(frozen=True, slots=True)
class PlannedClock:
    """``due`` is the instant from which the step is late: 24:00 of ``due_on`` in Shanghai (民法典 203)."""

    limit: Limit
    started: datetime
    due_on: date
    due: datetime
    provisional: bool
    calendar: str
    alarms: tuple[PlannedAlarm, ...]


def limit_for(limits: Iterable[Limit], step: Step, kind: Kind, *, round: int) -> Limit:
    """The most particular limit: redo before first round, kind before any kind.

    Raises :class:`LookupError` when policy has a gap; the loader refuses such a policy at start.
    """
    fitting = [
        limit
        for limit in limits
        if limit.step is step and (not limit.kinds or kind in limit.kinds) and (round > 1 or not limit.redo)
    ]
    if not fitting:
        raise LookupError(f"no limit for {step.value} of {kind.value}")
    return max(fitting, key=lambda limit: (limit.redo, bool(limit.kinds)))


def plan(
    limit: Limit, started: datetime, calendar: Calendar, levels: Sequence[Level], *, morning: time
) -> PlannedClock:
    """The due instant and every alarm of one clock. The day of the event is not counted (民法典 201)."""
    span = _hours(limit, started) if limit.unit == "hour" else _days(limit, started, calendar, morning)
    alarms = tuple(PlannedAlarm(level.key, _instant(level, span, calendar, morning)) for level in levels)
    return PlannedClock(limit, started, span.due_on, span.due, span.provisional, calendar.version, alarms)


@dataclass(frozen=True, slots=True)
class _Span:
    """From start to due; ``part`` gives the instant at which a percentage is used up."""

    due_on: date
    due: datetime
    provisional: bool
    part: Callable[[int], datetime]


def _days(limit: Limit, started: datetime, calendar: Calendar, morning: time) -> _Span:
    first = local_date(started)
    add = calendar.add if limit.unit == "workday" else calendar.add_natural
    reached = add(first, limit.amount)

    def part(percent: int) -> datetime:
        # Fractions are of the budget, rounded up to whole days (rules table §10).
        return at(add(first, math.ceil(limit.amount * percent / 100)).date, morning)

    return _Span(reached.date, end_of(reached.date), reached.provisional, part)


def _hours(limit: Limit, started: datetime) -> _Span:
    """Hours run by the clock on the wall, holidays included (民法典 201 ¶2)."""
    whole = timedelta(hours=limit.amount)
    due = started + whole
    return _Span(local_date(due), due, False, lambda percent: started + whole * percent / 100)


def _instant(level: Level, span: _Span, calendar: Calendar, morning: time) -> datetime:
    if level.after is not None:
        return at(calendar.add(span.due_on, level.after).date, morning)
    if level.percent is None or level.percent >= 100:
        return span.due
    return span.part(level.percent)
