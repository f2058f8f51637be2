"""利益申报: declared by the officer, in force at once, lifted only by somebody else."""

from datetime import datetime

from sqlmodel import Session

from tracker.models import Interest
from tracker.queries.interests import visible_to
from tracker.queries.org import load_org
from tracker.rules.errors import IllegalStep, Incomplete, NotFound
from tracker.rules.interests import check_declaration, check_ending


def declare(
    session: Session, *, officer_id: int, body: int | None, person: str, relation: str, now: datetime
) -> Interest:
    """Raises :class:`Incomplete`. The same declared twice is one."""
    person, relation, org = person.strip(), relation.strip(), load_org(session)
    check_declaration(body=body, person=person, relation=relation, org=org)
    me = org.officers[officer_id]
    if body in me.interests or person in me.kin:
        raise IllegalStep("这一项已经申报过了，仍然有效。")
    interest = Interest(
        officer_id=officer_id, body_id=body, person=person or None, relation=relation, declared_at=now
    )
    session.add(interest)
    session.flush()
    return interest


def lift(session: Session, interest_id: int, *, officer_id: int, why: str, now: datetime) -> Interest:
    """Raises :class:`NotFound`, :class:`IllegalStep`, :class:`Incomplete` or ``NotAllowed``."""
    interest, org = session.get(Interest, interest_id, with_for_update=True), load_org(session)
    if interest is None or not visible_to(org.officers[officer_id], interest, org):
        raise NotFound("没有这项申报，或者您无权查看。")
    check_ending(org.officers[officer_id], interest.officer_id, org)
    if interest.ended_at is not None:
        raise IllegalStep("这项申报已经解除。")
    if not why.strip():
        raise Incomplete("请写明为什么不再需要回避，例如：其配偶已于上月调离该局。")
    interest.ended_at, interest.ended_by, interest.ended_why = now, officer_id, why.strip()
    return interest
