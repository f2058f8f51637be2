"""待批: what was asked about a case and is not decided, and whether its time stands still."""

from sqlmodel import Session, col, select

from tracker.models import Case, Clock, Request
from tracker.models.views import key
from tracker.rules.requests import Decision
from tracker.rules.words import Step


def pending(session: Session, case: Case) -> list[Request]:
    rows = select(Request).where(Request.case_id == key(case.id), Request.state == Decision.PENDING.value)
    return list(session.exec(rows.order_by(col(Request.id))))


def running_pause(session: Session, case: Case) -> Clock | None:
    """The clock of the pause, while the handling stands still."""
    rows = select(Clock).where(Clock.case_id == key(case.id), Clock.step == Step.PAUSE.value)
    return session.exec(rows.where(col(Clock.settled).is_(None))).first()
