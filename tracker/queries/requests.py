"""待批: what was asked about a case and is not decided, and whether its time stands still."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from tracker.house import House
from tracker.models import Case, Clock, Request
from tracker.models.views import case_facts, key
from tracker.queries.scope import concerns
from tracker.rules.conflict import roles_for
from tracker.rules.facts import OfficerFacts, Org
from tracker.rules.requests import Ask, Decision
from tracker.rules.words import Role, Status, Step


def pending(session: Session, case: Case) -> list[Request]:
    rows = select(Request).where(Request.case_id == key(case.id), Request.state == Decision.PENDING.value)
    return list(session.exec(rows.order_by(col(Request.id))))


def running_pause(session: Session, case: Case) -> Clock | None:
    """The clock of the pause, while the handling stands still."""
    rows = select(Clock).where(Clock.case_id == key(case.id), Clock.step == Step.PAUSE.value)
    return session.exec(rows.where(col(Clock.settled).is_(None))).first()


DECIDES = frozenset({Role.HEAD, Role.DIRECTOR})
MOST = 200


@dataclass(frozen=True, slots=True)
class Waiting:
    """``request`` and ``version`` go into the form; ``mine`` when this viewer may decide it."""

    number: str
    version: int
    request: int
    kind: Ask
    asked_by: str
    asked_at: datetime
    days: int | None
    cause: str
    reason: str
    evidence: str
    next_due: datetime | None
    mine: bool


def waiting(session: Session, house: House, viewer: OfficerFacts, org: Org) -> tuple[Waiting, ...]:
    """What is to be decided on cases that the viewer may see: nearest deadline first, at most :data:`MOST`."""
    rows = session.exec(
        select(Request, Case)
        .join(Case, col(Case.id) == col(Request.case_id))
        .where(Request.state == Decision.PENDING.value, Case.status == Status.HANDLING.value)
        .where(concerns(viewer, org, col(Case.handling_id)))
        .order_by(col(Case.next_due), col(Request.id))
        .limit(MOST)
    )
    return tuple(_waiting(request, case, house, viewer, org) for request, case in rows)


def _waiting(request: Request, case: Case, house: House, viewer: OfficerFacts, org: Org) -> Waiting:
    decides = bool(roles_for(viewer, case_facts(case), org) & DECIDES)
    return Waiting(
        number=case.number,
        version=case.version,
        request=key(request.id),
        kind=Ask(request.kind),
        asked_by=org.officers[request.asked_by].name,
        asked_at=request.asked_at,
        days=request.days,
        cause=house.policy.requests.causes.get(request.cause, request.cause),
        reason=request.reason,
        evidence=request.evidence,
        next_due=case.next_due,
        mine=decides and request.asked_by != viewer.id,
    )
