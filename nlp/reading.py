"""One text made ready to be judged: plain signs, words, and what the hand-made tables find in it."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
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

    ``once``: each word once, in reading order. ``cues`` are features (see :mod:`nlp.features`);
    ``said``: the words behind each of them.
    """

    plain: str
    words: list[str]
    once: Mapping[str, None]
    found: Mapping[str, Sequence[Hit]]
    faults: Conduct
    cues: tuple[str, ...]
    said: Mapping[str, Collection[str]]


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
        cued = [(CUE + hit.label, hit.surface) for hit in (*faults.found, *found["kind"])]
        cued += [(DENIED + hit.label, hit.surface) for hit in faults.denied]
        words = self.tokens.cut(plain)
        return Read(plain, words, dict.fromkeys(words), found, faults, tuple(cue for cue, _ in cued), _grouped(cued))


def _grouped(cued: Iterable[tuple[str, str]]) -> dict[str, dict[str, None]]:
    said: dict[str, dict[str, None]] = defaultdict(dict)
    for cue, surface in cued:
        said[cue][surface] = None
    return said
