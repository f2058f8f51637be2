"""From totals to ranked guesses that name their reasons."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import starmap

from nlp.conduct import NONE
from nlp.features import CUE
from nlp.judges import Weighed
from nlp.phrases import Hit
from nlp.reading import Read
from nlp.understanding import Guess
from nlp.weighing import Handmade, softmax

_EXPLAINED = 3
_WORTH_EXPLAINING = 0.08
_MOST_WORDS = 6
_PART = 4
"""Longer than a learned word-part: a phrase of a hand-made table."""
_HAND_BIAS = -2.0
_DECISIVE = 2.0
_MOST_SAID = 1.5
_TRUST = {"kind": 0.5, "conduct": 1.5}
_DENIAL = 2.0
"""As high as cross-validation allows without a loss on the look-alikes."""
_A_LETTER = 4.0
_NAMED_LATER = 0.3
_FEW_SCORES = 8192


def shares(weighed: Weighed, name: str) -> dict[str, float]:
    """Every label of one judgement with its share of 1, where nobody asks why."""
    return softmax(weighed.totals(name))


def wishes(weighed: Weighed, read: Read) -> tuple[Guess, ...]:
    """The kinds. Who names a fault complains, whatever else he asks for."""
    said = {"complaint": 1.0} if read.faults.found else {}
    return _with_said(weighed, "kind", read, _strength(read.found["kind"], said), denied=())


def faults(weighed: Weighed, read: Read) -> tuple[Guess, ...]:
    """The conduct problems. One that is only denied counts against itself and for ``none``."""
    said = _strength(read.faults.found, {})
    denied = {hit.label for hit in read.faults.denied} - said.keys()
    if denied and not said:
        said = {NONE: 1.0}
    return _with_said(weighed, "conduct", read, said, denied)


def _strength(hits: Iterable[Hit], said: Mapping[str, float]) -> dict[str, float]:
    """Label → up to 1.5 for what its phrases say together, each line once, beside what is ``said`` already."""
    weights: dict[str, dict[str, float]] = {}
    for hit in hits:
        weights.setdefault(hit.label, {})[hit.entry.word] = hit.entry.weight
    strengths = {label: min(_MOST_SAID, sum(lines.values()) / _DECISIVE) for label, lines in weights.items()}
    return {label: strengths.get(label, 0.0) + said.get(label, 0.0) for label in {**strengths, **said}}


def _with_said(
    weighed: Weighed, name: str, read: Read, said: Mapping[str, float], denied: Collection[str]
) -> tuple[Guess, ...]:
    """The sentences learned from are half look-alikes on purpose, and teach too little trust in plain words."""
    totals = {
        label: total + said.get(label, 0.0) * _TRUST[name] - _DENIAL * (label in denied)
        for label, total in weighed.totals(name).items()
    }
    return _ranked(weighed, name, read, totals, {})


def topics(weighed: Weighed, read: Read, hand: Handmade) -> tuple[Guess, ...]:
    """The 15 level-1 tags of the national petition taxonomy: seven learned, eight from words chosen by hand."""
    learned = weighed.totals("topics")
    return _with_hand(weighed, "topics", read, hand, learned)


def departments(weighed: Weighed, read: Read, hand: Handmade, bodies: Mapping[str, float]) -> tuple[Guess, ...]:
    """Functions of government, whatever the bodies are called where the citizen lives.

    ``bodies``: function → how much the bodies that the text names speak for it.
    """
    learned = weighed.totals("departments")
    named = {label: learned.get(label, _HAND_BIAS) + weight for label, weight in bodies.items()}
    return _with_hand(weighed, "departments", read, hand, learned | named)


def _with_hand(
    weighed: Weighed, name: str, read: Read, hand: Handmade, learned: Mapping[str, float]
) -> tuple[Guess, ...]:
    """Labels that no labelled text exists for. A word of theirs counts less the longer the letter is."""
    found = hand.found(read.once)
    length = max(1.0, (len(read.once) / _A_LETTER) ** 0.5)
    totals = dict(learned)
    for label in hand.labels:
        if label not in weighed.judges.heads[name].columns:
            said = sum(found.get(label, {}).values()) / length
            totals[label] = totals.get(label, _HAND_BIAS) + said
    return _ranked(weighed, name, read, totals, {label: tuple(words) for label, words in found.items()})


def _ranked(
    weighed: Weighed, name: str, read: Read, totals: Mapping[str, float], said: Mapping[str, tuple[str, ...]]
) -> tuple[Guess, ...]:
    order = sorted(softmax(totals).items(), key=lambda item: (-item[1], item[0]))
    explained = sum(share >= _WORTH_EXPLAINING for _, share in order[:_EXPLAINED])
    learned = weighed.judges.heads[name].columns
    because = [
        _in_words(weighed.because(name, label), read) if label in learned else said.get(label, ())
        for label, _ in order[:explained]
    ]
    first = [Guess(label, share, words) for (label, share), words in zip(order, because, strict=False)]
    return (*first, *starmap(_unexplained, order[explained:]))


@lru_cache(_FEW_SCORES)
def _unexplained(label: str, share: float) -> Guess:
    """Most labels of most texts: the same few low scores again and again."""
    return Guess(label, share)


def _in_words(reasons: Sequence[str], read: Read) -> tuple[str, ...]:
    """A cue is told by the words that gave it; word-parts only where no whole word spoke."""
    told: list[str] = []
    for reason in reasons:
        told += read.said.get(reason, ()) if reason.startswith(CUE) else (reason,)
    whole = [word for word in told if word in read.once or len(word) > _PART]
    return tuple(dict.fromkeys(whole or told))[:_MOST_WORDS]


def named(bodies: Sequence[tuple[str, float]]) -> dict[str, float]:
    """Function → weight: the body named first speaks most."""
    found: dict[str, float] = {}
    for label, weight in bodies:
        found.setdefault(label, weight * (_NAMED_LATER if found else 1.0))
    return found
