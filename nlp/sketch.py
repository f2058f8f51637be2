"""What is kept of a text to know it again: some hundred hashed pieces, none of which gives the text back.

Everything here works on whole arrays of character codes, because a sketch is made of every
message while somebody waits; cutting it into words first would cost ten times as much.
"""

from functools import cache
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from nlp import lexicon
from nlp.normalize import normalize, spoken_digits

Codes = NDArray[np.uint32]
Row = NDArray[np.void]
"""Records of the type :data:`RECORD`, one or many."""

SLOTS: Final = 128
RARE: Final = 64
NAMES: Final = 16
NUMBERS: Final = 12
AROUND: Final = 12
VERSION: Final = 1

RECORD: Final = np.dtype(
    [
        ("version", "u1"),
        ("size", "<u4"),
        ("slots", "u1", SLOTS),
        ("rare", "<u2", RARE),
        ("weight", "u1", RARE),
        ("names", "<u2", NAMES),
        ("numbers", "<u2", NUMBERS),
        ("around", "<u2", AROUND),
    ]
)
"""``size``: how many different pieces of four characters; ``slots``: one byte of the smallest hash of
each permutation; ``rare``: the rarest pairs of characters, rarest first, and ``weight``, how rare;
``names`` of roads, estates, schools, firms; ``numbers`` of houses; ``around``: districts and offices.
Unused places hold 0.
"""

_PLANE: Final = 0x10000
_UNKNOWN: Final = 0xFFFF
_PIECE: Final = 4
_SEED: Final = 20261123
_BLOCK: Final = 4096
_RAREST: Final = 255
_DIGITS: Final = "0123456789"

_BEFORE: Final = np.zeros(6, np.uint32)
_THREE: Final = np.arange(1, 4)
_FIVE: Final = np.arange(1, 6)
_TENS: Final = 10 ** np.arange(5, dtype=np.uint32)
_ODD: Final = np.array([0x9E3779B1, 0x85EBCA77, 0xC2B2AE3D, 0x27D4EB2F], np.uint32)

_NAME, _AREA, _OFFICE, _TAIL = 1, 2, 3, 4


def sketch(text: str) -> Row:
    """One record; takes any string, in time linear in its length."""
    plain = _plain(text)
    letters = _letters(plain)
    made = np.zeros((), RECORD)
    made["version"] = VERSION
    pieces = _distinct(_hashed(letters, _PIECE))
    made["size"] = len(pieces)
    made["slots"] = _smallest(pieces)
    _put_rarest(made, letters)
    _put_places(made, plain)
    return made


def pairs(text: str) -> set[str]:
    """The pairs of characters whose rarity a sketch goes by: in plain form, and over all signs between them."""
    letters = _letters(_plain(text)).tolist()
    return {chr(first) + chr(second) for first, second in pairwise(letters)}


def _plain(text: str) -> Codes:
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")
    plain: Codes = _alphabet().plain[np.minimum(codes, _UNKNOWN)]
    return plain


def _letters(plain: Codes) -> Codes:
    letters: Codes = plain[_alphabet().letter[plain]]
    return letters


def _mixed(hashes: Codes) -> Codes:
    """Every bit of the result depends on every bit before (the finalizer of MurmurHash3)."""
    mixed = (hashes ^ hashes >> np.uint32(16)) * np.uint32(0x85EBCA6B)
    mixed = (mixed ^ mixed >> np.uint32(13)) * np.uint32(0xC2B2AE35)
    return mixed ^ mixed >> np.uint32(16)


def _distinct(hashes: Codes) -> Codes:
    """``np.unique`` in a third of its time."""
    hashes.sort()
    first = np.ones(len(hashes), np.bool_)
    np.not_equal(hashes[1:], hashes[:-1], out=first[1:])
    return hashes[first]


def _hashed(letters: Codes, length: int) -> Codes:
    """A hash of every run of ``length`` letters; of the whole text if it is shorter."""
    if len(letters) < length:
        length = max(len(letters), 1)
    runs = len(letters) - length + 1
    hashes = np.zeros(max(runs, 0), np.uint32)
    for place in range(length):
        hashes = hashes * np.uint32(0x01000193) ^ letters[place : place + runs]
    return _mixed(hashes)


@cache
def _permutations() -> Codes:
    random = np.random.Generator(np.random.PCG64(_SEED))
    return random.integers(0, 2**32, (SLOTS, 1), np.uint32) | np.uint32(1)


def _smallest(pieces: Codes) -> NDArray[np.uint8]:
    """MinHash, one byte a slot: the share of equal slots tells how much two sets have in common."""
    least = np.full(SLOTS, 0xFFFFFFFF, np.uint32)
    for start in range(0, len(pieces), _BLOCK):
        np.minimum(least, (pieces[start : start + _BLOCK] * _permutations()).min(axis=1), out=least)
    return (_mixed(least) >> 24).astype(np.uint8)


