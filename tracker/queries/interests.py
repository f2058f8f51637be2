"""What was declared: one's own, and for who may lift them those of the others."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from tracker.models import Interest
from tracker.models.views import key
from tracker.queries.queue import name_of
from tracker.rules.facts import OfficerFacts, Org
from tracker.rules.interests import enders

MOST = 500


@dataclass(frozen=True, slots=True)
class InterestRow:
    """``about`` names the body or the person; of a case not even the number is said. ``liftable`` by this viewer."""

    id: int
    officer: str
    body: str
    about: str
    relation: str
    declared_at: datetime
    ended_at: datetime | None
    ended_by: str
    ended_why: str
    mine: bool
    liftable: bool


def visible_to(viewer: OfficerFacts, interest: Interest, org: Org) -> bool:
    return interest.officer_id == viewer.id or viewer in enders(interest.officer_id, org)


def interests(session: Session, viewer: OfficerFacts, org: Org) -> tuple[InterestRow, ...]:
    """Those that count first, then newest first, at most :data:`MOST`."""
    order = (col(Interest.ended_at).is_not(None), col(Interest.id).desc())
    found = session.exec(select(Interest).order_by(*order).limit(MOST))
    return tuple(_row(interest, viewer, org) for interest in found if visible_to(viewer, interest, org))


def _row(interest: Interest, viewer: OfficerFacts, org: Org) -> InterestRow:
    officer, mine = org.officers[interest.officer_id], interest.officer_id == viewer.id
    return InterestRow(
        id=key(interest.id),
        officer=officer.name,
        body=name_of(officer.body, org),
        about=interest.person or name_of(interest.body_id, org) or "一件诉求件",
        relation=interest.relation,
        declared_at=interest.declared_at,
        ended_at=interest.ended_at,
        ended_by=org.officers[interest.ended_by].name if interest.ended_by else "",
        ended_why=interest.ended_why,
        mine=mine,
        liftable=interest.ended_at is None and not mine,
    )
