"""From the words of a time to the hours they mean, when they are said at a given moment."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from nlp.days import Days, Precision, days, shifted
from nlp.numerals import number, whole
from nlp.times import CLOCK, NUMBER, PART_OF_DAY, UNIT

ZONE = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, slots=True)
class Interval:
    """From ``start`` to before ``end``, both in Chinese time."""

    start: datetime
    end: datetime
    precision: Precision


_SINCE = re.compile("(?:以来|开始|起|至今)$")
_UNTIL = re.compile("一直到|到|至|——|—|-|~|～")
_NOW = frozenset(("现在", "今天", "今日", "今", "目前", "如今", "现今", "当前"))
_BEFORE = re.compile("(?<=.)(?:之|以)?前$")
_AFTER = re.compile("(?<=.)(?:之|以)?后$")
_LOOSE = re.compile("(?:左右|期间|份)$")
_ALREADY = (
    "(?P<already>(?:已经|连续|一连|持续|长达|已有|历时|最近|过去|已|近|这|"
    "(?:等|拖|过去|过|停|找|催|停水|停电|反映|跑|耽误|耽搁|折腾|持续|延误|超期|逾期|断)了)?(?:快|将近|近|整整|足足|都)?)"
)
_COUNT = re.compile(
    rf"{_ALREADY}(?P<count>{NUMBER}多?)(?P<unit>{UNIT})(?P<half>半)?(?:多|左右)?(?:的?时间)?(?P<tail>了|来|以来|(?:之|以)?前)?"
)
_PARTS = {"凌晨": (0, 6), "清": (5, 9), "大清": (5, 9), "一大": (5, 9), "早": (5, 9), "上午": (8, 12), "中午": (11, 14),
          "午后": (12, 18), "下午": (12, 18), "傍晚": (17, 20), "晚": (18, 24), "当晚": (18, 24), "夜": (21, 24),
          "深夜": (22, 24), "半夜": (0, 5)}  # fmt: skip
_TAIL = re.compile(rf"(?P<day>.*?)的?(?P<part>{PART_OF_DAY})?的?(?P<clock>{CLOCK})?")
_HOUR = re.compile(
    r"(?P<hour>[\d一二两三四五六七八九十]{1,3})[点时:：]钟?(?:(?P<half>半)|(?P<quarter>[一三])刻|(?P<minute>[\d一二三四五六七八九十]{1,3}))?.*"
)
_MONTH_DAY = re.compile(r"(?P<day>[\d一二三四五六七八九十]{1,3})[日号]")
_WEEKDAY = "(?:周|星期|礼拜)[一二三四五六日天]"
_JUST_NOW = ("刚才", "刚刚")
_MOST = 12
_NOON = 12
_LONGEST_YEARS = 120


def interval(words: str, now: datetime) -> Interval | None:
    """What ``words`` (a span of :func:`nlp.times.times`) mean at ``now``; ``None`` where nobody can know.

    Takes any string and raises nothing.
    """
    now = now.astimezone(ZONE)
    try:
        return _meaning(words.replace(" ", "").lstrip("从自由"), now)
    except (ValueError, OverflowError):  # 2月30日, 99999年前
        return None


def _meaning(words: str, now: datetime) -> Interval | None:
    if words in _JUST_NOW:
        return Interval(now - timedelta(hours=1), now, Precision.HOUR)
    return _lasting(words, now) or _point(words, now) or _qualified(words, now) or _range(words, now)


def _qualified(words: str, now: datetime) -> Interval | None:
    """…以来, …之前, …之后, …左右, around a point or a range."""
    for pattern, meant in ((_SINCE, _since), (_BEFORE, _before), (_AFTER, _after), (_LOOSE, _same)):
        cut = pattern.search(words)
        inner = _point(words[: cut.start()], now) or _range(words[: cut.start()], now) if cut else None
        if inner:
            return meant(inner, now)
    return None


def _since(inner: Interval, now: datetime) -> Interval:
    return Interval(inner.start, max(now, inner.start), inner.precision)


def _before(inner: Interval, now: datetime) -> Interval:
    return Interval(inner.start - timedelta(days=30), inner.start, Precision.ROUGH)


def _after(inner: Interval, now: datetime) -> Interval:
    return Interval(inner.end, max(inner.end, min(now, inner.end + timedelta(days=30))), Precision.ROUGH)


def _same(inner: Interval, now: datetime) -> Interval:
    return inner


def _range(words: str, now: datetime) -> Interval | None:
    for left, right in _splits(words):
        start = _point(left, now)
        end = _end(right, start, now) if start else None
        if start and end and start.start <= end.start:
            return Interval(start.start, end.end, max(start.precision, end.precision, key=list(Precision).index))
    return None


def _splits(words: str) -> Iterator[tuple[str, str]]:
    for mark in list(_UNTIL.finditer(words))[:_MOST]:
        yield words[: mark.start()], words[mark.end() :]


def _end(words: str, start: Interval, now: datetime) -> Interval | None:
    """The end of a range: of the same month, day or year as its start if nothing else is said."""
    if words in _NOW:
        return Interval(now, now, start.precision)
    month_day = _MONTH_DAY.fullmatch(words)
    if month_day:
        return _whole(_one_day(start.start.date().replace(day=whole(month_day["day"]))))
    if re.fullmatch(CLOCK, words):
        return _clock(words, "", start.start.date())
    found = _point(words, now)
    if re.fullmatch(_WEEKDAY, words):
        return _point(words, start.start + timedelta(days=6))
    if found and found.start < start.start:
        return _point(words, start.start + timedelta(days=364))
    return found


def _one_day(day: date) -> Days:
    return Days(day, day + timedelta(days=1), Precision.DAY)


def _point(words: str, now: datetime) -> Interval | None:
    """A day with or without an hour; an hour alone is today's, or yesterday's if today's is still to come."""
    tail = _TAIL.fullmatch(words)
    if not tail or not (tail["part"] or tail["clock"]):
        found = days(words, now.date())
        return _whole(found) if found else None
    if not tail["day"]:
        today = _in_day(tail, now.date())
        return today if today.start <= now else _in_day(tail, now.date() - timedelta(days=1))
    found = days(tail["day"], now.date())
    return _in_day(tail, found.first) if found and found.precision is Precision.DAY else None


