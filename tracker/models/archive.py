"""归档 and retention: the index of what was filed, and what is left where words were erased."""

from datetime import date, datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from tracker.models.base import Row


class ArchiveEntry(Row, table=True):
    """One line of the index (归档目录). It holds nobody's words and stays when they are erased.

    ``events`` and ``last_hash`` are the case's last event before it was filed, ``contents`` the digest of what hangs
    on the case beside its events, ``sha256`` the digest of this line, which the case's record repeats.
    The two ``_until`` are the last days on which contacts, and words, are kept.
    """

    __tablename__ = "archive_entry"

    case_id: int = Field(foreign_key="case.id", primary_key=True)
    number: str
    kind: str
    conduct: str
    status: str
    body: str
    registered_on: date
    ended_on: date
    archived_on: date
    events: int
    last_hash: str
    contents: str
    sha256: str
    contacts_until: date = Field(index=True)
    words_until: date = Field(index=True)
    contacts_erased_at: datetime | None = None
    words_erased_at: datetime | None = None


class Tombstone(Row, table=True):
    """What vouches for an event without its words: the ``hash`` it had, the seal of what ``remains``, and
    ``by_seq``, the event of the same case that erased it. Never changed.
    """

    __table_args__ = (UniqueConstraint("case_id", "seq"),)

    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="case.id")
    seq: int
    hash: str
    remains: str
    by_seq: int
