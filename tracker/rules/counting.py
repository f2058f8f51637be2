"""How a limit is counted: from which day, in which unit, until which instant of the last day."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Literal

from tracker.rules.hours import Hours, OfficeHours
from tracker.rules.workdays import ONE_DAY, Calendar, ReceiptDay, at, end_of, local_date

Unit = Literal["workday", "natural", "hour", "workhour", "minute"]
UNITS: tuple[Unit, ...] = ("workday", "natural", "hour", "workhour", "minute")


class LateReceipt(StrEnum):
    """What comes in after close of business or on a day off counts as received …"""

    SAME_DAY = "same_day"
    NEXT_WORKDAY = "next_workday"


class Expiry(StrEnum):
    """A limit in days ends at 24:00 of its last day, or at close of business (民法典 203 ¶2)."""

    DAY_END = "day_end"
    CLOSE = "close"


@dataclass(frozen=True, slots=True)
class Counting:
    """Policy. ``morning`` is when a reminder of the day is due; the day of the receipt itself is not counted
    (民法典 201 ¶1) unless ``count_receipt_day`` says so.
    """

    morning: time
    hours: Hours
    count_receipt_day: bool = False
    late_receipt: LateReceipt = LateReceipt.SAME_DAY
    expiry: Expiry = Expiry.DAY_END


@dataclass(frozen=True, slots=True)
class Span:
    """From start to due; ``part`` gives the instant at which a percentage is used up.

    ``due`` is the first instant that is too late, ``due_on`` the last day that is not.
    """

    due_on: date
    due: datetime
    provisional: bool
    part: Callable[[int], datetime]


def span(amount: int, unit: Unit, started: datetime, calendar: Calendar, counting: Counting) -> Span:
    if unit == "hour":
        return _on_the_wall(timedelta(hours=amount), started)
    if unit == "minute":
        return _on_the_wall(timedelta(minutes=amount), started)
    if unit == "workhour":
        return _working_hours(amount, started, OfficeHours(calendar, counting.hours))
    return _days(amount, unit, started, calendar, counting)


def counts_after(started: datetime, calendar: Calendar, counting: Counting) -> date:
    """The day before the first that may count: what was received when, and what counts from when, are two things."""
    received = local_date(started)
    if counting.late_receipt is LateReceipt.NEXT_WORKDAY:
        received = OfficeHours(calendar, counting.hours).received_on(started)
    return received - ONE_DAY if counting.count_receipt_day else received


def receipt(started: datetime, due_on: date, calendar: Calendar, counting: Counting) -> tuple[ReceiptDay, ...]:
    """Every day from the receipt to ``due_on``, with why it counts or not."""
    first = counts_after(started, calendar, counting)
    lines = calendar.receipt(first, due_on)
    if first < local_date(started):
        return lines[1:]
    waiting = (local_date(started) + n * ONE_DAY for n in range((first - local_date(started)).days))
    return (*(_not_yet_received(day, calendar) for day in waiting), *lines)


def _not_yet_received(day: date, calendar: Calendar) -> ReceiptDay:
    why = f"{calendar.why(day)}，办公时间以外收到，视为下一工作日收到"
    return ReceiptDay(day, False, None, why, calendar.is_provisional(day))


def _days(amount: int, unit: Unit, started: datetime, calendar: Calendar, counting: Counting) -> Span:
    first = counts_after(started, calendar, counting)
    add = calendar.add if unit == "workday" else calendar.add_natural
    reached = add(first, amount)

    def part(percent: int) -> datetime:
        # Fractions are of the budget, rounded up to whole days (rules table §10).
        return at(add(first, math.ceil(amount * percent / 100)).date, counting.morning)

    return Span(reached.date, end_on(reached.date, calendar, counting), reached.provisional, part)


def end_on(day: date, calendar: Calendar, counting: Counting) -> datetime:
    """The first instant that is too late on a working day that is somebody's last."""
    if counting.expiry is Expiry.DAY_END:
        return end_of(day)
    return OfficeHours(calendar, counting.hours).close_of(day)


def _on_the_wall(whole: timedelta, started: datetime) -> Span:
    """Hours and minutes run by the clock on the wall, holidays included (民法典 201 ¶2)."""
    begun = started.astimezone(UTC)
    due = begun + whole
    return Span(_last_day(due), due, False, lambda percent: begun + whole * percent / 100)


def _working_hours(amount: int, started: datetime, office: OfficeHours) -> Span:
    whole = timedelta(hours=amount)
    due = office.add(started, whole)

    def part(percent: int) -> datetime:
        return office.add(started, whole * percent / 100).instant

    return Span(_last_day(due.instant), due.instant, due.provisional, part)


def _last_day(due: datetime) -> date:
    """A due instant is already too late, so at midnight the last day is the one before."""
    return local_date(due - timedelta.resolution)
