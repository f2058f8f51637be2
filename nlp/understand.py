"""The stages of understanding, in their order."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from threading import Lock
from typing import Self

from nlp import lexicon
from nlp.conduct import conduct
from nlp.departments import departments
from nlp.emergency import emergency, hotlines
from nlp.kind import kind
from nlp.normalize import normalize
from nlp.people import target
from nlp.phrases import Phrasebook
from nlp.places import Gazetteer
from nlp.privacy import masked, personal_data
from nlp.scope import Belonging, scope
from nlp.times import times
from nlp.tokens import Tokens
from nlp.topics import topics
from nlp.understanding import Guess, Scope, Understanding
from nlp.weighing import Linear

_KEYWORDS = 8
_CLEAR = 0.6
_KEPT_WHOLE = ("bodies", "places", "topics", "departments")


@dataclass(frozen=True, slots=True)
class Engine:
    """The tables and the segmenter: loaded once, never changed, shared by all threads."""

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
    def load(cls) -> Self:
        """Raises :class:`nlp.lexicon.LexiconError` at the first line that cannot be used."""
        return cls(
            tokens=Tokens(_whole_words()),
            conduct=Phrasebook(lexicon.read("conduct")),
            kind=Phrasebook(lexicon.read("kind")),
            danger=Phrasebook(lexicon.read("emergency")),
            scope=Phrasebook(lexicon.read("scope")),
            money=Phrasebook(lexicon.read("money")),
            bodies=Phrasebook(lexicon.read("bodies")),
            titles=Phrasebook(lexicon.read("titles")),
            places=Gazetteer(lexicon.read("places"), lexicon.read("place_words")),
            topics=Linear(lexicon.read("topics", "topics_learned")),
            departments=Linear(lexicon.read("departments", "departments_learned")),
            manner=Linear(lexicon.read("scope_learned")),
        )

    def understand(self, text: str) -> Understanding:
        plain = normalize(text)
        words = self.tokens.cut(plain)
        faults = conduct(plain, self.conduct)
        wishes = kind(plain, self.kind, faults)
        matters = topics(words, self.topics)
        bodies = self.bodies.find(plain)
        functions = departments(words, bodies, self.departments)
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

    def _belonging(self, plain: str, words: Sequence[str], civic: bool) -> Belonging:
        matter = any(word in self.topics or word in self.departments for word in words)
        return scope(plain, words, self.scope, self.manner, civic=civic, matter=matter)


def _whole_words() -> list[str]:
    """What the segmenter must not cut: bodies, places, words chosen by hand for a judgement."""
    words = {entry.word for table in _KEPT_WHOLE for entry in lexicon.read(table)}
    return sorted(word for word in words if len(word) > 1)


def _is_clear(wish: Guess) -> bool:
    """A wish that only somebody with a matter has; people ask and thank in small talk, too."""
    return wish.score >= _CLEAR and wish.label not in ("consult", "praise")


def _keywords(*deciding: Guess) -> tuple[str, ...]:
    return tuple(dict.fromkeys(chain.from_iterable(guess.because for guess in deciding)))[:_KEYWORDS]


_loading = Lock()
_engines: list[Engine] = []


def engine() -> Engine:
    """The one engine of this process; loading it takes about a second, on the first call only."""
    with _loading:
        if not _engines:
            _engines.append(Engine.load())
        return _engines[0]


def understand(text: str) -> Understanding:
    """What the bot believes about ``text``. Takes any string, raises nothing, holds no state."""
    return engine().understand(text)


def mask(text: str) -> str:
    """``text`` with personal data hidden, sign for sign; needs no engine."""
    return masked(text, personal_data(text, normalize(text)))
