"""Where a conversation stands: frozen values, saved as JSON after every message."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Self

from tracker.contract import TEXT_LIMIT, AppealStage, Conduct, Judgement, Kind, Level, Sender

TOKEN_LENGTH = 8
"""Characters of a key that go into a button: enough to know an old page as old."""


class Phase(StrEnum):
    """What the next words of the person will be taken for."""

    IDLE = "idle"
    DESCRIBE = "describe"  # 新投诉 was pressed, or a photo came without a word
    OFFERED = "offered"  # not taken for a complaint: kept, and can be registered by a button
    SORTING = "sorting"  # belongs to the case just filed, or is another one?
    PAUSED = "paused"  # a draft lies there; go on with it or start afresh?
    ADDING = "adding"  # the next words are added to a case
    REASON = "reason"  # the next words say why the answer does not satisfy
    APPEALING = "appealing"  # the next words say why an answer should be looked at again
    ASKING = "asking"
    LEVEL = "level"
    CONTACT = "contact"
    CONFIRM = "confirm"
    EDIT = "edit"
    EDIT_TEXT = "edit_text"
    EDIT_BODY = "edit_body"
    EDIT_KIND = "edit_kind"
    EDIT_PLACE = "edit_place"


FORM = frozenset(Phase) - {
    Phase.IDLE, Phase.DESCRIBE, Phase.OFFERED, Phase.SORTING, Phase.PAUSED, Phase.ADDING, Phase.REASON,
    Phase.APPEALING,
}  # fmt: skip
"""The pages of a draft."""


class Question(StrEnum):
    """What may be asked about a matter. At most :data:`MOST_QUESTIONS` are, whatever is missing."""

    BODY = "body"
    WHEN_WHERE = "when_where"
    WHEN = "when"
    WHERE = "where"


MOST_QUESTIONS = 2

MOST_FILES = 20
"""As many as one filing may carry (:class:`tracker.contract.FileCase`)."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What was understood of the whole text of a draft. ``place`` and ``happened`` are the person's words."""

    kind: Kind
    conduct: Conduct
    topic: str | None
    department: str | None
    body: str | None
    person: str | None
    leader: bool
    own_office: bool
    money: bool
    urgent: bool
    place: str | None
    happened: str | None
    judgements: dict[str, list[Judgement]]


@dataclass(frozen=True, slots=True)
class Corrections:
    """What the person said when asked or when changing the draft; wins over what was understood."""

    kind: Kind | None = None
    body: str | None = None
    place: str | None = None
    happened: str | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """A matter being written down. ``revision`` counts every change of what will be filed."""

    key: str
    text: str
    facts: Facts
    corrections: Corrections = Corrections()
    evidence: tuple[str, ...] = ()
    asked: tuple[Question, ...] = ()
    level: Level | None = None
    name: str | None = None
    phone: str | None = None
    page: Phase = Phase.ASKING
    revision: int = 0

    @property
    def token(self) -> str:
        return self.key[:TOKEN_LENGTH]

    @property
    def filing_key(self) -> str:
        """The same as long as nothing changed: a repeated filing opens no second case."""
        return f"{self.key}-{self.revision}"

    @property
    def kind(self) -> Kind:
        return self.corrections.kind or self.facts.kind

    @property
    def body(self) -> str | None:
        return self.corrections.body or self.facts.body

    @property
    def place(self) -> str | None:
        return self.corrections.place or self.facts.place

    @property
    def happened(self) -> str | None:
        return self.corrections.happened or self.facts.happened

    def but(self, **changes: Any) -> Self:
        return replace(self, revision=self.revision + 1, **changes)


@dataclass(frozen=True, slots=True)
class Stray:
    """Words and evidence of which it is not decided yet where they belong. ``text`` may be empty."""

    key: str
    text: str = ""
    evidence: tuple[str, ...] = ()

    @property
    def token(self) -> str:
        return self.key[:TOKEN_LENGTH]

    def plus(self, words: str, evidence: tuple[str, ...] = ()) -> Self | None:
        """None when the whole would be longer than one filing may be."""
        text = joined(self.text, words)
        return None if text is None else replace(self, text=text, evidence=(*self.evidence, *evidence)[:MOST_FILES])


@dataclass(frozen=True, slots=True)
class Filing:
    """The last case filed from this talk, and the token of the draft it was."""

    number: str
    token: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for about a case, and the query code it was looked up with, if it was."""

    stage: AppealStage
    code: str | None = None


@dataclass(frozen=True, slots=True)
class Talk:
    """One person's conversation. ``about`` is the case number that ADDING, REASON and APPEALING are for,
    ``wish`` what APPEALING is about.
    """

    who: Sender
    phase: Phase = Phase.IDLE
    draft: Draft | None = None
    stray: Stray | None = None
    filed: Filing | None = None
    about: str | None = None
    wish: Wish | None = None
    heard_at: datetime | None = None

    @property
    def form(self) -> Draft:
        """The draft, where the phase promises that there is one."""
        if self.draft is None:
            raise AssertionError(f"phase {self.phase} without a draft")
        return self.draft

    @property
    def wished(self) -> Wish:
        """The wish, where the phase promises that there is one."""
        if self.wish is None:
            raise AssertionError(f"phase {self.phase} without a wish")
        return self.wish

    @property
    def loose(self) -> Stray:
        """The stray words, where the phase promises that there are some."""
        if self.stray is None:
            raise AssertionError(f"phase {self.phase} without stray words")
        return self.stray


def joined(before: str, more: str) -> str | None:
    """Both texts, each on its own line; None when that is longer than one filing may be."""
    both = "\n".join(filter(None, (before, more)))
    return both if len(both) <= TEXT_LIMIT else None
