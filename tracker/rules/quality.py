"""Is this an answer? A first gate; a second person reads every answer all the same.

What is missing stops the answer for good. What only looks wrong (a copy, a question passed over) stops it
until the drafter says why it is right all the same; the reviewer and the ledger read the reason.
"""

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

_NO_LETTER = re.compile(r"[\W\d_]+")
_THRICE = 3


@dataclass(frozen=True, slots=True)
class Gate:
    """Figures and phrases of ``policy/answer.toml``. ``shortest`` and ``substance`` are characters."""

    shortest: int
    substance: int
    copies: int
    rounds: int
    since: timedelta
    shared_signs: int
    everyday: frozenset[str]
    passed_on: tuple[str, ...]
    empty_phrases: tuple[str, ...]
    remedy: str
    basis: str


@dataclass(frozen=True, slots=True)
class Parts:
    """What the drafter wrote, stripped."""

    facts: str
    done: str
    basis: str
    rectified: str = ""


def missing(parts: Parts, gate: Gate, *, established: bool) -> Sequence[str]:
    """What the answer lacks, each with what to write instead, in Chinese; empty when nothing.

    ``established``: a problem was found to be true, so what was put right must be proved before the case can end.
    """
    return (*_missing(parts, gate), *unproved(parts.rectified, gate, established=established))


def unproved(rectified: str, gate: Gate, *, established: bool) -> Sequence[str]:
    if established and len(rectified) < gate.shortest:
        return ("问题已经认定属实，“整改情况”要写明改了什么，并列出证明材料（文件、照片、凭证的名称和日期）",)
    return ()


def _missing(parts: Parts, gate: Gate) -> Iterator[str]:
    for name, text in (("查明的事实", parts.facts), ("办理情况", parts.done)):
        if len(text) < gate.shortest:
            yield f"“{name}”过于简单，请写明时间、经过和结果"
    if any(word in parts.done for word in gate.passed_on) and len(parts.done) < _THRICE * gate.shortest:
        yield "只说明已转有关单位，没有写明结果"
    elif len(parts.done) >= gate.shortest and _left(parts.done, gate) < gate.substance:
        yield "“办理情况”去掉套话就没有内容了，请写明具体做了什么、结果怎样"
    if not parts.basis:
        yield "没有写明依据"


def _left(text: str, gate: Gate) -> int:
    for phrase in sorted(gate.empty_phrases, key=lambda phrase: -len(phrase)):
        text = text.replace(phrase, "")
    return len(_NO_LETTER.sub("", text))


def doubtful(parts: Parts, *, asked: Sequence[str], copies: int, gate: Gate) -> Sequence[str]:
    """What the drafter has to give a reason for. ``asked``: the words that the complaint was understood by."""
    found = []
    if copies >= gate.copies:
        found.append(f"同样的答复已经用在另外 {copies} 件上，请写这一件自己的情况")
    if asked and not _touches("".join((parts.facts, parts.done)), asked, gate):
        found.append(f"没有说到来件问的“{'、'.join(asked)}”，请针对所问作答")
    return found


def _touches(answer: str, asked: Sequence[str], gate: Gate) -> bool:
    """One of the words, or enough of their characters (自来水, 恢复供水): too kind rather than too strict."""
    signs = {sign for word in asked for sign in word} - gate.everyday
    return any(word in answer for word in asked) or sum(sign in answer for sign in signs) >= gate.shared_signs


def fingerprint(parts: Parts) -> str:
    """The same for answers that differ in figures, dates, signs and spaces only."""
    plain = _NO_LETTER.sub("", parts.facts + parts.done)
    return hashlib.sha256(plain.encode()).hexdigest()
