"""What the matter is about: the 15 level-1 tags of the national petition taxonomy."""

from collections.abc import Sequence

from nlp.understanding import Guess
from nlp.weighing import Linear


def topics(words: Sequence[str], weights: Linear) -> tuple[Guess, ...]:
    """All 15, best first; the scores add up to 1."""
    return tuple(weights.guesses(words))
