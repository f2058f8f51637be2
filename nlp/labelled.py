"""Sentences whose labels are known, and how many of them are understood rightly before and after learning.

A line is ``kind <TAB> conduct <TAB> traits <TAB> text``; several faults of one text are joined by ``+``.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from nlp.labels import CONDUCTS, KINDS
from nlp.lexicon import ENDING, LexiconError, lines_of
from nlp.overlay import Overlay
from nlp.understanding import Guess

FORM = "类别<TAB>效能问题<TAB>特点<TAB>句子"

EVERYDAY = 0.02
"""The share of all sentences from which on a word is an everyday word."""

Judge = Callable[[str], tuple[Mapping[str, Sequence[Guess]], Sequence[str]]]
"""A text → its guesses by judgement, without any overlay, and its words."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """``labels`` are the right ones of each judgement: any of them is right."""

    where: str
    text: str
    labels: Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Tested:
    """``before`` and ``after`` count the sentences that are right; ``lost`` are right only before."""

    field: str
    total: int
    before: int
    after: int
    lost: tuple[Sentence, ...]


def read(path: Path) -> tuple[Sentence, ...]:
    """One file, or every file of this form in a folder.

    Raises :class:`LexiconError` for a bad line, and for a place where there is no such file.
    """
    tables = [table for table in sorted(path.glob(f"*{ENDING}")) if _is_one(table)] if path.is_dir() else [path]
    if not all(table.is_file() for table in tables) or not tables:
        raise LexiconError(f"{path}：这里没有检验句。请用 --sentences 给出文件或文件夹，每行 {FORM}")
    return tuple(sentence for table in tables for sentence in _sentences(table))


def _is_one(table: Path) -> bool:
    """Other tables of labels may lie in the same folder: they begin with something else."""
    first = next((line for line in lines_of(table) if _counts(line)), "")
    return first.split("\t")[0] in KINDS


def _counts(line: str) -> bool:
    return bool(line.strip()) and not line.startswith("#")


def _sentences(table: Path) -> Iterator[Sentence]:
    for number, line in enumerate(lines_of(table), start=1):
        if _counts(line):
            yield _sentence(line, where=f"{table.name}:{number}")


def _sentence(line: str, *, where: str) -> Sentence:
    parts = line.split("\t")
    if len(parts) != 4:
        raise LexiconError(f"{where}：应为 {FORM}，这一行是 {line[:40]!r}")
    kind, conduct, _, text = parts
    labels = {"kind": frozenset([kind]), "conduct": frozenset(conduct.split("+"))}
    for label in sorted(labels["kind"] - {*KINDS} | labels["conduct"] - {*CONDUCTS}):
        raise LexiconError(f"{where}：没有“{label}”这个标签，可以写 {'、'.join((*KINDS, *CONDUCTS))}")
    return Sentence(where, text, labels)


def everyday(texts: Iterable[Iterable[str]]) -> frozenset[str]:
    """Words of so many texts, whatever they are about, that they say nothing about any of them."""
    counts = [frozenset(words) for words in texts]
    seen = Counter(word for words in counts for word in words)
    return frozenset(word for word, times in seen.items() if times > EVERYDAY * len(counts))


def tested(judge: Judge, sentences: Sequence[Sentence], before: Overlay, after: Overlay) -> list[Tested]:
    """The same sentences with the overlay in force and with another one, for each judgement that has labels."""
    judged = [(sentence, *judge(sentence.text)) for sentence in sentences]
    return [_tested(name, judged, before, after) for name in ("kind", "conduct")]


Judged = tuple[Sentence, Mapping[str, Sequence[Guess]], Sequence[str]]


def _tested(name: str, judged: Sequence[Judged], before: Overlay, after: Overlay) -> Tested:
    def right(overlay: Overlay) -> list[bool]:
        best = (overlay.adjust(name, guesses[name], words)[0].label for _, guesses, words in judged)
        return [label in one.labels[name] for (one, _, _), label in zip(judged, best, strict=True)]

    old, new = right(before), right(after)
    lost = tuple(one for (one, _, _), was, still in zip(judged, old, new, strict=True) if was and not still)
    return Tested(name, len(judged), sum(old), sum(new), lost)
