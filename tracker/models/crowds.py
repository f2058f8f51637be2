"""Which cases are alike, which of them many people told, and which an officer put together."""

from datetime import datetime
from typing import Any

from sqlmodel import Field

from tracker.models.base import Row, json_column


class Signature(Row, table=True):
    """What is kept of a case's words to know them again; no words can be had back from it (``nlp.twins``)."""

    case_id: int = Field(foreign_key="case.id", primary_key=True)
    data: bytes
    at: datetime


class Tie(Row, table=True):
    """``case_id`` came later than ``other_id``. Said by the machine, once a pair, for people to judge."""

    case_id: int = Field(foreign_key="case.id", primary_key=True)
    other_id: int = Field(foreign_key="case.id", primary_key=True, index=True)
    alike: str
    score: float
    because: list[Any] = Field(default_factory=list, sa_column=json_column())
    at: datetime


class HotMatter(Row, table=True):
    """热点: told to the director once, when it had grown to ``people``; ``case_id`` is the one in the middle."""

    __tablename__ = "hot_matter"

    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="case.id")
    desk_id: int = Field(foreign_key="body.id", index=True)
    people: int
    at: datetime
    last_at: datetime


class HotCase(Row, table=True):
    """A case belongs to one hot matter at most."""

    __tablename__ = "hot_case"

    case_id: int = Field(foreign_key="case.id", primary_key=True)
    matter_id: int = Field(foreign_key="hot_matter.id", index=True)


class Merger(Row, table=True):
    """并案: the case is looked into together with ``master_id``, which itself is merged into nothing."""

    case_id: int = Field(foreign_key="case.id", primary_key=True)
    master_id: int = Field(foreign_key="case.id", index=True)
    by_id: int = Field(foreign_key="officer.id")
    at: datetime
    reason: str
