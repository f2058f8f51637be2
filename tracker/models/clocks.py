"""Clocks and their alarms. A clock is never overwritten: what replaces it points back."""

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, Column, Index, UniqueConstraint, text
from sqlmodel import Field

from tracker.models.base import Row

LIVE = "settled IS NULL"
PLANNED = "state = 'planned'"


class Clock(Row, table=True):
    """时限. ``settled`` is empty while the clock runs, then met, late or void.

    ``amount`` has its extension in it; ``paused`` are its pauses as pairs of ISO dates (start, end],
    which come on top. ``policy`` is the fingerprint of the policy it was planned under; clocks from before there
    were versions have none.
    """

    __table_args__ = (
        CheckConstraint("settled IS NULL OR settled_at IS NOT NULL", name="settled_has_time"),
        Index("ix_clock_live", "case_id", postgresql_where=text(LIVE), sqlite_where=text(LIVE)),
        Index("ix_clock_counted", "calendar", postgresql_where=text(LIVE), sqlite_where=text(LIVE)),
    )

    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="case.id", index=True)
    step: str
    round: int
    owner_id: int = Field(foreign_key="body.id", index=True)
    amount: int
    unit: str
    basis: str
    started_at: datetime
    due_on: date
    due_at: datetime
    provisional: bool
    calendar: str
    policy: str | None = None
    settled: str | None = None
    settled_at: datetime | None = None
    paused: list[list[str]] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True), nullable=True))
    superseded_by: int | None = Field(default=None, foreign_key="clock.id")


class Alarm(Row, table=True):
    """提醒. ``state`` is planned, fired or void; the sweep reads only planned ones whose time has come."""

    __table_args__ = (
        UniqueConstraint("clock_id", "level"),
        Index("ix_alarm_due", "at", "id", postgresql_where=text(PLANNED), sqlite_where=text(PLANNED)),
    )

    id: int | None = Field(default=None, primary_key=True)
    clock_id: int = Field(foreign_key="clock.id")
    case_id: int = Field(foreign_key="case.id", index=True)
    level: str
    at: datetime
    state: str = "planned"
    fired_at: datetime | None = None
