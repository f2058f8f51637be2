"""One text made ready to be judged: plain signs, words, and what the hand-made tables find in it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from nlp import extraction
from nlp.conduct import Conduct, conduct
from nlp.features import CUE, DENIED
from nlp.lexicon import Entry
from nlp.normalize import normalize
from nlp.phrases import Hit, Shelf
from nlp.tokens import Tokens

TABLES = ("conduct", "kind", "emergency", "scope", *extraction.TABLES)


@dataclass(frozen=True, slots=True)
class Read:
    """``found`` holds the hits of every hand-made table; ``faults`` those of ``conduct``, sorted.

    ``cues`` are features (see :mod:`nlp.features`); :meth:`said` tells the words behind each of them.
    """

    plain: str
    words: list[str]
    found: Mapping[str, Sequence[Hit]]
    faults: Conduct
    cues: tuple[str, ...]

    def said(self, cue: str) -> tuple[str, ...]:
        hits = (*self.faults.found, *self.found["kind"]) if not cue.startswith(DENIED) else self.faults.denied
        label = cue.removeprefix(DENIED).removeprefix(CUE)
        return tuple(dict.fromkeys(hit.surface for hit in hits if hit.label == label))


@dataclass(frozen=True, slots=True)
class Reader:
    """The segmenter and the hand-made tables, shared by all threads."""

    tokens: Tokens
    shelf: Shelf

    @classmethod
    def load(cls, tokens: Tokens, read: Callable[[str], Iterable[Entry]]) -> Self:
        """``read`` gives the entries of a table by its name, as :func:`nlp.lexicon.read` does."""
        return cls(tokens, Shelf({table: read(table) for table in TABLES}))

    def read(self, text: str) -> Read:
        plain = normalize(text)
        found = self.shelf.find(plain)
        faults = conduct(plain, found["conduct"])
        cues = (
            *(CUE + hit.label for hit in (*faults.found, *found["kind"])),
            *(DENIED + hit.label for hit in faults.denied),
        )
        return Read(plain, self.tokens.cut(plain), found, faults, cues)
