"""The holiday tables: the shipped ones, and what a table must be like to count with it."""

import datetime as dt
import hashlib
import json
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from importlib.resources import files
from itertools import chain, pairwise
from types import MappingProxyType
from typing import Annotated, Any, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from tracker.rules.workdays import SATURDAY, Calendar, DayKind, DayMark

SHIPPED = files("tracker.policy") / "holidays"
PROVISIONAL = "provisional.toml"

Text = Annotated[str, StringConstraints(min_length=1)]


class HolidayTableError(ValueError):
    """A table cannot be used; the message (Chinese) names the file and the entry."""


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Holiday(Strict):
    """One holiday of a notice; the lists are named after :class:`DayKind`."""

    name: Text
    holiday: list[dt.date] = []
    bridge_holiday: list[dt.date] = []
    make_up_workday: list[dt.date] = []

    def marks(self) -> Iterator[tuple[dt.date, DayMark]]:
        for kind in DayKind:
            for day in getattr(self, kind):
                yield day, DayMark(kind, self.name)


class HolidayTable(Strict):
    """One year's notice of the State Council; ``document`` is its number 文号, where known."""

    year: int = Field(ge=2000, le=2100)
    version: Text
    source: Text
    document: Text | None = None
    published: dt.date | None = None
    urls: list[Text] = []
    holiday: list[Holiday] = Field(min_length=1)

    @property
    def basis(self) -> str:
        return f"{self.source}（{self.document}）" if self.document else self.source

    def marks(self) -> Iterator[tuple[dt.date, DayMark]]:
        for holiday in self.holiday:
            yield from holiday.marks()

    @model_validator(mode="after")
    def _days_make_sense(self) -> Self:
        _refuse_nonsense(self.holiday)
        # The New Year's exchange of a notice may reach into the December before.
        first, last = dt.date(self.year - 1, 12, 1), dt.date(self.year, 12, 31)
        for day, mark in self.marks():
            if not first <= day <= last:
                raise ValueError(f"{mark.name} {day} 不在 {self.year} 年的安排之内")
        return self


class EveryYear(Strict):
    name: Text
    days: list[Annotated[str, StringConstraints(pattern=r"^\d\d-\d\d$")]]


class ProvisionalTable(Strict):
    """What the law alone fixes: ``every_year`` as MM-DD, ``holiday`` where the date moves with the moon."""

    version: Text
    source: Text
    every_year: list[EveryYear]
    holiday: list[Holiday]

    @model_validator(mode="after")
    def _days_make_sense(self) -> Self:
        _refuse_nonsense(self.holiday)
        return self

    def statutory(self) -> dict[tuple[int, int], str]:
        return {(int(day[:2]), int(day[3:])): entry.name for entry in self.every_year for day in entry.days}


Table = TypeVar("Table", HolidayTable, ProvisionalTable)


def load_calendar() -> Calendar:
    """The calendar of the shipped tables alone. Raises :class:`HolidayTableError`."""
    return build_calendar(load_tables())


def load_tables() -> dict[int, HolidayTable]:
    """Year → shipped official table, in order. Raises :class:`HolidayTableError`."""
    shipped = [file for file in SHIPPED.iterdir() if file.name.endswith(".toml") and file.name != PROVISIONAL]
    tables = [parse(HolidayTable, file.read_text(encoding="utf-8"), file.name) for file in shipped]
    return {table.year: table for table in sorted(tables, key=lambda table: table.year)}


def build_calendar(tables: Mapping[int, HolidayTable]) -> Calendar:
    """Raises :class:`HolidayTableError` for a year left out between two, or a statutory day not off."""
    law = _law()
    statutory = law.statutory()
    days = {day: mark for entry in law.holiday for day, mark in entry.marks() if day.year not in tables}
    years = sorted(tables)
    _refuse_gap(years)
    for year in years:
        _refuse_missing(tables[year], statutory)
        days.update(tables[year].marks())
    return Calendar(
        days=MappingProxyType(days),
        known_until=dt.date(years[-1], 12, 31),
        version=f"{years[-1]}-{_digest(days, statutory)}",
        statutory=MappingProxyType(statutory),
        known_from=dt.date(years[0], 1, 1),
    )


def moving_days(year: int) -> list[tuple[dt.date, str]]:
    """The statutory days of a year whose date is no fixed one: 春节, 清明节, 端午节, 中秋节; as far as reckoned."""
    return [(day, mark.name) for entry in _law().holiday for day, mark in entry.marks() if day.year == year]


def to_json(table: HolidayTable) -> dict[str, Any]:
    return table.model_dump(mode="json")


def from_json(content: Mapping[str, Any]) -> HolidayTable:
    """What :func:`to_json` gave."""
    return HolidayTable.model_validate_json(json.dumps(content))


def first_problem(error: ValidationError) -> str:
    """Where and what, in Chinese, of the first of pydantic's complaints."""
    problem = error.errors()[0]
    where = " ".join(f"第{part + 1}项" if isinstance(part, int) else part for part in problem["loc"])
    known = {
        "extra_forbidden": "没有这个键",
        "missing": "缺少这一项",
        "too_short": "不能是空的",
        "value_error": problem["msg"].removeprefix("Value error, "),
    }
    what = known.get(problem["type"], f"写法不对（{problem['msg']}）")
    return f"{where}：{what}" if where else what


def _law() -> ProvisionalTable:
    return parse(ProvisionalTable, (SHIPPED / PROVISIONAL).read_text(encoding="utf-8"), PROVISIONAL)


def parse(model: type[Table], text: str, name: str) -> Table:
    """``name`` is that of the file, for the message. Raises :class:`HolidayTableError`."""
    try:
        return model.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise HolidayTableError(f"{name}：不是正确的 TOML（{error}）") from error
    except ValidationError as error:
        raise HolidayTableError(f"{name}：{first_problem(error)}") from error


def _refuse_nonsense(holidays: Iterable[Holiday]) -> None:
    seen: set[dt.date] = set()
    for day, mark in chain.from_iterable(holiday.marks() for holiday in holidays):
        if day in seen:
            raise ValueError(f"{mark.name} {day} 写了两次")
        weekend = day.weekday() >= SATURDAY
        if mark.kind is DayKind.MAKE_UP_WORKDAY and not weekend:
            raise ValueError(f"{mark.name} {day} 不是周末，不能列入 make_up_workday")
        if mark.kind is DayKind.BRIDGE_HOLIDAY and weekend:
            raise ValueError(f"{mark.name} {day} 是周末，不能列入 bridge_holiday")
        seen.add(day)


def _refuse_gap(years: list[int]) -> None:
    for before, after in pairwise(years):
        if after != before + 1:
            raise HolidayTableError(f"{after} 年：还没有 {before + 1} 年的安排，不能跳过")


def _refuse_missing(table: HolidayTable, statutory: Mapping[tuple[int, int], str]) -> None:
    off = {day for day, mark in table.marks() if not mark.is_workday}
    for (month, day), name in statutory.items():
        date = dt.date(table.year, month, day)
        if date not in off:
            raise HolidayTableError(f"{table.year} 年：缺少法定节假日 {name} {date}")


def _digest(days: Mapping[dt.date, DayMark], statutory: Mapping[tuple[int, int], str]) -> str:
    lines = [f"{day} {mark.kind} {mark.name}" for day, mark in sorted(days.items(), key=lambda item: item[0])]
    fixed = [f"{month}-{day} {name}" for (month, day), name in sorted(statutory.items())]
    return hashlib.sha256("\n".join(lines + fixed).encode()).hexdigest()[:8]
