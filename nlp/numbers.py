"""Runs of digits that belong to a person, told from numbers of orders, cases and sums by their own rules."""

import re
from collections.abc import Iterator

_GAP = r"[ \-—·]{0,3}"
_ALONE = r"(?<![\dA-Za-z.])"
_MOBILE = re.compile(rf"{_ALONE}(?:\+?86{_GAP})?(?:1{_GAP}[3-9](?:{_GAP}\d){{9}}|1[3-9]\d\.\d{{4}}\.\d{{4}})(?!\d)")
_LANDLINE = re.compile(
    rf"{_ALONE}(?:[(（]?0\d{{2,3}}[)）]?{_GAP}[2-8]\d{{2,3}}{_GAP}\d{{4}}|[48]00{_GAP}\d{{3,4}}{_GAP}\d{{3,4}})(?!\d)"
)
_ID_CARD = re.compile(rf"{_ALONE}[1-9](?:{_GAP}\d){{16}}{_GAP}[\dXx](?![\dA-Za-z])")
_OLD_ID_CARD = re.compile(rf"{_ALONE}[1-9](?:{_GAP}\d){{14}}(?![\dA-Za-z])")
_BANK_CARD = re.compile(rf"{_ALONE}[3-6](?:{_GAP}\d){{14,18}}(?!\d)")
_BIRTH = slice(6, 14)
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECKS = "10X98765432"
_DAY_OF_YEAR = r"(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
_BIRTHDAY = re.compile(rf"(?:18|19|20)\d{{2}}{_DAY_OF_YEAR}")
# 1[1-5] Peking to Inner Mongolia … 65 Sinkiang: GB/T 2260
_OLD_ID = re.compile(rf"(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5])\d{{4}}\d{{2}}{_DAY_OF_YEAR}\d{{3}}")


def is_id_card(number: str) -> bool:
    """Whether 18 signs hold a birthday and end with the check digit of the first 17 (GB 11643-1999)."""
    total = sum(int(digit) * weight for digit, weight in zip(number[:17], _ID_WEIGHTS, strict=True))
    return bool(_BIRTHDAY.fullmatch(number[_BIRTH])) and _ID_CHECKS[total % 11] == number[17].upper()


def is_old_id_card(number: str) -> bool:
    """15 digits, as issued before 2000: a division, a birthday without century, a serial number."""
    return bool(_OLD_ID.fullmatch(number))


def is_bank_card(number: str) -> bool:
    """The Luhn sum that every bank card carries (ISO/IEC 7812-1)."""
    doubled = [int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(number))]
    return sum(figure - 9 if figure > 9 else figure for figure in doubled) % 10 == 0


_CHECKED = (
    (_ID_CARD, "id_card", is_id_card),
    (_OLD_ID_CARD, "id_card", is_old_id_card),
    (_BANK_CARD, "bank_card", is_bank_card),
)


def numbers(digits: str) -> Iterator[tuple[int, int, str]]:
    """Spans labelled phone, id_card, bank_card in a text whose spoken digits are written as digits."""
    for pattern in (_MOBILE, _LANDLINE):
        for match in pattern.finditer(digits):
            yield match.start(), match.end(), "phone"
    for pattern, label, is_real in _CHECKED:
        for match in pattern.finditer(digits):
            if is_real(re.sub(r"[^\dXx]", "", match[0])):
                yield match.start(), match.end(), label
