"""One text made ready to be judged: plain signs, words, and what the hand-made tables find in it."""

from dataclasses import dataclass

from nlp.conduct import Conduct, conduct
from nlp.features import CUE, DENIED
from nlp.normalize import normalize
from nlp.phrases import Hit, Phrasebook
from nlp.tokens import Tokens


@dataclass(frozen=True, slots=True)
class Read:
    """``cues`` are features (see :mod:`nlp.features`); ``said`` holds the words behind each of them."""

    plain: str
    words: list[str]
    faults: Conduct
    wishes: tuple[Hit, ...]
    cues: tuple[str, ...]

    def said(self, cue: str) -> tuple[str, ...]:
        hits = (*self.faults.found, *self.wishes) if not cue.startswith(DENIED) else self.faults.denied
        label = cue.removeprefix(DENIED).removeprefix(CUE)
        return tuple(dict.fromkeys(hit.surface for hit in hits if hit.label == label))


@dataclass(frozen=True, slots=True)
class Reader:
    tokens: Tokens
    conduct: Phrasebook
    kind: Phrasebook

    def read(self, text: str) -> Read:
        plain = normalize(text)
        faults = conduct(plain, self.conduct)
        wishes = tuple(self.kind.find(plain))
        cues = (
            *(CUE + hit.label for hit in (*faults.found, *wishes)),
            *(DENIED + hit.label for hit in faults.denied),
        )
        return Read(plain, self.tokens.cut(plain), faults, wishes, cues)
