"""利益申报 and 准许查看: what an officer may not touch, and what one officer more may read."""

from datetime import datetime

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field

from tracker.models.base import Row


class Interest(Row, table=True):
    """One declaration about exactly one of a body, a person's name or a case. It counts until ``ended_at``."""

    __table_args__ = (
        CheckConstraint(
            "(body_id IS NOT NULL AND person IS NULL AND case_id IS NULL)"
            " OR (body_id IS NULL AND person IS NOT NULL AND case_id IS NULL)"
            " OR (body_id IS NULL AND person IS NULL AND case_id IS NOT NULL)",
            name="about_one_thing",
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    officer_id: int = Field(foreign_key="officer.id", index=True)
    body_id: int | None = Field(default=None, foreign_key="body.id")
    person: str | None = None
    case_id: int | None = Field(default=None, foreign_key="case.id")
    relation: str
    declared_at: datetime
    ended_at: datetime | None = None
    ended_by: int | None = Field(default=None, foreign_key="officer.id")
    ended_why: str = ""


class Clearance(Row, table=True):
    """One officer more who may read one restricted case, let in by a director with a reason."""

    __table_args__ = (UniqueConstraint("case_id", "officer_id"),)

    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="case.id")
    officer_id: int = Field(foreign_key="officer.id", index=True)
    given_by: int = Field(foreign_key="officer.id")
    reason: str
    at: datetime
