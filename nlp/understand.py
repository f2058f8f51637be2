"""The stages of understanding, in their order."""

import os
from dataclasses import dataclass, replace
from functools import cache, partial
from itertools import chain
from pathlib import Path
from time import monotonic
from typing import Self

from nlp import judging, lexicon, versions
from nlp.conduct import NONE
from nlp.emergency import danger
from nlp.extraction import Extracted, Extractor
from nlp.judges import Judges
from nlp.judging import departments, named, shares, topics
from nlp.normalize import normalize
from nlp.overlay import Overlay
from nlp.phrases import Hit
from nlp.privacy import masked, personal_data
from nlp.reading import Read, Reader
from nlp.reloading import Watched
from nlp.scope import doubt, scope
from nlp.tokens import Tokens
from nlp.understanding import Guess, Scope, Understanding
from nlp.weighing import Handmade
from nlp.whole_words import whole_words

_KEYWORDS = 8
_LEARNED = ("topics", "departments", "kind", "conduct", "scope", "owners", "emergency", "hotlines")
_CLEAR = 2
NOTHING = Overlay()


@dataclass(frozen=True, slots=True)
class Engine:
    """The tables and the segmenter: loaded as a whole, never changed, shared by all threads."""

    reader: Reader
    judges: Judges
    extractor: Extractor
    topics: Handmade
    departments: Handmade

    @classmethod
    def load(cls, edited: Path | None = None) -> Self:
        """``edited`` is the folder of the operator's own tables.

        Raises :class:`nlp.lexicon.LexiconError` at the first line that cannot be used.
        """
        read = partial(lexicon.read, edited=edited)
        return cls(
            reader=Reader.load(Tokens(whole_words(edited)), read),
            judges=Judges({name: read(f"{name}_learned") for name in _LEARNED}),
            extractor=Extractor.load(read),
            topics=Handmade(read("topics")),
            departments=Handmade(read("departments")),
        )

    def understand(self, text: str, learned: Overlay = NOTHING) -> Understanding:
        read = self.reader.read(text)
        plain, words = read.plain, read.words
        weighed = self.judges.weigh(words, plain.lower(), read.cues)
        wishes = learned.adjust("kind", judging.wishes(weighed, read), words)
        faults = learned.adjust("conduct", judging.faults(weighed, read), words)
        matters = learned.adjust("topics", topics(weighed, read, self.topics), words)
        speaking = named([(hit.label, hit.entry.weight) for hit in read.found["bodies"]])
        functions = learned.adjust("departments", departments(weighed, read, self.departments, speaking), words)
        blamed = read.faults.found if faults[0].label != NONE else ()
        named_in = self.extractor.extract(text, plain, words, read.found, blamed)
        alarm = danger(plain, read.found["emergency"], weighed)
        sounds, owners = shares(weighed, "scope"), shares(weighed, "owners")
        belongs = scope(plain, read.found["scope"], sounds, owners, doubt=self._doubt(read, named_in))
        return Understanding(
            text=text,
            scope=Scope.EMERGENCY if alarm.sure else belongs.scope,
            emergency=alarm.sure,
            kind=wishes,
            conduct=faults,
            topics=matters,
            departments=functions,
            target=named_in.target,
            money=bool(named_in.demands),
            demands=named_in.demands,
            place=named_in.place,
            when=named_in.when,
            split_points=named_in.split_points,
            personal_data=named_in.personal_data,
            hotlines=alarm.hotlines,
            elsewhere=None if alarm.sure else belongs.elsewhere,
            masked=masked(text, named_in.personal_data),
            keywords=_keywords(faults[0], matters[0], functions[0]),
        )

    def _doubt(self, read: Read, named_in: Extracted) -> float:
        fault = bool(read.found["bodies"] or read.faults.found or any(map(_is_clear, read.found["kind"])))
        known = self.topics.knows(read.once) or self.departments.knows(read.once)
        return doubt(fault=fault, matter=bool(named_in.place or known))

    def reading_with(self, reader: Reader) -> Self:
        """The same tables behind another segmenter, to compare."""
        return replace(self, reader=reader)

    def words(self, text: str) -> list[str]:
        return self.reader.tokens.cut(normalize(text))


def _is_clear(wish: Hit) -> bool:
    """Words that only somebody with a matter says; people ask and thank in small talk, too."""
    return wish.entry.weight >= _CLEAR and wish.label not in ("consult", "praise")


def _keywords(*deciding: Guess) -> tuple[str, ...]:
    return tuple(dict.fromkeys(chain.from_iterable(guess.because for guess in deciding)))[:_KEYWORDS]


class Room:
    """The newest tables of one folder: the operator's own in ``edited/``, and what was learned from officers.

    Loading takes about a second and happens with the first message; a change is taken up within seconds,
    and one that cannot be used is logged and leaves what was there.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._engine = Watched(folder / versions.EDITED, _engine_with, otherwise=_shipped)
        self._learned = Watched(folder, versions.current, otherwise=Overlay)

    def engine(self) -> Engine:
        return self._engine.current(monotonic())

    def learned(self) -> Overlay:
        return self._learned.current(monotonic())


@cache
def _shipped() -> Engine:
    return Engine.load()


def _engine_with(edited: Path) -> Engine:
    return Engine.load(edited) if any(edited.glob(f"*{lexicon.ENDING}")) else _shipped()


NOWHERE = Path(os.devnull)
_room = [Room(NOWHERE)]


def read_from(folder: Path) -> None:
    """From now on this process understands with what is in ``folder``, and notices when it changes."""
    if _room[0].folder != folder:
        _room[0] = Room(folder)


def engine() -> Engine:
    """The one engine of this process."""
    return _room[0].engine()


def understand(text: str) -> Understanding:
    """What the bot believes about ``text``. Takes any string, raises nothing, holds no state."""
    return _room[0].engine().understand(text, _room[0].learned())


def mask(text: str) -> str:
    """``text`` with personal data hidden, sign for sign; needs no engine."""
    return masked(text, personal_data(text, normalize(text)))
