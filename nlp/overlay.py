"""What was learned from officers: a thin layer of word weights over the shipped lexicon, as text tables.

One file for each judgement in a folder, in the form of the lexicon: ``label <TAB> weight <TAB> words``.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import exp, sqrt
from pathlib import Path

from nlp.labels import LABELS
from nlp.lexicon import ENDING, Entry, LexiconError, lines_of, numbered
from nlp.understanding import Guess

FIELDS = tuple(LABELS)
FLOOR = 0.02
"""The credit of a label that the lexicon alone would never give: otherwise no correction could bring it up."""

_MOST_WORDS = 6
HIGHEST = 3.0
"""No single word may outweigh what a whole text says."""

Weights = Mapping[str, Mapping[str, float]]
"""word → label → what is added to the sum of that label."""


@dataclass(frozen=True, slots=True)
class Overlay:
    """``fields`` holds the weights of each judgement; one that is missing changes nothing."""

    fields: Mapping[str, Weights] = field(default_factory=dict)

    def totals(self, name: str, words: Iterable[str]) -> dict[str, float]:
        """What these words add to the sum of each label of one judgement, before the scores are made.

        A word counts once however often it is said, and all words together have length 1, as in the lexicon's
        own sums: neither repetition nor a long letter wins by counting.
        """
        known = self.fields.get(name)
        if not known:
            return {}
        found = [known[word] for word in dict.fromkeys(words) if word in known]
        sums: dict[str, float] = defaultdict(float)
        for weights in found:
            for label, weight in weights.items():
                sums[label] += weight / sqrt(len(found))
        return dict(sums)

    def adjust(self, name: str, guesses: Sequence[Guess], words: Sequence[str]) -> tuple[Guess, ...]:
        """The guesses of one judgement with what was learned on top, best first.

        The same as adding :meth:`totals` to the sums before a softmax: a score is multiplied by e^total, and all
        together stay what they were. Words that were learned for a label stand in its ``because``, behind the others.
        """
        totals = self.totals(name, words)
        if not totals:
            return tuple(guesses)
        old = {guess.label: guess for guess in guesses}
        known = {*old, *(label for label, total in totals.items() if total > 0)}
        raised = {label: _raised(old.get(label), totals.get(label)) for label in known}
        share = sum(guess.score for guess in guesses) / (sum(raised.values()) or 1.0)
        new = (
            Guess(label, min(1.0, round(score * share, 4)), self._because(name, old.get(label), label, words))
            for label, score in raised.items()
        )
        return tuple(sorted(new, key=lambda guess: (-raised[guess.label], guess.label)))

    def _because(self, name: str, old: Guess | None, label: str, words: Sequence[str]) -> tuple[str, ...]:
        weights = {word: self.fields[name].get(word, {}).get(label, 0.0) for word in words}
        learned = sorted((word for word in weights if weights[word] > 0), key=lambda word: -weights[word])
        return tuple(dict.fromkeys([*(old.because if old else ()), *learned]))[:_MOST_WORDS]

    def entries(self, name: str) -> Iterator[Entry]:
        for word, weights in self.fields.get(name, {}).items():
            yield from (Entry(label, weight, word) for label, weight in weights.items())

    def __bool__(self) -> bool:
        return any(self.fields.values())


def _raised(old: Guess | None, total: float | None) -> float:
    score = old.score if old else 0.0
    if total is None:
        return score
    return (max(score, FLOOR) if total > 0 else score) * exp(total)


def read(folder: Path) -> Overlay:
    """The tables of one version. Raises :class:`LexiconError` at the first line that cannot be used."""
    return Overlay({name: _read(folder / f"{name}{ENDING}", known) for name, known in LABELS.items()})


def _read(path: Path, known: Collection[str]) -> Weights:
    weights: dict[str, dict[str, float]] = defaultdict(dict)
    if not path.exists():
        raise LexiconError(f"{path.parent.name}/{path.name}：缺少这张词表")
    for where, entry in numbered(f"{path.parent.name}/{path.name}", lines_of(path)):
        _check(entry, weights, known, where=where)
        weights[entry.word][entry.label] = entry.weight
    return dict(weights)


def _check(entry: Entry, weights: Weights, known: Collection[str], *, where: str) -> None:
    if entry.label not in known:
        raise LexiconError(f"{where}：没有“{entry.label}”这个标签，可以写 {'、'.join(known)}")
    if abs(entry.weight) > HIGHEST:
        raise LexiconError(f"{where}：学来的权重应在 -{HIGHEST:g} 到 {HIGHEST:g} 之间")
    if entry.word.startswith("/"):
        raise LexiconError(f"{where}：学来的词表里只写词，不写正则表达式")
    if entry.label in weights.get(entry.word, ()):
        raise LexiconError(f"{where}：“{entry.word}”的“{entry.label}”前面已经写过")


def write(overlay: Overlay, folder: Path, header: Sequence[str]) -> None:
    """One table for each judgement, strongest first. ``header`` lines become comments at the top."""
    for name in FIELDS:
        lines = [*(f"# {line}" for line in header), *_lines(overlay, name)]
        (folder / f"{name}{ENDING}").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _lines(overlay: Overlay, name: str) -> Iterator[str]:
    words: dict[tuple[str, float], list[str]] = defaultdict(list)
    for entry in overlay.entries(name):
        words[entry.label, entry.weight].append(entry.word)
    for label, weight in sorted(words, key=lambda line: (line[0], -abs(line[1]), line[1])):
        yield f"{label}\t{weight:g}\t{' '.join(sorted(words[label, weight]))}"
