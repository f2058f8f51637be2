"""工作日历: one year as the deadlines count it."""

import datetime as dt
from dataclasses import dataclass

from fastapi import Request, Response

from tracker.rules.workdays import Calendar, DayKind, local_date
from tracker.web.console.viewer import TheViewer, console_page, console_router
from tracker.web.deps import Now, TheHouse

router = console_router()

PATH = "/console/calendar"
YEARS = {str(year): year for year in range(2000, 2100)}


@dataclass(frozen=True, slots=True)
class Day:
    """``css`` is work, weekend, holiday, bridge_holiday or make_up_workday; ``mark`` the one sign shown on it."""

    date: dt.date
    css: str
    mark: str
    why: str


@dataclass(frozen=True, slots=True)
class Month:
    """``blanks`` stand before the first in a week that begins on Monday."""

    name: str
    blanks: int
    days: tuple[Day, ...]
    workdays: int


MARKS = {DayKind.HOLIDAY: "休", DayKind.BRIDGE_HOLIDAY: "休", DayKind.MAKE_UP_WORKDAY: "班"}


@router.get("/calendar")
def show(request: Request, house: TheHouse, now: Now, viewer: TheViewer) -> Response:
    today = local_date(now)
    year = YEARS.get(request.query_params.get("year", ""), today.year)
    calendar = house.calendar
    return console_page(
        viewer,
        "calendar.html",
        tab=PATH,
        year=year,
        today=today,
        months=[month(calendar, year, number) for number in range(1, 13)],
        notes=notes(calendar, year),
        known_until=calendar.known_until,
        provisional=calendar.is_provisional(dt.date(year, 12, 31)),
        version=calendar.version,
    )


def month(calendar: Calendar, year: int, number: int) -> Month:
    first = dt.date(year, number, 1)
    days = tuple(_day(calendar, day) for day in _days(first))
    return Month(f"{number}月", first.weekday(), days, sum(calendar.is_workday(day.date) for day in days))


def notes(calendar: Calendar, year: int) -> list[tuple[str, list[Day]]]:
    """The year's holidays in order, each with the days that differ from an ordinary week."""
    found: dict[str, list[Day]] = {}
    for day in (d for number in range(1, 13) for d in _days(dt.date(year, number, 1))):
        mark = calendar.mark(day)
        if mark:
            found.setdefault(mark.name, []).append(_day(calendar, day))
    return list(found.items())


def _days(first: dt.date) -> list[dt.date]:
    span = (first + dt.timedelta(days=offset) for offset in range(31))
    return [day for day in span if day.month == first.month]


def _day(calendar: Calendar, day: dt.date) -> Day:
    mark = calendar.mark(day)
    css = mark.kind.value if mark else "work" if calendar.is_workday(day) else "weekend"
    return Day(day, css, MARKS[mark.kind] if mark else "", calendar.why(day))
