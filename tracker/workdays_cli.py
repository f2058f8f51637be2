"""``huiyin workdays``: the calendar that every deadline is counted with, for people and for scripts."""

import datetime as dt
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from tracker.policy.calendar import HolidayTable, HolidayTableError, build_calendar, load_tables
from tracker.policy.holiday_notice import differences, read_notice, store
from tracker.rules.workdays import ONE_DAY, Calendar

FIRST_YEAR, LAST_YEAR = 2000, 2100
MOST_DAYS = 10_000
# So that -3 arrives as an argument and is refused in our own words.
NEGATIVE_NUMBERS = {"ignore_unknown_options": True}

app = typer.Typer(help="工作日历：推算期限、数工作日、查看和导入放假安排。", no_args_is_help=True, add_completion=False)

DataDir = Annotated[
    Path, typer.Option("--data-dir", envvar="HUIYIN_DATA_DIR", help="数据目录，导入的放假安排存放在其中。")
]
DEFAULT_DATA_DIR = Path("var")


@app.command(context_settings=NEGATIVE_NUMBERS)
def add(
    date: Annotated[str, typer.Argument(help="起算日，如 2026-11-23；当日不计入。")],
    n: Annotated[str, typer.Argument(help="天数。")],
    natural: Annotated[bool, typer.Option("--natural", help="按自然日计算，最后一天放假的顺延。")] = False,
    data_dir: DataDir = DEFAULT_DATA_DIR,
) -> None:
    """起算日之后第 N 个工作日是哪一天。第一行只有日期。"""
    start, days = _date(date), _count(n)
    calendar, _ = _load(data_dir)
    due = calendar.add_natural(start, days) if natural else calendar.add(start, days)
    typer.echo(due.date)
    typer.echo(f"{_weekday(due.date)} {calendar.why(due.date)}")
    if due.provisional:
        typer.echo(_provisional(calendar))


@app.command()
def between(
    a: Annotated[str, typer.Argument(help="起始日，不计入。")],
    b: Annotated[str, typer.Argument(help="截止日，计入。")],
    data_dir: DataDir = DEFAULT_DATA_DIR,
) -> None:
    """A 之后到 B 为止有几个工作日；B 早于 A 时是负数。"""
    first, last = _date(a), _date(b)
    calendar, _ = _load(data_dir)
    typer.echo(calendar.between(first, last))
    if calendar.is_provisional(first) or calendar.is_provisional(last):
        typer.echo(_provisional(calendar), err=True)


@app.command()
def year(year: Annotated[str, typer.Argument(help="年份，如 2026。")], data_dir: DataDir = DEFAULT_DATA_DIR) -> None:
    """一年的工作日数、放假和调休上班的日子，以及依据。"""
    number = _year(year)
    calendar, tables = _load(data_dir)
    typer.echo("\n".join(_year_lines(calendar, number, tables.get(number))))


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="放假安排（holiday-cn 的 JSON 格式）。")],
    yes: Annotated[bool, typer.Option("--yes", help="确认写入；不加则只显示差别。")] = False,
    data_dir: DataDir = DEFAULT_DATA_DIR,
) -> None:
    """导入一年的放假安排：先显示与现用日历的差别，加 --yes 才写入。"""
    old, tables = _load(data_dir)
    try:
        table = read_notice(file.read_text(encoding="utf-8"), old)
        new = build_calendar(tables | {table.year: table})
        typer.echo("\n".join(_difference_lines(old, new, table.year)))
        if yes:
            typer.echo(f"已写入 {store(table, data_dir / 'holidays')}。")
        else:
            typer.echo("没有写入。核对无误后加上 --yes 再运行一次。")
    except HolidayTableError as error:
        _refuse(f"不能导入：{error}。")
    except UnicodeDecodeError:
        _refuse(f"不能导入：{file} 不是 UTF-8 文本。")
    except OSError as error:
        _refuse(f"不能读写 {error.filename}：{_os_reason(error)}。")


