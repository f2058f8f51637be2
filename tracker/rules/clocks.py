"""How long a step may take, when it is due, and when somebody is reminded: planned once, ahead of time."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from tracker.rules.counting import Counting, Span, Unit, span
from tracker.rules.words import Kind, Step
from tracker.rules.workdays import Calendar, at

OF_THE_DESK = frozenset(
    {
        Step.ACCEPT, Step.DISPATCH, Step.REVIEW, Step.DELIVER, Step.CALLBACK, Step.HAND_OVER, Step.EMERGENCY,
        Step.SUPPLEMENT, Step.CLUE, Step.OVERALL, Step.RECHECK, Step.FINAL_RECHECK,
    }
)
"""Steps the office in charge answers for or watches; the others are the handling body's."""

SHARED = frozenset({Step.ASSIST})
"""Steps without a limit of their own: they get a share of another step's time (``rules/assisting.py``)."""


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
    """``due`` is the instant from which the step is late; ``due_on`` the last day on which it is not.
    ``policy`` is the fingerprint of the policy that said so, where it is known.
    """

    limit: Limit
    started: datetime
    due_on: date
    due: datetime
    provisional: bool
    calendar: str
    alarms: tuple[PlannedAlarm, ...]
    policy: str | None = None


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
    limit: Limit, started: datetime, calendar: Calendar, levels: Sequence[Level], *, counting: Counting
) -> PlannedClock:
    """The due instant and every alarm of one clock."""
    whole = span(limit.amount, limit.unit, started, calendar, counting)
    alarms = alarms_of(levels, whole, calendar, counting)
    return PlannedClock(limit, started, whole.due_on, whole.due, whole.provisional, calendar.version, alarms)


def alarms_of(levels: Sequence[Level], whole: Span, calendar: Calendar, counting: Counting) -> tuple[PlannedAlarm, ...]:
    return tuple(PlannedAlarm(level.key, _instant(level, whole, calendar, counting)) for level in levels)


def _instant(level: Level, whole: Span, calendar: Calendar, counting: Counting) -> datetime:
    if level.after is not None:
        return at(calendar.add(whole.due_on, level.after).date, counting.morning)
    if level.percent is None or level.percent >= 100:
        return whole.due
    return whole.part(level.percent)
