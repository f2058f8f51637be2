"""Learned judgements: the sum of the weights of what a text contains, for all labels of all of them at once.

For one judgement with weights ``w`` and a text with the features ``f`` (values ``v``, see
:mod:`nlp.features`) the total of a label is ``bias + Σ v·w / |v|`` over the features this judgement
knows. ``|v|`` is their Euclidean length, so a long letter does not win by its length. The scale is
set in training such that ``softmax(totals)`` is the share of texts for which the label is right.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nlp.features import CUE, PART, Ids, Values, Vocabulary
from nlp.lexicon import Entry

BIAS = "*"
"""Never a feature: words that are weighed have letters or digits only."""
_MOST_WORDS = 6
_LOOKED_AT = 16


@dataclass(frozen=True, slots=True)
class Head:
    """One judgement: where its labels stand among the columns of all judgements."""

    labels: tuple[str, ...]
    place: int
    columns: slice
    bias: NDArray[np.float32]


class Judges:
    """All learned tables over one vocabulary. Never changed after loading; safe for many threads."""

    def __init__(self, tables: Mapping[str, Sequence[Entry]]) -> None:
        self.vocabulary = Vocabulary(e.word for table in tables.values() for e in table if e.word != BIAS)
        self.heads = dict(_heads(tables))
        number = {name: row for row, name in enumerate(self.vocabulary.names)}
        self.told = tuple(_told(name) for name in self.vocabulary.names)
        width = sum(len(head.labels) for head in self.heads.values())
        self._weights = np.zeros((len(number), width), np.float32)
        self._known = np.zeros((len(number), len(self.heads)), np.float32)
        for name, entries in tables.items():
            head = self.heads[name]
            columns = {label: head.columns.start + place for place, label in enumerate(head.labels)}
            for entry in entries:
                if entry.word != BIAS:
                    row = number[entry.word]
                    self._weights[row, columns[entry.label]] += entry.weight
                    self._known[row, head.place] = 1

    def weigh(self, words: Sequence[str], plain: str, cues: Sequence[str] = ()) -> "Weighed":
        ids, values = self.vocabulary.find(words, plain, cues)
        lengths = np.sqrt((values * values) @ self._known[ids])
        weights = self._weights[ids]
        return Weighed(self, ids, values, weights, values @ weights, lengths)


@dataclass(frozen=True, slots=True, eq=False)
class Weighed:
    """One text on the scales of all judgements."""

    judges: Judges
    ids: Ids
    values: Values
    weights: NDArray[np.float32]
    sums: NDArray[np.float32]
    lengths: NDArray[np.float32]

    def totals(self, name: str) -> dict[str, float]:
        """The total of every label of one judgement; a text without known features has the bias alone."""
        head = self.judges.heads[name]
        totals = head.bias + self.sums[head.columns] / self._length(name)
        return dict(zip(head.labels, totals.tolist(), strict=True))

    def because(self, name: str, label: str) -> tuple[str, ...]:
        """The words and cues that spoke most for ``label``, strongest first; no part of a word named already."""
        head = self.judges.heads[name]
        shares = self.values * self.weights[:, head.columns.start + head.labels.index(label)]
        strongest = (-shares).argsort(kind="stable")[:_LOOKED_AT]
        names, chosen = self.judges.told, ""
        for number, share in zip(self.ids[strongest].tolist(), shares[strongest].tolist(), strict=True):
            word = names[number]
            if share > 0 and word and word not in chosen and chosen.count("\0") < _MOST_WORDS:
                chosen += word + "\0"
        return tuple(chosen.split("\0")[:-1])

    def _length(self, name: str) -> float:
        return float(self.lengths[self.judges.heads[name].place]) or 1.0


def _told(feature: str) -> str:
    """How a feature is told to a person; empty for one that tells nothing, such as a single sign."""
    word = feature.removeprefix(PART)
    tells = word.startswith(CUE) or (len(word) > 1 and all(sign.isalpha() for sign in word))
    return word if tells else ""


def _heads(tables: Mapping[str, Sequence[Entry]]) -> Iterable[tuple[str, Head]]:
    start = 0
    for place, (name, entries) in enumerate(tables.items()):
        labels = tuple(dict.fromkeys(entry.label for entry in entries))
        biases = {entry.label: entry.weight for entry in entries if entry.word == BIAS}
        bias = np.array([biases.get(label, 0.0) for label in labels], np.float32)
        yield name, Head(labels, place, slice(start, start + len(labels)), bias)
        start += len(labels)
