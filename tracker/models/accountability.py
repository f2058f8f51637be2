"""黄牌/红牌 on record. A card is evidence and a proposal; a person decides what follows from it."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from tracker.models.base import Row


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
