"""Who is at the other end: a random id in a signed cookie, and proof that our own page is asking."""

import hashlib
import hmac
import secrets
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response

COOKIE = "huiyin_person"
PAGE_HEADER = "X-Huiyin"
YEAR_SECONDS = 365 * 24 * 3600


class Visitors:
    """Signs with a key of its own derived from ``secret``."""

    def __init__(self, secret: str, *, public_url: str = "") -> None:
        self._public_host = urlsplit(public_url).netloc
        self._key = hashlib.blake2b(b"web chat visitor", key=hashlib.sha256(secret.encode()).digest()).digest()

    def known(self, request: Request) -> str | None:
        """None without a cookie, or with one that we did not sign."""
        person, _, signature = request.cookies.get(COOKIE, "").partition(".")
        if not hmac.compare_digest(self._sign(person).encode(), signature.encode()):
            return None
        return person

    def welcome(self, request: Request, response: Response) -> None:
        """A new person."""
        person = secrets.token_urlsafe(18)
        response.set_cookie(
            COOKIE,
            f"{person}.{self._sign(person)}",
            max_age=YEAR_SECONDS,
            path=_path(request),
            secure=request.url.scheme == "https",
            httponly=True,
            samesite="lax",
        )

    def forget(self, request: Request, response: Response) -> None:
        response.delete_cookie(COOKIE, path=_path(request))

    def on_our_page(self, request: Request) -> bool:
        """A foreign page can neither set the header nor hide its origin. Only hosts are compared:
        behind a proxy that ends TLS the scheme seen here differs."""
        host = urlsplit(request.headers.get("origin", "")).netloc
        ours = {request.headers.get("host"), self._public_host} - {""}
        return request.headers.get(PAGE_HEADER) == "chat" and host in ours

    def _sign(self, person: str) -> str:
        return hmac.new(self._key, person.encode(), hashlib.sha256).hexdigest()


def _path(request: Request) -> str:
    return str(request.scope.get("root_path") or "/")
