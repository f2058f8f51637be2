"""The application as its callers reach it: the bot with its token, officers with theirs, anybody with none."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from httpx2 import Response
from starlette.testclient import TestClient

from tests.builders import NOW, Place, house
from tracker.contract import Problem
from tracker.models import OfficerSession
from tracker.sealing import new_token, token_hash
from tracker.settings import Settings
from tracker.web.errors import MEDIA_TYPE

BOT = {"Authorization": f"Bearer {house().seals.service_token('bot')}"}


@dataclass
class Clock:
    """Goes only when a test moves it."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now


@dataclass(frozen=True, slots=True)
class Web:
    """``client`` has no token of its own; faults come back as answers, as from a real server."""

    place: Place
    client: TestClient
    clock: Clock
    data_dir: Path

    @classmethod
    @contextmanager
    def over(cls, app: FastAPI, place: Place, data_dir: Path) -> Iterator["Web"]:
        """``app`` is moved to this database: to build one takes longer than most tests."""
        clock = Clock()
        settings = Settings(data_dir=data_dir, demo=True)
        app.state.settings, app.state.db, app.state.house, app.state.clock = settings, place.db, house(), clock
        with TestClient(app, raise_server_exceptions=False) as client:
            yield cls(place, client, clock, data_dir)

    def bot(self, path: str, body: Any, **headers: str) -> Response:
        """What the bot sends: always POST, always JSON."""
        return self.client.post(f"/api/v1{path}", json=body, headers=BOT | headers)

    def token(self, officer_id: int) -> str:
        """A valid log-in without the password."""
        token = new_token()
        with self.place.db.writing() as session:
            session.add(
                OfficerSession(
                    token_hash=token_hash(token),
                    officer_id=officer_id,
                    csrf="csrf",
                    created_at=self.clock.now,
                    expires_at=self.clock.now.replace(year=self.clock.now.year + 1),
                )
            )
        return token

    def officer(self, officer_id: int) -> dict[str, str]:
        """Headers of an officer who has logged in."""
        return {"Authorization": f"Bearer {self.token(officer_id)}"}


def problem(response: Response, status: int, code: str) -> Problem:
    """The problem document in ``response``, which must have this status and this code."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == MEDIA_TYPE
    found = Problem.model_validate_json(response.content)
    assert (found.status, found.code) == (status, code)
    assert any("一" <= sign <= "鿿" for sign in found.detail), "people read the detail"
    return found
