"""No network at all: the conversation itself, as ``huiyin chat`` uses it."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from typing import Any

from bot.channels.answering import Conversation
from bot.channels.base import Attachment, Choice, Heard, Said, Unreachable
from bot.replay.door import Via
from tracker.contract import Channel as ChannelName

ASK_AGAIN_SECONDS = 1.0


@asynccontextmanager
async def over_terminal(conversation: Conversation, *, clock: Callable[[], datetime]) -> AsyncIterator[Via]:
    yield _Via(conversation, clock)


class _Via:
    whole = True

    def __init__(self, conversation: Conversation, clock: Callable[[], datetime]) -> None:
        self._conversation = conversation
        self._clock = clock

    @asynccontextmanager
    async def citizen(self, number: int) -> AsyncIterator["_Citizen"]:
        yield _Citizen(self._conversation, self._clock)


class _Screen:
    name = ChannelName.TERMINAL.value

    def __init__(self) -> None:
        self.says: list[Said] = []

    async def say(self, sender: str, says: Sequence[Said]) -> None:
        self.says += says

    async def fetch(self, attachment: Attachment) -> bytes:
        raise Unreachable("nothing is ever sent from here", permanent=True)


class _Citizen:
    def __init__(self, conversation: Conversation, clock: Callable[[], datetime]) -> None:
        self._conversation = conversation
        self._clock = clock
        self._screen = _Screen()
        self._sender = f"replay-{secrets.token_hex(8)}"

    async def say(self, text: str) -> None:
        await self._hand_in(text=text)

    async def press(self, choice: Choice) -> None:
        await self._hand_in(button=choice.data)

    async def hears(self, timeout: float) -> list[Said]:
        with suppress(TimeoutError):
            async with asyncio.timeout(timeout):
                await self._conversation.answer(self._screen, self._sender)
                while not self._screen.says:
                    await asyncio.sleep(ASK_AGAIN_SECONDS)
                    await self._conversation.answer(self._screen, self._sender)
        says, self._screen.says = self._screen.says, []
        return says

    async def _hand_in(self, **content: Any) -> None:
        heard = Heard(self._screen.name, self._sender, secrets.token_hex(8), self._clock(), **content)
        await self._conversation.receive(heard)
