"""``huiyin workdays import``, and which calendar is in force: that of the database once there is one."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from tracker.policy.calendar import HolidayTable, HolidayTableError, build_calendar, load_calendar, load_tables
from tracker.policy.holiday_notice import decoded, differences, doubts, read_notice
from tracker.rules.workdays import ONE_DAY, Calendar
from tracker.settings import Settings, load_settings

if TYPE_CHECKING:
    from tracker.db import Database

SQLITE = "sqlite:///"
EFFECT = (
    "已启用（版本 {version}）。重新计算时限 {clocks} 个，其中 {moved} 个改变日期；"
    "{cases} 件留了记录，告知承办人员 {officers} 名、投诉人 {citizens} 名。"
)


def import_(
    file: Annotated[Path, typer.Argument(help="放假通知：通知原文、holiday-cn 的 JSON，或本程序的 TOML。")],
    approve: Annotated[bool, typer.Option("--approve", help="启用，重新计算未到期的时限；不加则只看差别。")] = False,
) -> None:
    """导入一年的放假安排：先显示与现用日历的差别，加 --approve 才启用。"""
    found, text = in_force(), _text(file)
    try:
        table = read_notice(text, found.calendar)
        after = build_calendar(found.tables | {table.year: table})
    except HolidayTableError as error:
        refuse(f"不能导入：{error}。")
    typer.echo("\n".join(_difference_lines(found.calendar, after, table)))
    if approve:
        typer.echo(_put_into_force(text))
    else:
        typer.echo(_would_do(found, after))
        typer.echo("没有启用。核对无误后加上 --approve 再运行一次，或请效能办主任在工作台“工作日历”批准。")


@dataclass(frozen=True, slots=True)
class InForce:
    """``db`` where there is one yet: before the first start the shipped tables are all there is."""

    calendar: Calendar
    tables: dict[int, HolidayTable]
    db: "Database | None"


def in_force() -> InForce:
    try:
        settings = load_settings()
        db = _database(settings)
        tables = _tables_in(db) if db else load_tables()
        return InForce(build_calendar(tables), tables, db)
    except HolidayTableError as error:
        refuse(f"放假安排有误：{error}。")


def _database(settings: Settings) -> "Database | None":
    url = settings.database
    if url.startswith(SQLITE) and not Path(url.removeprefix(SQLITE)).exists():
        return None
    from tracker import opening

    return opening.open_database(settings)


def _tables_in(db: "Database") -> dict[int, HolidayTable]:
    from sqlalchemy.exc import SQLAlchemyError

    from tracker.queries.calendar import is_migrated, tables_in_force

    try:
        with db.reading() as session:
            return tables_in_force(session) if is_migrated(session) else load_tables()
    except SQLAlchemyError:
        refuse("连不上数据库，不知道现用的是哪一份放假安排。请检查 HUIYIN_DATABASE_URL，以及数据库是否在运行。")


def _would_do(found: InForce, after: Calendar) -> str:
    """What the change would do to open clocks, before anybody decides."""
    from tracker import opening
    from tracker.cases.calendars import preview
    from tracker.queries.calendar import is_migrated

    if found.db is None:
        return "还没有诉求件，不影响任何时限。"
    with found.db.reading() as session:
        if not is_migrated(session):
            return "数据库还没有升级到本版本，看不出会影响哪些时限。"
        changed, total = preview(session, opening.bare_house(found.calendar), after, now=_now())
    return f"未到期的时限 {total} 个，启用后有 {changed} 个改变日期。"


def _put_into_force(text: str) -> str:
    from tracker import opening
    from tracker.cases.calendars import approve, propose
    from tracker.queries.calendar import keep_current

    settings = load_settings()
    opening.upgrade(settings)
    db, house = opening.open_database(settings), opening.bare_house(load_calendar())
    keep_current(db, house)
    with db.writing() as session:
        notice = propose(session, house, text, officer_id=None, now=_now())
        if notice.state == "active":
            return f"这份安排已经在用（版本 {notice.version}），没有变化。"
        effect = approve(session, house, notice.id or 0, officer_id=None, now=_now()).effect
    done = {name: effect.get(name, 0) for name in ("clocks", "moved", "cases", "officers", "citizens")}
    return EFFECT.format(version=notice.version, **done)



def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def _text(file: Path) -> str:
    try:
        return decoded(file.read_bytes())
    except HolidayTableError as error:
        refuse(f"不能导入：{error}。")
    except OSError as error:
        refuse(f"不能读取 {error.filename}：{_os_reason(error)}。")


def _difference_lines(old: Calendar, new: Calendar, table: HolidayTable) -> Iterator[str]:
    year = table.year
    yield f"{table.basis}，版本 {table.version}"
    before, after = (sum(map(calendar.is_workday, days_of(year))) for calendar in (old, new))
    yield f"{year} 年工作日：{before} 天 → {after} 天"
    changed = list(differences(old, new, year))
    yield from (f"  {day} {weekday(day)}：{was} → {is_now}" for day, was, is_now in changed)
    if not changed:
        yield "  每一天都与现用日历相同"
    yield from (f"注意：{doubt}" for doubt in doubts(table))


def days_of(year: int) -> list[dt.date]:
    first = dt.date(year, 1, 1)
    return [first + n * ONE_DAY for n in range((dt.date(year, 12, 31) - first).days + 1)]


def weekday(day: dt.date) -> str:
    return f"周{'一二三四五六日'[day.weekday()]}"


def _os_reason(error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return "没有这个文件"
    return "没有权限" if isinstance(error, PermissionError) else str(error.strerror)


def refuse(sentence: str) -> NoReturn:
    typer.echo(sentence, err=True)
    raise typer.Exit(2)
