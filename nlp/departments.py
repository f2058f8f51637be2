"""Whose job it is: functions of government, whatever the bodies are called where the citizen lives."""

from collections.abc import Sequence

from nlp.phrases import Hit
from nlp.understanding import Guess
from nlp.weighing import Linear

NEAREST = "镇街"
_UNSURE = 0.1
_NAMED_LATER = 0.3


def departments(words: Sequence[str], bodies: Sequence[Hit], weights: Linear) -> tuple[Guess, ...]:
    """Functions with evidence, best first; the nearest town or street, hardly sure, without any.

    A body that is named speaks for its function, most of all the one named first.
    """
    named: dict[str, float] = {}
    surfaces: dict[str, str] = {}
    for hit in bodies:
        share = _NAMED_LATER if named else 1.0
        named.setdefault(hit.label, hit.entry.weight * share)
        surfaces.setdefault(hit.label, hit.surface)
    guesses = (_with_body(guess, surfaces.get(guess.label)) for guess in weights.guesses(words, named))
    return tuple(guess for guess in guesses if guess.because) or (Guess(NEAREST, _UNSURE),)


def _with_body(guess: Guess, surface: str | None) -> Guess:
    because = (surface, *guess.because) if surface else guess.because
    return Guess(guess.label, guess.score, tuple(dict.fromkeys(because)))
