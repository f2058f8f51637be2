"""Is somebody in danger right now?"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from nlp.judges import Weighed
from nlp.phrases import Hit
from nlp.weighing import softmax

_CLAUSE_END = re.compile(r"[，。！？；,!?;\n]")
_NOT_NOW = re.compile(
    r"如果|假如|要是|万一|一旦|假设|倘若|防止|避免|预防|以免|免得|隐患|风险|演练|演习|可能|容易|担心|怕|"
    r"曾|以前|之前|当时|当年|那时|那年|去年|前年|往年|历年|上个?月|上周|上个?(?:星期|礼拜)|前几天|昨天|前天|昨晚|"
    r"年前|月前|天前|历史|经常|每次|多次|常常|时常|频繁|频发|高发|多发|重灾|发生过|出过|过后|以后|之后|事件|"
    r"事故(?:后|中|的|责任|认定|处理)|责任|赔|补偿|报销|补助|宣传|培训|教育|检查|验收|调查|鉴定|诊断|保险|"
    r"是否|怎么(?!办)|如何(?!是好)|请问|咨询|什么|为何|严禁|禁止|不要|不能|不会|措施|应急|预案|似的|一样|建议|"
    r"导致|引发|引起|\d月|\d年|\d日|电影|小说|新闻|视频|网上|听说|据说|游戏|所谓|喜欢|难道"
)
_NOW = re.compile(
    r"快派|马上派|正在|现在|刚刚|刚才|此刻|这会儿|眼看|马上|紧急|有人要|"
    r"快点|赶快|赶紧|在打|在砸|在追|还在里面|不敢出|报警|十万火急|啦|咯"
)
_CALL = re.compile(r"救命|快来|快点来|赶快来|赶紧来|来人|快救|救救|救人|急救|出人命|要死了")
_SHORT = 60
_LOOK_BACK = 20
_LOOK_AHEAD = 14
_BY_ITSELF = 3
_LETTERS = re.compile(r"(?:[\u4e00-\u9fff][^\u4e00-\u9fff]{0,9}){4}")
"""What is tapped out in three signs or less (不留了, 没电了) is judged by the table alone."""
_ALSO = 0.3
_OVER = re.compile(
    r"如果|假如|要是|万一|容易|去年|前年|上个?月|上周|上个?(?:星期|礼拜)|曾|发生过|赔(?!命)|补助|报销|建议|请问|"
    r"游戏|小说|电影|网上|扑灭|灭了|救(?:出|上)来了|不用来了|没事了|没人受伤|误报|虚惊|打错字|看错了|找到了|出院"
)
ALARMING = 0.1
"""From here on the numbers are shown: a danger missed costs more than a line in vain."""

SURE = 0.4
"""From here on it comes before all else, and somebody has to call back within minutes."""


def emergency(plain: str, hits: Sequence[Hit]) -> list[Hit]:
    """Those of ``hits`` that speak of present danger, not of one past, feared, prevented or merely talked about.

    In a short message a strong word is enough, and a weak one (weight under 3) with a call
    for help; anywhere else the clause itself must say that it is happening now.
    """
    short = len(plain.strip()) <= _SHORT
    called = short and _CALL.search(plain) is not None
    return [hit for hit in hits if _is_now(plain, hit, short=short, called=called)]


@dataclass(frozen=True, slots=True)
class Danger:
    """The numbers to call, first danger first; empty when nobody is in danger. ``sure`` when it is beyond doubt."""

    hotlines: tuple[str, ...] = ()
    sure: bool = False


def danger(plain: str, hits: Sequence[Hit], weighed: Weighed) -> Danger:
    """A phrase of the table is enough; so is the whole text, where it sounds like danger (learned)
    and does not say that it is over.
    """
    plainly = dict.fromkeys(hit.label for hit in emergency(plain, hits))
    if plainly:
        return Danger(tuple(plainly), sure=True)
    sounds = softmax(weighed.totals("emergency"))["danger"]
    if sounds < ALARMING or _OVER.search(plain) or not _LETTERS.search(plain):
        return Danger()
    shares = softmax(weighed.totals("hotlines"))
    best = sorted(shares, key=lambda number: -shares[number])
    numbers = tuple(number for number in best if number == best[0] or shares[number] >= _ALSO)
    return Danger(numbers, sure=sounds >= SURE)


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
