"""Where it happened: known divisions, and names that end like a place."""

import re
from collections.abc import Iterable, Iterator, Sequence

from nlp.lexicon import Entry
from nlp.phrases import Phrasebook
from nlp.understanding import Span

_NUMBER = re.compile(
    r"\d{1,4}(?:[-—]\d{1,4})?(?:号楼(?![上下道里顶])|号院|号|弄|栋|幢|期|组|单元|楼|室|段)"
    r"(?:附?\d{1,4}(?:号楼|号|栋|幢|单元|楼|室))*"
)
_LONGEST = 8


class Gazetteer:
    """Divisions known by name, and the words that tell a name from what stands around it."""

    def __init__(self, divisions: Iterable[Entry], words: Iterable[Entry]) -> None:
        sets: dict[str, set[str]] = {"end": set(), "bare": set(), "stop": set()}
        for entry in words:
            sets[entry.label].add(entry.word)
        self._divisions = Phrasebook(divisions)
        self._ends = tuple(sets["end"])
        self._bare = sets["bare"]
        self._stop = sets["stop"]

    def places(self, text: str, plain: str, words: Sequence[str]) -> tuple[Span, ...]:
        """Spans labelled ``division`` (known by name) or ``spot`` (road, estate, village …)."""
        found = [(hit.start, hit.end, "division") for hit in self._divisions.find(plain)]
        known = [start for start, _, _ in found]
        found += [(_cut(start, end, known), end, "spot") for start, end in self._spots(plain, words)]
        spans: list[Span] = []
        for start, end, label in sorted(found, key=lambda item: (item[0], -item[1])):
            if not spans or start >= spans[-1].end:
                spans.append(Span(start, end, text[start:end], label))
        return tuple(spans)

    def _spots(self, plain: str, words: Sequence[str]) -> Iterator[tuple[int, int]]:
        starts = [0]
        for word in words:
            starts.append(starts[-1] + len(word))
        for index, word in enumerate(words):
            if not word.endswith(self._ends):
                continue
            start, end = starts[self._first(words, index)], starts[index + 1]
            if end - start > 1 and plain[start:end] not in self._bare:
                number = _NUMBER.match(plain, end)
                yield start, number.end() if number else end

    def _first(self, words: Sequence[str], last: int) -> int:
        """Where the name that ends with ``words[last]`` begins: back over names, not over 的, 在, 我 …"""
        first, length = last, len(words[last])
        if words[last] not in self._bare and length > 2:
            return first
        while first and self._is_name(words[first - 1]):
            length += len(words[first - 1])
            if length > _LONGEST:
                break
            first -= 1
        return first

    def _is_name(self, word: str) -> bool:
        return word not in self._stop and word.isalpha()


def _cut(start: int, end: int, known: Sequence[int]) -> int:
    """A spot that runs over the beginning of a known division begins there: 举报|仙鹤镇某村."""
    inside = [place for place in known if start <= place < end]
    return inside[0] if inside else start
