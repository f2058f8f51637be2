"""The small protocol behind which every kind of door stands."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Press:
    """A button under a message; ``data`` comes back unchanged when it is pressed."""

    label: str
    data: str


@dataclass(frozen=True, slots=True)
class Letter:
    """What is to be sent. ``key`` is the same at every try, so that the receiver can tell a repetition."""

    key: str
    subject: str
    text: str
    at: datetime
    buttons: tuple[Press, ...] = ()


class TransportError(Exception):
    """The letter did not arrive. ``permanent``: this address does not exist (any more), no later try will help.

    ``retry_after``: how long the other side asks us to wait. The message must name no person.
    """

    def __init__(self, message: str, *, permanent: bool = False, retry_after: timedelta | None = None) -> None:
        super().__init__(message)
        self.permanent = permanent
        self.retry_after = retry_after


class Transport(Protocol):
    async def send(self, address: str, letter: Letter) -> None:
        """Returns when the other side has taken the letter; raises :class:`TransportError` otherwise."""
        ...
