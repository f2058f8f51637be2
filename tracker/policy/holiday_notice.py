"""A year's arrangement as public tables publish it (the JSON of holiday-cn), turned into a table of ours."""

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from pydantic import BaseModel, Field, ValidationError

from tracker.policy.calendar import Holiday, HolidayTable, HolidayTableError, first_problem
from tracker.rules.workdays import ONE_DAY, SATURDAY, Calendar, DayKind


class NoticeDay(BaseModel):
    name: str
    date: dt.date
    off: bool = Field(alias="isOffDay")


class Notice(BaseModel):
    """``papers`` are the addresses of the notice; both lists are empty while a year is not published."""

    year: int
    papers: list[str]
    days: list[NoticeDay]


def read_notice(text: str, calendar: Calendar) -> HolidayTable:
    """``calendar`` tells statutory days from the other weekdays off. Raises :class:`HolidayTableError`."""
    try:
        notice = Notice.model_validate_json(text)
        if not (notice.papers and notice.days):
            raise HolidayTableError(f"{notice.year} 年的放假安排还没有公布（papers 或 days 是空的）")
        return HolidayTable(
            year=notice.year,
            version=f"{notice.year}-{hashlib.sha256(text.encode()).hexdigest()[:8]}",
            source=f"国务院办公厅关于{notice.year}年部分节假日安排的通知",
            urls=notice.papers,
            holiday=list(_holidays(notice.days, calendar)),
        )
    except ValidationError as error:
        raise HolidayTableError(f"导入的文件：{first_problem(error)}") from error


def differences(old: Calendar, new: Calendar, year: int) -> Iterator[tuple[dt.date, str, str]]:
    """(day, why before, why after) where the two disagree, December before ``year`` included."""
    day = dt.date(year - 1, 12, 1)
    while day.year <= year:
        if old.mark(day) != new.mark(day):
            yield day, old.why(day), new.why(day)
        day += ONE_DAY


def as_toml(table: HolidayTable) -> str:
    """A file that the loader reads back as the same table."""
    head = [
        f"year = {table.year}",
        f"version = {_quoted(table.version)}",
        f"source = {_quoted(table.source)}",
        *([f"document = {_quoted(table.document)}"] if table.document else []),
        *([f"published = {table.published}"] if table.published else []),
        f"urls = [{', '.join(map(_quoted, table.urls))}]",
    ]
    return "\n".join([*head, *(line for holiday in table.holiday for line in _entry(holiday))]) + "\n"


def store(table: HolidayTable, directory: Path) -> Path:
    """Whole or not at all: a reader never meets half a table. Raises :class:`OSError`."""
    directory.mkdir(parents=True, exist_ok=True)
    file = directory / f"{table.year}.toml"
    half = file.with_suffix(".part")
    half.write_text(as_toml(table), encoding="utf-8")
    return half.replace(file)


def _holidays(days: list[NoticeDay], calendar: Calendar) -> Iterator[Holiday]:
    for name in dict.fromkeys(day.name for day in days):
        lists: dict[str, list[dt.date]] = {kind: [] for kind in DayKind}
        for day in days:
            if day.name == name:
                lists[_kind(day, calendar)].append(day.date)
        yield Holiday(name=name, **lists)


def _kind(day: NoticeDay, calendar: Calendar) -> DayKind:
    if not day.off:
        return DayKind.MAKE_UP_WORKDAY
    mark = calendar.mark(day.date)
    statutory = mark is not None and mark.kind is DayKind.HOLIDAY
    return DayKind.HOLIDAY if statutory or day.date.weekday() >= SATURDAY else DayKind.BRIDGE_HOLIDAY


def _entry(holiday: Holiday) -> Iterable[str]:
    yield from ("", "[[holiday]]", f"name = {_quoted(holiday.name)}")
    for kind in DayKind:
        days = [str(day) for day, mark in holiday.marks() if mark.kind is kind]
        if days:
            yield f"{kind} = [{', '.join(days)}]"


def _quoted(text: str) -> str:
    # Every JSON string is also a TOML string, but for DEL, which TOML wants escaped.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007F")
