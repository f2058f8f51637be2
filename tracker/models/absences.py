"""请假代办: who is away, from when to when, and who stands in."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint
from sqlmodel import Field

from tracker.models.base import Row


class Absence(Row, table=True):
    """Both days included. ``ended_at`` is set when it was taken back or the officer came back early."""

    __table_args__ = (CheckConstraint("first_on <= last_on", name="in_order"),)

    id: int | None = Field(default=None, primary_key=True)
    officer_id: int = Field(foreign_key="officer.id", index=True)
    first_on: date
    last_on: date
    deputy_id: int | None = Field(default=None, foreign_key="officer.id")
    entered_by: int = Field(foreign_key="officer.id")
    entered_at: datetime
    ended_by: int | None = Field(default=None, foreign_key="officer.id")
    ended_at: datetime | None = None
