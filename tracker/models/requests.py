"""申请: a pause, an extension or a return that somebody asked for, and what became of it."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field

from tracker.models.base import Row

PENDING = "state = 'pending'"


class Request(Row, table=True):
    """``days`` of an extension are working days; ``cause`` and ``evidence`` belong to a pause, whose days
    (``paused_from``, ``paused_until``] do not count. ``decided_by`` is empty where the rule itself decided.
    """

    __table_args__ = (
        CheckConstraint("state = 'pending' OR decided_at IS NOT NULL", name="decided_has_time"),
        CheckConstraint("decided_by IS NULL OR decided_by <> asked_by", name="decided_by_another"),
        Index(
            "uq_request_pending",
            "case_id",
            "kind",
            unique=True,
            postgresql_where=text(PENDING),
            sqlite_where=text(PENDING),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="case.id", index=True)
    round: int
    kind: str
    days: int | None = None
    cause: str = ""
    reason: str
    evidence: str = ""
    asked_by: int = Field(foreign_key="officer.id")
    asked_at: datetime
    state: str
    decided_by: int | None = Field(default=None, foreign_key="officer.id")
    decided_at: datetime | None = None
    why: str = ""
    paused_from: date | None = None
    paused_until: date | None = None
