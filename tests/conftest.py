"""What every test may ask for: a migrated database of its own, on each engine."""

import os
import shutil
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest
from hypothesis import settings

import bot.migrate
import tracker.migrate
from tests.postgres.cluster import Cluster, find_binaries, running_cluster
from tests.tools import lacking

ENGINES = ("sqlite", pytest.param("postgres", marks=pytest.mark.postgres))
TEMPLATE = "huiyin_template"

# A busy machine must not make a property false.
settings.register_profile("huiyin", deadline=None)
settings.load_profile("huiyin")

_numbers = count(1)


def migrate(url: str) -> None:
    tracker.migrate.upgrade(url)
    bot.migrate.upgrade(url)


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """The developer's own HUIYIN_* variables decide nothing here."""
    for name in [name for name in os.environ if name.startswith("HUIYIN_")]:
        monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    binaries = find_binaries()
    if binaries is None:
        lacking("PostgreSQL 15 or newer")
    with running_cluster(binaries) as running:
        yield running


@pytest.fixture(scope="session")
def postgres_template(cluster: Cluster) -> str:
    cluster.create(TEMPLATE)
    migrate(cluster.url(TEMPLATE))
    return TEMPLATE


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "huiyin.db"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture
def new_postgres(cluster: Cluster) -> Iterator[Callable[[str], str]]:
    """Creates databases from a template by name and returns their addresses; drops them all at the end."""
    made: list[str] = []

    def create(template: str) -> str:
        name = f"huiyin_{next(_numbers)}"
        cluster.create(name, template)
        made.append(name)
        return cluster.url(name)

    yield create
    for name in made:
        cluster.drop(name)


@pytest.fixture
def postgres_url(new_postgres: Callable[[str], str], postgres_template: str) -> str:
    """A migrated PostgreSQL database of this test's own."""
    return new_postgres(postgres_template)


@pytest.fixture
def sqlite_url(tmp_path: Path, sqlite_template: Path) -> str:
    """A migrated SQLite file of this test's own."""
    return f"sqlite:///{shutil.copy(sqlite_template, tmp_path / 'huiyin.db')}"


@pytest.fixture(params=ENGINES)
def database_url(request: pytest.FixtureRequest) -> str:
    """A migrated database of this test's own; the test runs once on each engine."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture(params=ENGINES)
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database without any table, for tests of the migrations themselves."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'empty.db'}"
    create: Callable[[str], str] = request.getfixturevalue("new_postgres")
    return create("template0")
