"""The bot's commands. ``huiyin.py`` registers them and hands in how to open what they need."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.desk import Desk
    from bot.replay import Via
    from bot.talks import Talks
    from bot.turn import Conversation


class Door(StrEnum):
    """Through which channel a replay goes."""

    TELEGRAM = "telegram"
    WEB = "web"
    TERMINAL = "terminal"


@dataclass(frozen=True, slots=True)
class Room:
    """What a talk needs, open as long as the context that gave it."""

    conversation: "Conversation"
    desk: "Desk"
    talks: "Talks"


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
                clock=_clock,
            )

    asyncio.run(talk())


def replay(open_room: Callable[[], AbstractAsyncContextManager[Room]], *, file: Path, via: Door) -> bool:
    """Every text of ``file`` said by its own citizen through ``via``. Prints the report; false when one failed.

    Raises :class:`BadFile`.
    """
    import asyncio

    from rich.console import Console

    from bot.replay import Report, progress_bar, read_lines
    from bot.replay import replay as play

    lines = read_lines(file)

    async def go() -> Report:
        with progress_bar(len(lines), Console(stderr=True)) as tick:
            async with open_room() as room, _door(room, via) as way:
                return await play(lines, way, on_end=tick)

    report = asyncio.run(go())
    Console().print(report.render())
    return not report.failed


def _door(room: Room, via: Door) -> "AbstractAsyncContextManager[Via]":
    from bot.replay import over_telegram, over_terminal, over_web

    if via is Door.TELEGRAM:
        return over_telegram(room.conversation, clock=_clock)
    if via is Door.WEB:
        return over_web(room.conversation, desk=room.desk, history=room.talks.history, clock=_clock)
    return over_terminal(room.conversation, clock=_clock)


def _clock() -> datetime:
    return datetime.now(UTC)
