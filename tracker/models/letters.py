"""询问函: what the office asked a body it may not let into the case, and what the body said."""

from datetime import date, datetime

from sqlmodel import Field

from tracker.models.base import Row


class Letter(Row, table=True):
    """``reference`` is what the body knows it by: a number of its own, that leads nobody to the case."""

    id: int | None = Field(default=None, primary_key=True)
    reference: str = Field(unique=True)
    case_id: int = Field(foreign_key="case.id", index=True)
    body_id: int = Field(foreign_key="body.id", index=True)
    text: str
    due_on: date
    sent_by: int = Field(foreign_key="officer.id")
    sent_at: datetime
    reply: str | None = None
    replied_by: int | None = Field(default=None, foreign_key="officer.id")
    replied_at: datetime | None = None
