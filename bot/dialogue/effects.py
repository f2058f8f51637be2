"""What a step wants done. :class:`Say` goes to the person, everything else comes back as an event."""

from dataclasses import dataclass, field
from enum import StrEnum

from bot.channels.base import Attachment
from bot.dialogue.state import Talk
from tracker.contract import Addition, AppealCase, FileCase, Lookup, Rating, Sender


class Errand(StrEnum):
    """What a person may want with a case they have filed."""

    LIST = "list"
    SEE = "see"
    ADD = "add"
    URGE = "urge"
    WITHDRAW = "withdraw"
    RECHECK = "recheck"
    FINAL_RECHECK = "final_recheck"


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence of the script."""

    key: str
    params: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Button:
    """``key`` names the label in the script, ``data`` comes back when it is pressed."""

    key: str
    data: str
    params: dict[str, str] = field(default_factory=dict)


Rows = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class Say:
    """One message: its lines one under the other, rows of buttons below."""

    lines: tuple[Line, ...]
    choices: Rows = ()


@dataclass(frozen=True, slots=True)
class Understand:
    """Read the whole text again, because words were added to it."""

    text: str


@dataclass(frozen=True, slots=True)
class File:
    case: FileCase
    key: str


@dataclass(frozen=True, slots=True)
class LookUp:
    lookup: Lookup


@dataclass(frozen=True, slots=True)
class Mine:
    """All cases of this person, to do ``errand`` with ``number`` or, without one, with the only fitting one."""

    who: Sender
    errand: Errand
    number: str | None = None


@dataclass(frozen=True, slots=True)
class Add:
    number: str
    addition: Addition
    key: str


@dataclass(frozen=True, slots=True)
class Urge:
    number: str
    who: Sender


@dataclass(frozen=True, slots=True)
class Withdraw:
    number: str
    who: Sender


@dataclass(frozen=True, slots=True)
class Rate:
    number: str
    rating: Rating


@dataclass(frozen=True, slots=True)
class Appeal:
    number: str
    appeal: AppealCase


@dataclass(frozen=True, slots=True)
class Keep:
    """``key`` is unique among all evidence of all people."""

    attachment: Attachment
    key: str


Act = Understand | File | LookUp | Mine | Add | Urge | Withdraw | Rate | Appeal | Keep
Effect = Say | Act

Move = tuple[Talk, tuple[Effect, ...]]
"""What every handler answers: the talk after it, and what is to be done, in order."""


def line(key: str, **params: str) -> Line:
    return Line(key, params)


def say(key: str, *, choices: Rows = (), **params: str) -> Say:
    return Say((Line(key, params),), choices)