def _put_rarest(made: Row, letters: Codes) -> None:
    """The rarest pairs; among equally rare ones the smallest hash, so that two texts choose alike."""
    first, second = letters[:-1], letters[1:]
    every = _distinct(first << np.uint32(16) | second)
    keys = _distinct(_rarity(every).astype(np.uint32) << np.uint32(16) | _short(_mixed(every)))[:RARE]
    made["rare"][: len(keys)] = keys & np.uint32(0xFFFF)
    made["weight"][: len(keys)] = _RAREST - (keys >> np.uint32(16))


def _short(hashes: Codes) -> Codes:
    """16 bits, never 0."""
    short: Codes = np.maximum(hashes >> np.uint32(16), np.uint32(1))
    return short


@cache
def _common_pairs() -> tuple[Codes, Codes]:
    """Pairs seen in many complaints, sorted, and by how much each falls short of the rarest."""
    entries = [entry for entry in lexicon.read("pairs") if len(entry.word) == 2]
    codes = np.array([ord(entry.word[0]) << 16 | ord(entry.word[1]) for entry in entries], np.uint32)
    short_of = np.array([_RAREST - round(entry.weight) for entry in entries], np.uint32)
    order = np.argsort(codes)
    return codes[order], short_of[order]


def _rarity(pairs: Codes) -> Codes:
    """0 for a pair that no table knows, more for common ones."""
    known, short_of = _common_pairs()
    at = np.minimum(np.searchsorted(known, pairs), len(known) - 1)
    return np.where(known[at] == pairs, short_of[at], np.uint32(0))


def _put_places(made: Row, plain: Codes) -> None:
    """Names by the two or three signs before an end such as 路; numbers by digits before a unit such as 号."""
    signs = _alphabet()
    padded = np.concatenate([_BEFORE, plain])
    ends = signs.end[padded].nonzero()[0]
    before = padded[ends[:, None] - _THREE]
    inside = signs.inside[before]
    headed = signs.head[before[:, 0]]
    named = inside[:, 0] & inside[:, 1] & np.where(headed, inside[:, 2], signs.end[padded[ends]] != _TAIL)
    before[:, 2] *= headed
    hashes = _mixed(padded[ends] * _ODD[3] ^ before @ _ODD[:3])
    is_name = headed | (signs.end[padded[ends]] == _NAME)
    _put(made, "names", hashes[named & is_name])
    _put(made, "around", hashes[named & ~is_name])
    _put(made, "numbers", _numbers(padded))


def _numbers(padded: Codes) -> Codes:
    """House, block and line numbers of up to four digits; no years, sums or telephone numbers."""
    signs = _alphabet()
    digit = signs.digit[padded]
    units = (signs.unit[padded[1:]] & (digit[:-1] >= 0)).nonzero()[0] + 1
    before = digit[units[:, None] - _FIVE]
    running = np.logical_and.accumulate(before >= 0, axis=1)
    value = (before * running).astype(np.uint32) @ _TENS
    return _mixed(value ^ padded[units] << np.uint32(16))[~running[:, -1]]


def _put(made: Row, field: str, hashes: Codes) -> None:
    kept = _distinct(_short(hashes))[: made[field].shape[-1]]
    made[field][: len(kept)] = kept


class _Alphabet:
    """What each character of the first plane is written as, and is good for."""

    def __init__(self) -> None:
        every = "".join(map(chr, range(_PLANE)))
        self.plain = np.minimum(np.array([ord(sign.lower()[0]) for sign in normalize(every)], np.uint32), _UNKNOWN)
        self.letter = np.array([sign.isalnum() for sign in every])
        self.digit = np.array([_DIGITS.find(sign) for sign in spoken_digits(normalize(every))], np.int32)
        self.inside = self.letter & ~self._marked("stop")
        self.end = np.zeros(_PLANE, np.uint8)
        for label, kind in (("name", _NAME), ("area", _AREA), ("office", _OFFICE), ("tail", _TAIL)):
            self.end[self._marked(label)] = kind
        self.head = self._marked("head")
        self.unit = self._marked("unit")

    def _marked(self, label: str) -> NDArray[np.bool_]:
        marked = np.zeros(_PLANE, np.bool_)
        for entry in lexicon.read("place_signs"):
            if entry.label == label:
                marked[ord(entry.word)] = True
        return marked


@cache
def _alphabet() -> _Alphabet:
    return _Alphabet()


def forget_tables() -> None:
    """The next sketch reads the tables of the lexicon anew."""
    _common_pairs.cache_clear()
    _alphabet.cache_clear()
