"""Words and weights as data, one table a file, made to be read and edited by hand.

A line is ``label <TAB> weight <TAB> words``, words parted by blanks. ``#`` starts a
comment; every file opens with ``# origin:`` and ``# date:``. A word written ``/…/`` is a
regular expression. The label ``-`` takes words out: a hit on ``消防通道`` hides ``通道``.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.resources import files

OUT = "-"

_UNBOUNDED = re.compile(r"(?<!\\)[+*]|,\}")


class LexiconError(ValueError):
    """A line that cannot be used; the message names file and line and says what is expected."""


@dataclass(frozen=True, slots=True)
class Entry:
    label: str
    weight: float
    word: str


def parse(table: str, lines: Iterable[str]) -> Iterator[Entry]:
    """Raises :class:`LexiconError` at the first bad line."""
    for number, line in enumerate(lines, start=1):
        if not line.strip() or line.startswith("#"):
            continue
        yield from _entries(line.rstrip("\n"), where=f"{table}:{number}")


def _entries(line: str, *, where: str) -> Iterator[Entry]:
    try:
        label, weight, words = line.split("\t")
        strength = float(weight)
    except ValueError:
        raise LexiconError(f"{where}: expected 'label<TAB>weight<TAB>words', got {line[:40]!r}") from None
    for word in words.split():
        if word.startswith("/"):
            _check(word, where=where)
        yield Entry(label, strength, word)


def _check(pattern: str, *, where: str) -> None:
    """Patterns that may run without bound would make one long message stop everybody else's."""
    try:
        re.compile(pattern.strip("/"))
    except re.error as problem:
        raise LexiconError(f"{where}: {pattern}: {problem}") from None
    if _UNBOUNDED.search(pattern):
        raise LexiconError(f"{where}: {pattern}: write {{1,9}} instead of + or *")


def read(*tables: str) -> tuple[Entry, ...]:
    """All entries of ``lexicon/<table>.tsv``, table after table, in the order of the lines."""
    return tuple(entry for table in tables for entry in _read(table))


def _read(table: str) -> Iterator[Entry]:
    source = files(__name__).joinpath(f"{table}.tsv")
    with source.open(encoding="utf-8") as lines:
        yield from parse(source.name, lines)
