"""When it happened, in the citizen's own words; :mod:`nlp.intervals` says which days are meant."""

import re

from nlp.understanding import Span

DIGITS = r"\d一二两三四五六七八九十"
NUMBER = rf"(?:[{DIGITS}百]{{1,4}}(?:几|来|多)?|半|好?几|多)"
PART_OF_DAY = (
    r"(?:凌晨|清晨|清早|大清早|一大早|早上|早晨|上午|中午|午后|下午|傍晚|晚上|晚间|当晚|夜里|夜间|深夜|半夜|早|晚)"
)
_MINUTES = rf"(?:半|整|[{DIGITS}]{{1,3}}分?|[一三]刻)"
CLOCK = (
    rf"(?:[{DIGITS}]{{1,3}}(?:点钟?|时(?!间|候|段|代))(?:{_MINUTES})?(?:多|过|左右|钟)?"
    r"|\d{1,2}[:：]\d{2}(?:[:：]\d{2})?(?:左右|许)?)"
)
WEEKDAY = "[一二三四五六日天末]"
_MONTH_DAY = rf"(?: ?[{DIGITS}]{{1,3}} ?[日号](?![楼院店线岗门桥口坑井机码]))"
_MONTH = r"(?: ?\d{1,2} ?|十?[一二三四五六七八九十])月(?![球亮租薪票供子饼嫂饭])"
_IN_MONTH = rf"(?:份|[初底末中]|[上中下]旬)?{_MONTH_DAY}?"
_IN_YEAR = r"(?:年?[初底末]|[上下]半年|第?[一二三四1-4]季度|的?[春夏秋冬][天季]|的?[暑寒]假)"
_FULL_YEAR = r"(?:(?:19|20)\d{2} ?|二[〇零○0][〇零○一二三四五六七八九\d]{2})年度?"
DATE = (
    rf"(?:{_FULL_YEAR}(?!级|版|生|产)(?:{_MONTH}{_IN_MONTH}|{_IN_YEAR})?"
    r"|(?:19|20)\d{2}(?:-\d{1,2}-|\.\d{1,2}\.|/\d{1,2}/)\d{1,2}(?!\d)"
    r"|(?:19|20)\d{2}\.\d{1,2}(?![\d.])(?!元|万|米|平|%)"
    rf"|\d{{2}}年{_MONTH}{_IN_MONTH}|\d{{2}}年(?=[初底]|[春夏秋冬]|[上下]半年){_IN_YEAR}"
    rf"|[今去前当次同大]前?年(?:的?{_MONTH}{_IN_MONTH}|{_IN_YEAR})?"
    rf"|{_MONTH}{_IN_MONTH})"
)
_NEAR = (
    "大前天|今天|昨天|前天|昨日|前日|今日|昨晚|昨夜|今早|今晨|今晚|前晚|前几天|前两天|前些天|前不久|前段时间|前一段时间|前阵子"
    "|前些日子|这几天|这两天|这些天|这段时间|这阵子|近日|近几[天日]|近两天|近期|近来|最近|当天|当日|当晚|次日|刚才|刚刚|早几天"
    "|前几年|前些年|这几年|这两年|近年来?|近几年|近两年|前几个?月|这几个月|近几个月"
)
WEEK = rf"(?:(?:上上|上|这|本)个?(?:星期|礼拜|周){WEEKDAY}?|(?:周|星期|礼拜){WEEKDAY}(?![边到年报期月]))"
NEAR_MONTH = rf"(?:(?:上上|上|这|本|当)个?月(?:份|底|末|初|中旬?|[上下]旬)?{_MONTH_DAY}?|月[底初]|[年]底|年初)"
_LUNAR = (
    "大年(?:三十|初[一二三四五六七八九十])|除夕夜?"
    "|正月(?:初[一二三四五六七八九十]|十五)?|腊月(?:二十[一二三四五六七八九]|三十)?"
)
_FEAST_NAMES = r"国庆|春节|中秋|元旦|元宵|五一|端午|清明|重阳|劳动节|教师节|儿童节|妇女节|双十一"
FEAST = (
    rf"(?:(?:[今去前]年的?|(?:19|20)\d{{2}}年)?(?:(?:{_FEAST_NAMES}|十一(?=假|长假|期间|黄金周|前|后|放假)|过年|{_LUNAR})"
    r"(?:佳?节|小?长?假期?|黄金周)?|暑假|寒假|(?<![\d年几半多两一二三四五六七八九十])年(?=[前后](?!往|面|来|续|期)))"
    r"(?:期间|前后|之?前夕?|之?后|那几?天|的时候|当天)?)"
)
_DAY = rf"(?:{FEAST}|{DATE}|{_NEAR}|{WEEK}|{NEAR_MONTH})"
_POINT = rf"{_DAY}(?:的?{PART_OF_DAY})?(?:的?{CLOCK})?"
_UNTIL = r"(?:一直)?(?:到|至|-|—|——|~|～)"
_NOW = r"(?:现在|今天|今日|今|目前|如今|现今|当前)"
_LATER = rf"(?:{_POINT}|{_MONTH_DAY}|{CLOCK})"
_INTERVAL = rf"{_POINT}(?:{_UNTIL}{_NOW}|{_UNTIL}{_LATER})?(?:份)?(?:以来|开始|起|至今|之前|以前|之后|以后|左右|期间)?"
_HABIT = rf"(?:每天|天天|每晚|每日|每周{WEEKDAY}?|每个月|每月)(?:的?{PART_OF_DAY}(?:的?{CLOCK})?|{CLOCK})"
UNIT = "(?:年|个?[多半]?月|个?[多半]?星期|个?多?礼拜|周|天|日|个?[多半]?小时)"
_COUNT = (
    rf"(?P<count>(?<!岁){NUMBER}多?{UNIT}(?:半|多|左右)?)(?:的?时间)?"
    r"(?P<tail>了|来|以来|以前|之前|前(?!往|面|后|任|台)|(?=都?没|不见))?"
)
_WHEN = re.compile(rf"{_HABIT}|{_INTERVAL}|{PART_OF_DAY}(?:的)?{CLOCK}|{_COUNT}")
_SINCE = ("从", "自", "由")
_LASTED = re.compile(
    "(?:已经|连续|一连|持续|长达|已有|历时|最近|过去|已|近|这"
    "|(?:等|拖|过去|过|停|找|催|停水|停电|反映|跑|耽误|耽搁|折腾|持续|延误|超期|逾期|断)了)?(?:快|将近|近|整整|足足|都)?$"
)
_LONGEST_LASTED = 6
# 让我下周一再来 says when to come back, not when it happened.
_TO_COME = re.compile("(?<![楼地底乡树桥线脚水])下个?$|隔$")