def _load(data_dir: Path) -> tuple[Calendar, dict[int, HolidayTable]]:
    try:
        tables = load_tables(data_dir / "holidays")
        return build_calendar(tables), tables
    except HolidayTableError as error:
        _refuse(f"放假安排有误：{error}。")
    except OSError as error:
        _refuse(f"不能读取 {error.filename}：{_os_reason(error)}。")


def _year_lines(calendar: Calendar, year: int, table: HolidayTable | None) -> Iterator[str]:
    days = _days_of(year)
    workdays = sum(map(calendar.is_workday, days))
    yield f"{year} 年：工作日 {workdays} 天，休息 {len(days) - workdays} 天"
    yield f"依据：{table.basis}，版本 {table.version}" if table else _provisional(calendar)
    yield "放假："
    off = groupby(days, key=lambda day: _name(calendar, day, at_work=False))
    yield from (_span(name, list(group)) for name, group in off if name)
    make_up = [day for day in days if _name(calendar, day, at_work=True)]
    yield "调休上班：" if make_up else "调休上班：无"
    yield from (f"  {day} {_weekday(day)}（{_name(calendar, day, at_work=True)}）" for day in make_up)


def _name(calendar: Calendar, day: dt.date, *, at_work: bool) -> str:
    mark = calendar.mark(day)
    return mark.name if mark and mark.is_workday is at_work else ""


def _span(name: str, days: list[dt.date]) -> str:
    first, last = days[0], days[-1]
    span = f"{first} {_weekday(first)}"
    if last > first:
        span += f" 至 {last} {_weekday(last)}"
    return f"  {name}：{span}，{len(days)} 天"


def _difference_lines(old: Calendar, new: Calendar, year: int) -> Iterator[str]:
    before, after = (sum(map(calendar.is_workday, _days_of(year))) for calendar in (old, new))
    yield f"{year} 年工作日：{before} 天 → {after} 天"
    changed = list(differences(old, new, year))
    yield from (f"  {day} {_weekday(day)}：{was} → {is_now}" for day, was, is_now in changed)
    if not changed:
        yield "  每一天都与现用日历相同"


def _days_of(year: int) -> list[dt.date]:
    first = dt.date(year, 1, 1)
    return [first + n * ONE_DAY for n in range((dt.date(year, 12, 31) - first).days + 1)]


def _weekday(day: dt.date) -> str:
    return f"周{'一二三四五六日'[day.weekday()]}"


def _provisional(calendar: Calendar) -> str:
    known = f"{calendar.known_from.year} 至 {calendar.known_until.year} 年"
    return f"暂定：正式放假安排只收录了 {known}，其余按周末和法定节假日推算，收录后可能调整。"


def _date(text: str) -> dt.date:
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        _refuse(f"看不懂日期“{text}”：请写成 2026-11-23 这样，并且是日历上有的日子。")
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        _refuse(f"日期“{text}”超出范围：请用 {FIRST_YEAR} 到 {LAST_YEAR} 年之间的日子。")
    return day


def _count(text: str) -> int:
    return _whole_number(text, "天数", 0, MOST_DAYS)


def _year(text: str) -> int:
    return _whole_number(text, "年份", FIRST_YEAR, LAST_YEAR)


def _whole_number(text: str, what: str, least: int, most: int) -> int:
    # The length first: Python refuses to convert thousands of digits.
    if text.isdecimal() and len(text) <= len(str(most)) and least <= int(text) <= most:
        return int(text)
    _refuse(f"{what}“{text}”不对：请写 {least} 到 {most} 之间的整数。")


def _os_reason(error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return "没有这个文件"
    return "没有权限" if isinstance(error, PermissionError) else str(error.strerror)


def _refuse(sentence: str) -> NoReturn:
    typer.echo(sentence, err=True)
    raise typer.Exit(2)