def _in_day(tail: re.Match[str], day: date) -> Interval:
    if tail["clock"]:
        return _clock(tail["clock"], tail["part"] or "", day)
    first, last = _part(tail["part"])
    return Interval(_at(day, first), _at(day, last), Precision.PART)


def _part(words: str) -> tuple[int, int]:
    return next(hours for name, hours in sorted(_PARTS.items(), reverse=True) if words.startswith(name))


def _clock(words: str, part: str, day: date) -> Interval:
    match = _HOUR.fullmatch(words)
    if not match:
        raise ValueError(f"no clock: {words}")
    hour = whole(match["hour"])
    if part:
        hour = _of_day(hour, part)
    start = _at(day, hour) + timedelta(minutes=_minute(match))
    exact = match["half"] or match["quarter"] or match["minute"]
    return Interval(start, start + timedelta(minutes=1 if exact else 60), Precision.MINUTE if exact else Precision.HOUR)


def _of_day(hour: int, part: str) -> int:
    """下午三点 is 15, 中午一点 13, 夜里十二点 24."""
    if hour < _NOON:
        return hour + _NOON if _part(part)[0] >= _NOON or (part == "中午" and hour < 4) else hour
    return 24 if hour == _NOON and part[-1] in "晚夜里间" else hour


def _minute(match: re.Match[str]) -> int:
    if match["half"]:
        return 30
    return 15 * whole(match["quarter"]) if match["quarter"] else whole(match["minute"] or "0")


def _at(day: date, hour: int) -> datetime:
    if hour > 24:
        raise ValueError(f"no hour: {hour}")
    return datetime.combine(day, time(), ZONE) + timedelta(hours=hour)


def _whole(found: Days) -> Interval:
    return Interval(_at(found.first, 0), _at(found.after, 0), found.precision)


def _lasting(words: str, now: datetime) -> Interval | None:
    """连续三个月 reaches up to now, 三个月前 was once."""
    match = _COUNT.fullmatch(words)
    count = number(match["count"]) if match and _is_count(match) else None
    if not match or count is None:
        return None
    unit = match["unit"].lstrip("个多半")
    count += 0.5 if match["half"] or "半" in match["unit"] else 0
    if match["tail"] and match["tail"].endswith("前"):
        return _ago(count, unit, now)
    start = _back(count, unit, now.date())
    return Interval(_at(start, 0), now, _PRECISIONS[unit]) if start else None


def _is_count(match: re.Match[str]) -> bool:
    """三个月 and 等了三年 count; 3月, 23年 and 2023年 are names of a month and a year."""
    unit = match["unit"]
    if unit == "年" and match["count"].isdecimal() and int(match["count"]) > _LONGEST_YEARS:
        return False
    return unit not in ("年", "月") or bool(match["already"] or match["half"] or (unit == "年" and match["tail"]))


_PRECISIONS = {"年": Precision.YEAR, "月": Precision.MONTH, "星期": Precision.WEEK, "礼拜": Precision.WEEK,
               "周": Precision.WEEK, "天": Precision.DAY, "日": Precision.DAY}  # fmt: skip


def _back(count: float, unit: str, today: date) -> date | None:
    """``None`` for hours: two hours of waiting say nothing of the day."""
    if unit == "小时":
        return None
    if unit in ("年", "月"):
        months = count * (12 if unit == "年" else 1)
        return shifted(today, -int(months)) - timedelta(days=round(30 * (months % 1)))
    return today - timedelta(days=round(count * (1 if unit in "天日" else 7)))


def _ago(count: float, unit: str, now: datetime) -> Interval | None:
    if unit == "小时":
        then = now - timedelta(hours=count)
        return Interval(then - timedelta(minutes=30), then + timedelta(minutes=30), Precision.HOUR)
    then_day = _back(count, unit, now.date())
    if then_day is None:
        return None
    if unit == "年" and count % 1 == 0:
        return _whole(Days(date(then_day.year, 1, 1), date(then_day.year + 1, 1, 1), Precision.YEAR))
    if unit in ("年", "月"):
        first = then_day.replace(day=1)
        return _whole(Days(first, shifted(first, 1), Precision.MONTH))
    margin = timedelta(days=0 if unit in "天日" else 3)
    return _whole(Days(then_day - margin, then_day + margin + timedelta(days=1), _PRECISIONS[unit]))
