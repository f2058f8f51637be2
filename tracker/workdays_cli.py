"""``huiyin workdays``: the calendar that every deadline is counted with, for people and for scripts."""

import datetime as dt
from collections.abc import Iterator
from itertools import groupby
from typing import Annotated

import typer

from tracker.calendar_cli import days_of, import_, in_force, refuse, weekday
from tracker.policy.calendar import HolidayTable
from tracker.policy.load import load_policy
from tracker.rules.hours import OfficeHours
from tracker.rules.workdays import SHANGHAI, Calendar, DayKind

FIRST_YEAR, LAST_YEAR = 2000, 2100
MOST_DAYS = 10_000
# So that -3 arrives as an argument and is refused in our own words.
NEGATIVE_NUMBERS = {"ignore_unknown_options": True}

app = typer.Typer(help="工作日历：推算期限、数工作日、查看和导入放假安排。", no_args_is_help=True, add_completion=False)
app.command("import")(import_)

InHours = Annotated[bool, typer.Option("--hours", help="按办公时间计算，日期可带钟点，如 2026-11-23T16:30。")]


@app.command(context_settings=NEGATIVE_NUMBERS)
def add(
    date: Annotated[str, typer.Argument(help="起算日，如 2026-11-23；当日不计入。")],
    n: Annotated[str, typer.Argument(help="天数，或办公小时数。")],
    natural: Annotated[bool, typer.Option("--natural", help="按自然日计算，最后一天放假的顺延。")] = False,
    hours: InHours = False,
) -> None:
    """起算日之后第 N 个工作日是哪一天。第一行只有日期。"""
    if hours:
        _add_hours(_instant(date), _count(n))
        return
    start, days, calendar = _date(date), _count(n), in_force().calendar
    due = calendar.add_natural(start, days) if natural else calendar.add(start, days)
    typer.echo(due.date)
    typer.echo(f"{weekday(due.date)} {calendar.why(due.date)}")
    if due.provisional:
        typer.echo(_provisional(calendar))


def _add_hours(start: dt.datetime, amount: int) -> None:
    calendar = in_force().calendar
    due = _office(calendar).add(start, dt.timedelta(hours=amount))
    wall = due.instant.astimezone(SHANGHAI)
    typer.echo(f"{wall:%Y-%m-%d %H:%M}")
    typer.echo(f"{weekday(wall.date())} {calendar.why(wall.date())}")
    if due.provisional:
        typer.echo(_provisional(calendar))


@app.command()
def between(
    a: Annotated[str, typer.Argument(help="起始日，不计入。")],
    b: Annotated[str, typer.Argument(help="截止日，计入。")],
    hours: InHours = False,
) -> None:
    """A 之后到 B 为止有几个工作日；B 早于 A 时是负数。"""
    first, last = _instant(a), _instant(b)
    calendar = in_force().calendar
    if hours:
        typer.echo(f"{_office(calendar).between(first, last) / dt.timedelta(hours=1):g}")
    else:
        typer.echo(calendar.between(_date(a), _date(b)))
    if calendar.is_provisional(first.date()) or calendar.is_provisional(last.date()):
        typer.echo(_provisional(calendar), err=True)


@app.command()
def year(year: Annotated[str, typer.Argument(help="年份，如 2026。")]) -> None:
    """一年的工作日数、放假和调休上班的日子，以及依据。"""
    number, found = _year(year), in_force()
    typer.echo("\n".join(_year_lines(found.calendar, number, found.tables.get(number))))


def _office(calendar: Calendar) -> OfficeHours:
    return OfficeHours(calendar, load_policy().counting.hours)


def _year_lines(calendar: Calendar, year: int, table: HolidayTable | None) -> Iterator[str]:
    days = days_of(year)
    workdays = sum(map(calendar.is_workday, days))
    yield f"{year} 年：工作日 {workdays} 天，休息 {len(days) - workdays} 天"
    yield f"依据：{table.basis}，版本 {table.version}" if table else _provisional(calendar)
    yield from (f"原文：{url}" for url in (table.urls if table else []))
    yield "放假："
    off = groupby(days, key=lambda day: _name(calendar, day, at_work=False))
    yield from (_span(name, list(group)) for name, group in off if name)
    bridges = [day for day in days if (mark := calendar.mark(day)) and mark.kind is DayKind.BRIDGE_HOLIDAY]
    if bridges:
        yield "其中调休、补假放的工作日："
        yield from (f"  {day} {weekday(day)}（{_name(calendar, day, at_work=False)}）" for day in bridges)
    make_up = [day for day in days if _name(calendar, day, at_work=True)]
    yield "调休上班：" if make_up else "调休上班：无"
    yield from (f"  {day} {weekday(day)}（{_name(calendar, day, at_work=True)}）" for day in make_up)


def _name(calendar: Calendar, day: dt.date, *, at_work: bool) -> str:
    mark = calendar.mark(day)
    return mark.name if mark and mark.is_workday is at_work else ""


def _span(name: str, days: list[dt.date]) -> str:
    first, last = days[0], days[-1]
    span = f"{first} {weekday(first)}"
    if last > first:
        span += f" 至 {last} {weekday(last)}"
    return f"  {name}：{span}，{len(days)} 天"


def _provisional(calendar: Calendar) -> str:
    known = f"{calendar.known_from.year} 至 {calendar.known_until.year} 年"
    return f"暂定：正式放假安排只收录了 {known}，其余按周末和法定节假日推算，收录后可能调整。"


def _date(text: str) -> dt.date:
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        refuse(f"看不懂日期“{text}”：请写成 2026-11-23 这样，并且是日历上有的日子。")
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        refuse(f"日期“{text}”超出范围：请用 {FIRST_YEAR} 到 {LAST_YEAR} 年之间的日子。")
    return day


def _instant(text: str) -> dt.datetime:
    """Shanghai's; a date alone is its first moment."""
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        refuse(f"看不懂日期“{text}”：请写成 2026-11-23 这样，并且是日历上有的日子。")
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        refuse(f"日期“{text}”超出范围：请用 {FIRST_YEAR} 到 {LAST_YEAR} 年之间的日子。")
    return moment if moment.tzinfo else moment.replace(tzinfo=SHANGHAI)


def _count(text: str) -> int:
    return _whole_number(text, "天数", 0, MOST_DAYS)


def _year(text: str) -> int:
    return _whole_number(text, "年份", FIRST_YEAR, LAST_YEAR)


def _whole_number(text: str, what: str, least: int, most: int) -> int:
    # The length first: Python refuses to convert thousands of digits.
    if text.isdecimal() and len(text) <= len(str(most)) and least <= int(text) <= most:
        return int(text)
    refuse(f"{what}“{text}”不对：请写 {least} 到 {most} 之间的整数。")
