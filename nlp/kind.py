"""What the citizen wants: to complain, to get help, to ask, to propose, to report, to praise."""

from collections.abc import Iterator

from nlp.conduct import Conduct
from nlp.lexicon import Entry
from nlp.phrases import Hit, Phrasebook
from nlp.understanding import Guess
from nlp.weighing import ranked, tally

_FAULT = 2.5
_NO_FAULT = 2.0
_UNSAID = {"complaint": 0.1, "help": 0.05, "consult": 0.0, "suggest": 0.0, "report": 0.0, "praise": 0.0}


def kind(plain: str, phrases: Phrasebook, faults: Conduct) -> tuple[Guess, ...]:
    """All six, best first. A fault found speaks for ``complaint``, one denied for ``praise``."""
    found = tally([*phrases.find(plain), *_from_conduct(faults)])
    said = {guess.label for guess in found}
    unsaid = (Guess(label, score) for label, score in _UNSAID.items() if label not in said)
    return tuple(ranked([*found, *unsaid]))


def _from_conduct(faults: Conduct) -> Iterator[Hit]:
    worst = faults.guesses[0].label
    for hit in faults.found:
        if hit.label == worst:
            yield Hit(hit.start, hit.end, hit.surface, Entry("complaint", _FAULT, hit.entry.word))
    for hit in faults.denied:
        yield Hit(hit.start, hit.end, hit.surface, Entry("praise", _NO_FAULT, hit.entry.word))
