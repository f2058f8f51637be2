"""Words that a text must hold before a pattern can match anywhere in it.

They are read off the pattern itself, so that whoever edits a table need not think of them. A
pattern of the tables matches in one text of a hundred, and most texts lack one of its words.
"""

from collections.abc import Iterable, Iterator
from itertools import product
from re import _constants as kinds  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

Words = frozenset[str]

_MOST = 64
"""More words than that cost more than they spare."""
_LONG_ENOUGH = 3
_OFTEN = 4
_SETS = 3
_EMPTY: Words = frozenset(("",))
_NO_WIDTH = (kinds.ASSERT, kinds.ASSERT_NOT, kinds.AT)
_REPEATS = (kinds.MAX_REPEAT, kinds.MIN_REPEAT)


def anchors(pattern: str) -> tuple[Words, ...]:
    """Of each of these sets every match of ``pattern`` holds a word; empty where nothing can be said."""
    parsed = parser.parse(pattern)
    if parsed.state.flags & kinds.SRE_FLAG_IGNORECASE:
        return ()
    chosen: list[Words] = []
    for words in sorted(_sure(_needed(parsed)), key=_worth, reverse=True):
        if not any(_implies(other, words) for other in chosen):
            chosen.append(words)
    return tuple(chosen[:_SETS])


def _sure(candidates: Iterable[Words]) -> Iterator[Words]:
    return (words for words in candidates if "" not in words)


def _worth(words: Words) -> tuple[int, int]:
    """The longest words; of sets as long the smallest."""
    return min(_LONG_ENOUGH, *map(len, words)), -len(words)


def _implies(these: Words, others: Words) -> bool:
    return all(any(other in word for other in others) for word in these)


def _needed(sequence: Iterable[tuple[Any, Any]]) -> Iterator[Words]:
    """Sets of words of which every match of the sequence holds one, from all neighbours that are known together."""
    known = _EMPTY
    for kind, what in sequence:
        here = _language(kind, what)
        known = _shortened(_joined(known, here if here is not None else _beginning(kind, what)) or here or _EMPTY)
        yield known
        if here is None:
            yield from _inside(kind, what)
            known = _EMPTY


def _shortened(words: Words) -> Words:
    """Without those that end with another of them: whoever holds them holds that one."""
    return frozenset(word for word in words if not any(word[start:] in words for start in range(1, len(word) + 1)))


def _beginning(kind: Any, what: Any) -> Words | None:
    """What a part repeated too often to list begins with."""
    return _sequence(what[2]) if kind in _REPEATS and what[0] else None


def _inside(kind: Any, what: Any) -> Iterator[Words]:
    """The same of one part that may read in too many ways to list them."""
    if kind in _REPEATS and what[0]:
        yield from _needed(what[2])
    elif kind is kinds.SUBPATTERN and not what[1]:
        yield from _needed(what[3])
    elif kind is kinds.BRANCH:
        each = [max(_sure(_needed(way)), key=_worth, default=_EMPTY) for way in what[1]]
        yield frozenset(word for words in each for word in words)


def _language(kind: Any, what: Any) -> Words | None:
    """All that this part of a pattern matches, ``None`` where that is too much or not known."""
    if kind is kinds.LITERAL:
        return frozenset((chr(what),))
    if kind in _NO_WIDTH:
        return _EMPTY
    if kind is kinds.IN:
        return _union(_language(*way) for way in what)
    if kind is kinds.BRANCH:
        return _union(map(_sequence, what[1]))
    if kind is kinds.SUBPATTERN and not what[1]:
        return _sequence(what[3])
    return _repeated(*what) if kind in _REPEATS else None


def _sequence(parts: Iterable[tuple[Any, Any]]) -> Words | None:
    known: Words | None = _EMPTY
    for kind, what in parts:
        known = _joined(known, _language(kind, what))
    return known


def _repeated(least: int, most: int, parts: Iterable[tuple[Any, Any]]) -> Words | None:
    if most > _OFTEN:
        return None
    once = _sequence(parts)
    times: list[Words | None] = [_EMPTY]
    for _ in range(most):
        times.append(_joined(times[-1], once))
    return _union(times[least:])


def _joined(before: Words | None, after: Words | None) -> Words | None:
    if before is None or after is None or len(before) * len(after) > _MOST:
        return None
    return frozenset(map("".join, product(before, after)))


def _union(ways: Iterable[Words | None]) -> Words | None:
    every: set[str] = set()
    for words in ways:
        if words is None or len(every | words) > _MOST:
            return None
        every |= words
    return frozenset(every)
