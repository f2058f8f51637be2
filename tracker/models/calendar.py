"""放假安排: each notice that was brought in, with who asked for it and who put it into force."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field

from tracker.models.base import Row, json_column

ACTIVE = "state = 'active'"


class CalendarNotice(Row, table=True):
    """One year's table. ``state``: proposed → active → replaced; proposed → rejected.

    ``content`` is the checked table, ``original`` the file as it was uploaded. ``calendar_before`` and
    ``calendar_after`` are the versions that clocks were counted with before and after; ``effect`` is what
    the change did to open clocks. Without an officer it was done on the server's command line.
    """

    __tablename__ = "calendar_notice"
    __table_args__ = (
        CheckConstraint("state = 'proposed' OR decided_at IS NOT NULL", name="decided_has_time"),
        Index(
            "uq_calendar_notice_active", "year", unique=True,
            postgresql_where=text(ACTIVE), sqlite_where=text(ACTIVE),
        ),
    )  # fmt: skip

    id: int | None = Field(default=None, primary_key=True)
    year: int
    version: str
    content: dict[str, Any] = Field(sa_column=json_column())
    original: str
    state: str = "proposed"
    uploaded_by: int | None = Field(default=None, foreign_key="officer.id")
    uploaded_at: datetime
    decided_by: int | None = Field(default=None, foreign_key="officer.id")
    decided_at: datetime | None = None
    calendar_before: str | None = None
    calendar_after: str | None = None
    effect: dict[str, Any] = Field(default_factory=dict, sa_column=json_column())
