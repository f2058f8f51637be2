"""黄牌/红牌 on record. A card is evidence and a proposal; a person decides what follows from it."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from tracker.models.base import Row, json_column


class Card(Row, table=True):
    __table_args__ = (UniqueConstraint("clock_id", "level"),)

    id: int | None = Field(default=None, primary_key=True)
    colour: str
    body_id: int = Field(foreign_key="body.id", index=True)
    case_id: int = Field(foreign_key="case.id", index=True)
    clock_id: int = Field(foreign_key="clock.id")
    level: str
    why: str
    basis: str
    at: datetime
    revoked_at: datetime | None = None
    revoked_by: int | None = Field(default=None, foreign_key="officer.id")
    revoked_why: str | None = None


class AccountabilityCase(Row, table=True):
    """问责. ``key`` is the cause, so that one cause is proposed once; ``evidence`` is frozen when it is proposed,
    ``evidence_hash`` covers it. ``officer_id`` is set where it is about a person, ``proposed_by`` empty where the
    system proposed; ``nth`` is how many admonitions of the year an appraisal proposal rests on. ``due_on`` is by when
    the present stage should have been left.
    """

    __tablename__ = "accountability_case"

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    rule: str
    measure: str
    stage: str = "proposed"
    year: int
    desk_id: int = Field(foreign_key="body.id", index=True)
    body_id: int = Field(foreign_key="body.id", index=True)
    officer_id: int | None = Field(default=None, foreign_key="officer.id", index=True)
    nth: int | None = None
    grounds: str
    basis: str
    evidence: dict[str, Any] = Field(default_factory=dict, sa_column=json_column())
    evidence_hash: str
    proposed_by: int | None = Field(default=None, foreign_key="officer.id")
    proposed_at: datetime
    statement_due_on: date
    statement_due_at: datetime
    due_on: date | None = None
    due_at: datetime | None = Field(default=None, index=True)
    decided_by: int | None = Field(default=None, foreign_key="officer.id")
    delivered_on: date | None = None
    review_until_on: date | None = None
    review_until_at: datetime | None = None


class AccountabilityStep(Row, table=True):
    """What was done about one, by whom and in which words. Never changed. ``actor_id`` is empty for the system."""

    __tablename__ = "accountability_step"

    id: int | None = Field(default=None, primary_key=True)
    accountability_id: int = Field(foreign_key="accountability_case.id", index=True)
    at: datetime
    actor_id: int | None = Field(default=None, foreign_key="officer.id")
    action: str
    reason: str
    stage: str
