"""Is this the same matter again? Or many people at the same window?

A :class:`Signature` is kept with each case. It tells two matters apart and gives no text back.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Final, Self

import numpy as np

from nlp import lexicon
from nlp.likeness import Floats, Likeness, likeness
from nlp.sketch import RECORD, VERSION, Row, sketch

BYTES: Final = RECORD.itemsize
_TOO_LITTLE: Final = 5
"""Fewer pieces of four characters are nobody's twin: 你好, 路灯坏了."""
ANY_TOPIC: Final = "*"


class SignatureError(ValueError):
    """Bytes that are no signature of this version: make a new one from the text."""


@dataclass(frozen=True, slots=True)
class Signature:
    """``data`` is always :data:`BYTES` long and opens with the version."""

    data: bytes

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Raises :class:`SignatureError`."""
        if len(data) != BYTES or data[0] != VERSION:
            raise SignatureError(
                f"文本签名应为 {BYTES} 字节、第 {VERSION} 版，收到 {len(data)} 字节、以 {data[:1]!r} 开头："
                "请由原文重新生成"
            )
        return cls(bytes(data))

    @classmethod
    def from_hex(cls, text: str) -> Self:
        """Raises :class:`SignatureError`."""
        try:
            return cls.from_bytes(bytes.fromhex(text))
        except SignatureError:
            raise
        except ValueError:
            raise SignatureError(f"{text[:20]!r} 不是十六进制的文本签名：请由原文重新生成") from None

    def hex(self) -> str:
        return self.data.hex()

    @property
    def record(self) -> Row:
        return np.frombuffer(self.data, RECORD)[0]  # type: ignore[no-any-return]


class Tie(StrEnum):
    """How two messages belong together."""

    AGAIN = "again"
    EVENT = "event"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Nearness:
    """``score`` 1 for the same text, and never below ``again``, which is how much of the text itself is the same;
    ``because`` says in Chinese what agrees and what does not.
    """

    score: float
    again: float
    tie: Tie
    because: tuple[str, ...]

    @property
    def same_matter(self) -> bool:
        return self.tie is not Tie.NONE


@dataclass(frozen=True, slots=True)
class Limits:
    """From which score two messages are one matter."""

    again: float
    event: float


def signature(text: str) -> Signature:
    """Takes any string, raises nothing, in time linear in its length."""
    return Signature(sketch(text).tobytes())


def nearness(one: Signature, other: Signature, *, topic: str = ANY_TOPIC, days: float | None = None) -> Nearness:
    """The same whichever comes first. ``days`` lie between the two messages, where that is known."""
    since = None if days is None else np.array([abs(days)])
    return Judged(one, np.frombuffer(other.data, RECORD), since, topic=topic)[0]


class Judged:
    """One signature against many records; the words of a judgement are made only for those asked for."""

    def __init__(self, one: Signature, many: Row, days: Floats | None = None, *, topic: str = ANY_TOPIC) -> None:
        self._alike = likeness(one.record, many, days)
        self._limits = limits(topic)
        equal = many == one.record
        self.again = np.where(equal, 1.0, self._alike.again)
        self.scores = np.maximum(self.again, self._alike.event)
        self._speaks = np.minimum(many["size"], one.record["size"]) >= _TOO_LITTLE

    @property
    def least(self) -> float:
        """No score below it is a tie."""
        return min(self._limits.again, self._limits.event)

    def __getitem__(self, at: int) -> Nearness:
        score, again = (round(float(figures[at]), 4) for figures in (self.scores, self.again))
        return Nearness(score, again, self._tie(at), _because(self._alike, at))

    def _tie(self, at: int) -> Tie:
        if self._speaks[at] and self.again[at] >= self._limits.again:
            return Tie.AGAIN
        far = not self._speaks[at] or self._alike.event[at] < self._limits.event
        return Tie.NONE if far else Tie.EVENT


def _because(alike: Likeness, at: int) -> tuple[str, ...]:
    said = (
        (alike.words[at] > 0.1, f"文字相近 {alike.words[at]:.0%}"),
        (alike.rare[at] > 0.1, f"少见的词相近 {alike.rare[at]:.0%}"),
        (alike.names[at] > 0, f"相同的地点或单位名 {alike.names[at]:.0f} 个"),
        (alike.around[at] > 0, f"相同的辖区或机关 {alike.around[at]:.0f} 个"),
        (alike.names_agree[at] < 1, f"地点或单位名只有 {alike.names_agree[at]:.0%} 对得上"),
        (alike.numbers_agree[at] < 1, f"门牌号只有 {alike.numbers_agree[at]:.0%} 对得上"),
    )
    return tuple(words for holds, words in said if holds)


@cache
def _table() -> Mapping[str, Mapping[str, float]]:
    table: dict[str, dict[str, float]] = {}
    for entry in lexicon.read("twins"):
        table.setdefault(entry.label, {})[entry.word] = entry.weight
    return table


def limits(topic: str = ANY_TOPIC) -> Limits:
    """Of that topic; those of all others where the table says nothing about it."""
    chosen = {**_table()[ANY_TOPIC], **_table().get(topic, {})}
    return Limits(chosen["again"], chosen["event"])
