"""What is to be filed, what may be erased and what may not, and what hangs on a case beside its events."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, select

from tracker.models import (
    AccountabilityCase,
    Answer,
    Appeal,
    ArchiveEntry,
    Assistance,
    Case,
    Contact,
    Event,
    Evidence,
    RatingGiven,
    Tombstone,
)
from tracker.models.views import key
from tracker.rules.accountability import Stage
from tracker.rules.ledger import Tomb, digest_of
from tracker.rules.retention import Part, Retention, kept_no_longer
from tracker.rules.words import Action, Status
from tracker.rules.workdays import Calendar, local_date

SETTLED = frozenset(
    {Stage.DELIVERED, Stage.UPHELD, Stage.REVOKED, Stage.DISMISSED, Stage.WITHDRAWN, Stage.LAPSED}
)
"""Stages after which nothing is decided any more, once the time for asking for a review is over."""


@dataclass(frozen=True, slots=True)
class Due:
    """A part of a filed case that is kept no longer."""

    case_id: int
    number: str
    part: Part
    ended_on: date


def to_file(
    session: Session, calendar: Calendar, since: Callable[[date, Calendar], datetime], *, now: datetime, limit: int
) -> list[int]:
    """Ended cases that are not filed, longest ended first, where ``since`` (of the day of the end) has come."""
    filed = select(ArchiveEntry.case_id)
    ended = select(Case.id, Case.ended_at).where(col(Case.ended_at).is_not(None), col(Case.id).not_in(filed))
    found = session.exec(ended.order_by(col(Case.ended_at)).limit(limit)).all()
    return [key(i) for i, at in found if at and since(local_date(at), calendar) <= now]


def due(session: Session, rules: Retention, *, today: date) -> Iterator[Due]:
    """Contacts before words, the longest ended first."""
    for part in Part:
        until = getattr(ArchiveEntry, f"{part.value}_until")
        waiting = select(ArchiveEntry).where(
            getattr(ArchiveEntry, f"{part.value}_erased_at").is_(None), until < today
        )
        for entry in session.exec(waiting.order_by(col(ArchiveEntry.ended_on), col(ArchiveEntry.case_id))):
            if kept_no_longer(today, getattr(entry, f"{part.value}_until"), rules.kept_until(part, entry.ended_on)):
                yield Due(entry.case_id, entry.number, part, entry.ended_on)


def why_kept(session: Session, case: Case, *, now: datetime) -> str | None:
    """Why nothing of this case may be erased, in Chinese."""
    if Status(case.status).open:
        return "还没有办结"
    if key(case.id) in under_accountability(session, now=now):
        return "牵涉的问责还没有了结"
    last = session.exec(
        select(Event)
        .where(Event.case_id == key(case.id), col(Event.action).in_([Action.HOLD.value, Action.LIFT_HOLD.value]))
        .order_by(col(Event.seq).desc())
        .limit(1)
    ).first()
    return f"已决定保留：{last.reason}" if last and last.action == Action.HOLD else None


def under_accountability(session: Session, *, now: datetime) -> frozenset[int]:
    """Cases whose cards an unsettled accountability case rests on."""
    rows = session.exec(select(AccountabilityCase))
    return frozenset(
        card["case"]
        for row in rows
        if Stage(row.stage) not in SETTLED or (row.review_until_at is not None and row.review_until_at > now)
        for card in row.evidence.get("cards", ())
    )


def leftovers(session: Session) -> list[str]:
    """The contents (SHA-256) of erased files that are nobody's evidence any more: one file may be that of several
    cases, and goes with the last of them.
    """
    erased = session.exec(select(Event.details).where(Event.action == Action.ERASE.value))
    gone: set[str] = {file["sha256"] for details in erased for file in details["files"]}
    needed = set(session.exec(select(Evidence.sha256))) if gone else set()
    return sorted(gone - needed)


def tombs_of(session: Session, case_id: int) -> list[Tomb]:
    rows = session.exec(select(Tombstone).where(Tombstone.case_id == case_id).order_by(col(Tombstone.seq)))
    return [Tomb(row.seq, row.hash, row.remains, row.by_seq) for row in rows]


def contents_of(session: Session, ids: Sequence[int]) -> dict[int, str]:
    """By case, the digest of all that is kept of it beside its events: an edit or a deletion changes it."""
    found: dict[int, dict[str, Any]] = {
        key(case.id): {"case": [case.text, case.place, case.happened, case.target_words, case.target_person]}
        for case in session.exec(select(Case).where(col(Case.id).in_(ids)))
    }
    for name, case_id, row in _hanging(session, ids):
        found[case_id].setdefault(name, []).append(row)
    return {case_id: digest_of(parts) for case_id, parts in found.items()}


def _hanging(session: Session, ids: Sequence[int]) -> Iterator[tuple[str, int, list[Any]]]:
    for answer in session.exec(select(Answer).where(col(Answer.case_id).in_(ids)).order_by(col(Answer.id))):
        words = [answer.facts, answer.done, answer.basis, answer.remedy, answer.rectified, answer.overruled]
        yield "answers", answer.case_id, [answer.round, answer.approved, *words]
    for appeal in session.exec(select(Appeal).where(col(Appeal.case_id).in_(ids)).order_by(col(Appeal.id))):
        words = [appeal.reason_text, appeal.grounds, appeal.answer]
        yield "appeals", appeal.case_id, [appeal.round, appeal.stage, appeal.outcome, *words]
    for asked in session.exec(select(Assistance).where(col(Assistance.case_id).in_(ids)).order_by(col(Assistance.id))):
        yield "assistances", asked.case_id, [asked.round, asked.body_id, asked.question, asked.opinion]
    ratings = select(RatingGiven).where(col(RatingGiven.case_id).in_(ids)).order_by(col(RatingGiven.id))
    for rating in session.exec(ratings):
        yield "ratings", rating.case_id, [rating.round, rating.score, rating.comment]
    for file in session.exec(select(Evidence).where(col(Evidence.case_id).in_(ids)).order_by(col(Evidence.id))):
        yield "files", file.case_id or 0, [file.id, file.sha256]
    for contact in session.exec(select(Contact).where(col(Contact.case_id).in_(ids))):
        yield "contact", contact.case_id, [contact.name_sealed, contact.phone_sealed]
