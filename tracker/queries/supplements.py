"""What a complainant was asked for before the decision."""

from sqlmodel import Session, col, select

from tracker.models import Case, Clock
from tracker.models.views import key
from tracker.rules.lifecycle import OF_THE_CITIZEN


def was_asked(session: Session, case: Case) -> bool:
    """Whether 补正 was required already, be it answered or not."""
    asked = select(Clock.id).where(Clock.case_id == key(case.id), col(Clock.step).in_(OF_THE_CITIZEN))
    return session.exec(asked).first() is not None
