"""A year takes half an hour: it is kept every week, and a run that was cut off goes on from there to the same end."""

import pickle
import shutil
from dataclasses import fields
from pathlib import Path
from threading import Lock

from sqlalchemy import text

from bench.year.books import Books
from bench.year.doors import Mail
from bench.year.world import World
from tracker.anchors import FILE

STATE, DATA, NEWEST = "world.pickle", "year.db", "newest"
OUTSIDE = frozenset({"db", "house", "folder", "org", "codes"})
"""What is opened anew or read from the database."""


def keep(world: World, folder: Path) -> None:
    """Database, anchors and what the people remember, all of this moment; the name of the moment is written last."""
    moment = folder / str(world.today)
    moment.mkdir(parents=True, exist_ok=True)
    with world.db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
    for name in (DATA, FILE):
        shutil.copy(world.folder / name, moment / name)
    state = {name: getattr(world, name) for name in _names(World) - OUTSIDE - {"books", "mail"}}
    state |= {"books": _plain(world.books, "is_workday"), "mail": _plain(world.mail, "_lock")}
    (moment / STATE).write_bytes(pickle.dumps(state))
    before = _newest(folder)
    (folder / f"{NEWEST}.new").write_text(moment.name, encoding="utf-8")
    (folder / f"{NEWEST}.new").replace(folder / NEWEST)
    if before is not None and before != moment:
        shutil.rmtree(before)


def _newest(folder: Path) -> Path | None:
    name = folder / NEWEST
    return folder / name.read_text(encoding="utf-8") if name.is_file() else None


def fetch(kept: Path, folder: Path) -> bool:
    """Database and anchors, before they are opened; false where nothing is kept."""
    moment = _newest(kept)
    if moment is not None:
        for name in (DATA, FILE):
            shutil.copy(moment / name, folder / name)
    return moment is not None


def remember(world: World, kept: Path) -> None:
    """The world as it was kept; its database is the kept one already."""
    moment = _newest(kept)
    assert moment is not None, "something was fetched from here"
    state = pickle.loads((moment / STATE).read_bytes())
    _set(world.books, state.pop("books"))
    _set(world.mail, state.pop("mail") | {"_lock": Lock()})
    _set(world, state)
    world.look_around()


def _names(kind: type) -> frozenset[str]:
    return frozenset(field.name for field in fields(kind))


def _plain(thing: Books | Mail, *without: str) -> dict[str, object]:
    return {name: getattr(thing, name) for name in _names(type(thing)) - frozenset(without)}


def _set(thing: World | Books | Mail, state: dict[str, object]) -> None:
    for name, value in state.items():
        setattr(thing, name, value)
