"""协办: another body asked for its opinion on a case that somebody else answers."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field

from tracker.models.base import Row

STANDS = "ended_at IS NULL"


class Assistance(Row, table=True):
    """One body, once a round. ``opinion`` is empty until it came; ``ended_at`` and ``ended_why`` say that it is
    not wanted any more, and never belong to one that came. The time runs on a clock of the step 协办 with the body
    as its owner.
    """

    __table_args__ = (
        CheckConstraint(
            "opinion IS NULL OR (opined_at IS NOT NULL AND opined_by IS NOT NULL)", name="opinion_has_author"
        ),
        CheckConstraint("opinion IS NULL OR ended_at IS NULL", name="opinion_or_end"),
        Index(
            "uq_assistance_body",
            "case_id",
            "round",
            "body_id",
            unique=True,
            postgresql_where=text(STANDS),
            sqlite_where=text(STANDS),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="case.id", index=True)
    round: int
    body_id: int = Field(foreign_key="body.id", index=True)
    question: str
    asked_by: int = Field(foreign_key="officer.id")
    asked_at: datetime
    opinion: str | None = None
    opined_by: int | None = Field(default=None, foreign_key="officer.id")
    opined_at: datetime | None = None
    ended_at: datetime | None = None
    ended_why: str = ""
