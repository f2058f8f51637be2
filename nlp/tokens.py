"""The only file that imports jieba, and rjieba where it is installed."""

import logging
import os
import re
import tempfile
from collections.abc import Callable, Iterable
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from itertools import chain
from math import inf, log
from pathlib import Path
from typing import Any

import jieba  # type: ignore[import-untyped]

_FREQUENCY = 5000
_NOUN = "n"
_BLOCK = re.compile(r"[\s\S]{1,399}(?:[，。！？；、\s]|$)|[\s\S]{1,400}")
_A_BLOCK = 400


class Tokens:
    """A segmenter with its own dictionary; nothing of it is shared with other users of jieba.

    ``words`` are kept whole wherever they stand. Loading takes most of a second;
    ``cut`` is safe to call from many threads. ``fast`` chooses rjieba, the same algorithm
    and dictionary in compiled code; by default it is used where it is installed.
    """

    def __init__(self, words: Iterable[str] = (), *, fast: bool | None = None) -> None:
        wanted = find_spec("rjieba") is not None if fast is None else fast
        self._cut: Callable[[str], list[str]] = _compiled(words) if wanted else _interpreted(words)

    def cut(self, plain: str) -> list[str]:
        """The words in order; joined together they are ``plain`` again.

        In blocks, because jieba's time grows with the square of an unbroken run of unknown characters.
        """
        if len(plain) <= _A_BLOCK:
            return self._cut(plain)
        return list(chain.from_iterable(map(self._cut, _BLOCK.findall(plain))))


class _Tokenizer(jieba.Tokenizer):  # type: ignore[misc]
    """The same words in two thirds of the time: what may follow what, and which way is best, in one pass.

    jieba first writes down all ways through a sentence and then goes back over them.
    """

    def get_DAG(self, sentence: str) -> None:
        """Nothing: :meth:`calc` finds the words itself."""
        self.check_initialized()

    def calc(self, sentence: str, DAG: None, route: dict[int, tuple[float, int]]) -> None:
        """``route[start]``: the score of the best way from there on, and where its first word ends."""
        frequency, logarithm = self.FREQ.get, log(self.total)
        length = len(sentence)
        route[length] = (0, 0)
        for start in range(length - 1, -1, -1):
            best, last, end = -inf, start, start
            while end < length and (often := frequency(sentence[start : end + 1])) is not None:
                if often and (score := log(often) - logarithm + route[end + 1][0]) >= best:
                    best, last = score, end
                end += 1
            route[start] = (best if best > -inf else route[start + 1][0] - logarithm, last)


def _interpreted(words: Iterable[str]) -> Callable[[str], list[str]]:
    jieba.setLogLevel(logging.WARNING)
    tokenizer = _Tokenizer()
    tokenizer.tmp_dir = str(_private_folder())
    tokenizer.initialize()
    for word in words:
        tokenizer.add_word(word, _FREQUENCY)
    cut: Callable[[str], list[str]] = tokenizer.lcut
    return cut


def _compiled(words: Iterable[str]) -> Callable[[str], list[str]]:
    tokenizer: Any = import_module("rjieba").Jieba()
    for word in words:
        tokenizer.add_word(word, _FREQUENCY, _NOUN)
    cut: Callable[[str], list[str]] = tokenizer.cut
    return cut


@cache
def common_words() -> frozenset[str]:
    """The words of the dictionary that it does not take for names of people. Reads all of it, in half a second."""
    with jieba.get_module_res("dict.txt") as lines:
        entries = (line.decode("utf-8").split(" ") for line in lines)
        return frozenset(word for word, _, tag in entries if not tag.startswith("nr"))


def _private_folder() -> Path:
    """Where jieba may keep its compiled dictionary: nobody else can plant one there.

    jieba unmarshals what it finds, and its own choice is a fixed name in the shared
    temporary folder.
    """
    try:
        folder = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "huiyin"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except (OSError, RuntimeError):
        return _passing_folder()
    return folder if os.access(folder, os.W_OK) else _passing_folder()


def _passing_folder() -> Path:
    return Path(tempfile.mkdtemp(prefix="huiyin-"))
