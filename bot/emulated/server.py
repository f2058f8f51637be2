"""The HTTP surface: routes, the envelope of every answer, and the pusher of webhooks."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import datetime
from types import TracebackType
from typing import Any, Self

import httpx2
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.emulated.methods import Methods
from bot.emulated.people import Group, Person
from bot.emulated.serving import serving
from bot.emulated.state import ApiError, Cloud

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
FIRST_PAUSE = 0.05
LONGEST_PAUSE = 2.0


class EmulatedBotApi:
    """An open server on a free port of this machine. ``url`` is the root that a bot is given.

    Without a ``token`` it is a bot nobody has met before, so that its updates are new to any database.
    """

    def __init__(self, *, clock: Callable[[], datetime], token: str = "") -> None:
        self.token = token or f"{secrets.randbelow(10**10)}:emulated"
        self.cloud = Cloud(clock)
        self.url = ""
        self._people: dict[int, Person] = {}
        self._methods = Methods(self.cloud)
        self._running = asynccontextmanager(self._run)()

    async def __aenter__(self) -> Self:
        await self._running.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._running.__aexit__(None, None, None)

    def person(self, chat: int, name: str = "市民") -> Person:
        """The same person each time for the same chat."""
        if chat not in self._people:
            self._people[chat] = Person(self.cloud, chat, name)
        return self._people[chat]

    def group(self, chat: int, title: str = "邻里群") -> Group:
        return Group(self.cloud, chat, title)

    def fail(self, method: str = "*", *, status: int, description: str = "", retry_after: int | None = None) -> None:
        """The next call of ``method`` (any for "*") is answered with this error. Each order serves once."""
        text = description or {429: "Too Many Requests: retry later", 502: "Bad Gateway"}.get(status, "Error")
        self.cloud.faults[method.lower()].append(ApiError(status, text, retry_after=retry_after))

    def calls(self, method: str) -> list[Mapping[str, Any]]:
        """The parameters of every call of ``method`` so far."""
        return [params for name, params in self.cloud.calls if name.lower() == method.lower()]

    async def _run(self) -> AsyncIterator[None]:
        async with serving(self._app()) as self.url:
            pushing = asyncio.create_task(self._push())
            try:
                yield
            finally:
                self.cloud.close()
                pushing.cancel()
                await asyncio.wait([pushing])

    def _app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/bot{token}/{method}", self._call, methods=["GET", "POST"]),
                Route("/file/bot{token}/{path:path}", self._download),
            ]
        )

    async def _call(self, request: Request) -> Response:
        try:
            self._check_token(request)
            params = await _params(request)
            result = await self._methods.call(request.path_params["method"], params)
        except ApiError as error:
            return _failure(error)
        return JSONResponse({"ok": True, "result": result})

    async def _download(self, request: Request) -> Response:
        try:
            self._check_token(request)
        except ApiError as error:
            return _failure(error)
        path = request.path_params["path"]
        data = next((file.data for file in self.cloud.files.values() if file.path == path), None)
        if data is None:
            return _failure(ApiError(404, "Not Found"))
        return Response(data, media_type="application/octet-stream")

    def _check_token(self, request: Request) -> None:
        if request.path_params["token"] != self.token:
            raise ApiError(401, "Unauthorized")

    async def _push(self) -> None:
        """Delivers to the webhook one by one; an update leaves the queue only when it was taken (2xx)."""
        cloud = self.cloud
        async with httpx2.AsyncClient(trust_env=False) as client:
            pause = FIRST_PAUSE
            while True:
                await cloud.until(lambda: bool(cloud.webhook and cloud.updates), timeout=60)
                if not (cloud.webhook and cloud.updates):
                    continue
                update = cloud.updates[0]
                if await self._pushed(client, update):
                    if cloud.updates and cloud.updates[0] is update:
                        cloud.updates.popleft()
                    pause = FIRST_PAUSE
                else:
                    await asyncio.sleep(pause)
                    pause = min(pause * 2, LONGEST_PAUSE)

    async def _pushed(self, client: httpx2.AsyncClient, update: dict[str, Any]) -> bool:
        hook = self.cloud.webhook
        if hook is None:
            return False
        headers = {SECRET_HEADER: hook.secret} if hook.secret else {}
        try:
            response = await client.post(hook.url, json=update, headers=headers)
        except httpx2.TransportError:
            return False
        return response.is_success


async def _params(request: Request) -> Mapping[str, Any]:
    if request.headers.get("content-type", "").startswith("application/json"):
        body: dict[str, Any] = await request.json()
        return body
    return {**request.query_params, **await request.form()}


def _failure(error: ApiError) -> Response:
    body: dict[str, Any] = {"ok": False, "error_code": error.status, "description": error.description}
    if error.retry_after is not None:
        body["parameters"] = {"retry_after": error.retry_after}
    return JSONResponse(body, status_code=error.status)
