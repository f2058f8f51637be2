"""Finding the phrases of the lexicon tables in a text."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from nlp.anchors import anchors
from nlp.lexicon import OUT, Entry
from nlp.needles import Needles


class Hit(NamedTuple):
    """``plain[start:end]`` is ``surface``; ``entry`` is the line of the lexicon that found it."""

    start: int
    end: int
    surface: str
    entry: Entry

    @property
    def label(self) -> str:
        return self.entry.label


class Phrasebook:
    """Phrases and patterns of one table. Of phrases inside one another only the longest counts."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._shelf = Shelf({"": entries})

    def find(self, plain: str) -> list[Hit]:
        """In reading order; hits labelled ``-`` have done their work and are gone."""
        return self._shelf.find(plain)[""]


class _Pattern(NamedTuple):
    """``needed``: one bit for each set of words without which it cannot match."""

    table: str
    pattern: re.Pattern[str]
    entry: Entry
    needed: int


@dataclass(frozen=True, slots=True)
class _Kept:
    """What a word stands for: its lines in the tables, and the patterns that need it, with their bit."""

    lines: list[tuple[str, Entry]] = field(default_factory=list)
    patterns: list[tuple[int, int]] = field(default_factory=list)


class Shelf:
    """Several tables in one pass over the text, because walking it costs more than what is found.

    Each table finds what a :class:`Phrasebook` of its own would find.
    """

    def __init__(self, tables: Mapping[str, Iterable[Entry]]) -> None:
        self._tables = tuple(tables)
        self._patterns: list[_Pattern] = []
        words: dict[str, _Kept] = defaultdict(_Kept)
        for table, entries in tables.items():
            for entry in entries:
                if entry.word.startswith("/"):
                    self._add_pattern(words, table, entry)
                else:
                    words[entry.word].lines.append((table, entry))
        self._words = Needles(words)

    def _add_pattern(self, words: dict[str, _Kept], table: str, entry: Entry) -> None:
        pattern = entry.word.strip("/")
        needed = anchors(pattern)
        for place, those in enumerate(needed):
            for word in those:
                words[word].patterns.append((len(self._patterns), 1 << place))
        self._patterns.append(_Pattern(table, re.compile(pattern), entry, (1 << len(needed)) - 1))

    def find(self, plain: str) -> dict[str, list[Hit]]:
        """For every table what it found, in reading order."""
        found: dict[str, list[Hit]] = {table: [] for table in self._tables}
        held = [0] * len(self._patterns)
        for start, word, kept in self._words.find(plain):
            for table, entry in kept.lines:
                found[table].append(Hit(start, start + len(word), word, entry))
            for number, bit in kept.patterns:
                held[number] |= bit
        for (table, pattern, entry, needed), those in zip(self._patterns, held, strict=True):
            if those == needed:
                found[table] += [Hit(*match.span(), match[0], entry) for match in pattern.finditer(plain)]
        return {table: _settled(hits) if hits else hits for table, hits in found.items()}


def _settled(hits: list[Hit]) -> list[Hit]:
    if len(hits) > 1:
        hits = _outermost(sorted(hits, key=lambda hit: (hit.start, -hit.end)))
    return [hit for hit in hits if hit.entry.label != OUT]


def _outermost(hits: Iterable[Hit]) -> list[Hit]:
    kept: list[Hit] = []
    start = end = -1
    for hit in hits:
        if hit.end > end or (hit.start, hit.end) == (start, end):
            start, end = hit.start, hit.end
            kept.append(hit)
    return kept
