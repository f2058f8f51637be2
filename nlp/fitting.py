"""Fitting one table of weights, and measuring it by cross-validation. Needs scikit-learn (the dev group).

Features are counted as :func:`nlp.features.spelled` spells them, values as :func:`nlp.features.value`
gives them, every text has length 1. One linear support-vector machine a label, on features scaled by
their log-count ratio (Wang and Manning 2012, "Baselines and Bigrams"); the features that weigh most
are kept and fitted again, so that the table stays one a person can read.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.metrics import f1_score
from sklearn.model_selection import StratifiedGroupKFold
from sklearn.preprocessing import normalize as to_length_one
from sklearn.svm import LinearSVC

from nlp.corpora import Example
from nlp.features import value
from nlp.judges import BIAS

FOLDS = 5
_STEP = 0.1
LEAST = 0.2
_TEMPERATURES = np.arange(0.5, 12.1, 0.25)


@dataclass(frozen=True, slots=True)
class Recipe:
    """``strength``: the C of the machine; ``kept``: features a label; ``seen``: texts a feature needs.

    ``ratio``: scale by the log-count ratio; helps with thousands of letters, hurts with few sentences.
    ``balanced``: a rare label counts as much as a frequent one.
    """

    strength: float = 1.0
    kept: int = 1500
    seen: int = 3
    ratio: bool = True
    balanced: bool = False


@dataclass(frozen=True, slots=True)
class Weights:
    """``table[label, feature]`` and ``bias[label]`` on the scale of the machine."""

    features: Any
    table: Any
    bias: Any


@dataclass(frozen=True, slots=True)
class Counted:
    """A corpus as numbers; ``names[column]`` is the feature, ``right[text, label]`` all labels of a text."""

    matrix: Any
    names: Any
    labels: tuple[str, ...]
    truth: Any
    right: Any
    groups: Any
    extra: Any


@dataclass(frozen=True, slots=True)
class Measured:
    """``totals[text, label]`` of texts not learned from; ``folds`` names the fold of each."""

    labels: tuple[str, ...]
    truth: Any
    totals: Any
    folds: Any

    def macro(self) -> tuple[float, float]:
        """Mean and standard deviation over the folds of the macro-F1."""
        scores = [
            f1_score(self.truth[self.folds == fold], self.totals[self.folds == fold].argmax(1), average="macro")
            for fold in range(FOLDS)
        ]
        return float(np.mean(scores)), float(np.std(scores))

    def within(self, first: int) -> float:
        """Share of texts whose label is among the ``first`` best."""
        best = np.argsort(-self.totals, axis=1)[:, :first]
        return float((best == self.truth[:, None]).any(1).mean())

    def right_when_sure(self, kept: float) -> float:
        """Share right among the ``kept`` share of texts with the surest answers."""
        shares = softmax(self.totals * self.temperature()).max(1)
        sure = shares >= np.quantile(shares, 1 - kept)
        return float((self.totals.argmax(1) == self.truth)[sure].mean())

    def temperature(self) -> float:
        """The factor that makes the scores likely: least negative log-likelihood of the right labels."""
        rows = np.arange(len(self.truth))
        loss = [-np.log(softmax(self.totals * factor)[rows, self.truth] + 1e-9).mean() for factor in _TEMPERATURES]
        return float(_TEMPERATURES[int(np.argmin(loss))])


def softmax(totals: Any) -> Any:
    powers = np.exp(totals - totals.max(1, keepdims=True))
    return powers / powers.sum(1, keepdims=True)


def counted(examples: Sequence[Example], spelled: Sequence[Sequence[str]], recipe: Recipe) -> Counted:
    counter = CountVectorizer(analyzer=lambda features: features, min_df=recipe.seen, dtype=np.float64)
    matrix = counter.fit_transform(spelled).tocsr()
    matrix.data = np.vectorize(value, otypes=[float])(matrix.data.astype(int))
    labels = tuple(sorted({example.label for example in examples}))
    return Counted(
        matrix=matrix,
        names=counter.get_feature_names_out(),
        labels=labels,
        truth=np.array([labels.index(example.label) for example in examples]),
        right=np.array([[label in (example.label, *example.also) for label in labels] for example in examples]),
        groups=np.array([example.group for example in examples]),
        extra=np.array([example.extra for example in examples]),
    )


def fit(matrix: Any, right: Any, recipe: Recipe) -> Weights:
    """All features first, then only those that weigh most. ``right[text, label]`` says which labels are right."""
    table, _ = _machines(matrix, right, recipe)
    spread = np.sqrt(np.asarray((matrix > 0).sum(0)).ravel())
    order = np.argsort(-np.abs(table) * spread, axis=1, kind="stable")[:, : recipe.kept]
    kept = np.unique(order)
    return Weights(kept, *_machines(matrix[:, kept], right, recipe))


def _machines(matrix: Any, right: Any, recipe: Recipe) -> tuple[Any, Any]:
    here = to_length_one(matrix)
    present = sparse.csr_matrix((matrix > 0).astype(float))
    table, bias = [], []
    for mine in right.T:
        scale = _log_ratio(present, mine) if recipe.ratio else np.ones(matrix.shape[1])
        machine = LinearSVC(C=recipe.strength, random_state=0, class_weight="balanced" if recipe.balanced else None)
        machine.fit(here @ sparse.diags(scale), mine)
        table.append(machine.coef_[0] * scale)
        bias.append(machine.intercept_[0])
    return np.array(table), np.array(bias)


def _log_ratio(present: Any, mine: Any) -> Any:
    inside = 1 + np.asarray(present[mine].sum(0)).ravel()
    outside = 1 + np.asarray(present[~mine].sum(0)).ravel()
    return np.log((inside / inside.sum()) / (outside / outside.sum()))


def totals(weights: Weights, matrix: Any) -> Any:
    return to_length_one(matrix[:, weights.features]) @ weights.table.T + weights.bias


def measured(corpus: Counted, recipe: Recipe, share: float = 1.0) -> Measured:
    """Cross-validated; ``share`` of the training texts used, for learning curves."""
    tested = np.flatnonzero(~corpus.extra)
    found = np.zeros((len(corpus.truth), len(corpus.labels)))
    folds = np.full(len(corpus.truth), -1)
    for number, (learned, test) in enumerate(_splits(corpus, tested, share)):
        weights = fit(corpus.matrix[learned], corpus.right[learned], recipe)
        found[test] = totals(weights, corpus.matrix[test])
        folds[test] = number
    best = found.argmax(1)
    truth = np.where(corpus.right[np.arange(len(best)), best], best, corpus.truth)
    return Measured(corpus.labels, truth[tested], found[tested], folds[tested])


def _splits(corpus: Counted, tested: Any, share: float) -> Iterator[tuple[Any, Any]]:
    cut = StratifiedGroupKFold(FOLDS, shuffle=True, random_state=0)
    for _, places in cut.split(tested, corpus.truth[tested], corpus.groups[tested]):
        test = tested[places]
        learned = np.flatnonzero(~np.isin(corpus.groups, corpus.groups[test]))
        if share < 1:
            learned = np.sort(np.random.default_rng(0).permutation(learned)[: int(len(learned) * share)])
        yield learned, test


def table_lines(corpus: Counted, weights: Weights, temperature: float) -> Iterator[str]:
    """``label<TAB>weight<TAB>features``, heaviest first, on the scale on which softmax gives shares.

    Features that weigh next to nothing stay, with 0: they are part of the length that the sums are divided by.
    """
    names = corpus.names[weights.features]
    steps = np.rint(weights.table * temperature / _STEP).astype(int)
    steps[np.abs(steps) * _STEP < LEAST] = 0
    for label, mine, bias in zip(corpus.labels, steps, weights.bias, strict=True):
        yield f"{label}\t{bias * temperature:.2f}\t{BIAS}"
        for step in sorted(set(mine.tolist()) - {0}, reverse=True):
            yield f"{label}\t{step * _STEP:.1f}\t{' '.join(sorted(names[mine == step]))}"
    yield f"{corpus.labels[0]}\t0\t{' '.join(sorted(names[(steps == 0).all(0)]))}"
