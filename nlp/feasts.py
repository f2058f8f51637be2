"""Feasts and holidays by name: which days they were, seen from a day."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from nlp import lexicon
from nlp.numerals import whole

_NEW_YEAR = "春节"
_OTHER_NAMES = {"过年": _NEW_YEAR, "年": _NEW_YEAR, "大年": _NEW_YEAR}
_LUNAR_MONTH = 29
_AROUND = timedelta(days=30)
_BEFORE_AND_AFTER = timedelta(days=7)
_FROM_NEW_YEAR = re.compile(
    "(?:大年|正月)初(?P<day>[一二三四五六七八九十])|(?P<eve>除夕夜?|大年三十)|(?P<lantern>元宵|正月十五)"
)


@dataclass(frozen=True, slots=True)
class Feast:
    """The day itself and the days off around it, ``first`` to before ``after``."""

    day: date
    first: date
    after: date

    def during(self, qualifier: str) -> tuple[date, date]:
        """The days meant by 国庆前, 国庆后, 国庆当天, 国庆期间; a month at most for before and after."""
        if qualifier == "前后":
            return self.first - _BEFORE_AND_AFTER, self.after + _BEFORE_AND_AFTER
        if "前" in qualifier:
            return self.first - _AROUND, self.first
        if "后" in qualifier:
            return self.after, self.after + _AROUND
        if qualifier in ("那天", "当天"):
            return self.day, self.day + timedelta(days=1)
        return self.first, self.after


def feast(name: str, year: int | None, qualifier: str, today: date) -> tuple[date, date] | None:
    """The days of the feast in ``year``, else of the last one that had begun; ``None`` outside the table."""
    every = [one for one in _feasts(name) if year is None or one.day.year == year]
    spans = [one.during(qualifier) for one in every]
    begun = [span for span in spans if year is not None or span[0] <= today]
    known_years = year is not None or _covers(name, today)
    return begun[-1] if begun and known_years else None


def _covers(name: str, today: date) -> bool:
    """After the last year of the table its last feast is not the last one that was."""
    return max(one.day.year for one in _feasts(name)) >= today.year


@cache
def _feasts(name: str) -> tuple[Feast, ...]:
    near = _FROM_NEW_YEAR.fullmatch(name)
    if near:
        return tuple(_single(one.day + _offset(near)) for one in _feasts(_NEW_YEAR))
    if name in ("正月", "腊月"):
        return tuple(_lunar_month(one.day, name) for one in _feasts(_NEW_YEAR))
    return tuple(_table().get(_OTHER_NAMES.get(name, name), ()))


def _offset(near: re.Match[str]) -> timedelta:
    if near["day"]:
        return timedelta(days=whole(near["day"]) - 1)
    return timedelta(days=-1 if near["eve"] else 14)


def _single(day: date) -> Feast:
    return Feast(day, day, day + timedelta(days=1))


def _lunar_month(new_year: date, name: str) -> Feast:
    month = timedelta(days=_LUNAR_MONTH)
    first = new_year if name == "正月" else new_year - month
    return Feast(first, first, first + month)


@cache
def _table() -> Mapping[str, list[Feast]]:
    feasts: dict[str, list[Feast]] = defaultdict(list)
    years = range(2000, 2100)
    for entry in lexicon.read("feasts"):
        # New Year's Eve is a day off, too.
        before = timedelta(days=1 if entry.label == _NEW_YEAR else 0)
        for day in _days(entry.word, years):
            feasts[entry.label].append(Feast(day, day - before, day + timedelta(days=int(entry.weight))))
    return feasts


def _days(word: str, years: range) -> Iterator[date]:
    """One day for 2026-02-17, one in every year for 05-01."""
    if word.count("-") == 2:
        yield date.fromisoformat(word)
    else:
        yield from (date.fromisoformat(f"{year}-{word}") for year in years)
