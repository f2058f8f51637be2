"""询问函 as the body reads them: reference, text, date; nothing of the case."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from tracker.models import Case, Letter
from tracker.models.views import case_facts, key
from tracker.queries.queue import name_of
from tracker.rules.facts import OfficerFacts, Org
from tracker.rules.letters import readers

MOST = 100


@dataclass(frozen=True, slots=True)
class LetterRow:
    id: int
    reference: str
    body: str
    text: str
    due_on: date
    sent_at: datetime
    reply: str
    replied_at: datetime | None


def addressed_to(session: Session, viewer: OfficerFacts, letter: Letter, org: Org) -> bool:
    case = session.get_one(Case, letter.case_id)
    return letter.body_id == viewer.body and viewer in readers(letter.body_id, case_facts(case), org)


def letters(session: Session, viewer: OfficerFacts, org: Org) -> tuple[LetterRow, ...]:
    """Those addressed to the viewer, newest first, at most :data:`MOST`."""
    found = session.exec(
        select(Letter).where(Letter.body_id == viewer.body).order_by(col(Letter.id).desc()).limit(MOST)
    )
    return tuple(_row(letter, org) for letter in found if addressed_to(session, viewer, letter, org))


def _row(letter: Letter, org: Org) -> LetterRow:
    return LetterRow(
        id=key(letter.id),
        reference=letter.reference,
        body=name_of(letter.body_id, org),
        text=letter.text,
        due_on=letter.due_on,
        sent_at=letter.sent_at,
        reply=letter.reply or "",
        replied_at=letter.replied_at,
    )
