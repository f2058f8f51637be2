"""归档: a case that can be reviewed no more gets its line in the index, and its record says so."""

from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from tracker.cases.recording import record
from tracker.house import House
from tracker.models import ArchiveEntry, Case, Event
from tracker.models.views import key
from tracker.queries.queue import name_of
from tracker.queries.retention import contents_of
from tracker.rules.facts import Org
from tracker.rules.ledger import digest_of
from tracker.rules.retention import Part
from tracker.rules.words import Action, Visibility
from tracker.rules.workdays import local_date

INDEXED = (
    "number", "kind", "conduct", "status", "body", "registered_on", "ended_on", "archived_on", "events", "last_hash",
    "contents", "contacts_until", "words_until",
)  # fmt: skip
"""What the digest of a line covers."""


def archive(session: Session, house: House, org: Org, case: Case, *, now: datetime) -> ArchiveEntry | None:
    """Once; the caller holds the case row. ``None`` where it is filed already, or may still be reviewed."""
    rules = house.policy.retention
    if case.ended_at is None or session.get(ArchiveEntry, key(case.id)) is not None:
        return None
    ended = local_date(case.ended_at)
    if rules.review_over(ended, house.calendar) > now:
        return None
    entry = _entry(session, case, org, until={part: rules.kept_until(part, ended) for part in Part}, now=now)
    session.add(entry)
    record(
        session, case, Action.ARCHIVE, actor="system", now=now, seen_by=Visibility.HANDLERS,
        reason=f"复查期已过，归档；联系方式保存到{entry.contacts_until}，{Part.WORDS.zh}保存到{entry.words_until}",
        details={
            "index": entry.sha256,
            "contents": entry.contents,
            "until": {"contacts": entry.contacts_until.isoformat(), "words": entry.words_until.isoformat()},
        },
    )  # fmt: skip
    return entry


def _entry(session: Session, case: Case, org: Org, *, until: dict[Part, Any], now: datetime) -> ArchiveEntry:
    case_id = key(case.id)
    last = session.exec(select(Event).where(Event.case_id == case_id).order_by(col(Event.seq).desc()).limit(1)).one()
    assert case.ended_at is not None, "only what has ended is filed"
    entry = ArchiveEntry(
        case_id=case_id, number=case.number, kind=case.kind, conduct=case.conduct, status=case.status,
        body=name_of(case.handling_id or case.desk_id, org),
        registered_on=local_date(case.registered_at), ended_on=local_date(case.ended_at), archived_on=local_date(now),
        events=last.seq, last_hash=last.hash, contents=contents_of(session, [case_id])[case_id], sha256="",
        contacts_until=until[Part.CONTACTS], words_until=until[Part.WORDS],
    )  # fmt: skip
    entry.sha256 = index_digest({name: getattr(entry, name) for name in INDEXED})
    return entry


def index_digest(line: dict[str, Any]) -> str:
    return digest_of({name: value if isinstance(value, int) else str(value) for name, value in line.items()})
