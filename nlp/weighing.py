"""From words that were found to ranked guesses: the arithmetic that all judgements share."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import exp

from nlp.lexicon import Entry
from nlp.phrases import Hit
from nlp.understanding import Guess

_REPEATED = 1.5
_SCALE = 2.0
_MOST_WORDS = 6
_BIAS = "*"
_LEAST_SHARE = 0.00004
"""Less than that is 0 in four places: rounding is the dearest step, and most labels of most texts need none."""


def squash(total: float) -> float:
    """0 → 0, one clear word (2) → 0.63, one decisive word (3) → 0.78, never quite 1."""
    return round(1 - exp(-max(total, 0.0) / _SCALE), 4)


@dataclass(slots=True)
class Tally:
    """What speaks for one label: each line of the lexicon once, a little more if it came again."""

    weights: dict[str, float] = field(default_factory=dict)
    surfaces: dict[str, str] = field(default_factory=dict)

    def add(self, hit: Hit) -> None:
        word, weight = hit.entry.word, hit.entry.weight
        self.weights[word] = weight * _REPEATED if word in self.weights else weight
        self.surfaces.setdefault(word, hit.surface)

    def guess(self, label: str) -> Guess:
        strongest = sorted(self.weights, key=lambda word: -abs(self.weights[word]))
        because = dict.fromkeys(self.surfaces[word] for word in strongest)
        return Guess(label, squash(sum(self.weights.values())), tuple(because)[:_MOST_WORDS])


def tally(hits: Iterable[Hit]) -> list[Guess]:
    """One guess for every label that was hit, best first."""
    tallies: dict[str, Tally] = defaultdict(Tally)
    for hit in hits:
        tallies[hit.label].add(hit)
    return ranked(one.guess(label) for label, one in tallies.items())


def ranked(guesses: Iterable[Guess]) -> list[Guess]:
    return sorted(guesses, key=lambda guess: (-guess.score, guess.label))


class Handmade:
    """A table of words chosen by hand, each with a weight for one label or several."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._words: dict[str, dict[str, float]] = defaultdict(dict)
        for entry in entries:
            if entry.word != _BIAS:
                self._words[entry.word][entry.label] = entry.weight
        self.labels = tuple(dict.fromkeys(label for weights in self._words.values() for label in weights))

    def found(self, words: Iterable[str]) -> dict[str, dict[str, float]]:
        """Label → word → weight. A word counts once, however often it is said."""
        found: dict[str, dict[str, float]] = defaultdict(dict)
        for word in filter(self._words.__contains__, words):
            for label, weight in self._words[word].items():
                found[label][word] = weight
        return found

    def knows(self, words: Iterable[str]) -> bool:
        return not self._words.keys().isdisjoint(words)


def softmax(totals: Mapping[str, float]) -> dict[str, float]:
    highest = max(totals.values(), default=0.0)
    powers = [exp(total - highest) for total in totals.values()]
    whole = sum(powers)
    least = _LEAST_SHARE * whole
    return dict(zip(totals, [round(power / whole, 4) if power >= least else 0.0 for power in powers], strict=True))
