"""The stages of understanding, in their order."""

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from itertools import chain
from pathlib import Path
from time import monotonic
from typing import Self

from nlp import lexicon, versions
from nlp.conduct import conduct
from nlp.departments import departments
from nlp.emergency import emergency, hotlines
from nlp.kind import kind
from nlp.normalize import normalize
from nlp.overlay import Overlay
from nlp.people import target
from nlp.phrases import Phrasebook
from nlp.places import Gazetteer
from nlp.privacy import masked, personal_data
from nlp.reloading import Watched
from nlp.scope import Belonging, scope
from nlp.times import times
from nlp.tokens import Tokens
from nlp.topics import topics
from nlp.understanding import Guess, Scope, Understanding
from nlp.weighing import Linear

_KEYWORDS = 8
_CLEAR = 0.6
NOTHING = Overlay()
_KEPT_WHOLE = ("bodies", "places", "topics", "departments")


@dataclass(frozen=True, slots=True)
class Engine:
    """The tables and the segmenter: loaded as a whole, never changed, shared by all threads."""

    tokens: Tokens
    conduct: Phrasebook
    kind: Phrasebook
    danger: Phrasebook
    scope: Phrasebook
    money: Phrasebook
    bodies: Phrasebook
    titles: Phrasebook
    places: Gazetteer
    topics: Linear
    departments: Linear
    manner: Linear

    @classmethod
    def load(cls, edited: Path | None = None) -> Self:
        """``edited`` is the folder of the operator's own tables.

        Raises :class:`nlp.lexicon.LexiconError` at the first line that cannot be used.
        """
        read = partial(lexicon.read, edited=edited)
        return cls(
            tokens=Tokens(_whole_words(edited)),
            conduct=Phrasebook(read("conduct")),
            kind=Phrasebook(read("kind")),
            danger=Phrasebook(read("emergency")),
            scope=Phrasebook(read("scope")),
            money=Phrasebook(read("money")),
            bodies=Phrasebook(read("bodies")),
            titles=Phrasebook(read("titles")),
            places=Gazetteer(read("places"), read("place_words")),
            topics=Linear(read("topics", "topics_learned")),
            departments=Linear(read("departments", "departments_learned")),
            manner=Linear(read("scope_learned")),
        )

    def understand(self, text: str, learned: Overlay = NOTHING) -> Understanding:
        plain = normalize(text)
        words = self.tokens.cut(plain)
        faults = conduct(plain, self.conduct)
        wishes = learned.adjust("kind", kind(plain, self.kind, faults), words)
        faults = replace(faults, guesses=learned.adjust("conduct", faults.guesses, words))
        matters = learned.adjust("topics", topics(words, self.topics), words)
        bodies = self.bodies.find(plain)
        functions = learned.adjust("departments", departments(words, bodies, self.departments), words)
        where = self.places.places(text, plain, words)
        dangers = emergency(plain, self.danger)
        civic = bool(bodies or where) or faults.blamed or _is_clear(wishes[0])
        belongs = self._belonging(plain, words, civic)
        blamed = faults.found if faults.blamed else ()
        private = personal_data(text, plain)
        return Understanding(
            text=text,
            scope=Scope.EMERGENCY if dangers else belongs.scope,
            emergency=bool(dangers),
            kind=wishes,
            conduct=faults.guesses,
            topics=matters,
            departments=functions,
            target=target(text, plain, bodies=bodies, where=where, titles=self.titles, faults=blamed),
            money=bool(self.money.find(plain)),
            place=where,
            when=times(text, plain),
            personal_data=private,
            hotlines=hotlines(dangers),
            elsewhere=None if dangers else belongs.elsewhere,
            masked=masked(text, private),
            keywords=_keywords(faults.guesses[0], matters[0], functions[0]),
        )

    def words(self, text: str) -> list[str]:
        return self.tokens.cut(normalize(text))

    def _belonging(self, plain: str, words: Sequence[str], civic: bool) -> Belonging:
        matter = any(word in self.topics or word in self.departments for word in words)
        return scope(plain, words, self.scope, self.manner, civic=civic, matter=matter)


def _whole_words(edited: Path | None) -> list[str]:
    """What the segmenter must not cut: bodies, places, words chosen by hand for a judgement."""
    words = {entry.word for table in _KEPT_WHOLE for entry in lexicon.read(table, edited=edited)}
    return sorted(word for word in words if len(word) > 1)


def _is_clear(wish: Guess) -> bool:
    """A wish that only somebody with a matter has; people ask and thank in small talk, too."""
    return wish.score >= _CLEAR and wish.label not in ("consult", "praise")


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
