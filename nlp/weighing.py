"""From words that were found to ranked guesses: the arithmetic that all judgements share."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import exp, sqrt

from nlp.lexicon import Entry
from nlp.phrases import Hit
from nlp.understanding import Guess

_REPEATED = 1.5
_SCALE = 2.0
_MOST_WORDS = 6
_BIAS = "*"


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


class Linear:
    """Weights of single words for many labels; scores of all labels add up to 1.

    A word counts 1, said again 1.5, and the text as a whole has length 1, so that
    neither repetition nor a long letter wins by counting. The word ``*`` holds the bias.
    """

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._words: dict[str, dict[str, float]] = defaultdict(dict)
        for entry in entries:
            self._words[entry.word][entry.label] = entry.weight
        self._bias = self._words.pop(_BIAS, {})
        self.labels = tuple(
            dict.fromkeys(label for weights in (self._bias, *self._words.values()) for label in weights)
        )

    def __contains__(self, word: str) -> bool:
        return word in self._words

    def known(self, words: Iterable[str]) -> dict[str, float]:
        """The words of the text that carry weight, and how much of the text each of them is."""
        counts: dict[str, float] = {}
        for word in words:
            if word in self._words:
                counts[word] = _REPEATED if word in counts else 1.0
        length = sqrt(sum(count * count for count in counts.values())) or 1.0
        return {word: count / length for word, count in counts.items()}

    def guesses(self, words: Iterable[str], extra: Mapping[str, float] | None = None) -> list[Guess]:
        """All labels, best first. ``extra`` adds to the sum of a label before the scores are made."""
        known = self.known(words)
        totals = {label: self._bias.get(label, 0.0) + (extra or {}).get(label, 0.0) for label in self.labels}
        because: dict[str, list[tuple[float, str]]] = defaultdict(list)
        for word, share in known.items():
            for label, weight in self._words[word].items():
                totals[label] += share * weight
                because[label].append((-share * weight, word))
        shares = softmax(totals)
        return ranked(Guess(label, shares[label], _strongest(because[label])) for label in self.labels)


def _strongest(contributions: list[tuple[float, str]]) -> tuple[str, ...]:
    return tuple(word for negative, word in sorted(contributions)[:_MOST_WORDS] if negative < 0)


def softmax(totals: Mapping[str, float]) -> dict[str, float]:
    highest = max(totals.values(), default=0.0)
    powers = {label: exp(total - highest) for label, total in totals.items()}
    whole = sum(powers.values())
    return {label: round(power / whole, 4) for label, power in powers.items()}
