"""Runs of one to four signs, numbered, found in a text all at once.

Every run of the text becomes a 64-bit key, and every key has two places in a table where it may
stand (a cuckoo table): a handful of operations on whole arrays, whatever the table holds.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from nlp.codes import codes

Keys = NDArray[np.uint64]
Places = NDArray[np.intp]
Rows = NDArray[np.int32]

LONGEST: Final = 4
_SEED: Final = np.uint64(0x9FB21C651E98DF25)
_PRIME: Final = np.uint64(0x9E3779B97F4A7C15)
_NO_RUN: Final = 0
_TOO_LONG: Final = 1
_NO_GRAM: Final = 2**64 - 1
_ALL_BITS: Final = 64
_FEWEST_BITS: Final = 8
_ROUNDS: Final = 100


class Grams:
    """``grams`` are all different and numbered as they come; one longer than :data:`LONGEST` is never found."""

    def __init__(self, grams: Sequence[str]) -> None:
        # Row 0 is what stands in free places of the table: no run of any text has its key.
        self._keys = np.concatenate([np.array([_NO_GRAM], np.uint64), _keys(grams)])
        self._bits = max(_FEWEST_BITS, (2 * len(grams)).bit_length())
        table = self._filled()
        while table is None:
            self._bits += 1
            table = self._filled()
        self._table = table

    def find(self, plain: str) -> Places:
        """The number of every occurrence: by where it ends, the longest first."""
        keys = _runs(plain)
        first, second = (self._table[place] for place in self._places(keys))
        rows = np.where(self._keys[first] == keys, first, second)
        found: Places = rows[self._keys[rows] == keys].astype(np.intp) - 1
        return found

    def _places(self, keys: Keys) -> tuple[Places, Places]:
        high, low = keys >> np.uint64(_ALL_BITS - self._bits), keys & np.uint64((1 << self._bits) - 1)
        return high.view(np.intp), low.view(np.intp)

    def _filled(self) -> Rows | None:
        """Each row in one of its two places; ``None`` where they do not all find room."""
        places = np.stack(self._places(self._keys))
        table = np.zeros(1 << self._bits, np.int32)
        side = np.zeros(len(self._keys), np.intp)
        waiting = np.arange(1, len(self._keys))
        for _ in range(_ROUNDS):
            wanted = places[side[waiting], waiting]
            driven_out = np.unique(table[wanted])
            table[wanted] = waiting
            waiting = np.concatenate([waiting[table[wanted] != waiting], driven_out[driven_out > 0]])
            if not len(waiting):
                return table
            side[waiting] ^= 1
        return None


def _runs(plain: str) -> Keys:
    """The keys of all runs: four for each sign, of those that end with it, the longest first."""
    signs = codes(plain).astype(np.uint64)
    keys = np.full((len(signs), LONGEST), _NO_RUN, np.uint64)
    keys[:, -1] = (_SEED + signs) * _PRIME
    for less in range(1, LONGEST):
        keys[less:, -1 - less] = (keys[less - 1 : -1, -less] + signs[less:]) * _PRIME
    return keys.ravel()


def _keys(grams: Sequence[str]) -> Keys:
    lengths = np.array([len(gram) for gram in grams], np.intp)
    # Those too long to be found have keys of their own, so that each finds room in the table.
    keys = np.arange(len(grams), dtype=np.uint64) + np.uint64(_TOO_LONG)
    for length in range(1, LONGEST + 1):
        signs = codes("".join(gram for gram in grams if len(gram) == length)).reshape(-1, length).astype(np.uint64)
        key = np.full(len(signs), _SEED)
        for place in range(length):
            key = (key + signs[:, place]) * _PRIME
        keys[lengths == length] = key
    return keys
