"""What of a text is weighed: its words, its word-parts, and the cues that the hand-made tables found.

One feature is one string, as it stands in a table of weights: a word as it is (``出租车``), a
word-part of one to four characters after ``~`` (``~拒载``), a cue after ``@`` (``@delay``: a phrase
of ``conduct.tsv`` said so; ``@-delay``: the text denies it).
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

import ahocorasick  # type: ignore[import-not-found]
import numpy as np
from numpy.typing import NDArray

PART = "~"
CUE = "@"
DENIED = "@-"
_LONGEST_PART = 4
_MOST = 8
_VALUES = np.concatenate([[0.0], 1 + np.log(np.arange(1, _MOST + 1))]).astype(np.float32)

Ids = NDArray[np.intp]
Values = NDArray[np.float32]


def value(count: int) -> float:
    """1 for once, 1.7 for twice, never more than 3.1: nothing wins by being said again and again."""
    return float(_VALUES[min(count, _MOST)])


def spelled(words: Iterable[str], plain: str, cues: Iterable[str]) -> Iterator[str]:
    """Every feature of a text, repeated as often as it occurs: what training counts."""
    yield from (word for word in words if word.isalnum())
    yield from cues
    for length in range(1, _LONGEST_PART + 1):
        for start in range(len(plain) - length + 1):
            part = plain[start : start + length]
            if not any(sign.isspace() for sign in part):
                yield PART + part


class Vocabulary:
    """The features that carry weight anywhere, numbered; finding them costs one pass over the text."""

    def __init__(self, features: Iterable[str]) -> None:
        self.names: tuple[str, ...] = tuple(dict.fromkeys(features))
        self._words = {name: number for number, name in enumerate(self.names) if not name.startswith(PART)}
        self._parts = ahocorasick.Automaton()
        for number, name in enumerate(self.names):
            if name.startswith(PART):
                self._parts.add_word(name[len(PART) :], number)
        self._parts.make_automaton()

    def find(self, words: Sequence[str], plain: str, cues: Sequence[str]) -> tuple[Ids, Values]:
        """The numbers of the features that occur, ascending, and what each of them counts."""
        number_of = self._words.get
        numbers = [number for word in chain(words, cues) if (number := number_of(word)) is not None]
        if len(self._parts):
            numbers += [number for _, number in self._parts.iter(plain)]
        counts = Counter(numbers)
        ids = np.fromiter(counts.keys(), np.intp, len(counts))
        times = np.fromiter(counts.values(), np.intp, len(counts))
        return ids, _VALUES[np.minimum(times, _MOST)]
