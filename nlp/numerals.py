"""Numbers as people write them: 12, 十二, 四十多, 半, 好几."""

from nlp.normalize import spoken_digits

SEVERAL = 5
"""What 几 and 多年 stand for, where a number is needed and nobody gave one."""

_SCALES = {"十": 10, "百": 100}


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
    """十二 as 十2: tens and hundreds times what stands before them."""
    total, current = 0, 0
    for sign in digits:
        if sign in _SCALES:
            total += (current or 1) * _SCALES[sign]
            current = 0
        elif sign == "几":
            current = SEVERAL
        elif sign.isascii() and sign.isdecimal():
            current = int(sign)
        else:
            return None
    return total + current
