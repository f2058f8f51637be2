"""通知: rows written in the transaction of their cause, sent by another loop."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field

from tracker.models.base import Row, json_column

UNSENT = "state IN ('queued', 'sending')"
TO_THE_HOUSE = "contact_kind IS NOT NULL"
ONE_RECIPIENT = (
    "(officer_id IS NOT NULL AND complainant_id IS NULL AND contact_kind IS NULL)"
    " OR (officer_id IS NULL AND complainant_id IS NOT NULL AND contact_kind IS NULL)"
    " OR (officer_id IS NULL AND complainant_id IS NULL AND contact_kind IS NOT NULL)"
)


class Notice(Row, table=True):
    """One message to one person. ``key`` is unique by cause and recipient, so a cause told twice is one row.

    ``state``: queued → sending → delivered; waiting → delivered where the citizen's page fetches;
    needs_person when no door is left: an officer's list. ``next_at`` is when the outbox may claim the row (again).
    ``contact_kind`` and ``contact_sealed`` are the door and address of what the program tells whoever keeps it
    running: of nobody's case.
    """

    __table_args__ = (
        CheckConstraint(ONE_RECIPIENT, name="one_recipient"),
        Index(
            "ix_notice_due", "next_at", "id",
            postgresql_where=text(UNSENT), sqlite_where=text(UNSENT),
        ),
        Index(
            "ix_notice_house", "template", "id",
            postgresql_where=text(TO_THE_HOUSE), sqlite_where=text(TO_THE_HOUSE),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    case_id: int | None = Field(default=None, foreign_key="case.id", index=True)
    officer_id: int | None = Field(default=None, foreign_key="officer.id", index=True)
    complainant_id: int | None = Field(default=None, foreign_key="complainant.id", index=True)
    contact_kind: str | None = None
    contact_sealed: str | None = None
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
