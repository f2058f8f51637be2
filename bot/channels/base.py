"""What every channel hears and says, so that one dialogue serves them all."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Attachment:
    """Something that is not text. ``ref`` is the channel's own handle, enough for :meth:`Channel.fetch`.

    ``kind`` is photo, document, video, voice, sticker, location or other; ``size`` in bytes, 0 when unknown.
    ``kept`` is the evidence id where the channel has handed it to the desk already: nothing is left to fetch.
    """

    kind: str
    ref: str = ""
    name: str = ""
    size: int = 0
    kept: str = ""


@dataclass(frozen=True, slots=True)
class Heard:
    """One message of one person. ``key`` is unique within the channel, so a repeat is known as one.

    ``button`` is the data of a pressed button; ``private`` is false in a group.
    """

    channel: str
    sender: str
    key: str
    at: datetime
    text: str = ""
    button: str | None = None
    attachments: tuple[Attachment, ...] = ()
    private: bool = True


@dataclass(frozen=True, slots=True)
class Choice:
    """A button; ``data`` (at most 64 bytes) comes back unchanged."""

    label: str
    data: str


@dataclass(frozen=True, slots=True)
class Said:
    """One message to the person, plain text (never markup), rows of buttons under it."""

    text: str
    choices: tuple[tuple[Choice, ...], ...] = ()


class Unreachable(Exception):
    """The person or the channel did not take it; ``permanent`` when asking again is useless."""

    def __init__(self, message: str, *, permanent: bool = False) -> None:
        super().__init__(message)
        self.permanent = permanent


class Channel(Protocol):
    """A way to one person. Both methods raise :class:`Unreachable`."""

    name: str

    async def say(self, sender: str, says: Sequence[Said]) -> None: ...

    async def fetch(self, attachment: Attachment) -> bytes: ...
