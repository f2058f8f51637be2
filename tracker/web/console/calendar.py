"""工作日历: one year as the deadlines count it."""

import datetime as dt
from dataclasses import dataclass

from fastapi import Request, Response

from tracker.db import Database
from tracker.house import House
from tracker.queries.calendar import notices, tables_in_force
from tracker.rules.approving import may_bring
from tracker.rules.workdays import Calendar, DayKind, local_date
from tracker.web.console.viewer import TheViewer, Viewer, console_page, console_router
from tracker.web.deps import Db, Now, TheHouse

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


MARKS = {DayKind.HOLIDAY: "休", DayKind.BRIDGE_HOLIDAY: "调", DayKind.MAKE_UP_WORKDAY: "班"}


@router.get("/calendar")
def show(request: Request, db: Db, house: TheHouse, now: Now, viewer: TheViewer) -> Response:
    return render(db, house, viewer, YEARS.get(request.query_params.get("year", "")), now=now)


def render(
    db: Database, house: House, viewer: Viewer, year: int | None, *,
    now: dt.datetime, status: int = 200, refusal: str = "",
) -> Response:  # fmt: skip
    """``None`` is this year."""
    with db.reading() as session:
        tables, brought = tables_in_force(session), notices(session)
    today, calendar = local_date(now), house.calendar
    year = year or today.year
    return console_page(
        viewer,
        "calendar.html",
        tab=PATH,
        status=status,
        refusal=refusal,
        year=year,
        today=today,
        months=[month(calendar, year, number) for number in range(1, 13)],
        notes=holidays(calendar, year),
        table=tables.get(year),
        known_until=calendar.known_until,
        provisional=calendar.is_provisional(dt.date(year, 12, 31)),
        version=calendar.version,
        hours=house.policy.counting.hours,
        half_days={day: w for day, w in house.policy.counting.hours.days.items() if day.year == year},
        brought=brought if may_bring(viewer.facts, viewer.org) else None,
    )


def month(calendar: Calendar, year: int, number: int) -> Month:
    first = dt.date(year, number, 1)
    days = tuple(_day(calendar, day) for day in _days(first))
    return Month(f"{number}月", first.weekday(), days, sum(calendar.is_workday(day.date) for day in days))


def holidays(calendar: Calendar, year: int) -> list[tuple[str, list[Day]]]:
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
