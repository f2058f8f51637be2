"""Numbers as people write them: 12, 十二, 四十多, 两千五, 半, 好几."""

from nlp.normalize import spoken_digits

SEVERAL = 5
"""What 几 and 多年 stand for, where a number is needed and nobody gave one."""

_SCALES = {"十": 10, "百": 100, "千": 1000}
_MYRIAD = 10_000


def number(words: str) -> float | None:
    """``None`` for what is no number. 多 and 来 after a number count nothing: 四十多 is at least 40."""
    words = words.rstrip("多来余")
    if words == "半":
        return 0.5
    if words in ("", "几", "好几"):
        return SEVERAL
    digits = spoken_digits(words)
    return float(digits) if digits.isascii() and digits.isdecimal() else _spelled(digits)


def whole(words: str) -> int:
    """Raises ``ValueError`` for what is no whole number."""
    value = number(words)
    if value is None or value % 1:
        raise ValueError(f"no whole number: {words}")
    return int(value)


def _spelled(digits: str) -> float | None:
    """十二 as 十2: scales times what stands before them; 两千五 is 2500, 一百零五 is 105."""
    total, current, last = 0, 0, 1
    for sign in digits:
        if sign == "万":
            total, current, last = (total + current) * _MYRIAD, 0, _MYRIAD
        elif sign in _SCALES:
            last = _SCALES[sign]
            total, current = total + (current or 1) * last, 0
        elif sign == "几":
            current = SEVERAL
        elif sign.isascii() and sign.isdecimal():
            current, last = current * 10 + int(sign), last if int(sign) and not current else 10
        else:
            return None
    return total + current * max(1, last // 10)
