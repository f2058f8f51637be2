"""Office hours: the windows of a day, and working time counted through them.

Windows are half-open and times are whole microseconds, so parts always sum to the whole; a day off has no windows.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from types import MappingProxyType

from tracker.rules.workdays import Calendar, at, local_date

NOTHING = dt.timedelta()


@dataclass(frozen=True, slots=True)
class Window:
    """From ``opens`` until just before ``closes``, on one day in Shanghai."""

    opens: dt.time
    closes: dt.time


Windows = tuple[Window, ...]


@dataclass(frozen=True, slots=True)
class Hours:
    """Policy: the windows of an ordinary working day, of a make-up day, and of single dates that differ.

    A date of its own is an early closing or a half day; whether a day is worked at all is the calendar's to say.
    """

    workday: Windows
    make_up_workday: Windows
    days: Mapping[dt.date, Windows] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class WorkingTime:
    """``provisional``: counted through days whose official arrangement is not known."""

    instant: dt.datetime
    provisional: bool


@dataclass(frozen=True, slots=True)
class OfficeHours:
    """One calendar and one set of hours. Every instant that goes in needs a zone; what comes out is UTC."""

    calendar: Calendar
    hours: Hours

    def windows(self, day: dt.date) -> Windows:
        if not self.calendar.is_workday(day):
            return ()
        mark = self.calendar.mark(day)
        usual = self.hours.make_up_workday if mark and mark.is_workday else self.hours.workday
        return self.hours.days.get(day, usual)

    def close_of(self, day: dt.date) -> dt.datetime:
        """Close of business of a working day: the first instant that is too late (民法典 203 ¶2)."""
        return at(day, self.windows(day)[-1].closes)

    def received_on(self, instant: dt.datetime) -> dt.date:
        """The working day to which a receipt belongs: the next one for what comes after close or on a day off."""
        day = local_date(instant)
        if self.calendar.is_workday(day) and instant < self.close_of(day):
            return day
        return self.calendar.add(day, 1).date

    def add(self, start: dt.datetime, amount: dt.timedelta) -> WorkingTime:
        """The instant at which ``amount`` of working time after ``start`` is used up.

        Raises :class:`ValueError` for less than nothing.
        """
        if amount < NOTHING:
            raise ValueError("time is counted forward: the amount must not be negative")
        left = amount
        for opens, closes in self._open_from(start):
            begins = max(opens, start)
            if left <= closes - begins:
                end = (begins + left).astimezone(dt.UTC)
                return WorkingTime(end, self._guessed(start, end))
            left -= closes - begins
        raise ValueError("the calendar ends before the time does")

    def between(self, a: dt.datetime, b: dt.datetime) -> dt.timedelta:
        """Working time in [a, b); negative where ``b`` is before ``a``."""
        if b < a:
            return -self.between(b, a)
        total = NOTHING
        for opens, closes in self._open_from(a):
            if opens >= b:
                break
            total += max(min(closes, b) - max(opens, a), NOTHING)
        return total

    def open_from(self, instant: dt.datetime) -> dt.datetime:
        """The instant itself when the office is open, else the next at which it opens."""
        opens, _ = next(self._open_from(instant))
        return max(opens, instant)

    def _open_from(self, start: dt.datetime) -> Iterator[tuple[dt.datetime, dt.datetime]]:
        """The windows that end after ``start``, in order."""
        day = local_date(start)
        while True:
            for window in self.windows(day):
                if at(day, window.closes) > start:
                    yield at(day, window.opens), at(day, window.closes)
            day = self.calendar.add(day, 1).date

    def _guessed(self, start: dt.datetime, end: dt.datetime) -> bool:
        return self.calendar.is_provisional(local_date(start)) or self.calendar.is_provisional(local_date(end))


def trouble_with(windows: Windows) -> str:
    """Why these cannot be the windows of a working day (Chinese), or nothing."""
    if not windows:
        return "没有办公时间；整天不上班的，应列入放假安排"
    edges = [edge for window in windows for edge in (window.opens, window.closes)]
    if any(later <= earlier for earlier, later in pairwise(edges)):
        return "时间段要先开后关，按先后排列，互不重叠"
    return ""
