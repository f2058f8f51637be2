"""Many signatures, searched for the nearest: by shared rare pairs first, then one by one."""

import json
import math
from typing import Final, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from nlp.likeness import Floats
from nlp.sketch import RARE, RECORD, Row
from nlp.twins import ANY_TOPIC, BYTES, Judged, Nearness, Signature, SignatureError

_CANDIDATES: Final = 256
_READ_AT_MOST: Final = 100_000
_TAIL: Final = 4_096
_HASHES: Final = 1 << 16
_FIRST_ROOM: Final = 64
UNKNOWN_DAY: Final = math.nan


class Found(NamedTuple):
    key: str
    nearness: Nearness


class TwinIndex:
    """About 70 MB for 100,000 signatures. Not to be changed by two threads at once.

    What is told and asked in the same order gives the same answers and the same bytes.
    """

    def __init__(self) -> None:
        self._keys: list[str] = []
        self._at: dict[str, int] = {}
        self._rows = np.zeros(_FIRST_ROOM, RECORD)
        self._alive = np.zeros(_FIRST_ROOM, np.bool_)
        self._days = np.zeros(_FIRST_ROOM)
        self._postings = _Postings(self._rows[:0])

    def __len__(self) -> int:
        return len(self._at)

    def __contains__(self, key: str) -> bool:
        return key in self._at

    def add(self, key: str, signature: Signature, *, day: float = UNKNOWN_DAY) -> None:
        """In place of what was kept under ``key`` before. ``day`` counts from wherever the caller likes."""
        self.remove(key)
        row = len(self._keys)
        if row == len(self._rows):
            self._rows = np.concatenate([self._rows, np.zeros(row, RECORD)])
            self._alive = np.concatenate([self._alive, np.zeros(row, np.bool_)])
            self._days = np.concatenate([self._days, np.zeros(row)])
        self._rows[row], self._alive[row], self._days[row] = signature.record, True, day
        self._keys.append(key)
        self._at[key] = row

    def remove(self, key: str) -> None:
        """Nothing happens where the key is unknown."""
        row = self._at.pop(key, None)
        if row is not None:
            self._alive[row] = False

    def search(
        self,
        signature: Signature,
        k: int = 10,
        *,
        topic: str = ANY_TOPIC,
        day: float = UNKNOWN_DAY,
        least: float = 0.0,
    ) -> list[Found]:
        """The ``k`` nearest from ``least`` up, best first, whatever their tie; of equals the one added first."""
        self._tidy()
        rows = self._candidates(signature.record)
        if not len(rows):
            return []
        near = Judged(signature, self._rows[rows], np.abs(self._days[rows] - day), topic=topic)
        best = np.argsort(-near.scores, kind="stable")[:k].tolist()
        return [Found(self._keys[rows[at]], near[at]) for at in best if near.scores[at] >= least]

    def to_bytes(self) -> bytes:
        days = {key: None if math.isnan(day := float(self._days[row])) else day for key, row in self._at.items()}
        opening = json.dumps(days).encode()
        return len(opening).to_bytes(8, "big") + opening + self._rows[list(self._at.values())].tobytes()

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Raises :class:`SignatureError` where these are not bytes of an index, or one of another version."""
        start = 8 + int.from_bytes(data[:8], "big")
        try:
            days = json.loads(data[8:start])
        except ValueError:
            raise SignatureError("不是签名索引：请由各件的签名重新建立") from None
        if len(data) != start + len(days) * BYTES:
            raise SignatureError(f"签名索引应有 {len(days)} 个 {BYTES} 字节的签名，长度不符：请由各件的签名重新建立")
        index = cls()
        for at, (key, day) in enumerate(days.items()):
            one = Signature.from_bytes(data[start + at * BYTES : start + (at + 1) * BYTES])
            index.add(key, one, day=UNKNOWN_DAY if day is None else day)
        return index

    def _candidates(self, record: Row) -> NDArray[np.int64]:
        """Living rows with the most rare pairs in common, in the order they were added."""
        end, asked = len(self._keys), record["rare"][record["rare"] > 0]
        worth = np.zeros(_HASHES)
        worth[asked] = self._postings.worth(asked)
        tail = worth[self._rows["rare"][self._postings.end : end]].sum(axis=1)
        votes = np.concatenate([self._postings.votes(asked), tail]) * self._alive[:end]
        if np.count_nonzero(votes) > _CANDIDATES:
            return np.sort(np.argpartition(-votes, _CANDIDATES)[:_CANDIDATES])
        return np.flatnonzero(votes)

    def _tidy(self) -> None:
        """The dead are put out when they are as many as the living; the tail is sorted in when it is long."""
        if len(self._keys) > 2 * len(self._at) + _TAIL:
            self._keys, living = list(self._at), list(self._at.values())
            self._at = {key: row for row, key in enumerate(self._keys)}
            self._rows, self._days = self._rows[living], self._days[living]
            self._alive = np.ones(len(living), np.bool_)
            self._postings = _Postings(self._rows)
        elif len(self._keys) - self._postings.end > max(_TAIL, self._postings.end // 8):
            self._postings = _Postings(self._rows[: len(self._keys)])


class _Postings:
    """For each hash of a pair, the rows that hold it."""

    def __init__(self, rows: Row) -> None:
        self.end = len(rows)
        hashes = rows["rare"].ravel()
        order = np.argsort(hashes, kind="stable")
        self._rows = (order // RARE).astype(np.int32)
        self._lengths = np.bincount(hashes, minlength=_HASHES)
        self._starts = np.concatenate([[0], np.cumsum(self._lengths)])

    def worth(self, asked: NDArray[np.uint16]) -> Floats:
        """How much sharing a pair says: here, not in the language, for every town has its own common names."""
        worth: Floats = np.log1p((self.end + 1) / (self._lengths[asked] + 1))
        return worth

    def votes(self, asked: NDArray[np.uint16]) -> Floats:
        """The worth of the pairs each row shares. The rarest is read in any case, others until enough is read."""
        ordered = asked[np.argsort(self._lengths[asked], kind="stable")]
        at_most = max(_READ_AT_MOST, self._lengths[ordered[:1]].sum())
        ordered = ordered[np.cumsum(self._lengths[ordered]) <= at_most]
        lists = [self._rows[self._starts[hashed] : self._starts[hashed + 1]] for hashed in ordered.tolist()]
        rows = np.concatenate([self._rows[:0], *lists])
        worth = np.repeat(self.worth(ordered), self._lengths[ordered])
        return np.bincount(rows, worth, minlength=self.end).astype(np.float64, copy=False)
