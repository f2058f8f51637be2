"""办理记录: the chained events of a case. Never updated, never deleted."""

from datetime import datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from tracker.models.base import Row, json_column


class Event(Row, table=True):
    """``actor`` is ``officer:7``, ``complainant`` or ``system``; ``hash`` covers all but the id."""

    __table_args__ = (UniqueConstraint("case_id", "seq"),)

    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="case.id")
    seq: int
    at: datetime
    actor: str
    action: str
    reason: str = ""
    visibility: str
    details: dict[str, Any] = Field(default_factory=dict, sa_column=json_column())
    before: str
    hash: str
