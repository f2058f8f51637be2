"""The bot's commands. ``huiyin.py`` registers them and hands in how to open what they need."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.desk import Desk
from bot.turn import Conversation


@dataclass(frozen=True, slots=True)
class Room:
    """What a talk needs, open as long as the context that gave it."""

    conversation: Conversation
    desk: Desk


def chat(open_room: Callable[[], AbstractAsyncContextManager[Room]], *, sender: str) -> None:
    """Talk to the bot in this terminal, as ``sender``, until the input ends."""
    import asyncio
    import sys

    from rich.console import Console

    from bot.channels import terminal

    async def talk() -> None:
        async with open_room() as room:
            await terminal.chat(
                room.conversation,
                room.desk,
                sender=sender,
                read_line=sys.stdin.readline,
                console=Console(),
                clock=lambda: datetime.now(UTC),
            )

    asyncio.run(talk())
