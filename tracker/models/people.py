"""Bodies, officers, complainants, and the doors through which they can be reached."""

from datetime import datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from tracker.models.base import Row, json_column


class Body(Row, table=True):
    """单位, a node of the tree. ``code`` is the stable name in policy and demo files."""

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(unique=True)
    name: str
    kind: str
    parent_id: int | None = Field(default=None, foreign_key="body.id")
    functions: list[str] = Field(default_factory=list, sa_column=json_column())
    aliases: list[str] = Field(default_factory=list, sa_column=json_column())
    fallback: bool = False


class Officer(Row, table=True):
    id: int | None = Field(default=None, primary_key=True)
    username: str = Field(unique=True)
    name: str
    body_id: int = Field(foreign_key="body.id", index=True)
    roles: list[str] = Field(default_factory=list, sa_column=json_column())
    password_hash: str
    active: bool = True
    created_at: datetime


class Door(Row, table=True):
    """A way to reach an officer. ``dead_since`` is set when the door said that it does not exist."""

    id: int | None = Field(default=None, primary_key=True)
    officer_id: int = Field(foreign_key="officer.id", index=True)
    kind: str
    address_sealed: str
    rank: int = 0
    dead_since: datetime | None = None


class Complainant(Row, table=True):
    """投诉人 on one channel, kept apart from the case: the hash finds the row, the seal opens the id."""

    __table_args__ = (UniqueConstraint("channel", "sender_hash"),)

    id: int | None = Field(default=None, primary_key=True)
    channel: str
    sender_hash: str
    sender_sealed: str
    unreachable_since: datetime | None = None
    created_at: datetime


class OfficerSession(Row, table=True):
    """A log-in. Only the hash of the token is kept; ``csrf`` goes into every form."""

    __tablename__ = "officer_session"

    id: int | None = Field(default=None, primary_key=True)
    token_hash: str = Field(unique=True)
    officer_id: int = Field(foreign_key="officer.id", index=True)
    csrf: str
    created_at: datetime
    expires_at: datetime = Field(index=True)


class Knock(Row, table=True):
    """One attempt at something guarded (a log-in, a query code), counted over all replicas."""

    id: int | None = Field(default=None, primary_key=True)
    what: str = Field(index=True)
    at: datetime = Field(index=True)


class Heartbeat(Row, table=True):
    """When a loop last finished a pass: what ``watch`` and ``/readyz`` look at."""

    name: str = Field(primary_key=True)
    at: datetime
    details: dict[str, Any] = Field(default_factory=dict, sa_column=json_column())


