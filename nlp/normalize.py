"""One message in many spellings, brought to one.

The plain text has exactly as many characters as the original, so that a position in one
is the same position in the other: whatever is found in the plain text can be shown to
the citizen in their own words, and masked where it stands.
"""

import re
import unicodedata
from functools import cache

from opencc import OpenCC

from nlp.codes import PLANE, Codes, codes, written

_BLANK = " "
_FOLDED = (range(0x2460, 0x2500), range(0xFF01, 0xFF5F), range(0x2F00, 0x2FD6), range(0xF900, 0xFB00))
_HAN = (range(0x3400, 0xA000), range(0xF900, 0xFB00))
_KEPT = {"，": "，", "！": "！", "？": "？", "：": "：", "；": "；", "（": "（", "）": "）"}
_UNREADABLE = {"Cc", "Cf", "Cs", "Co", "Cn", "Zs", "Zl", "Zp"}
_MAY_BE_UNREADABLE = re.compile(r"[^\u0021-\u007e\u3001-\u3002\u4e00-\u9fff\uff01-\uff5e“”‘’…—·《》【】\s]")
_SPOKEN_DIGITS = str.maketrans("〇零○一壹幺二贰两三叁四肆五伍六陆七柒八捌九玖", "00011122233445566778899")


@cache
def _letters() -> dict[int, str]:
    """Full-width and circled signs to plain ones, traditional characters to simplified ones."""
    table = {chr(code): unicodedata.normalize("NFKC", chr(code)) for block in _FOLDED for code in block}
    han = [chr(code) for block in _HAN for code in block]
    folded = [table.get(character, character) for character in han]
    simplified = OpenCC("t2s").convert("\n".join(folded)).split("\n")
    table.update(zip(han, simplified, strict=True))
    return {ord(key): value for key, value in (table | _KEPT).items() if len(value) == 1 and key != value}


@cache
def _plain() -> Codes:
    """What each sign of the first plane becomes."""
    every = "".join(map(chr, range(PLANE)))
    return codes(_slowly(every))


def _slowly(text: str) -> str:
    return _MAY_BE_UNREADABLE.sub(_readable, text.translate(_letters()))


def _readable(match: re.Match[str]) -> str:
    return _BLANK if unicodedata.category(match[0]) in _UNREADABLE else match[0]


def normalize(text: str) -> str:
    """The plain form: same length as ``text``; controls, format signs and surrogates become blanks."""
    numbers = codes(text)
    return written(_plain()[numbers]) if numbers.max(initial=0) < PLANE else _slowly(text)


def spoken_digits(plain: str) -> str:
    """Same length again, with 一三八 and 壹叁捌 written as 138: for numbers, never for words."""
    return plain.translate(_SPOKEN_DIGITS)
