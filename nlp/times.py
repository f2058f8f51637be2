"""When it happened, in the citizen's own words. Only the spans: no date is worked out here."""

import re

from nlp.understanding import Span

_NUMBER = r"[\d一二两三四五六七八九十半几多好]{1,4}"
_UNIT = r"(?:年|个?月|个?星期|个?礼拜|周|天|个?小时)"
_PART_OF_DAY = (
    r"(?:凌晨|清晨|清早|早上|早晨|上午|中午|午后|下午|傍晚|晚上|晚间|当晚|夜里|夜间|深夜|半夜|早|晚)"
)
_CLOCK = rf"(?:{_NUMBER}点(?:钟|整|半|多|左右|过|{_NUMBER}分?){{0,3}}|\d{{1,2}}:\d{{2}}(?:分|左右)?)"
_WEEKDAY = r"[一二三四五六日天末]"
_DAY_OF_MONTH = r"(?:[\d一二三四五六七八九十]{1,3}[日号])"
_DATE = (
    rf"(?:(?:19|20)\d{{2}}年(?:\d{{1,2}}月份?{_DAY_OF_MONTH}?|[初底末]|[上下]半年)?(?!级|版)"
    r"|(?:19|20)\d{2}[-./]\d{1,2}[-./]\d{1,2}(?!\d)"
    rf"|\d{{2}}年\d{{1,2}}月份?{_DAY_OF_MONTH}?"
    rf"|\d{{1,2}}月(?:份|[初底]|[上中下]旬)?{_DAY_OF_MONTH}?(?!球|亮|租)"
    rf"|[今去前上本当次]年(?:[\d一二三四五六七八九十]{{1,2}}月份?{_DAY_OF_MONTH}?|[初底末]|[上下]半年|[春夏秋冬]天)?)"
)
_NEAR_DAY = (
    r"(?:今天|昨天|前天|大前天|昨日|前日|今日|昨晚|今早|今晚|前晚|前几天|前两天|前些天|这几天|这两天|近日|近几天|最近|当天"
    r"|刚才|刚刚|早几天)"
)
_NEAR_WEEK = rf"(?:(?:上|这)个?(?:星期|礼拜|周){_WEEKDAY}?|本周{_WEEKDAY}?|(?:周|星期|礼拜){_WEEKDAY})"
_NEAR_MONTH = r"(?:[上这]个?月(?:底|初|中旬|末)?|本月[底初]?|前几个?月|月[底初]|年[底初前后])"
_FEAST = r"(?:国庆|春节|中秋|元旦|五一|端午|清明|过年)(?:节|假期|期间|前后|前|后|的时候){0,2}"
_DAY = rf"(?:{_DATE}|{_NEAR_DAY}|{_NEAR_WEEK}|{_NEAR_MONTH}|{_FEAST})"
_POINT = rf"{_DAY}(?:的)?(?:{_PART_OF_DAY})?(?:的)?(?:{_CLOCK})?"
_INTERVAL = rf"(?:从|自)?{_POINT}(?:(?:到|至|-|—)(?:{_POINT}|现在|今天|目前|如今))?(?:以来|开始|起)?"
_DURATION = (
    rf"(?:连续|一连|持续|长达|已经|已有|近)?{_NUMBER}(?:多)?{_UNIT}(?:多|左右)?(?:了|来|以来|以前|之前|前)"
    rf"|(?:连续|一连|持续|长达){_NUMBER}(?:多)?{_UNIT}"
)
_WHEN = re.compile(rf"{_INTERVAL}|{_DURATION}|{_PART_OF_DAY}(?:的)?{_CLOCK}")


def times(text: str, plain: str) -> tuple[Span, ...]:
    """Spans labelled ``when``, in reading order."""
    return tuple(
        Span(match.start(), match.end(), text[match.start() : match.end()], "when")
        for match in _WHEN.finditer(plain)
    )
