"""Phrases that say what is wrong with how officials behaved, and which of them the text denies."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from nlp.phrases import Hit

NONE = "none"
_DENIED = re.compile(
    r"(?:没有|没|并无|毫无|无|并非|从不|从未|从来没有|从没|绝不|绝无|未曾|毫不|不曾|不存在|不是|不会|没见过|没遇到)"
    r"(?:任何|一点|半点|丝毫|什么|故意|互相|相互|出现|发生|过|有|向我|对我|让我|让人|我|人){0,3}$"
)
_SAID = re.compile(r"(?:说|称|声称|解释|回复|答复|辩解|狡辩|表示|难道)[^。！？\n]{0,8}$")
_ASKED_BACK = re.compile(r"[^。！\n]{0,4}(?:是什么|吗|么|又是什么)")
_LOOK_BACK = 16
_LOOK_AHEAD = 8


@dataclass(frozen=True, slots=True)
class Conduct:
    """What the phrases of the table say by themselves; hits are in reading order."""

    found: tuple[Hit, ...]
    denied: tuple[Hit, ...]


def conduct(plain: str, hits: Sequence[Hit]) -> Conduct:
    """``hits`` are what the table ``conduct`` found in ``plain``."""
    denied = tuple(hit for hit in hits if is_denied(plain, hit))
    return Conduct(tuple(hit for hit in hits if hit not in denied), denied)


def is_denied(plain: str, hit: Hit) -> bool:
    """没有推诿 denies; 他说没有推诿 and 不是推诿是什么 do not."""
    before = plain[max(0, hit.start - _LOOK_BACK) : hit.start]
    no = _DENIED.search(before)
    if not no or _SAID.search(before, 0, no.start()):
        return False
    return not _ASKED_BACK.match(plain[hit.end : hit.end + _LOOK_AHEAD])
