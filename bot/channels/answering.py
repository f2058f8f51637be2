"""Answers in the background: what a channel does after a message is stored."""

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any, Protocol

from bot.channels.base import Channel, Heard, Said

log = logging.getLogger(__name__)

AT_ONCE = 32
MEND_SECONDS = 60.0


class Conversation(Protocol):
    """What a channel needs of :class:`bot.turn.Conversation`."""

    async def receive(self, heard: Heard) -> bool: ...

    async def answer(self, channel: Channel, sender: str) -> tuple[Said, ...]: ...

    async def resume(self, channel: Channel) -> int: ...


class Answering:
    """Nothing here is awaited by the person, so nothing may fail unseen: a turn that breaks is logged
    by its type, its message stays unanswered in the table, and the next mending takes it up."""

    def __init__(self, conversation: Conversation, channel: Channel) -> None:
        self._conversation = conversation
        self._channel = channel
        self._tasks: set[asyncio.Task[Any]] = set()
        self._slots = asyncio.Semaphore(AT_ONCE)

    def soon(self, sender: str) -> None:
        self.spawn(self._answer(sender))

    def spawn(self, work: Coroutine[Any, Any, object]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    async def mend(self, stop: asyncio.Event) -> None:
        """Takes up what a crash or a failure left behind, at once and then every minute."""
        while not stop.is_set():
            self.spawn(self._conversation.resume(self._channel))
            await sleep(MEND_SECONDS, stop)

    async def settle(self) -> None:
        """Until everything that was begun is done."""
        while self._tasks:
            await asyncio.wait(self._tasks)

    async def _answer(self, sender: str) -> None:
        async with self._slots:
            await self._conversation.answer(self._channel, sender)

    def _done(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        error = None if task.cancelled() else task.exception()
        if error:
            log.error("turn failed: %s", type(error).__name__)


async def sleep(seconds: float, stop: asyncio.Event) -> bool:
    """True as soon as ``stop`` is set, false when the time has passed without."""
    try:
        async with asyncio.timeout(seconds):
            return await stop.wait()
    except TimeoutError:
        return False
