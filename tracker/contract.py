"""What crosses the border between the bot and the tracker, and nothing else.

Every model is strict: a number is not a string, an unknown field is an error.
``sender`` is the channel's own id of a person; together with ``channel`` it is who speaks.
"""

from datetime import date, datetime
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from tracker.rules.words import AppealStage, Channel, Conduct, Kind, Level, Score

__all__ = ["AppealStage", "Channel", "Conduct", "Kind", "Level", "Score"]

TEXT_LIMIT = 20_000
"""Characters one filing or addition may have: five of Telegram's longest messages."""



def _without_nul(value: Any) -> Any:
    """PostgreSQL cannot store the character, and nobody types it."""
    return value.replace("\0", "") if isinstance(value, str) else value


Storable = BeforeValidator(_without_nul)
Text = Annotated[str, StringConstraints(min_length=1, max_length=TEXT_LIMIT, pattern=r"\S"), Storable]
Short = Annotated[str, StringConstraints(max_length=200), Storable]
SenderId = Annotated[str, StringConstraints(min_length=1, max_length=128), Storable]
Flag = Annotated[bool, Field(strict=True)]
Serial = Annotated[int, Field(strict=True, le=2**31 - 1)]


class Border(BaseModel):
    """Lax only where JSON forces it (enums and dates arrive as strings)."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Sender(Border):
    channel: Channel
    sender: SenderId


class Judgement(Border):
    """One guess of the understanding, kept with the case so that an officer can read why."""

    label: Short
    score: float = Field(ge=0, le=1)
    because: list[Short] = []


class FileCase(Sender):
    """A complaint as the citizen confirmed it. ``target_body`` holds the citizen's own words.

    ``happened`` and ``place`` are words, not values: an officer reads them.
    ``name`` and ``phone`` only with ``level`` real or confidential.
    """

    text: Text
    kind: Kind
    conduct: Conduct = Conduct.NONE
    topic: Short | None = None
    department: Short | None = None
    target_body: Short | None = None
    target_person: Short | None = None
    target_is_leader: Flag = False
    target_is_office: Flag = False
    money: Flag = False
    urgent: Flag = False
    place: Short | None = None
    happened: Short | None = None
    level: Level = Level.CONFIDENTIAL
    name: Short | None = None
    phone: Short | None = None
    evidence: list[Short] = Field(default=[], max_length=20)
    understood: dict[str, list[Judgement]] = {}


class Receipt(Border):
    """What the citizen keeps. ``query_code`` is shown once and stored nowhere."""

    number: str
    query_code: str
    registered_at: datetime
    accept_by: date
    promised_on: date
    provisional: bool
    next_step: str


class Progress(Border):
    """A case as its citizen may see it. ``status_zh`` and ``steps`` are ready to read.

    ``appeal`` is what may be asked for now, ``appeal_until`` the last day for it, empty where none is known;
    ``appealing`` what was asked for and is being decided.
    """

    number: str
    kind: Kind
    status: str
    status_zh: str
    open: bool
    registered_on: date
    promised_on: date
    provisional: bool
    holder: str
    next_step: str
    answer: str | None = None
    rated: Score | None = None
    rateable: bool = False
    round: int = 1
    steps: list[str] = []
    appeal: AppealStage | None = None
    appeal_until: date | None = None
    appealing: AppealStage | None = None


class Lookup(Border):
    number: Short
    query_code: Short


class Addition(Sender):
    text: Text
    evidence: list[Short] = Field(default=[], max_length=20)


class Rating(Sender):
    """``round`` comes with the button, so that an old button cannot rate a later answer."""

    score: Score
    round: Serial = Field(ge=1)
    comment: Annotated[str, StringConstraints(max_length=2_000), Storable] = ""


class AppealCase(Sender):
    """``stage`` comes with the button, so that an old button cannot ask for another one. With the ``query_code`` it
    is whoever holds the code that asks; without, the sender whose case it is.
    """

    stage: AppealStage
    text: Text
    query_code: Short | None = None


class EvidenceKept(Border):
    id: str
    kind: str
    size: int


class InboxQuery(Sender):
    """``after`` is the last notice id the page has shown; older ones are marked delivered."""

    after: Serial = Field(0, ge=0)


class Button(Border):
    """``data`` comes back unchanged when the button is pressed (at most 64 bytes)."""

    label: Short
    data: Short


class Message(Border):
    """A notice for the citizen, ready to show."""

    id: int
    text: str
    buttons: list[Button] = []
    at: datetime


class Problem(BaseModel):
    """RFC 9457 problem document. ``detail`` is Chinese and says what to do; ``code`` is stable."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    code: str
    errors: list[dict[str, Any]] = []
