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
    """One judgement: its labels, and where they stand among the columns of all judgements."""

    columns: Mapping[str, int]
    all: slice


class Judges:
    """All learned tables over one vocabulary. Never changed after loading; safe for many threads."""

    def __init__(self, tables: Mapping[str, Sequence[Entry]]) -> None:
        self.vocabulary = Vocabulary(e.word for table in tables.values() for e in table if e.word != BIAS)
        self.heads = dict(_heads(tables))
        self.told = tuple(_told(name) for name in self.vocabulary.names)
        number = {name: row for row, name in enumerate(self.vocabulary.names)}
        self._weights = np.zeros((len(number), sum(len(head.columns) for head in self.heads.values())), np.float32)
        self._known = np.zeros((len(number), len(self.heads)), np.float32)
        self._bias = np.zeros(self._weights.shape[1], np.float32)
        self._head_of = np.repeat(np.arange(len(self.heads)), [len(head.columns) for head in self.heads.values()])
        for place, (name, entries) in enumerate(tables.items()):
            columns = self.heads[name].columns
            for entry in entries:
                if entry.word == BIAS:
                    self._bias[columns[entry.label]] = entry.weight
                else:
                    self._weights[number[entry.word], columns[entry.label]] += entry.weight
                    self._known[number[entry.word], place] = 1

    def weigh(self, words: Sequence[str], plain: str, cues: Sequence[str] = ()) -> "Weighed":
        ids, values = self.vocabulary.find(words, plain, cues)
        weights = self._weights.take(ids, axis=0)
        lengths = np.sqrt((values * values) @ self._known.take(ids, axis=0))
        lengths[lengths == 0] = 1
        totals = self._bias + (values @ weights) / lengths[self._head_of]
        return Weighed(self, ids, values, weights, totals.tolist())


@dataclass(frozen=True, slots=True, eq=False)
class Weighed:
    """One text on the scales of all judgements."""

    judges: Judges
    ids: Ids
    values: Values
    weights: NDArray[np.float32]
    every_total: Sequence[float]

    def totals(self, name: str) -> dict[str, float]:
        """The total of every label of one judgement; a text without known features has the bias alone."""
        head = self.judges.heads[name]
        return dict(zip(head.columns, self.every_total[head.all], strict=True))

    def because(self, name: str, label: str) -> tuple[str, ...]:
        """The words and cues that spoke most for ``label``, strongest first; no part of a word named already."""
        shares = self.values * self.weights[:, self.judges.heads[name].columns[label]]
        spoke = (shares > 0).nonzero()[0]
        strongest = spoke[(-shares[spoke]).argsort(kind="stable")[:_LOOKED_AT]]
        names, chosen = self.judges.told, ""
        for number in self.ids[strongest].tolist():
            word = names[number]
            if word and word not in chosen and chosen.count("\0") < _MOST_WORDS:
                chosen += word + "\0"
        return tuple(chosen.split("\0")[:-1])


def _told(feature: str) -> str:
    """How a feature is told to a person; empty for one that tells nothing, such as a single sign."""
    word = feature.removeprefix(PART)
    tells = word.startswith(CUE) or (len(word) > 1 and all(sign.isalpha() for sign in word))
    return word if tells else ""


def _heads(tables: Mapping[str, Sequence[Entry]]) -> Iterable[tuple[str, Head]]:
    start = 0
    for name, entries in tables.items():
        labels = dict.fromkeys(entry.label for entry in entries)
        end = start + len(labels)
        yield name, Head(dict(zip(labels, range(start, end), strict=True)), slice(start, end))
        start = end
