"""The chat page's own addresses over HTTP, each citizen with a cookie of their own."""

import asyncio
import secrets
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

import httpx2

from bot.channels.answering import Conversation
from bot.channels.base import Choice, Said, Unreachable
from bot.channels.web import Pace, WebChat
from bot.channels.web.news import History, News, PageSaid
from bot.desk import Desk
from bot.emulated.serving import serving
from bot.replay.door import Via

UNLIMITED = Pace(1_000_000)
LONGEST_WAIT = 60.0


@asynccontextmanager
async def over_web(
    conversation: Conversation, *, desk: Desk, history: History, clock: Callable[[], datetime]
) -> AsyncIterator[Via]:
    stop = asyncio.Event()
    chat = WebChat(
        conversation=conversation,
        desk=desk,
        history=history,
        clock=clock,
        secret=secrets.token_hex(),
        pace=UNLIMITED,
    )
    async with serving(chat.app) as root, asyncio.TaskGroup() as tasks:
        tasks.create_task(chat.run(stop))
        try:
            yield _Via(root)
        finally:
            stop.set()


class _Via:
    whole = True

    def __init__(self, root: str) -> None:
        self._client_settings: dict[str, Any] = {
            "base_url": root,
            "headers": {"Origin": root, "X-Huiyin": "chat"},
            "timeout": LONGEST_WAIT,
            "trust_env": False,
            # Never used on this machine, but costly to make for every citizen anew.
            "verify": ssl.create_default_context(),
        }

    @asynccontextmanager
    async def citizen(self, number: int) -> AsyncIterator["_Citizen"]:
        async with httpx2.AsyncClient(**self._client_settings) as client:
            citizen = _Citizen(client)
            await citizen.open()
            yield citizen


class _Citizen:
    def __init__(self, client: httpx2.AsyncClient) -> None:
        self._client = client
        self._since = ""
        self._pending = 0

    async def open(self) -> None:
        await self._send("GET", "/")

    async def say(self, text: str) -> None:
        await self._send("POST", "/say", json={"key": secrets.token_hex(12), "text": text})

    async def press(self, choice: Choice) -> None:
        await self._send("POST", "/say", json={"key": secrets.token_hex(12), "button": choice.data})

    async def hears(self, timeout: float) -> list[Said]:
        says: list[Said] = []
        try:
            async with asyncio.timeout(timeout):
                while not says:
                    says = await self._news()
        except TimeoutError:
            return []
        return says

    async def _news(self) -> list[Said]:
        seen = {"since": self._since, "pending": self._pending}
        response = await self._send("GET", "/news", params=seen)
        exchanges = News.model_validate_json(response.content).exchanges
        answered = [exchange for exchange in exchanges if exchange.says]
        if exchanges:
            self._since = answered[-1].key if answered else self._since
            self._pending = len(exchanges) - len(answered)
        return [_said(said) for exchange in answered for said in exchange.says]

    async def _send(self, method: str, path: str, **content: Any) -> httpx2.Response:
        try:
            response = await self._client.request(method, path, **content)
        except httpx2.TransportError as error:
            raise Unreachable(type(error).__name__) from error
        if not response.is_success:
            raise Unreachable(f"HTTP {response.status_code}")
        return response


def _said(said: PageSaid) -> Said:
    return Said(said.text, tuple(tuple(Choice(**choice) for choice in row) for row in said.choices))
