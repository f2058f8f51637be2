"""The stages of understanding, in their order."""

import os
from dataclasses import dataclass
from functools import cache, partial
from itertools import chain
from pathlib import Path
from time import monotonic
from typing import Self

from nlp import lexicon, versions
from nlp.conduct import NONE
from nlp.emergency import hotlines
from nlp.judges import Judges, Weighed
from nlp.judging import departments, guesses, named, topics
from nlp.normalize import normalize
from nlp.overlay import Overlay
from nlp.people import target
from nlp.phrases import Hit, Phrasebook
from nlp.places import Gazetteer
from nlp.privacy import masked, personal_data
from nlp.reading import Read, Reader
from nlp.reloading import Watched
from nlp.scope import Belonging, scope
from nlp.times import times
from nlp.tokens import Tokens
from nlp.understanding import Guess, Scope, Understanding
from nlp.weighing import Handmade
from nlp.whole_words import whole_words

_KEYWORDS = 8
_LEARNED = ("topics", "departments", "kind", "conduct", "scope", "telecom", "emergency", "hotlines")
_CLEAR = 2
NOTHING = Overlay()


@dataclass(frozen=True, slots=True)
class Engine:
    """The tables and the segmenter: loaded as a whole, never changed, shared by all threads."""

    reader: Reader
    judges: Judges
    danger: Phrasebook
    scope: Phrasebook
    money: Phrasebook
    bodies: Phrasebook
    titles: Phrasebook
    places: Gazetteer
    topics: Handmade
    departments: Handmade

    @classmethod
    def load(cls, edited: Path | None = None) -> Self:
        """``edited`` is the folder of the operator's own tables.

        Raises :class:`nlp.lexicon.LexiconError` at the first line that cannot be used.
        """
        read = partial(lexicon.read, edited=edited)
        return cls(
            reader=Reader(Tokens(whole_words(edited)), Phrasebook(read("conduct")), Phrasebook(read("kind"))),
            judges=Judges({name: read(f"{name}_learned") for name in _LEARNED}),
            danger=Phrasebook(read("emergency")),
            scope=Phrasebook(read("scope")),
            money=Phrasebook(read("money")),
            bodies=Phrasebook(read("bodies")),
            titles=Phrasebook(read("titles")),
            places=Gazetteer(read("places"), read("place_words")),
            topics=Handmade(read("topics")),
            departments=Handmade(read("departments")),
        )

    def understand(self, text: str, learned: Overlay = NOTHING) -> Understanding:
        read = self.reader.read(text)
        plain, words = read.plain, read.words
        weighed = self.judges.weigh(words, plain.lower(), read.cues)
        wishes = learned.adjust("kind", guesses(weighed, "kind", read), words)
        faults = learned.adjust("conduct", guesses(weighed, "conduct", read), words)
        matters = learned.adjust("topics", topics(weighed, read, self.topics), words)
        bodies = self.bodies.find(plain)
        speaking = named([(hit.label, hit.entry.weight) for hit in bodies])
        functions = learned.adjust("departments", departments(weighed, read, self.departments, speaking), words)
        where = self.places.places(text, plain, words)
        dangers = hotlines(plain, self.danger, weighed)
        civic = bool(bodies or where or read.faults.found or any(_is_clear(hit) for hit in read.wishes))
        belongs = self._belonging(read, weighed, civic)
        blamed = read.faults.found if faults[0].label != NONE else ()
        private = personal_data(text, plain)
        return Understanding(
            text=text,
            scope=Scope.EMERGENCY if dangers else belongs.scope,
            emergency=bool(dangers),
            kind=wishes,
            conduct=faults,
            topics=matters,
            departments=functions,
            target=target(text, plain, bodies=bodies, where=where, titles=self.titles, faults=blamed),
            money=bool(self.money.find(plain)),
            place=where,
            when=times(text, plain),
            personal_data=private,
            hotlines=dangers,
            elsewhere=None if dangers else belongs.elsewhere,
            masked=masked(text, private),
            keywords=_keywords(faults[0], matters[0], functions[0]),
        )

    def words(self, text: str) -> list[str]:
        return self.reader.tokens.cut(normalize(text))

    def _belonging(self, read: Read, weighed: Weighed, civic: bool) -> Belonging:
        manners = guesses(weighed, "scope", read)
        return scope(read.plain, self.scope, manners, civic=civic)


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
