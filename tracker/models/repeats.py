"""再次提醒: an alarm said again until somebody has acknowledged it."""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field

from tracker.models.base import Row

PLANNED = "state = 'planned'"


class Repeat(Row, table=True):
    """The ``nth`` time (from 1) that a fired alarm is told again; ``state`` as of an alarm."""

    __table_args__ = (
        UniqueConstraint("alarm_id", "nth"),
        Index("ix_repeat_due", "at", "id", postgresql_where=text(PLANNED), sqlite_where=text(PLANNED)),
    )

    id: int | None = Field(default=None, primary_key=True)
    alarm_id: int = Field(foreign_key="alarm.id")
    case_id: int = Field(foreign_key="case.id", index=True)
    nth: int
    at: datetime
    state: str = "planned"
    fired_at: datetime | None = None


class Acknowledgement(Row, table=True):
    """已知晓: this officer has read the alarm and takes it up."""

    __table_args__ = (UniqueConstraint("alarm_id", "officer_id"),)

    id: int | None = Field(default=None, primary_key=True)
    alarm_id: int = Field(foreign_key="alarm.id")
    case_id: int = Field(foreign_key="case.id", index=True)
    officer_id: int = Field(foreign_key="officer.id")
    at: datetime
