"""Who may read how a complainant is reached: 实名 those who handle, 保密 the desk alone, 匿名 nobody."""

from collections.abc import Mapping

from sqlmodel import Session, select

from tracker.models import Case, Contact
from tracker.models.views import case_facts
from tracker.queries.scope import AT_BODY, AT_DESK
from tracker.rules.conflict import roles_for
from tracker.rules.facts import OfficerFacts, Org
from tracker.rules.words import Level, Role, Status

READERS: Mapping[Level, frozenset[Role]] = {
    Level.REAL: AT_DESK | AT_BODY,
    Level.CONFIDENTIAL: AT_DESK,
    Level.ANONYMOUS: frozenset(),
}


def contact_for(session: Session, viewer: OfficerFacts, org: Org, number: str) -> tuple[Case, Contact] | None:
    """The sealed contact, if there is one and the viewer may read it."""
    found = session.exec(select(Case, Contact).where(Contact.case_id == Case.id, Case.number == number)).first()
    if found is None:
        return None
    case, contact = found
    roles = roles_for(viewer, case_facts(case), org)
    gone = case.status == Status.HANDED_OVER
    return (case, contact) if not gone and roles & READERS[Level(case.level)] else None
