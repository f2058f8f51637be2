"""Notices that found no door any more: a person has to tell them."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from tracker.models import Case, Notice
from tracker.models.views import key
from tracker.queries.queue import name_of
from tracker.queries.scope import AT_DESK, visible
from tracker.rules.delivery import State
from tracker.rules.facts import OfficerFacts, Org
from tracker.rules.words import Level, Role

MOST = 200


@dataclass(frozen=True, slots=True)
class UndeliveredRow:
    """``to`` is the officer's name and body, or the complainant without a name."""

    id: int
    number: str
    level: Level
    to: str
    to_citizen: bool
    subject: str
    text: str
    last_error: str
    at: datetime


def undelivered(session: Session, viewer: OfficerFacts, org: Org) -> tuple[UndeliveredRow, ...]:
    """Oldest first, at most :data:`MOST`; only for the desk in charge of the case: it knows the person."""
    if not viewer.roles & AT_DESK:
        return ()
    found = session.exec(
        select(Notice, Case)
        .join(Case, col(Case.id) == col(Notice.case_id))
        .where(Notice.state == State.NEEDS_PERSON.value, Case.desk_id == viewer.body, visible(viewer, org))
        .order_by(col(Notice.id))
        .limit(MOST)
    )
    return tuple(_row(notice, case, org) for notice, case in found)


def _row(notice: Notice, case: Case, org: Org) -> UndeliveredRow:
    return UndeliveredRow(
        id=key(notice.id),
        number=case.number,
        level=Level(case.level),
        to=_name(notice.officer_id, org),
        to_citizen=notice.complainant_id is not None,
        subject=notice.subject,
        text=notice.text,
        last_error=notice.last_error,
        at=notice.created_at,
    )


def _name(officer_id: int | None, org: Org) -> str:
    if officer_id is None:
        return Role.COMPLAINANT.zh
    officer = org.officers[officer_id]
    return f"{officer.name}（{name_of(officer.body, org)}）"
