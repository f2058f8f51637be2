"""What of a text is weighed: its words, its word-parts, and the cues that the hand-made tables found.

One feature is one string, as it stands in a table of weights: a word as it is (``出租车``), a
word-part of one to four characters after ``~`` (``~拒载``), a cue after ``@`` (``@delay``: a phrase
of ``conduct.tsv`` said so; ``@-delay``: the text denies it).
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from nlp.grams import LONGEST, Grams

PART = "~"
CUE = "@"
DENIED = "@-"
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
    for length in range(1, LONGEST + 1):
        for start in range(len(plain) - length + 1):
            part = plain[start : start + length]
            if not any(sign.isspace() for sign in part):
                yield PART + part


class Vocabulary:
    """The features that carry weight anywhere, numbered; finding them costs one pass over the text."""

    def __init__(self, features: Iterable[str]) -> None:
        """Words and cues have the first numbers, word-parts the others."""
        self.names: tuple[str, ...] = tuple(sorted(dict.fromkeys(features), key=_is_part))
        self._words = {name: number for number, name in enumerate(self.names) if not _is_part(name)}
        self._parts = Grams([name[len(PART) :] for name in self.names[len(self._words) :]])

    def find(self, words: Sequence[str], plain: str, cues: Sequence[str]) -> tuple[Ids, Values]:
        """The numbers of the features that occur, in the order of their first occurrence, and what each counts."""
        whole = [number for number in map(self._words.get, chain(words, cues)) if number is not None]
        parts = self._parts.find(plain) + len(self._words)
        return _counted(np.concatenate([np.array(whole, np.intp), parts]), len(self.names))


def _is_part(name: str) -> bool:
    return name.startswith(PART)


def _counted(numbers: Ids, known: int) -> tuple[Ids, Values]:
    """Each of ``numbers`` once; all are below ``known``."""
    order = np.arange(len(numbers))
    first = np.empty(known, np.int32)
    # Of several assignments to one place the last one stays: backwards, the first occurrence.
    first[numbers[::-1]] = order[::-1]
    seen = first[numbers]
    is_first = seen == order
    times = np.bincount(seen, minlength=len(numbers))[is_first]
    return numbers[is_first], _VALUES[np.minimum(times, _MOST)]
