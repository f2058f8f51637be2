"""Who, where, when, how much, and what must not be shown: all that a message names, by one call.

What the hand-made tables find comes from outside, so that the message is walked once for all of them.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from nlp.lexicon import Entry
from nlp.matters import SplitPoint, split_points
from nlp.money import Demand, demands
from nlp.people import target
from nlp.phrases import Hit
from nlp.places import Gazetteer
from nlp.privacy import personal_data
from nlp.times import times
from nlp.understanding import Span, Target

TABLES = ("bodies", "titles", "money", "places")


@dataclass(frozen=True, slots=True)
class Extracted:
    """Spans and points are positions of the original text."""

    target: Target
    place: tuple[Span, ...]
    when: tuple[Span, ...]
    personal_data: tuple[Span, ...]
    demands: tuple[Demand, ...]
    split_points: tuple[SplitPoint, ...]


@dataclass(frozen=True, slots=True)
class Extractor:
    """Tables that never change, shared by all threads."""

    gazetteer: Gazetteer

    @classmethod
    def load(cls, read: Callable[[str], Iterable[Entry]]) -> Self:
        """``read`` gives the entries of a table by its name, as :func:`nlp.lexicon.read` does."""
        return cls(Gazetteer((), read("place_words")))

    def extract(
        self, text: str, plain: str, words: Sequence[str], found: Mapping[str, Sequence[Hit]], faults: Sequence[Hit]
    ) -> Extracted:
        """``words`` joined are ``plain``; ``found``: the hits of ``TABLES``; ``faults``: the words that blame."""
        where = self.gazetteer.among(text, plain, words, found["places"])
        return Extracted(
            target=target(text, plain, bodies=found["bodies"], where=where, titles=found["titles"], faults=faults),
            place=where,
            when=times(text, plain),
            personal_data=personal_data(text, plain),
            demands=demands(text, plain, found["money"]),
            split_points=tuple(split_points(plain)),
        )
