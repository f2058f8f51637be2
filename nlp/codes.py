"""A text as an array of numbers, one for each character: what whole-array arithmetic works on."""

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.uint32]
PLANE = 0x10000
"""How many characters the first plane has; all that people commonly write is in it."""


def codes(text: str) -> Codes:
    """Any string, lone surrogates too. Read-only."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")


def written(numbers: Codes) -> str:
    """The string that :func:`codes` was made of."""
    return numbers.tobytes().decode("utf-32-le", "surrogatepass")
