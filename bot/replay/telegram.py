"""The real library and the real channel, long polling an emulated Bot API over HTTP."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime

from bot.channels.answering import Conversation
from bot.channels.base import Choice, Said, Unreachable
from bot.channels.telegram import TelegramChannel, TelegramDoor
from bot.channels.telegram.pieces import pieces
from bot.emulated import EmulatedBotApi, Person, Sent
from bot.replay.door import Via


@asynccontextmanager
async def over_telegram(conversation: Conversation, *, clock: Callable[[], datetime]) -> AsyncIterator[Via]:
    stop = asyncio.Event()
    async with EmulatedBotApi(clock=clock) as api, asyncio.TaskGroup() as tasks:
        channel = TelegramChannel(api.token, api_base=api.url, limited=False)
        tasks.create_task(TelegramDoor(channel, conversation, clock=clock).poll(stop))
        try:
            yield _Via(api)
        finally:
            stop.set()


class _Via:
    whole = False

    def __init__(self, api: EmulatedBotApi) -> None:
        self._api = api
        self._first = secrets.randbelow(10**9) * 10_000

    @asynccontextmanager
    async def citizen(self, number: int) -> AsyncIterator["_Citizen"]:
        yield _Citizen(self._api.person(self._first + number))


class _Citizen:
    def __init__(self, person: Person) -> None:
        self._person = person

    async def say(self, text: str) -> None:
        """Telegram's own apps send a text that is too long in parts."""
        for part in pieces(text) or [text]:
            self._person.text(part)

    async def press(self, choice: Choice) -> None:
        try:
            self._person.press(choice.data)
        except LookupError:
            raise Unreachable("按钮已经不见了", permanent=True) from None

    async def hears(self, timeout: float) -> list[Said]:
        return [_said(message) for message in await self._person.hears(timeout=timeout)]


def _said(message: Sent) -> Said:
    return Said(message.text, tuple(tuple(Choice(*button) for button in row) for row in message.keyboard))
