"""Many words looked for in one text at once.

Whole-array arithmetic finds the few places where a word may begin, by its first two signs, and a
dictionary decides at each of them. An automaton would walk through the text sign by sign and miss
the processor's cache at every step.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Final, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from nlp.codes import Codes, codes

T = TypeVar("T")

_PLACES: Final = 1 << 16
_SHIFT: Final = np.uint32(16)
_ODD: Final = np.uint32(0x9E3779B1)
_OTHER: Final = np.uint32(0x85EBCA77)


class Needles(Generic[T]):
    """Words, each with what is kept for it. Never changed after loading; safe for many threads."""

    def __init__(self, words: Mapping[str, T]) -> None:
        self._words = dict(words)
        lengths: dict[str, set[int]] = defaultdict(set)
        for word in words:
            lengths[word[:2]].add(len(word))
        self._lengths = {beginning: tuple(sorted(found)) for beginning, found in lengths.items()}
        self._pairs = _marked(_pairs(codes("".join(word for word in lengths if len(word) == 2)))[::2])
        self._signs = _marked(_signs(codes("".join(word for word in lengths if len(word) == 1))))

    def find(self, plain: str) -> Iterator[tuple[int, str, T]]:
        """Start, word and what is kept for it, of every occurrence, in no order."""
        numbers = codes(plain)
        for start in self._pairs[_pairs(numbers)].nonzero()[0].tolist():
            for length in self._lengths.get(plain[start : start + 2], ()):
                word = plain[start : start + length]
                if word in self._words and len(word) == length:
                    yield start, word, self._words[word]
        for start in self._signs[_signs(numbers)].nonzero()[0].tolist():
            if plain[start] in self._words:
                yield start, plain[start], self._words[plain[start]]


def _pairs(numbers: Codes) -> Codes:
    """A place in the table for every two neighbours; two pairs may share one."""
    return (numbers[:-1] * _ODD ^ numbers[1:] * _OTHER) >> _SHIFT


def _signs(numbers: Codes) -> Codes:
    return numbers * _ODD >> _SHIFT


def _marked(places: Codes) -> NDArray[np.bool_]:
    table = np.zeros(_PLACES, np.bool_)
    table[places] = True
    return table
