"""Fresh, migrated databases on both engines, and copies of them; all gone afterwards."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Protocol

from sqlalchemy import make_url

import bot.migrate
import tracker.migrate
from tests.postgres.cluster import Cluster, find_binaries, running_cluster

_numbers = count(1)


class Engine(Protocol):
    @property
    def name(self) -> str: ...

    def new(self) -> str:
        """The address of a new database with all tables."""

    def copy(self, url: str) -> str:
        """The address of a copy; nobody may be connected to the original."""


@dataclass(frozen=True, slots=True)
class SQLite:
    folder: Path
    name: str = "SQLite"

    def new(self) -> str:
        return _migrated(self._url())

    def copy(self, url: str) -> str:
        copied = self._url()
        shutil.copy(url.removeprefix("sqlite:///"), copied.removeprefix("sqlite:///"))
        return copied

    def _url(self) -> str:
        return f"sqlite:///{self.folder / f'bench_{next(_numbers)}.db'}"


@dataclass(frozen=True, slots=True)
class PostgreSQL:
    cluster: Cluster
    name: str = "PostgreSQL"

    def new(self) -> str:
        return _migrated(self._create("template0"))

    def copy(self, url: str) -> str:
        return self._create(make_url(url).database or "")

    def _create(self, template: str) -> str:
        name = f"bench_{next(_numbers)}"
        self.cluster.create(name, template)
        return self.cluster.url(name)


@contextmanager
def both_engines() -> Iterator[tuple[Engine, Engine]]:
    """Raises :class:`SystemExit` where PostgreSQL is not installed."""
    binaries = find_binaries()
    if binaries is None:
        raise SystemExit("PostgreSQL 15 or newer is missing; tests/tools.sh installs it")
    with tempfile.TemporaryDirectory(prefix="huiyin-bench-") as folder, running_cluster(binaries) as cluster:
        yield SQLite(Path(folder)), PostgreSQL(cluster)


def _migrated(url: str) -> str:
    tracker.migrate.upgrade(url)
    bot.migrate.upgrade(url)
    return url
