"""Is somebody in danger right now?"""

import re
from collections.abc import Sequence

from nlp.phrases import Hit, Phrasebook

_CLAUSE_END = re.compile(r"[，。！？；,!?;\n]")
_NOT_NOW = re.compile(
    r"快派|马上派|正在|现在|刚刚|刚才|此刻|这会儿|眼看|马上|紧急|有人要|"
    r"快点|赶快|赶紧|在打|在砸|在追|还在里面|不敢出|报警|十万火急|啦|咯"
)
_CALL = re.compile(r"救命|快来|快点来|赶快来|赶紧来|来人|快救|救救|救人|急救|出人命|要死了")
_SHORT = 60
_LOOK_BACK = 20
_LOOK_AHEAD = 14
_BY_ITSELF = 3


def emergency(plain: str, phrases: Phrasebook) -> list[Hit]:
    """The words of present danger; empty for a danger past, feared, prevented or merely talked about.

    In a short message a strong word is enough, and a weak one (weight under 3) with a call
    for help; anywhere else the clause itself must say that it is happening now.
    """
    short = len(plain.strip()) <= _SHORT
    called = short and _CALL.search(plain) is not None
    return [hit for hit in phrases.find(plain) if _is_now(plain, hit, short=short, called=called)]


def hotlines(dangers: Sequence[Hit]) -> tuple[str, ...]:
    """The numbers to call, first danger first."""
    return tuple(dict.fromkeys(hit.label for hit in dangers))


def _is_now(plain: str, hit: Hit, *, short: bool, called: bool) -> bool:
    clause = _clause(plain, hit)
    if _NOT_NOW.search(clause.replace(hit.surface, "")):
        return False
    if called or (short and hit.entry.weight >= _BY_ITSELF):
        return True
    return bool(_NOW.search(clause) or _CALL.search(clause))


def _clause(plain: str, hit: Hit) -> str:
    before = plain[max(0, hit.start - _LOOK_BACK) : hit.start]
    after = plain[hit.end : hit.end + _LOOK_AHEAD]
    start = max((match.end() for match in _CLAUSE_END.finditer(before)), default=0)
    end = _CLAUSE_END.search(after)
    return before[start:] + hit.surface + (after[: end.end()] if end else after)
