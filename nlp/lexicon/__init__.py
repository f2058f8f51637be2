"""Words and weights as data, one table a file, made to be read and edited by hand.

A line is ``label <TAB> weight <TAB> words``, words parted by blanks. ``#`` starts a
comment; every file opens with ``# origin:`` and ``# date:``. A word written ``/…/`` is a
regular expression. The label ``-`` takes words out: a hit on ``消防通道`` hides ``通道``.

An operator's own table stands in for the shipped one of the same name, as a whole.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from math import isfinite
from pathlib import Path

OUT = "-"
ENDING = ".tsv"

_UNBOUNDED = re.compile(r"(?<!\\)[+*]|,\}")


class LexiconError(ValueError):
    """A line that cannot be used; the message (Chinese) names file and line and says what is expected."""


@dataclass(frozen=True, slots=True)
class Entry:
    label: str
    weight: float
    word: str


def parse(table: str, lines: Iterable[str]) -> Iterator[Entry]:
    """Raises :class:`LexiconError` at the first bad line."""
    return (entry for _, entry in numbered(table, lines))


def numbered(table: str, lines: Iterable[str]) -> Iterator[tuple[str, Entry]]:
    """Every entry with its ``file:line``."""
    for number, line in enumerate(lines, start=1):
        if not line.strip() or line.startswith("#"):
            continue
        where = f"{table}:{number}"
        yield from ((where, entry) for entry in _entries(line.rstrip("\n"), where=where))


def _entries(line: str, *, where: str) -> Iterator[Entry]:
    try:
        label, weight, words = line.split("\t")
        strength = float(weight)
    except ValueError:
        raise LexiconError(f"{where}：应为“标签<TAB>权重<TAB>词”，这一行是 {line[:40]!r}") from None
    if not isfinite(strength):
        raise LexiconError(f"{where}：权重应是普通的数，这里是 {weight}")
    for word in words.split():
        if word.startswith("/"):
            _check(word, where=where)
        yield Entry(label, strength, word)


def _check(pattern: str, *, where: str) -> None:
    """Patterns that may run without bound would make one long message stop everybody else's."""
    try:
        re.compile(pattern.strip("/"))
    except re.error as problem:
        raise LexiconError(f"{where}：{pattern} 不是正则表达式：{problem}") from None
    if _UNBOUNDED.search(pattern):
        raise LexiconError(f"{where}：{pattern} 里的 + 或 * 没有上限，请改写成 {{1,9}} 这样的次数")


def read(*tables: str, edited: Path | None = None) -> tuple[Entry, ...]:
    """All entries of ``<table>.tsv``, table after table, in the order of the lines.

    A file of that name in the folder ``edited`` is read instead of the shipped one.
    """
    return tuple(entry for table in tables for entry in _read(table, edited))


def shipped() -> frozenset[str]:
    """The names of the tables that come with the program, without their ending."""
    return frozenset(f.name.removesuffix(ENDING) for f in files(__name__).iterdir() if f.name.endswith(ENDING))


def problems(edited: Path) -> list[str]:
    """What is wrong with the operator's tables, the first bad line of each; empty when all can be used."""
    return [problem for path in sorted(edited.glob("[!.]*[!~]")) for problem in _problems(path)]


def _problems(path: Path) -> Iterator[str]:
    if path.suffix != ENDING or path.stem not in shipped():
        yield f"{path.name}：没有这张词表，可以改写的是 {'、'.join(sorted(shipped()))}（扩展名 {ENDING}）"
        return
    try:
        tuple(_read(path.stem, path.parent))
    except LexiconError as problem:
        yield str(problem)


def _read(table: str, edited: Path | None) -> Iterator[Entry]:
    name = table + ENDING
    shipped_table, own = files(__name__).joinpath(name), edited / name if edited else None
    if own is None or not own.exists():
        yield from parse(name, lines_of(shipped_table))
    else:
        yield from _own(own, known={entry.label for entry in parse(name, lines_of(shipped_table))} | {OUT})


def _own(table: Path, *, known: Collection[str]) -> Iterator[Entry]:
    """A label that the program does not know would reach the case and break it there."""
    for where, entry in numbered(table.name, lines_of(table)):
        if entry.label not in known:
            raise LexiconError(f"{where}：没有“{entry.label}”这个标签，可以写 {'、'.join(sorted(known))}")
        yield entry


def lines_of(source: Traversable) -> list[str]:
    """Raises :class:`LexiconError` for a file that is not UTF-8; a byte order mark is overlooked."""
    try:
        return source.read_text(encoding="utf-8-sig").split("\n")
    except UnicodeDecodeError:
        raise LexiconError(f"{source.name}：不是 UTF-8 编码，请另存为 UTF-8") from None
