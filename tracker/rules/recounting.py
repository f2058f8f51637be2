"""What a new calendar does to a clock that runs: the dates move, but not everything may move everywhere."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from tracker.rules.clocks import Level, Limit, PlannedAlarm, alarms_of
from tracker.rules.counting import Counting, Span, end_on, span
from tracker.rules.workdays import Calendar, local_date


@dataclass(frozen=True, slots=True)
class Standing:
    """A clock as it stands. ``shown``: its date was told to the citizen, so it may not become later."""

    limit: Limit
    started: datetime
    due_on: date
    due: datetime
    shown: bool


@dataclass(frozen=True, slots=True)
class Recounted:
    """``alarms`` is empty where the due instant is kept against the count: what was planned for it still fits."""

    due_on: date
    due: datetime
    provisional: bool
    alarms: tuple[PlannedAlarm, ...]


def recounted(
    standing: Standing, calendar: Calendar, levels: Sequence[Level], *, counting: Counting, now: datetime
) -> Recounted:
    """The same limit from the same start, counted with ``calendar``.

    A date that was shown never becomes later. A limit that becomes shorter leaves at least the next working day:
    nobody is late by a decision that was announced today.
    """
    limit = standing.limit
    whole = span(limit.amount, limit.unit, standing.started, calendar, counting)
    if whole.due > standing.due and standing.shown:
        return Recounted(standing.due_on, standing.due, whole.provisional, ())
    if whole.due < standing.due:
        whole = _not_before_tomorrow(whole, standing, calendar, counting, now)
    return Recounted(whole.due_on, whole.due, whole.provisional, alarms_of(levels, whole, calendar, counting))


def _not_before_tomorrow(
    whole: Span, standing: Standing, calendar: Calendar, counting: Counting, now: datetime
) -> Span:
    tomorrow = calendar.add(local_date(now), 1).date
    if whole.due_on >= tomorrow:
        return whole
    due = end_on(tomorrow, calendar, counting)
    if due >= standing.due:
        return Span(standing.due_on, standing.due, whole.provisional, whole.part)
    return Span(tomorrow, due, whole.provisional, whole.part)
