"""The whole web application over the small district, on each database."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI

from tests.builders import CHEAP_HASHER, Place, house, settle
from tests.tracker.web.clients import Clock, Web
from tracker.db import Database
from tracker.settings import Settings
from tracker.web.app import create_app
from tracker.web.security import get_hasher


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    nowhere = Database(f"sqlite:///{tmp_path_factory.mktemp('web') / 'never-opened.db'}")
    app = create_app(Settings(demo=True), nowhere, house(), clock=Clock())
    app.dependency_overrides[get_hasher] = lambda: CHEAP_HASHER
    return app


@pytest.fixture
def place(database_url: str) -> Iterator[Place]:
    db = Database(database_url)
    yield settle(db)
    db.close()


@pytest.fixture
def web(app: FastAPI, place: Place, tmp_path: Path) -> Iterator[Web]:
    with Web.over(app, place, tmp_path) as web:
        yield web