# Two signs that may begin a time. The pattern above is long: it is tried only where these stand.
_STARTS = (
    r"(?<=(?<!\d)\d)\d{0,3} ?(?:[年月天周点时多几来星礼小]|个[月星礼多小半]|[-/.:：]\d)",
    r"(?<=[二两三四五六七八九十几好多一])(?:个[月星礼多小半]|[年月天周点星礼来〇零几]|[二三四五六七八九十百几多][个年月天点周星礼来多百])",
    "(?<=五)一(?!路|村|广场|大道|街|线)",
    "(?<=[今昨])[天年日早晚晨夜]",
    "(?<=[这上本当])(?:个[周星礼月]|[周星礼月天晚日年上两几些段阵半])",
    "(?<=前)[天日晚年几两些不阵段]",
    "(?<=[去同次])[年日]",
    "(?<=大)[前年清]",
    "(?<=[刚近最])[才刚日几两期来年近]",
    "(?<=[早晚])[上晨间]",
    "(?<=[中下])[午秋]",
    "(?<=[凌清傍深夜])[晨早明晚夜里间]",
    "(?<=半)[年个夜]",
    "(?<=[春国元端重劳教儿妇双除])[节庆旦宵午阳动师童女十夕]",
    "(?<=[暑寒])假",
    "(?<=[正腊年月过])[月初底前后年]",
    "(?<=[星礼周])[期拜一二三四五六日天末]",
    "(?<=[每天])[天晚日周个月]",
)
_START = re.compile(
    r"[\d二两三四五六七八九十几好多一今昨前去上这本当大刚近最早晚中下凌清傍深夜半春国元端重劳教儿妇双除暑寒正腊年月过星礼周每天同次]"
    f"(?:{'|'.join(_STARTS)})"
)


def times(text: str, plain: str) -> tuple[Span, ...]:
    """Spans labelled ``when``, in reading order."""
    spans: list[Span] = []
    end = 0
    for found in _START.finditer(plain):
        match = _WHEN.match(plain, found.start()) if found.start() >= end else None
        start = _beginning(plain, match, end) if match else None
        if match and start is not None:
            end = match.end()
            spans.append(Span(start, end, text[start:end], "when"))
    return tuple(spans)


def _beginning(plain: str, match: re.Match[str], floor: int) -> int | None:
    """Where the words begin: 从|去年, 等了快|两个月. ``None`` for what is to come and for days that tell no time."""
    start = match.start()
    if _TO_COME.search(plain, max(0, start - 3), start):
        return None
    if match["count"] is None:
        return start - 1 if start > floor and plain[start - 1] in _SINCE else start
    lasted = _LASTED.search(plain, max(floor, start - _LONGEST_LASTED), start)
    first = lasted.start() if lasted else start
    return first if first < start or match["tail"] is not None else None
