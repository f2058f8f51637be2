"""What a replayed citizen needs of a door, whichever it is."""

from contextlib import AbstractAsyncContextManager
from typing import Protocol

from bot.channels.base import Choice, Said


class Citizen(Protocol):
    """Everything raises :class:`bot.channels.base.Unreachable` where the door does not work."""

    async def say(self, text: str) -> None: ...

    async def press(self, choice: Choice) -> None: ...

    async def hears(self, timeout: float) -> list[Said]:
        """What has come since the last time, as soon as there is anything; nothing when the time runs out."""
        ...


class Via(Protocol):
    """``whole``: the answer to a turn arrives at once; else its messages come one by one."""

    whole: bool

    def citizen(self, number: int) -> AbstractAsyncContextManager[Citizen]:
        """Somebody who has never been here before, on this database either."""
        ...
