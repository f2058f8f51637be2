"""Finding the phrases of one lexicon table in a text, in one pass."""

import re
from collections.abc import Iterable, Iterator
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
        found = sorted(self._all(plain), key=lambda hit: (hit.start, -hit.end))
        return [hit for hit in _outermost(found) if hit.label != OUT]

    def _all(self, plain: str) -> Iterator[Hit]:
        if len(self._words):
            for last, entries in self._words.iter(plain):
                for entry in entries:
                    yield Hit(last + 1 - len(entry.word), last + 1, entry.word, entry)
        for pattern, entry in self._patterns:
            for match in pattern.finditer(plain):
                yield Hit(match.start(), match.end(), match[0], entry)


def _outermost(hits: Iterable[Hit]) -> Iterator[Hit]:
    start = end = -1
    for hit in hits:
        if hit.end > end:
            start, end = hit.start, hit.end
            yield hit
        elif (hit.start, hit.end) == (start, end):
            yield hit
