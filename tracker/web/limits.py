"""How much a request may bring, so that nobody fills the memory: more is refused before it is read."""

from collections.abc import Mapping

from fastapi import Request
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tracker.web.errors import SENTENCES, answer

TOO_LARGE = 413


class BodyLimit:
    """ASGI middleware. ``limits`` maps the beginning of a path to bytes; ``otherwise`` is for all other paths.

    FastAPI's own limit answers in English and plain text.
    """

    def __init__(self, app: ASGIApp, *, limits: Mapping[str, int], otherwise: int) -> None:
        self.app = app
        self.limits = dict(limits)
        self.otherwise = otherwise

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        limit = self._limit(scope["path"])
        if _announced(scope) > limit:
            code, detail = SENTENCES[TOO_LARGE]
            await answer(scope, TOO_LARGE, code, detail)(scope, receive, send)
            return
        await self.app(scope, _counting(receive, limit), send)

    def _limit(self, path: str) -> int:
        return next((limit for start, limit in self.limits.items() if path.startswith(start)), self.otherwise)


def _announced(scope: Scope) -> int:
    length = Request(scope).headers.get("content-length", "")
    return int(length) if length.isdecimal() else 0


def _counting(receive: Receive, limit: int) -> Receive:
    """For bodies that do not say how long they are."""
    total = 0

    async def count() -> Message:
        nonlocal total
        message = await receive()
        total += len(message.get("body", b""))
        if total > limit:
            raise HTTPException(TOO_LARGE)
        return message

    return count
