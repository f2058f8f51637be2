"""The case and what hangs on it: answers, ratings, evidence, contact data."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Column, Index, UniqueConstraint, false
from sqlmodel import Field

from tracker.models.base import Row, json_column

OPEN = "status NOT IN ('closed', 'guided', 'withdrawn', 'handed_over', 'unsupplemented', 'on_file')"


class Case(Row, table=True):
    """诉求件. ``text`` is what the citizen wrote, unchanged.

    ``desk_id`` is the office in charge, ``holder_id`` the body on whose desk the case lies now,
    ``handling_id`` the body that has to answer. ``next_due`` is the earliest due instant of a live clock,
    kept so that the queue can be read off an index;
    ``colour`` the worst that a live clock has reached. ``query_hash`` is the hash of the query code.
    ``restricted`` while only directors and those admitted may read it; ``receiver`` is who got it in the end (移送).
    ``found_at`` is when a problem was established (查实): after that a withdrawal at ``withdrawn_at`` does not end the
    case, the office goes on by itself and the citizen hears no more of it.
    ``assisting`` are the bodies of its assistances (协办) that stand, kept so that who may see it needs no look there.
    """

    __table_args__ = (
        CheckConstraint(f"NOT ({OPEN}) OR holder_id IS NOT NULL", name="open_has_holder"),
        CheckConstraint(f"({OPEN}) OR ended_reason IS NOT NULL", name="ended_has_reason"),
        CheckConstraint(f"NOT ({OPEN}) OR next_due IS NOT NULL", name="open_has_due"),
        # Walked in order by the queue, one body and one status at a time.
        Index("ix_case_desk_queue", "desk_id", "status", "next_due", "id"),
        Index("ix_case_handling_queue", "handling_id", "status", "next_due", "id"),
        Index("ix_case_holder_queue", "holder_id", "status", "next_due", "id"),
        Index("ix_case_desk_ended", "desk_id", "status", "ended_at", "id"),
        Index("ix_case_registered_at", "registered_at"),
        Index("ix_case_handling_ended", "handling_id", "status", "ended_at", "id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    number: str = Field(unique=True)
    query_hash: str = Field(unique=True)
    filing_key: str = Field(unique=True)
    filing_hash: str
    channel: str
    complainant_id: int = Field(foreign_key="complainant.id", index=True)
    level: str
    kind: str
    conduct: str
    topic: str | None = None
    function: str | None = None
    text: str
    place: str | None = None
    happened: str | None = None
    target_words: str | None = None
    target_id: int | None = Field(default=None, foreign_key="body.id")
    target_person: str | None = None
    target_is_leader: bool = False
    target_is_office: bool = False
    money: bool = False
    urgent: bool = False
    understood: dict[str, Any] = Field(default_factory=dict, sa_column=json_column())
    status: str
    desk_id: int = Field(foreign_key="body.id")
    holder_id: int | None = Field(default=None, foreign_key="body.id")
    handling_id: int | None = Field(default=None, foreign_key="body.id")
    suggested_id: int | None = Field(default=None, foreign_key="body.id")
    suggested_why: str = ""
    designated: bool = False
    returns: int = 0
    round: int = 1
    promised_on: date
    provisional: bool = False
    next_due: datetime | None = None
    colour: str = "calm"
    handed_up: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    registered_at: datetime
    ended_at: datetime | None = None
    ended_reason: str | None = None
    restricted: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    receiver: str | None = None
    found_at: datetime | None = None
    withdrawn_at: datetime | None = None
    assisting: list[int] = Field(
        default_factory=list, sa_column=Column("assisting", JSON, server_default="[]", nullable=False)
    )
    version: int = 1


class Contact(Row, table=True):
    """Name and phone that a citizen gave for one case, encrypted; no row for 匿名."""

    case_id: int = Field(foreign_key="case.id", primary_key=True)
    name_sealed: str | None = None
    phone_sealed: str | None = None


class Answer(Row, table=True):
    """答复 of one round. ``approved`` only after another person has read it.

    ``fingerprint`` is the same for answers that differ in figures and signs only;
    ``overruled`` is why the drafter sent it though the gate had doubts;
    ``rectified`` what was put right, with its proof, where a problem was established.
    """

    # Read by colleague and month, to find answers copied to many.
    __table_args__ = (Index("ix_answer_drafted", "drafted_by", "drafted_at"),)

    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="case.id", index=True)
    round: int
    facts: str
    done: str
    basis: str
    remedy: str
    drafted_by: int = Field(foreign_key="officer.id")
    drafted_at: datetime
    fingerprint: str | None = Field(default=None, index=True)
    overruled: str | None = None
    rectified: str | None = None
    reviewed_by: int | None = Field(default=None, foreign_key="officer.id")
    reviewed_at: datetime | None = None
    approved: bool = False
    delivered_at: datetime | None = None


class RatingGiven(Row, table=True):
    """评价, once a round."""

    __tablename__ = "rating"
    __table_args__ = (UniqueConstraint("case_id", "round"),)

    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="case.id")
    round: int
    score: str
    comment: str = ""
    at: datetime


class Evidence(Row, table=True):
    """A file of the citizen: stored once by content, re-encoded if an image, never shown inline."""

    id: str = Field(primary_key=True)
    case_id: int | None = Field(default=None, foreign_key="case.id", index=True)
    sha256: str = Field(index=True)
    kind: str
    size: int
    kept_at: datetime


class NumberCounter(Row, table=True):
    """The last number given on a day (Shanghai)."""

    __tablename__ = "number_counter"

    day: date = Field(primary_key=True)
    last: int
