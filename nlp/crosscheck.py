"""Would what was learned have helped on a case it has not seen? Each case is judged by what the others taught."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from nlp.learning import Example, propose
from nlp.overlay import FIELDS, Overlay

FOLDS = 5


@dataclass(frozen=True, slots=True)
class Figure:
    """Of ``total`` judgements so many agree with the officers, with the lexicon alone and with what was learned."""

    field: str
    corrected: bool
    total: int
    before: int
    after: int


def harmful(figures: Sequence[Figure]) -> frozenset[str]:
    """The judgements of which fewer unseen ones would be right: what was corrected there does not hold in general."""
    gained = Counter[str]()
    for figure in figures:
        gained[figure.field] += figure.after - figure.before
    return frozenset(name for name, gain in gained.items() if gain < 0)


def cross_checked(found: Sequence[Example]) -> list[Figure]:
    """By judgement, first what was corrected, then what officers left as it was; only where there is any."""
    unseen = _judged_unseen(found)
    figures = (_figure(unseen, name, corrected=corrected) for corrected in (True, False) for name in FIELDS)
    return [figure for figure in figures if figure.total]


def _judged_unseen(found: Sequence[Example]) -> list[tuple[Example, str]]:
    cases = sorted({one.case for one in found})
    fold = {case: number % FOLDS for number, case in enumerate(cases)}
    judged: list[tuple[Example, str]] = []
    for part in range(FOLDS):
        learned = propose([one for one in found if fold[one.case] != part], Overlay()).overlay
        judged += [(one, one.best(learned)) for one in found if fold[one.case] == part]
    return judged


def _figure(judged: Sequence[tuple[Example, str]], name: str, *, corrected: bool) -> Figure:
    mine = [(one, best) for one, best in judged if (one.field, one.corrected) == (name, corrected)]
    before = sum(one.best(Overlay()) == one.label for one, _ in mine)
    return Figure(name, corrected, len(mine), before, sum(best == one.label for one, best in mine))
