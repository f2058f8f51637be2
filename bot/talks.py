"""What people said, what was decided to be said back, and where each talk stands: two tables.

The only file of the bot that commits. Everything is synchronous; callers use a thread.
"""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from pydantic import TypeAdapter
from sqlalchemy.exc import IntegrityError

from bot.channels.base import Heard, Said

tables = sa.MetaData()

message_table = sa.Table(
    "bot_message",
    tables,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("channel", sa.String(16), nullable=False),
    sa.Column("sender", sa.String(128), nullable=False),
    sa.Column("key", sa.String(128), nullable=False),
    sa.Column("payload", sa.JSON, nullable=False),
    sa.Column("heard_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("replies", sa.JSON(none_as_null=True)),
    sa.Column("answered_at", sa.DateTime(timezone=True)),
    # When the replies were said, or given up because the person cannot be reached any more.
    sa.Column("said_at", sa.DateTime(timezone=True)),
    sa.Column("given_up", sa.Boolean, nullable=False, default=False),
    sa.Column("attempts", sa.Integer, nullable=False, default=0),
    sa.UniqueConstraint("channel", "key", name="uq_bot_message_key"),
    sa.Index("ix_bot_message_sender", "channel", "sender", "id"),
    # Holds only what is on the way, so that looking for work stays cheap however long the history grows.
    sa.Index(
        "ix_bot_message_open",
        "channel",
        "sender",
        "id",
        sqlite_where=sa.text("said_at IS NULL"),
        postgresql_where=sa.text("said_at IS NULL"),
    ),
)

talk_table = sa.Table(
    "bot_talk",
    tables,
    sa.Column("channel", sa.String(16), primary_key=True),
    sa.Column("sender", sa.String(128), primary_key=True),
    sa.Column("state", sa.JSON, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
)

_HEARD = TypeAdapter(Heard)
_SAID = TypeAdapter(tuple[Said, ...])

Guard = Callable[[], AbstractContextManager[object]]


class Overtaken(Exception):
    """Another process changed this talk, or answered this message, in the meantime: look again."""


@dataclass(frozen=True, slots=True)
class Inbound:
    """A stored message without an answer. ``attempts`` counts turns that failed."""

    id: int
    heard: Heard
    attempts: int


@dataclass(frozen=True, slots=True)
class Outbound:
    """Replies that were decided and not yet said."""

    id: int
    says: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Stored:
    """A talk as it lies in the table; version 0 when there is none yet."""

    state: dict[str, Any] | None
    version: int


@dataclass(frozen=True, slots=True)
class Exchange:
    """One message of the history, and what was said to it (empty while it is being answered).

    ``waits``: a turn of it failed already, so the answer may take a while.
    """

    heard: Heard
    says: tuple[Said, ...]
    waits: bool = False


class Talks:
    """Messages and talks on one database.

    ``writer`` is the engine for transactions that write (SQLite: ``BEGIN IMMEDIATE``), each held
    inside ``guard()``: in one process SQLite's writers queue at that lock instead of at the file.
    """

    def __init__(self, engine: sa.Engine, *, writer: sa.Engine | None = None, guard: Guard = nullcontext) -> None:
        self._reader = engine
        self._writer = writer or engine
        self._guard = guard

    def keep(self, heard: Heard) -> bool:
        """Stores the message; false when this (channel, key) was there before."""
        row = {
            "channel": heard.channel,
            "sender": heard.sender,
            "key": heard.key,
            "payload": _HEARD.dump_python(heard, mode="json"),
            "heard_at": heard.at,
        }
        try:
            self._write(message_table.insert().values(row))
        except IntegrityError:
            return False
        return True

    def next(self, channel: str, sender: str) -> tuple[Inbound | None, Stored]:
        """The oldest unanswered message of this person, and their talk."""
        columns = message_table.c
        oldest = (
            sa.select(columns.id, columns.payload, columns.attempts)
            .where(*_of(channel, sender), columns.said_at.is_(None), columns.answered_at.is_(None))
            .order_by(columns.id)
            .limit(1)
        )
        talk = sa.select(talk_table.c.state, talk_table.c.version).where(*_talk_of(channel, sender))
        with self._reader.connect() as connection:
            row = connection.execute(oldest).one_or_none()
            state = connection.execute(talk).one_or_none()
        inbound = Inbound(row.id, _HEARD.validate_python(row.payload), row.attempts) if row else None
        return inbound, Stored(state.state, state.version) if state else Stored(None, 0)

    def decide(
        self,
        inbound: Inbound,
        says: Sequence[Said],
        *,
        at: datetime,
        state: dict[str, Any] | None = None,
        version: int = 0,
    ) -> None:
        """Stores the replies and (unless ``state`` is None) the new talk over ``version``, in one commit.

        Raises :class:`Overtaken` and stores nothing when somebody else was quicker.
        """
        with self._guard(), self._writer.begin() as connection:
            if state is not None:
                _save_talk(connection, inbound.heard, state, version=version, at=at)
            columns = message_table.c
            values = {"replies": _SAID.dump_python(tuple(says), mode="json"), "answered_at": at}
            if not says:
                values["said_at"] = at
            done = connection.execute(
                message_table.update().where(columns.id == inbound.id, columns.answered_at.is_(None)).values(values)
            )
            if done.rowcount != 1:
                raise Overtaken

    def unsaid(self, channel: str, sender: str) -> list[Outbound]:
        """Everything decided and not yet said to this person, oldest first."""
        columns = message_table.c
        query = (
            sa.select(columns.id, columns.replies)
            .where(*_of(channel, sender), columns.said_at.is_(None), columns.answered_at.is_not(None))
            .order_by(columns.id)
        )
        with self._reader.connect() as connection:
            rows = connection.execute(query).all()
        return [Outbound(row.id, _SAID.validate_python(row.replies)) for row in rows]

    def said(self, message_id: int, *, at: datetime, given_up: bool = False) -> None:
        """``given_up``: the person cannot be reached any more and nobody will try again."""
        update = message_table.update().where(message_table.c.id == message_id)
        self._write(update.values(said_at=at, given_up=given_up))

    def failed(self, inbound: Inbound) -> None:
        columns = message_table.c
        self._write(message_table.update().where(columns.id == inbound.id).values(attempts=columns.attempts + 1))

    def waiting(self, channel: str) -> list[str]:
        """Senders with anything unanswered or unsaid, the longest waiting first."""
        columns = message_table.c
        query = (
            sa.select(columns.sender)
            .where(columns.channel == channel, columns.said_at.is_(None))
            .group_by(columns.sender)
            .order_by(sa.func.min(columns.id))
        )
        with self._reader.connect() as connection:
            return list(connection.scalars(query))

    def history(self, channel: str, sender: str, limit: int) -> list[Exchange]:
        """The last ``limit`` messages of this person with their replies, oldest first."""
        columns = message_table.c
        query = (
            sa.select(columns.payload, columns.replies, columns.attempts)
            .where(*_of(channel, sender))
            .order_by(columns.id.desc())
            .limit(limit)
        )
        with self._reader.connect() as connection:
            rows = connection.execute(query).all()
        return [_exchange(row) for row in reversed(rows)]

    def forget(self, before: datetime) -> int:
        """Deletes what was said and settled before then, and talks that rest since; returns how many messages."""
        columns = message_table.c
        old = message_table.delete().where(columns.heard_at < before, columns.said_at.is_not(None))
        with self._guard(), self._writer.begin() as connection:
            connection.execute(talk_table.delete().where(talk_table.c.updated_at < before))
            return connection.execute(old).rowcount

    def _write(self, statement: sa.Executable) -> None:
        with self._guard(), self._writer.begin() as connection:
            connection.execute(statement)


def _exchange(row: sa.Row[Any]) -> Exchange:
    waits = row.replies is None and row.attempts > 0
    return Exchange(_HEARD.validate_python(row.payload), _SAID.validate_python(row.replies or ()), waits)


def _of(channel: str, sender: str) -> tuple[sa.ColumnElement[bool], ...]:
    return message_table.c.channel == channel, message_table.c.sender == sender


def _talk_of(channel: str, sender: str) -> tuple[sa.ColumnElement[bool], ...]:
    return talk_table.c.channel == channel, talk_table.c.sender == sender


def _save_talk(connection: sa.Connection, heard: Heard, state: dict[str, Any], *, version: int, at: datetime) -> None:
    values = {"state": state, "version": version + 1, "updated_at": at}
    if version == 0:
        key = {"channel": heard.channel, "sender": heard.sender}
        try:
            connection.execute(talk_table.insert().values(**key, **values))
        except IntegrityError as error:
            raise Overtaken from error
        return
    mine = (*_talk_of(heard.channel, heard.sender), talk_table.c.version == version)
    if connection.execute(talk_table.update().where(*mine).values(values)).rowcount != 1:
        raise Overtaken
