"""What a life in the district is made of: how it finds things, and that the process may end at any commit."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, event

from tests.builders import Place, filing
from tests.story import Story, begin
from tracker.db import Database
from tracker.rules.words import Status

BEGUN = (
    (Status.REGISTERED,),
    (Status.REGISTERED, Status.HANDLING),
    (Status.HANDLING, Status.REVIEWING),
    (Status.ANSWERED, Status.ACCEPTED),
    (Status.HANDLING, Status.ANSWERED),
)
"""What the cases have come to that a life finds there already."""


class Death(BaseException):
    """The process ends before the commit: no handler of the program may hold it up."""


@dataclass(slots=True)
class Mortality:
    """After so many commits more the process dies; ``None``: it lives."""

    commits_left: int | None = None

    def at_commit(self, connection: Connection) -> None:
        if self.commits_left is None:
            return
        if self.commits_left == 0:
            connection.exec_driver_sql("ROLLBACK")
            raise Death
        self.commits_left -= 1


@dataclass(frozen=True, slots=True)
class Beginning:
    """A database as a life may find it, and the cases that are in it."""

    path: Path
    stories: tuple[Story, ...]


def hasty(db: Database) -> Database:
    """Waits for no disk: nothing here must survive a power cut."""

    @event.listens_for(db.engine, "connect")
    def _no_sync(connection: Any, _record: Any) -> None:
        connection.execute("PRAGMA synchronous=OFF")

    return db


def beginning(settled: Place, path: Path, begun: Sequence[Status]) -> Beginning:
    copy(Path(settled.db.engine.url.database or ""), path)
    place = replace(settled, db=hasty(Database(f"sqlite:///{path}")))
    stories = tuple(begin(place, filing(sender=f"web-citizen-{n}")).walk(status) for n, status in enumerate(begun))
    place.db.close()
    return Beginning(path, stories)


def copy(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(source)) as here, closing(sqlite3.connect(target)) as there:
        here.backup(there)
