"""The console as an officer's browser reaches it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import unescape

from httpx2 import Response

from tests.builders import version_of
from tests.tracker.web.clients import Web
from tracker.web.security import COOKIE

CSRF = "csrf"
"""The form token of every log-in that :meth:`Web.token` makes."""


def words(response: Response) -> str:
    """What a person reads: no tags, no entities, no needless space."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", response.text)))


@dataclass(frozen=True, slots=True)
class Browser:
    """One officer, logged in."""

    web: Web
    cookie: str

    @classmethod
    def of(cls, web: Web, officer_id: int) -> "Browser":
        return cls(web, f"{COOKIE}={web.token(officer_id)}")

    @property
    def _headers(self) -> dict[str, str]:
        return {"Cookie": self.cookie, "Accept": "text/html"}

    def get(self, path: str = "", **headers: str) -> Response:
        return self.web.client.get(f"/console{path}", headers=self._headers | headers, follow_redirects=False)

    def post(
        self, path: str, fields: Mapping[str, str] | None = None, *,
        csrf: str = CSRF, headers: Mapping[str, str] | None = None,
    ) -> Response:  # fmt: skip
        return self.web.client.post(
            f"/console{path}",
            data={"csrf": csrf, **(fields or {})},
            headers={**self._headers, **(headers or {})},
            follow_redirects=False,
        )

    def do(self, number: str, action: str, *, version: str = "", **fields: str) -> Response:
        """The form of an action, as the newest page shows it unless told otherwise."""
        seen = version or str(version_of(self.web.place, number))
        return self.post(f"/cases/{number}/actions/{action}", {"version": seen, **fields})

    def numbers(self, path: str = "") -> list[str]:
        """Of the rows on a page of the queue, in order."""
        return re.findall(r'href="/console/cases/([A-Z0-9-]+)"', self.get(path).text)
