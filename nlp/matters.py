"""Several matters in one message: where the next one begins, and by which words.

Rather too few than too many: a list of demands or reasons is still one matter.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from nlp.numerals import number

_SHORTEST = 8
_MOST = 9
# Two steps: a few signs are looked for first, the long pattern is tried only where they stand.
_MAY_TURN = re.compile("另|此外|还有|再[有就说]|顺便|第[二三四五六][个件]|下一[个件]|还要")
_BEFORE = frozenset("，,。！？!?；;\n")
_SENTENCE = r"(?:^|(?<=[。！？!?；;\n:：]))[ \t]{0,8}"
_TELLS = "反映|投诉|举报|咨询|请问|想问|问一下|问下"
_ELSEWHERE = "小区|门口|楼下|路上|路口|马路|村里|村上|学校|街上|旁边|隔壁|对面|医院|公交|社区"
_BROKEN = "坏|没人|无人|不修|漏水|堵|停水|停电|脏|臭|吵|塌|乱停|乱收|不管"
_OTHER = re.compile(
    rf"(?P<words>(?:另外|此外|还有就是|还有|再有|再就是|还要|顺便)[,，:：]?(?:我|我们|本人)?(?:还|也|再)?(?:想|要|想要)?(?:{_TELLS})(?!过|了|后|电话)"
    r"|(?:另外?|还有|再有|再说)[,，:： ]{0,2}(?:还有|有)?(?:另外?)?一(?:个|件|桩)(?:事|问题|情况|小事|小问题)"
    r"|第[二三四五六](?:个问题|件事情?|个事情?|个情况|个诉求)|(?:另外?|下)一(?:个问题|件事情?)"
    rf"|(?:另外|此外|还有就是|再就是)(?=[,，]?(?:我们?|咱们)?[^，。！？\n]{{0,6}}(?:{_ELSEWHERE})[^。！？\n]{{0,12}}(?:{_BROKEN}))"
    r")"
)
_ITEM = re.compile(
    rf"{_SENTENCE}(?P<words>[(（]?(?P<count>[一二三四五六七八九]|[1-9])[)）]?[、.．)）:：](?!\d)|第(?P<ordinal>[一二三四五六七八九])[,，、:：])"
)
_SECOND = re.compile("[2二][、.．)）:：]|第二[,，、:：]")
_MOST_ITEMS = 3
_SEVERAL = re.compile(
    "(?:[几两二三四2-4]|以下|多)(?:件|桩|个)(?:不同的)?(?:事|投诉)|(?:反映|投诉|举报)[^。，]{0,6}(?:[几两二三四2-4]|以下)个?(?:问题|情况)"
)
_ONE_MATTER = re.compile(
    "诉求|要求|建议|原因|理由|依据|证据|事实|经过|措施|希望|请求|违反|违法|条件|规定|包括|材料|方案|危害|影响"
)
_HEADING = 40


@dataclass(frozen=True, slots=True)
class SplitPoint:
    """``text[at:]`` begins another matter; ``reason`` says in Chinese by which words."""

    at: int
    reason: str


def split_points(plain: str) -> list[SplitPoint]:
    """In reading order, never at the beginning; each part between two points has eight signs at least."""
    found = sorted({*_turns(plain), *_items(plain)}, key=lambda point: point.at)
    kept: list[SplitPoint] = []
    for point in found:
        if point.at - (kept[-1].at if kept else 0) >= _SHORTEST and len(plain) - point.at >= _SHORTEST:
            kept.append(point)
    return kept[:_MOST]


def _turns(plain: str) -> Iterator[SplitPoint]:
    for sign in _MAY_TURN.finditer(plain):
        match = _OTHER.match(plain, sign.start()) if _begins_clause(plain, sign.start()) else None
        if match:
            yield SplitPoint(match.start(), f"用“{match['words'].strip(' ,，:：')}”另起一事")


def _begins_clause(plain: str, at: int) -> bool:
    before = plain[max(0, at - 8) : at].rstrip(" \t")
    return at == 0 or before[-1:] in _BEFORE


def _items(plain: str) -> Iterator[SplitPoint]:
    """The second, third … item of a numbered list that is announced as several matters or opens the message."""
    if not _SECOND.search(plain) or not _SEVERAL.search(plain):
        return
    items = list(_ITEM.finditer(plain))
    if not 2 <= len(items) <= _MOST_ITEMS or not _is_several(
        plain[max(0, items[0].start() - _HEADING) : items[0].start()]
    ):
        return
    if [_count(item) for item in items] == list(range(1, len(items) + 1)):
        for item in items[1:]:
            yield SplitPoint(item.start("words"), f"编号“{item['words']}”另起一项")


def _is_several(heading: str) -> bool:
    return bool(_SEVERAL.search(heading)) and not _ONE_MATTER.search(heading)


def _count(item: re.Match[str]) -> int:
    return int(number(item["count"] or item["ordinal"]) or 0)
