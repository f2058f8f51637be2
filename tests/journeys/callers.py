"""A citizen's browser and an officer's program, over HTTP to running processes.

Where there are several web processes each request goes to the next of them.
"""

import asyncio
import re
import secrets
from collections.abc import Mapping, Sequence
from html import unescape
from itertools import cycle
from typing import Any, Self

import httpx2

from bot.channels.base import Choice, Said
from bot.replay.deciding import Filed, Press, decide
from tests.builders import house
from tests.journeys.processes import PATIENCE
from tracker.contract import FileCase
from tracker.demo import PASSWORD

API = "/api/v1"


class Caller:
    """``webs`` are roots like ``http://127.0.0.1:8080``; cookies are kept as a browser keeps them."""

    def __init__(self, webs: Sequence[str], **headers: str) -> None:
        self.webs = tuple(webs)
        self._next = cycle(webs)
        self._http = httpx2.AsyncClient(headers=headers, timeout=PATIENCE, trust_env=False)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._http.aclose()

    async def ask(self, method: str, path: str, **request: Any) -> httpx2.Response:
        root = next(self._next)
        origin = {"Origin": root} if method == "POST" else {}
        return await self._http.request(method, root + path, headers=origin | request.pop("headers", {}), **request)

    async def is_served(self) -> None:
        """Waits until every web answers."""
        for root in self.webs:
            while not await self._ready(root):
                await asyncio.sleep(0.1)

    async def _ready(self, root: str) -> bool:
        try:
            return (await self._http.get(f"{root}/readyz")).is_success
        except httpx2.TransportError:
            return False


class Visitor(Caller):
    """王秀英 on the chat page."""

    def __init__(self, webs: Sequence[str]) -> None:
        super().__init__(webs, **{"X-Huiyin": "chat"})
        self.says: list[Said] = []
        self._read = 0
        self._since, self._pending = "", 0

    async def opens(self) -> Self:
        (await self.ask("GET", "/chat/")).raise_for_status()
        return self

    async def writes(self, words: str) -> httpx2.Response:
        return await self._sends(text=words)

    async def presses(self, button: str) -> httpx2.Response:
        """By its label, on the newest message that has it, or by its data."""
        choices = [choice for said in self.says for row in said.choices for choice in row]
        data = next((choice.data for choice in reversed(choices) if choice.label == button), button)
        return await self._sends(button=data)

    async def shows(self, data: bytes, name: str) -> httpx2.Response:
        """A file."""
        asked = {"key": secrets.token_hex(8), "name": name}
        return await self.ask("POST", "/chat/evidence", params=asked, content=data)

    async def files(self, words: str) -> str:
        """Writes, answers whatever is asked, and returns the number."""
        await self.writes(words)
        while True:
            move = decide(await self.hears(), citizen=0, insist=True)
            if isinstance(move, Filed):
                return move.number
            assert isinstance(move, Press), f"{words} ended with {move}"
            await self.presses(move.choice.data)

    async def is_told(self, words: str) -> str:
        """Waits for a message with these words in it, which is returned whole."""
        while True:
            for said in await self.hears():
                if words in said.text:
                    return said.text

    async def hears(self) -> list[Said]:
        """What is new, as soon as something is."""
        while len(self.says) == self._read:
            self.says += await self._news()
        fresh, self._read = self.says[self._read :], len(self.says)
        return fresh

    async def _sends(self, **content: str) -> httpx2.Response:
        return await self.ask("POST", "/chat/say", json={"key": secrets.token_hex(8), **content})

    async def _news(self) -> list[Said]:
        seen = {"since": self._since, "pending": self._pending}
        exchanges = (await self.ask("GET", "/chat/news", params=seen)).raise_for_status().json()["exchanges"]
        answered = [exchange for exchange in exchanges if exchange["says"]]
        if exchanges:
            self._since = answered[-1]["key"] if answered else self._since
            self._pending = len(exchanges) - len(answered)
        return [_said(said) for exchange in answered for said in exchange["says"]]


class Officer(Caller):
    """Somebody of the demonstration district, through the JSON API."""

    async def enters(self, username: str) -> Self:
        credentials = {"username": username, "password": PASSWORD}
        entered = (await self.ask("POST", f"{API}/sessions", json=credentials)).raise_for_status().json()
        self._http.headers["Authorization"] = f"Bearer {entered['token']}"
        return self

    async def opens(self, number: str) -> Any:
        """The page of a case."""
        return (await self.ask("GET", f"{API}/cases/{number}")).raise_for_status().json()

    async def does(
        self, action: str, number: str, fields: Mapping[str, str] | None = None, *, seen: int | None = None
    ) -> httpx2.Response:
        """``seen`` is the version before the officer's eyes, the newest unless told otherwise."""
        version = (await self.opens(number))["version"] if seen is None else seen
        deed = {"version": version, "fields": dict(fields or {})}
        return await self.ask("POST", f"{API}/cases/{number}/actions/{action}", json=deed)


class Console(Caller):
    """An officer's browser in the console; ``page`` is the HTML before their eyes."""

    page = ""

    def __init__(self, webs: Sequence[str]) -> None:
        super().__init__(webs, Accept="text/html")

    async def enters(self, username: str) -> Self:
        entered = await self.ask("POST", "/console/login", data={"username": username, "password": PASSWORD})
        assert entered.status_code == 303, entered.text
        return self

    async def opens(self, path: str) -> str:
        """What stands on the page, as a person reads it."""
        self.page = (await self.ask("GET", f"/console{path}")).raise_for_status().text
        return unescape(self.page)

    async def sends(self, path: str, **fields: str) -> None:
        """A form of the page."""
        token = re.findall('name="csrf" value="([^"]+)"', self.page)[0]
        sent = await self.ask("POST", f"/console{path}", data={"csrf": token, **fields})
        assert sent.status_code == 303, sent.text


def bot(webs: Sequence[str]) -> Caller:
    """Who carries the bot's token."""
    return Caller(webs, Authorization=f"Bearer {house().seals.service_token('bot')}")


async def file(caller: Caller, case: FileCase, *, key: str) -> httpx2.Response:
    headers = {"Idempotency-Key": key, "Content-Type": "application/json"}
    return await caller.ask("POST", f"{API}/cases", content=case.model_dump_json(), headers=headers)


def _said(said: Any) -> Said:
    return Said(said["text"], tuple(tuple(Choice(**choice) for choice in row) for row in said["choices"]))
