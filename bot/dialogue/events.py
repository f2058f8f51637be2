"""What happens to a talk: a message, a pressed button, or what became of an effect."""

from dataclasses import dataclass

from bot.channels.base import Attachment
from bot.dialogue.effects import Act, Add, Appeal, File, Keep, LookUp, Mine, Rate, Urge, Withdraw
from nlp import Understanding
from tracker.contract import EvidenceKept, Progress, Receipt


@dataclass(frozen=True, slots=True)
class Message:
    """``text`` is tidied. ``meaning`` is None when there is nothing to understand or far too much.

    ``key`` is unique among all messages of all people: what is made from this message is known by it.
    """

    key: str
    text: str
    meaning: Understanding | None
    attachments: tuple[Attachment, ...] = ()
    private: bool = True

    @property
    def sense(self) -> Understanding:
        """The meaning, where words have come so far that there is one."""
        if self.meaning is None:
            raise AssertionError("words without a meaning")
        return self.meaning


@dataclass(frozen=True, slots=True)
class Pressed:
    """The data of a button, as it came back."""

    data: str


@dataclass(frozen=True, slots=True)
class Understood:
    meaning: Understanding


@dataclass(frozen=True, slots=True)
class Filed:
    did: File
    receipt: Receipt


@dataclass(frozen=True, slots=True)
class LookedUp:
    did: LookUp
    progress: Progress


@dataclass(frozen=True, slots=True)
class Found:
    did: Mine
    cases: tuple[Progress, ...]


@dataclass(frozen=True, slots=True)
class Done:
    did: Add | Urge | Withdraw | Rate | Appeal
    progress: Progress


@dataclass(frozen=True, slots=True)
class Kept:
    did: Keep
    evidence: EvidenceKept


@dataclass(frozen=True, slots=True)
class Refused:
    """``detail`` is Chinese, from the tracker, and says what to do."""

    did: Act
    code: str
    detail: str


Result = Understood | Filed | LookedUp | Found | Done | Kept | Refused
Event = Message | Pressed | Result
