"""What keeps a browser from being used against its officer: cookies, headers, and whose form it is."""

import hmac
from typing import Annotated, Final
from urllib.parse import urlsplit

from argon2 import PasswordHasher
from fastapi import Depends, Request, Response
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tracker.accounts import HASHER, SESSION
from tracker.rules.errors import NotAllowed
from tracker.settings import Settings

COOKIE: Final = "huiyin_officer"
CONSOLE: Final = "/console"

HEADERS: Final = {
    # No inline script or style anywhere, so that escaped text that slips through still cannot run.
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # Case numbers stand in addresses: no other site may learn them.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), interest-cohort=()",
}


CACHING: Final = {CONSOLE: "no-store", "/static/": "no-cache"}
"""By the beginning of a path: nothing of a case stays on an officer's disk; a style sheet is asked after each time."""


class SecurityHeaders:
    """ASGI middleware. What an endpoint has set itself stays: the chat has a policy of its own."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        how = next((how for start, how in CACHING.items() if scope["path"].startswith(start)), None)
        wanted = {**HEADERS, "Cache-Control": how} if how else HEADERS

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in wanted.items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, with_headers)


async def get_hasher() -> PasswordHasher:
    """Tests override this dependency: half a second a log-in is for those who guess, not for them."""
    return HASHER


TheHasher = Annotated[PasswordHasher, Depends(get_hasher)]


def set_cookie(response: Response, token: str, settings: Settings) -> None:
    response.set_cookie(
        COOKIE,
        token,
        max_age=int(SESSION.total_seconds()),
        path=CONSOLE,
        secure=settings.public_url.startswith("https://"),
        httponly=True,
        samesite="lax",
    )


def clear_cookie(response: Response) -> None:
    response.delete_cookie(COOKIE, path=CONSOLE)


def check_origin(request: Request, settings: Settings) -> None:
    """Refuses a form that another site sends. Raises :class:`NotAllowed`.

    A browser says where a form comes from; what says nothing is no browser and lends its cookie to nobody.
    """
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    if site is not None:
        ours = site in ("same-origin", "none")
    elif origin is not None:
        ours = origin == settings.public_url or urlsplit(origin).netloc == request.headers.get("host")
    else:
        ours = True
    if not ours:
        raise NotAllowed("这个请求不是从本系统的页面发出的，没有办理。请回到本系统的页面重新提交。")


def check_csrf(given: str, expected: str) -> None:
    """Raises :class:`NotAllowed` unless the form carries the token of this very log-in."""
    if not hmac.compare_digest(given.encode(), expected.encode()):
        raise NotAllowed("页面已经过期，没有办理。请刷新页面后重新提交。")


def caller(request: Request) -> str:
    """The network address of who asks, as the server (or its trusted proxy) reports it."""
    return request.client.host if request.client else "unknown"
