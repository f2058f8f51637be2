"""From settings to an open house: what every command does first, with one clear sentence when it cannot."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from tracker import migrate
from tracker.db import Database
from tracker.house import House
from tracker.policy.calendar import load_calendar
from tracker.policy.load import Policy, load_policy
from tracker.queries.calendar import keep_current
from tracker.rules.workdays import Calendar
from tracker.sealing import Seals
from tracker.settings import Settings, SettingsError, trouble
from tracker.transports import check_mail


@dataclass(frozen=True, slots=True)
class Rooms:
    """What a running process holds open."""

    settings: Settings
    db: Database
    house: House


@contextmanager
def rooms(settings: Settings) -> Iterator[Rooms]:
    """The secret, the law and the mail server's address are checked before anything is written."""
    check_mail(settings)
    db, house = open_both(settings)
    try:
        yield Rooms(settings, db, house)
    finally:
        db.close()


def open_both(settings: Settings) -> tuple[Database, House]:
    """The house counts with the calendar and the policy in force in this database, now and at every later session."""
    house, db = open_house(settings), open_database(settings)
    keep_current(db, house)
    return db, house


def open_house(settings: Settings) -> House:
    """Raises :class:`SettingsError` without a secret, and the policy's own errors for a bad policy."""
    return House(load_policy(), load_calendar(), Seals(settings.secret))


def bare_house(calendar: Calendar, policy: Policy | None = None) -> House:
    """For counting only: what it would seal, nobody could open. Without a ``policy`` it has the one shipped."""
    return House(policy or load_policy(), calendar, Seals(""))


def open_database(settings: Settings) -> Database:
    """Raises :class:`SettingsError` when the data folder cannot be written."""
    prepare_folder(settings.data_dir)
    return Database(settings.database)


@contextmanager
def reading(settings: Settings) -> Iterator[Session]:
    """For commands that only look. Raises :class:`SettingsError` before the first migration."""
    db = open_database(settings)
    try:
        if not migrate.is_current(settings.database):
            raise SettingsError("数据库还没有升级到本版本，请先运行 huiyin migrate。")
        with db.reading() as session:
            yield session
    finally:
        db.close()


def prepare_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        why = trouble(error)
        raise SettingsError(f"无法建立数据目录 {folder}：{why}。请用 HUIYIN_DATA_DIR 换一个目录。") from error
    if not os.access(folder, os.W_OK | os.X_OK):
        raise SettingsError(f"数据目录 {folder} 不可写。请修改权限，或用 HUIYIN_DATA_DIR 换一个目录。")


def upgrade(settings: Settings) -> None:
    """The tracker's tables. Raises :class:`SettingsError` when the database cannot be reached."""
    prepare_folder(settings.data_dir)
    try:
        migrate.upgrade(settings.database)
    except SQLAlchemyError as error:
        raise SettingsError("连不上数据库。请检查 HUIYIN_DATABASE_URL，以及数据库是否在运行。") from error
