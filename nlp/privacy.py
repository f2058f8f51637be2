"""Personal data in a text: found where it stands, and hidden."""

import re
from collections.abc import Iterator

from nlp.names import NO_NAME, PERSON
from nlp.normalize import spoken_digits
from nlp.numbers import numbers
from nlp.understanding import Span

_SIGN = "*"
Found = tuple[int, int, str]

_DIGIT = r"\d〇零○一壹幺二贰两三叁四肆五伍六陆七柒八捌九玖"
_RUN = re.compile(rf"[{_DIGIT}](?:[ \-—·.)）]{{0,3}}[{_DIGIT}]){{6,400}}[xX]?")
_BEFORE = 14
_REFERENCE = re.compile(
    r"(?:编号|单号|案号|文号|工单|订单|受理号|流水号|合同号?|批号|条码|信访件|信用代码|学号|备案号?|许可证|证书|[A-Za-z]{2}|〔|\[)"
    r"(?:号码|号|是|为|[:： #.-]|[Nn][Oo]){0,4}$"
)
_LOCAL = re.compile(r"(?<![\d-])[2-8]\d{2,3}[ -]?\d{4}(?!\d)")
_CALLED = re.compile(r"(?:电话|座机|热线|拨打|致电|联系方式|传真|[Tt]el|TEL)[^\d，。；\n]{0,6}$")
_EXTENSION = re.compile(r"[ ,，]{0,2}(?:转|分机号?|-)[:： ]{0,2}\d{1,5}(?!\d)")

_SIGNS = "A-HJ-NP-Za-hj-np-z"
_PLATE = re.compile(
    rf"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][ \-—·•.]?[{_SIGNS}][ \-—·•.]?"
    rf"[{_SIGNS}\d]{{4,5}}[{_SIGNS}\d挂学警港澳](?![A-Za-z\d])"
)
_LETTER = re.compile("[A-Za-z]")
_MAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}", re.ASCII)
_CHAT = re.compile(
    r"[微威薇QqVv企](?:信|[Qq]|[Xx]|鹅)(?:群|账号|帐号|号码|号)?(?:是|为|同号)?[:： ]{0,2}"
    r"(?P<number>[A-Za-z0-9][A-Za-z0-9_-]{4,19})"
)
_SAID_BY_THE_WRITER = (
    "我叫 名字叫 名字是 我名叫 姓名 联系人 投诉人 反映人 举报人 来信人 申请人 反映者 户主 署名 落款 本人叫"
)
_WRITER = frozenset(_SAID_BY_THE_WRITER.split())
_SOMEBODY_ELSE = (
    "局长 书记 镇长 乡长 院长 校长 所长 站长 队长 处长 科长 主任 经理 支书 村长 社长 组长"
    " 工作人员 办事员 经办人 科员 民警 警官 辅警 网格员 医生 老师 护士 保安"
    " 业主 村民 居民 住户 患者 租户 房东 负责人 当事人 父亲 母亲 丈夫 妻子 儿子 女儿 窗口"
)
# Two steps, because an alternative of bare words is found many times faster than one that goes on.
_BEFORE_NAME = re.compile("|".join([*sorted(_WRITER), *_SOMEBODY_ELSE.split()]))
_NAME = re.compile(
    rf"(?:姓名|名叫|名字叫|是|为|叫)?[:： ]{{0,2}}(?P<name>{PERSON})"
    r"(?=[^\u4e00-\u9fff]|电话|联系|手机|身份|住|家|是|我|今年|现|男|女|要|想|反映|投诉|来自|因|在|于|的|向|对|说|态度|办|不|没"
    r"|故意|一直|多次|把|让|骂|拒|收|先生|女士|却|也|$)"
)


def personal_data(text: str, plain: str) -> tuple[Span, ...]:
    """Spans labelled phone, id_card, bank_card, plate, email, chat, name (the writer's), other_name.

    In reading order, never overlapping.
    """
    spans: list[Span] = []
    for start, end, label in sorted(_all(plain), key=lambda found: (found[0], -found[1])):
        if not spans or start >= spans[-1].end:
            spans.append(Span(start, end, text[start:end], label))
    return tuple(spans)


def _all(plain: str) -> Iterator[Found]:
    for run in _RUN.finditer(plain):
        yield from _numbers(plain, run.start(), run.end())
    yield from _names(plain)
    if _LETTER.search(plain):
        yield from _lettered(plain)
    else:
        yield from _chats(plain)


def _names(plain: str) -> Iterator[Found]:
    for before in _BEFORE_NAME.finditer(plain):
        match = _NAME.match(plain, before.end())
        if match and not NO_NAME.match(match["name"]):
            yield *match.span("name"), "name" if before[0] in _WRITER else "other_name"


def _numbers(plain: str, start: int, end: int) -> Iterator[Found]:
    """Numbers in one run of digits, with the country code or bracket before it and the extension after it."""
    before = plain[max(0, start - _BEFORE) : start]
    if _REFERENCE.search(before):
        return
    first = max(0, start - 2)
    digits = spoken_digits(plain[first : end + 1])
    local = _LOCAL.match(digits, start - first)
    if local and _CALLED.search(before):
        yield start, _extended(plain, first + local.end()), "phone"
    for at, to, label in numbers(digits):
        yield first + at, _extended(plain, first + to) if label == "phone" else first + to, label


def _extended(plain: str, end: int) -> int:
    extension = _EXTENSION.match(plain, end)
    return extension.end() if extension else end


def _lettered(plain: str) -> Iterator[Found]:
    for match in _PLATE.finditer(plain):
        yield *match.span(), "plate"
    if "@" in plain:
        yield from ((*match.span(), "email") for match in _MAIL.finditer(plain))
    yield from _chats(plain)


def _chats(plain: str) -> Iterator[Found]:
    for match in _CHAT.finditer(plain):
        yield *match.span("number"), "chat"


def masked(text: str, spans: tuple[Span, ...]) -> str:
    """``text`` with every span replaced by as many signs; nothing else changes place."""
    parts, end = [], 0
    for span in spans:
        parts += [text[end : span.start], _SIGN * (span.end - span.start)]
        end = span.end
    return "".join([*parts, text[end:]])
