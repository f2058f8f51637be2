"""Personal data in a text: found where it stands, and hidden."""

import re
from collections.abc import Iterator

from nlp.names import SURNAME
from nlp.normalize import spoken_digits
from nlp.understanding import Span

_SIGN = "*"
_GAP = r"[ \-—·]?"
_ALONE = r"(?<![\dA-Za-z])"
_MOBILE = re.compile(rf"{_ALONE}(?:\+?86{_GAP})?1{_GAP}[3-9](?:{_GAP}\d){{9}}(?!\d)")
_LANDLINE = re.compile(
    rf"{_ALONE}(?:\(?0\d{{2,3}}\)?{_GAP}[2-8]\d{{2,3}}{_GAP}\d{{4}}"
    rf"|[48]00{_GAP}\d{{3,4}}{_GAP}\d{{3,4}})(?!\d)"
)
_ID_CARD = re.compile(rf"{_ALONE}[1-9](?:{_GAP}\d){{16}}{_GAP}[\dXx](?![\dA-Za-z])")
_BANK_CARD = re.compile(rf"{_ALONE}[3-6](?:{_GAP}\d){{14,18}}(?!\d)")
_PROVINCE = "[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼]"
_SIGNS = "A-HJ-NP-Za-hj-np-z"
_PLATE = re.compile(
    rf"{_PROVINCE}{_GAP}[{_SIGNS}]{_GAP}[{_SIGNS}\d]{{4,5}}[{_SIGNS}\d挂学警港澳](?![A-Za-z\d])"
)
_NAME = re.compile(
    r"(?:我叫|我的名字是?|我名叫|姓名|联系人|投诉人|反映人|举报人|来信人|申请人|户主|署名)"
    r"(?:姓名|是|为|叫)?[:： ]{0,2}"
    rf"(?P<name>{SURNAME}[\u4e00-\u9fff]{{1,2}}?)"
    r"(?=[^\u4e00-\u9fff]|电话|联系|手机|身份|住|家|是|我|今年|现|男|女|要|想|反映|投诉|来自|因|在|$)"
)
_BIRTH = slice(6, 14)
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECKS = "10X98765432"
_BIRTHDAY = re.compile(r"(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])")


def is_id_number(number: str) -> bool:
    """Whether 18 signs hold a birthday and end with the check digit of the first 17 (GB 11643-1999)."""
    total = sum(int(digit) * weight for digit, weight in zip(number[:17], _ID_WEIGHTS, strict=True))
    return bool(_BIRTHDAY.fullmatch(number[_BIRTH])) and _ID_CHECKS[total % 11] == number[17].upper()


def is_card_number(number: str) -> bool:
    """The Luhn sum that every bank card carries (ISO/IEC 7812-1)."""
    doubled = [int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(number))]
    return sum(figure - 9 if figure > 9 else figure for figure in doubled) % 10 == 0


_CHECKED = ((_ID_CARD, "id_card", is_id_number), (_BANK_CARD, "bank_card", is_card_number))


def personal_data(text: str, plain: str) -> tuple[Span, ...]:
    """Spans labelled phone, id_card, bank_card, plate, name; in reading order, never overlapping."""
    found = sorted(_all(plain), key=lambda span: (span[0], -span[1]))
    spans: list[Span] = []
    for start, end, label in found:
        if not spans or start >= spans[-1].end:
            spans.append(Span(start, end, text[start:end], label))
    return tuple(spans)


def _all(plain: str) -> Iterator[tuple[int, int, str]]:
    yield from _numbers(spoken_digits(plain))
    for match in _PLATE.finditer(plain):
        yield match.start(), match.end(), "plate"
    for match in _NAME.finditer(plain):
        yield match.start("name"), match.end("name"), "name"


def _numbers(digits: str) -> Iterator[tuple[int, int, str]]:
    for pattern in (_MOBILE, _LANDLINE):
        for match in pattern.finditer(digits):
            yield match.start(), match.end(), "phone"
    for pattern, label, is_real in _CHECKED:
        for match in pattern.finditer(digits):
            if is_real(re.sub(r"[^\dXx]", "", match[0])):
                yield match.start(), match.end(), label


def masked(text: str, spans: tuple[Span, ...]) -> str:
    """``text`` with every span replaced by as many signs; nothing else changes place."""
    parts, end = [], 0
    for span in spans:
        parts += [text[end : span.start], _SIGN * (span.end - span.start)]
        end = span.end
    return "".join([*parts, text[end:]])
