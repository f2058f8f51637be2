"""The only file that imports jieba."""

import logging
import os
import re
import tempfile
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import jieba  # type: ignore[import-untyped]

_FREQUENCY = 5000
_BLOCK = re.compile(r"[\s\S]{1,399}(?:[，。！？；、\s]|$)|[\s\S]{1,400}")


class Tokens:
    """A segmenter with its own dictionary; nothing of it is shared with other users of jieba.

    ``words`` are kept whole wherever they stand. Loading takes most of a second;
    ``cut`` is safe to call from many threads.
    """

    def __init__(self, words: Iterable[str] = ()) -> None:
        jieba.setLogLevel(logging.WARNING)
        self._jieba = jieba.Tokenizer()
        self._jieba.tmp_dir = str(_private_folder())
        self._jieba.initialize()
        for word in words:
            self._jieba.add_word(word, _FREQUENCY)

    def cut(self, plain: str) -> list[str]:
        """The words in order; joined together they are ``plain`` again.

        In blocks, because jieba's time grows with the square of an unbroken run of unknown characters.
        """
        return [word for block in _BLOCK.findall(plain) for word in self._jieba.cut(block)]


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
