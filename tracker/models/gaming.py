"""Signs that a limit was met on paper only, on record for a person to judge."""

from datetime import datetime

from sqlmodel import Field

from tracker.models.base import Row


class GamingMark(Row, table=True):
    """``key`` is sign, case and event, so that one is marked once; ``verdict`` is empty until a person has looked."""

    __tablename__ = "gaming_mark"

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    sign: str
    case_id: int = Field(foreign_key="case.id", index=True)
    body_id: int = Field(foreign_key="body.id", index=True)
    seq: int
    at: datetime
    why: str
    found_at: datetime
    verdict: str | None = None
    judged_by: int | None = Field(default=None, foreign_key="officer.id")
    judged_at: datetime | None = None
    judged_why: str | None = None
