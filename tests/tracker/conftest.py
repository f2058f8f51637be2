"""One district for all tests of a file and engine: each test has a case of its own in it."""

from collections.abc import Iterator
from itertools import count
from pathlib import Path
from shutil import copy

import pytest

from tests.builders import Place, complaint, settle
from tests.conftest import ENGINES
from tests.postgres.cluster import Cluster
from tests.story import Story, begin
from tracker.db import Database

_numbers = count(1)


@pytest.fixture(scope="module", params=ENGINES)
def place(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """Tests that change the district itself take ``own_place``."""
    name = f"stories_{next(_numbers)}"
    if request.param == "sqlite":
        template: Path = request.getfixturevalue("sqlite_template")
        url = f"sqlite:///{copy(template, tmp_path_factory.mktemp(name) / 'huiyin.db')}"
    else:
        cluster: Cluster = request.getfixturevalue("cluster")
        cluster.create(name, request.getfixturevalue("postgres_template"))
        url = cluster.url(name)
    db = Database(url)
    yield settle(db)
    db.close()


@pytest.fixture
def own_place(database_url: str) -> Iterator[Place]:
    db = Database(database_url)
    yield settle(db)
    db.close()


@pytest.fixture
def story(place: Place) -> Story:
    """王秀英 asks for help with a lift; just registered, on Monday 23 November at nine."""
    return begin(place)


@pytest.fixture
def accusation(place: Place) -> Story:
    """王秀英 complains about how the housing bureau behaves; just registered."""
    return begin(place, complaint())
