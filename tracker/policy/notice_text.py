"""The text of the notice itself, as it stands on gov.cn, read by its own fixed phrases.

The notice carries its own checksums: the weekday behind each date, and how many days a holiday has. Where one of
them does not agree with what was read, nothing is read.
"""

import datetime as dt
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from tracker.policy.calendar import HolidayTableError
from tracker.rules.workdays import ONE_DAY

Day = tuple[str, dt.date, bool]
"""Name of the holiday, date, off."""

WEEKDAYS = "一二三四五六日"
YEAR = re.compile(r"关于(20\d\d)年部分节假日安排|现将(20\d\d)年")
DOCUMENT = re.compile(r"国办发明电〔20\d\d〕\d+号")
PUBLISHED = re.compile(r"^\s*(20\d\d)年(\d{1,2})月(\d{1,2})日\s*$", re.M)
ITEM = re.compile(r"[一二三四五六七八九十]、([^:。\n]{2,12}):([^\n]*)")
DATE = re.compile(r"(?:(20\d\d)年)?(?:(\d{1,2})月)?(\d{1,2})日(?:\(([^)]*)\))?")
COUNT = re.compile(r"共(\d+)天")


@dataclass(frozen=True, slots=True)
class Told:
    year: int
    document: str | None
    published: dt.date | None
    days: tuple[Day, ...]


def read(text: str) -> Told:
    """Raises :class:`HolidayTableError` naming the holiday that cannot be read."""
    # Full-width digits, brackets and colons become plain ones; 〔〕 and 。 stay.
    plain = unicodedata.normalize("NFKC", text)
    found = YEAR.search(plain)
    if found is None:
        raise HolidayTableError("导入的文件：不是国务院办公厅的节假日安排通知，也不是放假安排的数据文件")
    year = int(found[1] or found[2])
    days = tuple(day for item in ITEM.finditer(plain) for day in _item(item[1].strip(), item[2], year))
    if not days:
        raise HolidayTableError(f"导入的文件：没有读到{year}年任何一个节日的安排")
    document, published = DOCUMENT.search(plain), PUBLISHED.search(plain)
    return Told(
        year,
        document[0] if document else None,
        dt.date(*map(int, published.groups())) if published else None,
        days,
    )


def _item(name: str, body: str, year: int) -> Iterator[Day]:
    """One numbered paragraph. Its other sentences are advice (``鼓励…休息``) and free nobody."""
    for sentence in body.split("。"):
        before, off, after = sentence.partition("放假")
        if off:
            days = _span(name, _dates(name, before, year))
            _agree(name, len(days), after)
            yield from ((name, day, True) for day in days)
        elif sentence.endswith("上班"):
            yield from ((name, day, False) for day in _dates(name, sentence, year))


def _span(name: str, ends: list[dt.date]) -> list[dt.date]:
    """``10月1日至7日`` is every day of it; a date alone is that day."""
    first, last = (ends[0], ends[-1]) if ends else (dt.date.max, dt.date.min)
    if last < first or len(ends) > 2:
        raise HolidayTableError(f"导入的文件：{name}的放假日期读不懂")
    return [first + n * ONE_DAY for n in range((last - first).days + 1)]


def _dates(name: str, words: str, year: int) -> list[dt.date]:
    """In order; a year or a month that is left out is the one before."""
    dates: list[dt.date] = []
    month = 0
    for found in DATE.finditer(words):
        year, month = int(found[1] or year), int(found[2] or month)
        dates.append(_date(name, year, month, int(found[3]), found[4] or ""))
    return dates


def _date(name: str, year: int, month: int, day: int, note: str) -> dt.date:
    try:
        date = dt.date(year, month, day)
    except ValueError as error:
        raise HolidayTableError(f"导入的文件：{name}的{month}月{day}日不是日历上有的日子") from error
    told = re.search(r"(?:周|星期)([一二三四五六日])", note)
    if told and told[1] != WEEKDAYS[date.weekday()]:
        raise HolidayTableError(f"导入的文件：{name}的{date}是周{WEEKDAYS[date.weekday()]}，通知里写的是周{told[1]}")
    return date


def _agree(name: str, days: int, words: str) -> None:
    told = COUNT.search(words)
    if told and int(told[1]) != days:
        raise HolidayTableError(f"导入的文件：{name}读到{days}天，通知里写的是共{told[1]}天")
