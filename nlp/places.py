"""Where it happened: known divisions, and names that end like a place."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate

from nlp.lexicon import Entry
from nlp.phrases import Hit, Phrasebook
from nlp.understanding import Span

_COUNT = r"[\d一二三四五六七八九十百]{1,4}"
_UNIT = "号楼(?![上下道里顶])|号院|号(?!线|文|令)|弄|栋|幢|期|组|社(?!区|会|保)|单元|楼|室|段|区(?!域)"
_PART = rf"(?:[东西南北中]段|附?{_COUNT}(?:[-—~]\d{{1,4}})?(?:{_UNIT})|\d{{1,3}}-\d{{1,3}}(?:-\d{{1,4}}){{0,2}}(?!\d))"
_NUMBER = re.compile(rf"(?:[ ,，]?{_PART}){{1,6}}")
# The segmenter takes 至福洪, 但本 for unknown words: no name begins with these signs.
_GLUE = frozenset("至但或将把被让给该其请跟于是的了就也又还都而且我本此和")
_GLUED = re.compile(
    "^(?:[至但或将把被让给该其请跟于是的了就也又还都而且我本此]|和(?![平谐睦顺兴美润源气泰信悦合])){1,4}"
)
_WIDE = "市县区镇乡道仙"
Known = tuple[int, int, str]
_LONGEST = 8
_MOST_WORDS = 4


class Gazetteer:
    """Divisions known by name, and the words that tell a name from what stands around it."""

    def __init__(self, divisions: Iterable[Entry], words: Iterable[Entry]) -> None:
        sets: dict[str, set[str]] = {"end": set(), "bare": set(), "stop": set(), "whole": set()}
        for entry in words:
            sets[entry.label if entry.weight else "whole"].add(entry.word)
        self._divisions = Phrasebook(divisions)
        self._ends = frozenset(sets["end"])
        ends = self._ends | sets["whole"]
        self._all_ends = ends
        self._sign = re.compile(f"[{''.join(sorted({end[-1] for end in ends}))}]")
        self._no_name = sets["bare"] | ends
        self._common = sets["bare"] - ends
        self._whole = sets["whole"]
        self._stop = sets["stop"]

    def places(self, text: str, plain: str, words: Sequence[str]) -> tuple[Span, ...]:
        """Spans labelled ``division`` (known by name) or ``spot`` (road, estate, village …)."""
        return self.among(text, plain, words, self._divisions.find(plain))

    def among(self, text: str, plain: str, words: Sequence[str], divisions: Iterable[Hit]) -> tuple[Span, ...]:
        """The same where the ``divisions`` of the text have been found already."""
        known = [_known(hit, plain) for hit in divisions]
        found = known + [(self._cut(plain, start, end, known), end, "spot") for start, end in self._spots(plain, words)]
        spans: list[Span] = []
        for start, end, label in sorted(found, key=lambda item: (item[0], -item[1])):
            if not spans or start >= spans[-1].end:
                spans.append(Span(start, end, text[start:end], label))
        return tuple(spans)

    def _spots(self, plain: str, words: Sequence[str]) -> Iterator[tuple[int, int]]:
        ends = list(accumulate(map(len, words)))
        # Few signs end a place: to look for them in the text is quicker than to look at every word.
        for sign in self._sign.finditer(plain):
            end = sign.end()
            index = bisect_left(ends, end)
            if index == len(ends) or ends[index] != end or not self._is_place(words[index]):
                continue
            start = self._start(words, index, end)
            if start is not None:
                number = _NUMBER.match(plain, end)
                yield start, number.end() if number else end

    def _is_place(self, word: str) -> bool:
        ends = self._all_ends
        return word[-1:] in ends or word[-2:] in ends or word[-3:] in ends

    def _start(self, words: Sequence[str], last: int, end: int) -> int | None:
        """Where the name that ends with ``words[last]`` begins: back over names, not over 的, 在, 我 …

        A whole word of three signs is a name of its own, 路 or 小区 or 住宅小区 alone is none.
        """
        word = words[last]
        whole = len(word) > 2 and word not in self._no_name and word[-2:] not in self._common
        if not whole and (word in self._no_name or word[-1] in self._whole) and word not in self._ends:
            return None
        name = word if whole else self._name(words, last) + word
        if name[0] in _GLUE:
            name = _GLUED.sub("", name)
        least = 2 if whole else len(word)
        return end - len(name) if len(name) > least and name not in self._no_name else None

    def _name(self, words: Sequence[str], last: int) -> str:
        name = ""
        for before in reversed(words[max(0, last - _MOST_WORDS) : last]):
            if before in self._stop or not before.isalpha() or len(name) + len(before) > _LONGEST:
                break
            name = before + name
        return name

    def _cut(self, plain: str, start: int, end: int, known: Sequence[Known]) -> int:
        """A spot begins where the known division in it begins, or after it: 举报|仙鹤镇|某村, but 游仙区医院."""
        for first, after, _ in known[bisect_left(known, (start, start, "")) :]:
            if first >= end:
                break
            beyond = plain[after:end]
            start = after if len(beyond) > 2 and beyond not in self._no_name and plain[after - 1] in _WIDE else first
        return start


def _known(hit: Hit, plain: str) -> Known:
    """A division; with the number of a house or a group after it, it is a spot: 东津路|25号."""
    number = _NUMBER.match(plain, hit.end) if hit.surface[-1] not in _WIDE else None
    return (hit.start, number.end(), "spot") if number else (hit.start, hit.end, "division")
