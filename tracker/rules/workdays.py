"""Working days of mainland China, and the instants at which its days begin and end.

Three rules carry everything else: a working day is a weekday that nobody freed or a weekend day that somebody
claimed; the day of the event is not counted (民法典 201); a last day that is off moves to the next working
day (民法典 203). What was freed and claimed is data; where it is only a forecast, the result says so.
"""

import datetime as dt
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
SATURDAY = 5
ONE_DAY = dt.timedelta(days=1)


class DayKind(StrEnum):
    """People call both halves of an exchange 调休; here a day off and a day of work never share a name."""

    HOLIDAY = "holiday"  # off by statute, or a weekend day inside a holiday
    BRIDGE_HOLIDAY = "bridge_holiday"  # an ordinary weekday off: 调休 or 补假
    MAKE_UP_WORKDAY = "make_up_workday"  # a weekend day worked in exchange


@dataclass(frozen=True, slots=True)
class DayMark:
    """What a notice says of one day; ``name`` is the holiday it belongs to, in Chinese."""

    kind: DayKind
    name: str

    @property
    def is_workday(self) -> bool:
        return self.kind is DayKind.MAKE_UP_WORKDAY


@dataclass(frozen=True, slots=True)
class Due:
    """``provisional``: counted through days whose official arrangement is not known."""

    date: dt.date
    provisional: bool


@dataclass(frozen=True, slots=True)
class ReceiptDay:
    """One line of a deadline's receipt; ``number`` is the count so far, ``None`` on a day that is skipped."""

    date: dt.date
    counts: bool
    number: int | None
    why: str
    provisional: bool


@dataclass(frozen=True, slots=True, eq=False)
class Calendar:
    """``days`` marks what differs from an ordinary week; it must not change afterwards.

    ``statutory``: (month, day) → name of the holidays with a fixed date, off in every year unless marked.
    ``known_from`` and ``known_until``: first and last day of the official tables, without a gap between.
    ``version`` names exactly this data, so that a stored deadline can tell which table it was counted with.
    """

    days: Mapping[dt.date, DayMark]
    known_until: dt.date
    version: str
    statutory: Mapping[tuple[int, int], str] = field(default_factory=dict)
    known_from: dt.date = dt.date.min
    _workdays: dict[int, tuple[dt.date, ...]] = field(default_factory=dict, init=False, repr=False)

    def mark(self, day: dt.date) -> DayMark | None:
        """``None`` for a day on which the week alone decides."""
        name = self.statutory.get((day.month, day.day))
        return self.days.get(day) or (DayMark(DayKind.HOLIDAY, name) if name else None)

    def is_workday(self, day: dt.date) -> bool:
        mark = self.mark(day)
        return mark.is_workday if mark else day.weekday() < SATURDAY

    def is_provisional(self, day: dt.date) -> bool:
        return not self.known_from <= day <= self.known_until

    def why(self, day: dt.date) -> str:
        """工作日, 周末, 国庆节放假 or 国庆节调休上班; with （暂定） where that is a forecast."""
        mark = self.mark(day)
        if mark:
            reason = f"{mark.name}{'调休上班' if mark.is_workday else '放假'}"
        else:
            reason = "工作日" if self.is_workday(day) else "周末"
        return f"{reason}（暂定）" if self.is_provisional(day) else reason

    def add(self, start: dt.date, n: int) -> Due:
        """The ``n``-th working day after ``start``; for 0 ``start`` itself or the next working day.

        Raises :class:`ValueError` for a negative ``n`` and beyond the year 9999.
        """
        _refuse_negative(n)
        if n == 0:
            return self.add(start - ONE_DAY, 1)
        year = start.year
        index = self._passed_in_year(start) + n - 1
        while index >= len(workdays := self._workdays_of(year)):
            index -= len(workdays)
            year += 1
        due = workdays[index]
        return Due(due, self.is_provisional(start + ONE_DAY) or self.is_provisional(due))

    def add_natural(self, start: dt.date, n: int) -> Due:
        """``n`` natural days after ``start``, moved to a working day where the last day is off (民法典 203).

        Only that move can be provisional. Raises :class:`ValueError` for a negative ``n``.
        """
        _refuse_negative(n)
        return self.add(start + n * ONE_DAY, 0)

    def between(self, a: dt.date, b: dt.date) -> int:
        """Working days in (a, b]; negative where ``b`` is before ``a``, so that parts sum to the whole."""
        if b < a:
            return -self.between(b, a)
        years_passed = sum(len(self._workdays_of(year)) for year in range(a.year, b.year))
        return years_passed + self._passed_in_year(b) - self._passed_in_year(a)

    def roll(self, day: dt.date) -> dt.date:
        """The first working day on or after ``day``."""
        return self.add(day, 0).date

    def receipt(self, start: dt.date, due: dt.date) -> tuple[ReceiptDay, ...]:
        """Every day from ``start`` to ``due`` in order; ``start`` opens the list and never counts."""
        lines = [ReceiptDay(start, False, None, f"{self.why(start)}，当日不计入", self.is_provisional(start))]
        number = 0
        for offset in range(1, (due - start).days + 1):
            day = start + offset * ONE_DAY
            counts = self.is_workday(day)
            number += counts
            lines.append(ReceiptDay(day, counts, number if counts else None, self.why(day), self.is_provisional(day)))
        return tuple(lines)

    def _passed_in_year(self, day: dt.date) -> int:
        return bisect_right(self._workdays_of(day.year), day)

    def _workdays_of(self, year: int) -> tuple[dt.date, ...]:
        if year not in self._workdays:
            first, last = dt.date(year, 1, 1).toordinal(), dt.date(year, 12, 31).toordinal()
            days = map(dt.date.fromordinal, range(first, last + 1))
            self._workdays[year] = tuple(day for day in days if self.is_workday(day))
        return self._workdays[year]


def local_date(instant: dt.datetime) -> dt.date:
    """The date on the wall in Shanghai. Raises :class:`ValueError` for an instant without a zone."""
    if instant.utcoffset() is None:
        raise ValueError("an instant needs a zone")
    return instant.astimezone(SHANGHAI).date()


def at(day: dt.date, time: dt.time) -> dt.datetime:
    """Shanghai's ``time`` on ``day``, in UTC."""
    return dt.datetime.combine(day, time, SHANGHAI).astimezone(dt.UTC)


def end_of(day: dt.date) -> dt.datetime:
    """24:00 of ``day`` in Shanghai, in UTC: the first instant that is too late (民法典 203)."""
    return at(day + ONE_DAY, dt.time.min)


def _refuse_negative(n: int) -> None:
    if n < 0:
        raise ValueError("days are counted forward: n must not be negative")
