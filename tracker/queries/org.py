"""The tree of bodies and officers, as the rules see it."""

from sqlmodel import Session, col, select

from tracker.models import Absence, Body, Clearance, Door, Interest, Officer
from tracker.models.views import org_facts
from tracker.rules.facts import Org


def load_org(session: Session) -> Org:
    """Everything at once: a district has some hundred bodies and officers, and every rule wants the whole tree."""
    standing = select(Absence).where(col(Absence.ended_at).is_(None)).order_by(col(Absence.id))
    return org_facts(
        session.exec(select(Body)),
        session.exec(select(Officer)),
        session.exec(select(Door)),
        interests=session.exec(select(Interest).where(col(Interest.ended_at).is_(None))),
        clearances=session.exec(select(Clearance)),
        absences=session.exec(standing),
    )
