"""The tree of bodies and officers, as the rules see it."""

from sqlmodel import Session, col, select

from tracker.models import Body, Clearance, Door, Interest, Officer
from tracker.models.views import org_facts
from tracker.rules.facts import Org


def load_org(session: Session) -> Org:
    """Everything at once: a district has some hundred bodies and officers, and every rule wants the whole tree."""
    return org_facts(
        session.exec(select(Body)),
        session.exec(select(Officer)),
        session.exec(select(Door)),
        session.exec(select(Interest).where(col(Interest.ended_at).is_(None))),
        session.exec(select(Clearance)),
    )
