"""How the page is answered: JSON, problem documents in Chinese, and headers that forbid what it never needs."""

import logging
from collections.abc import Mapping
from http import HTTPStatus
from typing import cast

from pydantic import BaseModel
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tracker.contract import Problem

log = logging.getLogger(__name__)

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; "
        "connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}


class Refusal(Exception):
    """``detail`` is Chinese and says what to do."""

    def __init__(self, status: int, code: str, detail: str, *, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(code)
        self.headers = dict(headers or {})
        self.problem = Problem(title=code, status=status, detail=detail, code=code)


async def refused(request: Request, error: Exception) -> Response:
    if not isinstance(error, Refusal):
        raise error
    body = error.problem.model_dump_json()
    return Response(body, error.problem.status, error.headers, "application/problem+json")


async def busy(request: Request, error: Exception) -> Response:
    """The database does not take it. The page keeps what was written and sends it again."""
    log.error("not stored: %s", type(error).__name__)
    return await refused(request, Refusal(503, "busy", "系统正忙，这条还没有收下，请稍后再发。"))


async def astray(request: Request, error: Exception) -> Response:
    """No such address, or not with this method: the page itself never comes here."""
    status = HTTPStatus(cast(HTTPException, error).status_code)
    return await refused(request, Refusal(status, status.name.lower(), "没有这个地址，请回到对话页面。"))


async def broken(request: Request, error: Exception) -> Response:
    """Only the answer: the fault goes on to whoever logs it."""
    return await refused(request, Refusal(500, "fault", "系统出了点问题，没有办成。请稍后再试。"))


def sent(content: BaseModel) -> Response:
    return Response(content.model_dump_json(), media_type="application/json")


class Shield:
    """Adds the headers to every answer; nothing but the static files may be stored by anybody."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def shielded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(HEADERS)
                headers.setdefault("Cache-Control", "no-cache" if "/static/" in scope["path"] else "no-store")
            await send(message)

        await self._app(scope, receive, shielded)
