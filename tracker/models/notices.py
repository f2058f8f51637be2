"""通知: rows written in the transaction of their cause, sent by another loop."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field

from tracker.models.base import Row, json_column

UNSENT = "state IN ('queued', 'sending')"


class Notice(Row, table=True):
    """One message to one person. ``key`` is unique by cause and recipient, so a cause told twice is one row.

    ``state``: queued → sending → delivered; waiting → delivered where the citizen's page fetches;
    needs_person when no door is left: an officer's list. ``next_at`` is when the outbox may claim the row (again).
    """

    __table_args__ = (
        CheckConstraint("(officer_id IS NULL) <> (complainant_id IS NULL)", name="one_recipient"),
        Index(
            "ix_notice_due", "next_at", "id",
            postgresql_where=text(UNSENT), sqlite_where=text(UNSENT),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    case_id: int | None = Field(default=None, foreign_key="case.id", index=True)
    officer_id: int | None = Field(default=None, foreign_key="officer.id", index=True)
    complainant_id: int | None = Field(default=None, foreign_key="complainant.id", index=True)
    template: str
    subject: str
    text: str
    buttons: list[dict[str, Any]] = Field(default_factory=list, sa_column=json_column())
    state: str = "queued"
    attempts: int = 0
    next_at: datetime
    lease_until: datetime | None = None
    last_error: str = ""
    created_at: datetime
    delivered_at: datetime | None = None
    door: str = ""
    seen_by: int | None = Field(default=None, foreign_key="officer.id")


class Attempt(Row, table=True):
    """Written before the network call and finished after: a crash leaves a visible open attempt."""

    id: int | None = Field(default=None, primary_key=True)
    notice_id: int = Field(foreign_key="notice.id", index=True)
    door: str
    at: datetime
    finished_at: datetime | None = None
    outcome: str = "sending"
    error: str = ""
