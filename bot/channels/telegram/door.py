"""How updates come in: stored first, confirmed to Telegram second, answered third."""

import asyncio
import hmac
import json
import logging
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.channels.answering import Answering, Conversation, sleep
from bot.channels.base import Heard, Unreachable
from bot.channels.telegram.channel import Conflict, TelegramChannel
from bot.channels.telegram.hearing import Incoming

log = logging.getLogger(__name__)

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
UPDATE_BYTES = 1024 * 1024
ELECTION_SECONDS = 5.0
GROUP_SILENCE = timedelta(hours=1)
PAUSES = (1.0, 2.0, 5.0, 10.0, 30.0)

Leader = Callable[[], AbstractAsyncContextManager[bool]]


@asynccontextmanager
async def alone() -> AsyncIterator[bool]:
    """The leader of a single process."""
    yield True


class TelegramDoor:
    """``leader()`` is true for one process at a time: Telegram gives a bot's updates to one poller only."""

    def __init__(
        self,
        channel: TelegramChannel,
        conversation: Conversation,
        *,
        clock: Callable[[], datetime],
        leader: Leader = alone,
        pauses: Sequence[float] = PAUSES,
        election: float = ELECTION_SECONDS,
    ) -> None:
        self._channel = channel
        self._conversation = conversation
        self._clock = clock
        self._leader = leader
        self._pauses = tuple(pauses)
        self._election = election
        self._answering = Answering(conversation, channel)
        self._failures = 0
        self._told: dict[str, datetime] = {}

    async def poll(self, stop: asyncio.Event) -> None:
        """Runs until ``stop``. Raises only :class:`TokenRefused`."""
        try:
            if await self._opened(stop, self._channel.use_polling):
                while not stop.is_set():
                    await self._lead(stop)
        finally:
            await self._close()

    async def serve_webhook(self, stop: asyncio.Event, *, url: str, secret: str) -> None:
        """Registers ``url`` (where :meth:`webhook_route` is mounted) and mends until ``stop``."""
        try:
            if await self._opened(stop, lambda: self._channel.use_webhook(url, secret=secret)):
                await self._answering.mend(stop)
        finally:
            await self._close()

    def webhook_route(self, path: str, *, secret: str) -> Route:
        """Answers 200 when the update is stored, 403 to a wrong secret, 503 when it could not be stored."""

        async def take(request: Request) -> Response:
            given = request.headers.get(SECRET_HEADER, "")
            if not hmac.compare_digest(given.encode(), secret.encode()):
                return Response(status_code=403)
            if int(request.headers.get("content-length", UPDATE_BYTES + 1)) > UPDATE_BYTES:
                return Response(status_code=413)
            return Response(status_code=await self._take_body(await request.body()))

        return Route(path, take, methods=["POST"])

    async def settle(self) -> None:
        """Waits until everything that was taken is answered."""
        await self._answering.settle()

    async def _take_body(self, body: bytes) -> int:
        try:
            incoming = self._channel.parse(json.loads(body), now=self._clock())
        except ValueError:
            return 400
        try:
            await self._take([incoming])
        except SQLAlchemyError as error:
            log.warning("update not stored: %s", type(error).__name__)
            return 503
        return 200

    async def _opened(self, stop: asyncio.Event, register: Callable[[], Coroutine[Any, Any, None]]) -> bool:
        """False when the product was stopped before Telegram could be reached."""
        while not stop.is_set():
            try:
                await self._channel.open()
                await register()
            except Unreachable as error:
                await self._back_off(error, stop)
            else:
                self._failures = 0
                return True
        return False

    async def _lead(self, stop: asyncio.Event) -> None:
        try:
            async with self._leader() as elected:
                if elected:
                    await self._fetch_and_mend(stop)
        except SQLAlchemyError as error:
            log.warning("no leader can be elected: %s", type(error).__name__)
        await sleep(self._election, stop)

    async def _fetch_and_mend(self, stop: asyncio.Event) -> None:
        mending = asyncio.create_task(self._answering.mend(stop))
        try:
            await self._fetch(stop)
        finally:
            mending.cancel()
            await asyncio.wait([mending])

    async def _fetch(self, stop: asyncio.Event) -> None:
        """The loop. Returns when stopped or when somebody else fetches too."""
        offset = 0
        while not stop.is_set():
            try:
                updates = await self._next(offset, stop)
                await self._take(updates)
            except Conflict:
                log.warning("another process fetches this bot's updates; waiting")
                return
            except (Unreachable, SQLAlchemyError) as error:
                await self._back_off(error, stop)
            else:
                self._failures = 0
                offset = max([offset, *(update.id + 1 for update in updates)])

    async def _next(self, offset: int, stop: asyncio.Event) -> list[Incoming]:
        """Nothing when stopped in the middle of the wait: Telegram keeps what was not confirmed."""
        fetching = asyncio.create_task(self._channel.updates(offset, now=self._clock()))
        stopping = asyncio.create_task(stop.wait())
        try:
            await asyncio.wait([fetching, stopping], return_when=asyncio.FIRST_COMPLETED)
            return fetching.result() if fetching.done() else []
        finally:
            fetching.cancel()
            stopping.cancel()
            await asyncio.wait([fetching, stopping])

    async def _take(self, updates: Sequence[Incoming]) -> None:
        """Everything is stored when this returns; the answers follow, persons side by side."""
        heard = [update.heard for update in updates if update.heard and self._is_for_us(update.heard)]
        for message in heard:
            await self._conversation.receive(message)
        for update in updates:
            if update.press:
                self._answering.spawn(self._channel.release(update.press))
        for sender in dict.fromkeys(message.sender for message in heard):
            self._answering.soon(sender)

    def _is_for_us(self, heard: Heard) -> bool:
        """A group is told once an hour that complaints are private, however often it calls."""
        if heard.private:
            return True
        told = self._told.get(heard.sender)
        if told and heard.at - told < GROUP_SILENCE:
            return False
        self._told[heard.sender] = heard.at
        return True

    async def _back_off(self, error: Exception, stop: asyncio.Event) -> None:
        pause = self._pauses[min(self._failures, len(self._pauses) - 1)]
        self._failures += 1
        log.warning("telegram: %s, again in %.0f s", type(error).__name__, pause)
        await sleep(pause, stop)

    async def _close(self) -> None:
        await self.settle()
        await self._channel.close()
