"""Words for days, weeks, months and years, and the days they mean when they are said on a given day.

Without a year or a week people speak of the past: 3月 is the last March that has begun.
"""

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from nlp.feasts import feast
from nlp.numerals import whole
from nlp.times import WEEKDAY

_N = r"[\d一二两三四五六七八九十]"
_ONE = timedelta(days=1)
_CENTURY = 100


class Precision(StrEnum):
    """How narrow the words are; ``ROUGH`` is a guess at 最近, 前段时间, 几年前."""

    MINUTE = "minute"
    HOUR = "hour"
    PART = "part"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"
    ROUGH = "rough"


@dataclass(frozen=True, slots=True)
class Days:
    """``first`` and the day after the last one."""

    first: date
    after: date
    precision: Precision


def shifted(day: date, months: int) -> date:
    """The same day of another month, or its last day: 31 May less three months is 28 February."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def days(words: str, today: date) -> Days | None:
    """``None`` for words of no known kind. Raises ``ValueError`` for a 30 February."""
    if words in _NEAR:
        first, after, precision = _NEAR[words]
        return Days(today + timedelta(days=first), today + timedelta(days=after), precision)
    for pattern, meaning in _RULES:
        match = pattern.fullmatch(words)
        if match:
            return meaning(match, today)
    return None


def _day(day: date) -> Days:
    return Days(day, day + _ONE, Precision.DAY)


def _months(first: date, count: int, precision: Precision) -> Days:
    return Days(first, shifted(first, count), precision)


def _iso(match: re.Match[str], today: date) -> Days:
    return _day(date(*map(int, re.split("[-./]", match[0]))))


def _iso_month(match: re.Match[str], today: date) -> Days:
    year, month = match[0].split(".")
    return _months(date(int(year), int(month), 1), 1, Precision.MONTH)


def _in_year(match: re.Match[str], today: date) -> Days | None:
    year = _year(match, today)
    if match["month"]:
        return _month(year, match, today)
    whole_year = _months(date(year or today.year, 1, 1), 12, Precision.YEAR)
    return _season(whole_year.first, match["season"]) if match["season"] else whole_year


def _year(match: re.Match[str], today: date) -> int | None:
    if match["said"]:
        return today.year - {"今": 0, "去": 1, "前": 2, "大前": 3}[match["said"]]
    if match["year"] is None:
        return None
    year = whole(match["year"].replace("〇", "零"))
    return year if year >= _CENTURY else _of_this_century(year, today)


def _of_this_century(year: int, today: date) -> int:
    """23年 is 2023, 98年 is 1998."""
    full = today.year - today.year % _CENTURY + year
    return full if full <= today.year + 1 else full - _CENTURY


def _month(year: int | None, match: re.Match[str], today: date) -> Days:
    month = whole(match["month"])
    day = whole(match["day"]) if match["day"] else 1
    if year is None:
        year = today.year if (month, day) <= (today.month, today.day) else today.year - 1
    if match["day"]:
        return _day(date(year, month, day))
    return _third(date(year, month, 1), match["third"])


def _third(first: date, third: str | None) -> Days:
    """上旬, 中旬, 下旬: ten days each, the last one what is left."""
    if not third:
        return _months(first, 1, Precision.MONTH)
    eleventh, twenty_first = first + timedelta(days=10), first + timedelta(days=20)
    if third[0] in "初上":
        return Days(first, eleventh, Precision.WEEK)
    if third[0] == "中":
        return Days(eleventh, twenty_first, Precision.WEEK)
    return Days(twenty_first, shifted(first, 1), Precision.WEEK)


_SEASONS = {"上半年": (0, 6), "下半年": (6, 6), "春": (2, 3), "夏": (5, 3), "秋": (8, 3), "冬": (11, 3), "暑假": (6, 2),
            "寒假": (0, 2), "初": (0, 2), "底": (10, 2), "末": (10, 2)}  # fmt: skip


def _season(new_year: date, words: str) -> Days | None:
    words = words.removeprefix("的").removeprefix("年")
    if words.endswith("季度"):
        start, count = 3 * (whole(words.removesuffix("季度").removeprefix("第")) - 1), 3
    else:
        start, count = _SEASONS[words if words in _SEASONS else words[0]]
    return _months(shifted(new_year, start), count, Precision.MONTH)


def _bare_season(match: re.Match[str], today: date) -> Days | None:
    """年底, 暑假 without a year: the last one that had begun."""
    found = _season(date(today.year, 1, 1), match[0])
    return found if found and found.first <= today else _season(date(today.year - 1, 1, 1), match[0])


def _week(match: re.Match[str], today: date) -> Days:
    back = {"上上": 14, "上": 7}.get(match["which"], 0)
    monday = today - timedelta(days=today.weekday() + back)
    if not match["weekday"]:
        return Days(monday, monday + timedelta(days=7), Precision.WEEK)
    if match["weekday"] == "末":
        saturday = monday + timedelta(days=5 if match["which"] or today.weekday() >= 5 else -2)
        return Days(saturday, saturday + timedelta(days=2), Precision.DAY)
    day = monday + timedelta(days="一二三四五六日".index(match["weekday"].replace("天", "日")))
    return _day(day if match["which"] or day <= today else day - timedelta(days=7))


def _near_month(match: re.Match[str], today: date) -> Days:
    first = shifted(today.replace(day=1), -{"上上": 2, "上": 1}.get(match["which"], 0))
    return _day(first.replace(day=whole(match["day"]))) if match["day"] else _third(first, match["third"])


def _end_of_month(match: re.Match[str], today: date) -> Days:
    this, last = (_third(shifted(today.replace(day=1), back), match[0][-1]) for back in (0, -1))
    return this if this.first <= today else last


def _feast(match: re.Match[str], today: date) -> Days | None:
    found = feast(match["feast"], _year(match, today), match["qualifier"] or "", today)
    precise = Precision.DAY if found and found[1] - found[0] == _ONE else Precision.WEEK
    rough = match["qualifier"] and match["qualifier"][-1] in "前后夕"
    return Days(*found, Precision.ROUGH if rough else precise) if found else None


_YEAR = r"(?:(?P<said>大前|[今去前])年|(?P<year>\d{4}|\d{2}|二[〇零○0][〇零○一二\d]{2})年度?)"
_SEASON = r"年?[初底末]|[上下]半年|第?[一二三四1-4]季度|的?[春夏秋冬][天季]|的?[暑寒]假"
_IN_MONTH = rf"(?:份|(?P<third>[初底末中]|[上中下]旬))?(?:(?P<day>{_N}{{1,3}})[日号])?"
_WEEK_NAME = "个?(?:星期|礼拜|周)"
_RULES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], date], Days | None]], ...] = (
    (re.compile(rf"{_YEAR}?的?(?P<month>{_N}{{1,2}})月{_IN_MONTH}(?P<season>-)?"), _in_year),
    (re.compile(rf"{_YEAR}(?P<season>{_SEASON})?(?P<month>-)?"), _in_year),
    (re.compile(r"\d{4}([-./])\d{1,2}\1\d{1,2}"), _iso),
    (re.compile(r"\d{4}\.\d{1,2}"), _iso_month),
    (re.compile(rf"(?P<which>上上|上|这|本)?{_WEEK_NAME}(?P<weekday>{WEEKDAY})?"), _week),
    (re.compile(rf"(?P<which>上上|上|这|本)个?月{_IN_MONTH}"), _near_month),
    (re.compile("月[初底]"), _end_of_month),
    (re.compile("年[初底末]|暑假|寒假"), _bare_season),
    (
        re.compile(
            rf"(?:{_YEAR}的?)?(?P<feast>大年三十|(?:大年|正月)初{_N}|正月十五|除夕夜?|[国春中元端清重劳教儿妇双五十过正腊][庆节秋旦宵午明阳动师童女一十年月]{{1,2}}?|年)"
            r"(?:佳?节|小?长?假期?|黄金周)?(?P<qualifier>期间|前后|之?前夕?|之?后|那几?天|的时候|当天)?"
        ),
        _feast,
    ),
)

_WEEKS, _MONTHS, _YEARS = 7, 30, 365
_NEAR: dict[str, tuple[int, int, Precision]] = (
    dict.fromkeys(("今天", "今日", "今"), (0, 1, Precision.DAY))
    | dict.fromkeys(("昨天", "昨日", "昨"), (-1, 0, Precision.DAY))
    | dict.fromkeys(("前天", "前日"), (-2, -1, Precision.DAY))
    | {"大前天": (-3, -2, Precision.DAY)}
    | dict.fromkeys(("这两天", "近两天"), (-2, 1, Precision.ROUGH))
    | dict.fromkeys(("前两天",), (-4, 0, Precision.ROUGH))
    | dict.fromkeys(("前几天", "前些天", "早几天"), (-_WEEKS, 0, Precision.ROUGH))
    | dict.fromkeys(("这几天", "这些天", "近日", "近几天", "近几日"), (-_WEEKS, 1, Precision.ROUGH))
    | dict.fromkeys(("最近", "近期", "近来", "这段时间", "这阵子"), (-_MONTHS, 1, Precision.ROUGH))
    | dict.fromkeys(("前不久", "前段时间", "前一段时间", "前阵子", "前些日子"), (-2 * _MONTHS, 0, Precision.ROUGH))
    | dict.fromkeys(("这几个月", "近几个月"), (-6 * _MONTHS, 1, Precision.ROUGH))
    | dict.fromkeys(("前几个月", "前几月"), (-6 * _MONTHS, -_MONTHS, Precision.ROUGH))
    | dict.fromkeys(("这两年", "近两年"), (-2 * _YEARS, 1, Precision.ROUGH))
    | dict.fromkeys(("这几年", "近几年", "近年", "近年来"), (-5 * _YEARS, 1, Precision.ROUGH))
    | dict.fromkeys(("前几年", "前些年"), (-5 * _YEARS, -_YEARS, Precision.ROUGH))
)
