"""Conveniences over the emulated Bot API: the right clock, and a door that stops with the test."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from bot.channels.answering import Conversation
from bot.channels.telegram import TelegramChannel, TelegramDoor
from bot.channels.telegram.door import Leader, alone
from bot.emulated import EmulatedBotApi


def clock() -> datetime:
    return datetime.now(UTC)


def emulated() -> EmulatedBotApi:
    return EmulatedBotApi(clock=clock)


def channel_to(api: EmulatedBotApi, *, token: str | None = None) -> TelegramChannel:
    return TelegramChannel(token or api.token, api_base=api.url, limited=False)


def door_to(api: EmulatedBotApi, conversation: Conversation, *, leader: Leader = alone) -> TelegramDoor:
    """Impatient, so that tests of trouble do not wait."""
    return TelegramDoor(channel_to(api), conversation, clock=clock, leader=leader, pauses=(0.01, 0.05), election=0.05)


@asynccontextmanager
async def polling(
    api: EmulatedBotApi, conversation: Conversation, *, leader: Leader = alone
) -> AsyncIterator[TelegramDoor]:
    """A bot that fetches its updates until the block ends."""
    door, stop = door_to(api, conversation, leader=leader), asyncio.Event()
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(door.poll(stop))
        try:
            yield door
        finally:
            stop.set()
