"""A State Council notice in any form in which an office gets hold of it, turned into a table of ours.

The text of the notice itself, the JSON of holiday-cn, or a table in our own TOML: told apart by their content.
"""

import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any

from pydantic import BaseModel, Field, ValidationError

from tracker.policy import notice_text
from tracker.policy.calendar import (
    Holiday,
    HolidayTable,
    HolidayTableError,
    first_problem,
    moving_days,
    parse,
)
from tracker.rules.workdays import ONE_DAY, SATURDAY, Calendar, DayKind

UPLOADED = "导入的文件"
MOST_CHARACTERS = 60_000
"""A notice has one page."""


class NoticeDay(BaseModel):
    name: str
    date: dt.date
    off: bool = Field(alias="isOffDay")


class Notice(BaseModel):
    """``papers`` are the addresses of the notice; both lists are empty while a year is not published."""

    year: int
    papers: list[str]
    days: list[NoticeDay]


def decoded(raw: bytes) -> str:
    """UTF-8, or what an editor on an office computer saves. Raises :class:`HolidayTableError`."""
    for encoding in ("utf-8-sig", "gb18030"):
        with suppress(UnicodeDecodeError):
            return raw.decode(encoding)
    raise HolidayTableError(f"{UPLOADED}：不是文本")


def read_notice(text: str, calendar: Calendar) -> HolidayTable:
    """``calendar`` tells statutory days from the other weekdays off. Raises :class:`HolidayTableError`."""
    if len(text) > MOST_CHARACTERS:
        raise HolidayTableError(f"{UPLOADED}：太长，不像是放假通知")
    try:
        if text.lstrip().startswith("{"):
            return _from_json(text, calendar)
        if "[[holiday]]" in text:
            return parse(HolidayTable, text, UPLOADED)
        return _from_words(text, calendar)
    except ValidationError as error:
        raise HolidayTableError(f"{UPLOADED}：{first_problem(error)}") from error


def differences(old: Calendar, new: Calendar, year: int) -> Iterator[tuple[dt.date, str, str]]:
    """(day, why before, why after) where the two disagree, December before ``year`` included."""
    day = dt.date(year - 1, 12, 1)
    while day.year <= year:
        if old.mark(day) != new.mark(day):
            yield day, old.why(day), new.why(day)
        day += ONE_DAY


def doubts(table: HolidayTable) -> Iterator[str]:
    """What whoever approves should look at twice: a statutory day that moves with the moon and is not off.

    Where the law fixes the date, the table is refused; a date of the moon is only our own reckoning.
    """
    off = {day for day, mark in table.marks() if not mark.is_workday}
    for day, name in moving_days(table.year):
        if day not in off:
            yield f"按推算 {day} 是{name}，这份安排里没有放假，请核对文件是否完整。"


def _from_json(text: str, calendar: Calendar) -> HolidayTable:
    notice = Notice.model_validate_json(text)
    if not (notice.papers and notice.days):
        raise HolidayTableError(f"{notice.year} 年的放假安排还没有公布（papers 或 days 是空的）")
    days = [(day.name, day.date, day.off) for day in notice.days]
    return _table(notice.year, text, urls=notice.papers, holiday=_holidays(days, calendar))


def _from_words(text: str, calendar: Calendar) -> HolidayTable:
    told = notice_text.read(text)
    holidays = _holidays(told.days, calendar)
    return _table(told.year, text, document=told.document, published=told.published, holiday=holidays)


def _table(year: int, text: str, **rest: Any) -> HolidayTable:
    digest = hashlib.sha256(text.encode()).hexdigest()[:8]
    source = f"国务院办公厅关于{year}年部分节假日安排的通知"
    return HolidayTable(year=year, version=f"{year}-{digest}", source=source, **rest)


def _holidays(days: Iterable[notice_text.Day], calendar: Calendar) -> list[Holiday]:
    found: dict[str, dict[str, list[dt.date]]] = {}
    for name, day, off in days:
        lists = found.setdefault(name, {kind.value: [] for kind in DayKind})
        lists[_kind(day, calendar, off=off)].append(day)
    return [Holiday(name=name, **lists) for name, lists in found.items()]


def _kind(day: dt.date, calendar: Calendar, *, off: bool) -> DayKind:
    if not off:
        return DayKind.MAKE_UP_WORKDAY
    mark = calendar.mark(day)
    statutory = mark is not None and mark.kind is DayKind.HOLIDAY
    return DayKind.HOLIDAY if statutory or day.weekday() >= SATURDAY else DayKind.BRIDGE_HOLIDAY
