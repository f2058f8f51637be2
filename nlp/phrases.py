"""Finding the phrases of one lexicon table in a text, in one pass."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import ahocorasick  # type: ignore[import-not-found]

from nlp.lexicon import OUT, Entry


@dataclass(frozen=True, slots=True)
class Hit:
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
        self._words = ahocorasick.Automaton()
        self._patterns: list[tuple[re.Pattern[str], Entry]] = []
        for entry in entries:
            if entry.word.startswith("/"):
                self._patterns.append((re.compile(entry.word.strip("/")), entry))
            else:
                self._words.add_word(entry.word, (*self._words.get(entry.word, ()), entry))
        self._words.make_automaton()

    def find(self, plain: str) -> list[Hit]:
        """In reading order; hits labelled ``-`` have done their work and are gone."""
        return _settled(self.every(plain))

    def every(self, plain: str) -> Iterator[Hit]:
        """Also those inside others, in no order."""
        if len(self._words):
            for last, entries in self._words.iter(plain):
                for entry in entries:
                    yield Hit(last + 1 - len(entry.word), last + 1, entry.word, entry)
        for pattern, entry in self._patterns:
            for match in pattern.finditer(plain):
                yield Hit(match.start(), match.end(), match[0], entry)


class Shelf:
    """Several tables in one pass over the text, because walking it costs more than what is found.

    Each table finds what a :class:`Phrasebook` of its own would find. The text is walked from its end:
    names of bodies and places begin with many signs and end with few, and the automaton tries them one by one.
    """

    def __init__(self, tables: Mapping[str, Iterable[Entry]]) -> None:
        self._words = ahocorasick.Automaton()
        self._patterns: dict[str, Phrasebook] = {}
        self._hiding: dict[str, Phrasebook] = {}
        self._tables = tuple(tables)
        for table, entries in tables.items():
            self._add(table, list(entries))
        self._words.make_automaton()

    def _add(self, table: str, entries: Sequence[Entry]) -> None:
        """Patterns that only take words out wait until there is something to take out."""
        patterns = [entry for entry in entries if entry.word.startswith("/")]
        for books, kept in (
            (self._patterns, [entry for entry in patterns if entry.label != OUT]),
            (self._hiding, [entry for entry in patterns if entry.label == OUT]),
        ):
            if kept:
                books[table] = Phrasebook(kept)
        for entry in entries:
            if entry not in patterns:
                backwards = entry.word[::-1]
                self._words.add_word(backwards, (*self._words.get(backwards, ()), (table, entry)))

    def find(self, plain: str) -> dict[str, list[Hit]]:
        """For every table what it found, in reading order."""
        found: dict[str, list[Hit]] = {table: [] for table in self._tables}
        for last, entries in self._words.iter(plain[::-1]) if len(self._words) else ():
            start = len(plain) - 1 - last
            for table, entry in entries:
                found[table].append(Hit(start, start + len(entry.word), entry.word, entry))
        for table, patterns in self._patterns.items():
            found[table] += patterns.every(plain)
        for table, hiding in self._hiding.items():
            found[table] += hiding.every(plain) if found[table] else ()
        return {table: _settled(hits) if hits else hits for table, hits in found.items()}


def _settled(hits: Iterable[Hit]) -> list[Hit]:
    return [hit for hit in _outermost(sorted(hits, key=lambda hit: (hit.start, -hit.end))) if hit.label != OUT]


def _outermost(hits: Iterable[Hit]) -> Iterator[Hit]:
    start = end = -1
    for hit in hits:
        if hit.end > end:
            start, end = hit.start, hit.end
            yield hit
        elif (hit.start, hit.end) == (start, end):
            yield hit
