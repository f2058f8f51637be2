"""Money and gifts asked for or given, and how much."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from nlp.numerals import number
from nlp.phrases import Hit

_SCALES = {"": 1, "十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
_SUM = re.compile(
    r"(?P<figure>\d{1,3}(?:[,，]\d{3}){1,3}(?!\d)|\d{1,9}(?:\.\d{1,2})?|[一二两三四五六七八九十百千万零]{1,8}) ?"
    r"(?P<scale>[百千万亿]?)(?:[多余来]|左右)? ?(?:元|块钱?|圆|人民币|[Rr][Mm][Bb])"
)
_BESIDE = 20
_STOP = re.compile("[。！？!?\n]")


@dataclass(frozen=True, slots=True)
class Demand:
    """``text[start:end]`` speaks of money or gifts; ``yuan`` is the sum named beside it, ``None`` without one."""

    start: int
    end: int
    text: str
    yuan: float | None = None


def demands(text: str, plain: str, hits: Iterable[Hit]) -> tuple[Demand, ...]:
    """In reading order. ``hits`` are what the table ``money`` found in ``plain``."""
    return tuple(
        Demand(hit.start, hit.end, text[hit.start : hit.end], _beside(plain, hit.start, hit.end)) for hit in hits
    )


def sums(plain: str) -> Iterator[tuple[int, int, float]]:
    """Start, end and yuan of every sum of money: 2000元, 3.5万块, 两千五百元."""
    for match in _SUM.finditer(plain):
        yuan = _yuan(match)
        if yuan is not None:
            yield match.start(), match.end(), yuan


def _yuan(match: re.Match[str]) -> float | None:
    figure = re.sub("[,，]", "", match["figure"])
    value = float(figure) if figure[0].isdecimal() and figure.isascii() else number(figure)
    return None if value is None else value * _SCALES[match["scale"]]


def _beside(plain: str, start: int, end: int) -> float | None:
    """The sum in the words themselves, else the nearest one of the same sentence."""
    first = max([start - _BESIDE, 0, *(at.end() for at in _STOP.finditer(plain, max(0, start - _BESIDE), start))])
    stop = _STOP.search(plain, end, end + _BESIDE)
    last = stop.start() if stop else end + _BESIDE
    near = [(_distance(first + at, first + to, start, end), yuan) for at, to, yuan in sums(plain[first:last])]
    return min(near)[1] if near else None


def _distance(at: int, to: int, start: int, end: int) -> int:
    return max(at - end, start - to, 0)
