"""协办 of one case: who was asked what, until when, and what came of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from tracker.house import House
from tracker.models import Assistance, Case, Clock
from tracker.models.views import case_facts, key
from tracker.queries.time_left import time_left
from tracker.rules.assisting import days_left, why_not_body, why_not_now
from tracker.rules.facts import OfficerFacts, Org
from tracker.rules.words import Settled, Step


@dataclass(frozen=True, slots=True)
class AssistanceRow:
    """``mine`` when the viewer's body owes the opinion; ``settled`` is empty while its clock runs; ``ended_why`` says
    why an opinion that never came is not wanted any more.
    """

    body_id: int
    body: str
    round: int
    question: str
    asked_by: str
    asked_at: datetime
    due_on: date | None
    overdue: bool
    time_left: str
    settled: Settled | None
    opinion: str
    opined_by: str
    opined_at: datetime | None
    ended_why: str
    mine: bool


def assistances(
    session: Session, house: House, case: Case, viewer: OfficerFacts, org: Org, *, now: datetime
) -> tuple[AssistanceRow, ...]:
    """All rounds, the first asked first. The caller has checked that the viewer may see the case."""
    rows = session.exec(select(Assistance).where(Assistance.case_id == key(case.id)).order_by(col(Assistance.id)))
    steps = select(Clock).where(Clock.case_id == key(case.id), Clock.step == Step.ASSIST.value)
    # A clock that was counted again keeps its owner and its start.
    clocks = {(c.owner_id, c.started_at): c for c in session.exec(steps.order_by(col(Clock.id)))}
    own = org.within(viewer.body)
    return tuple(_row(row, clocks.get((row.body_id, row.asked_at)), house, own, org, now=now) for row in rows)


def _row(
    row: Assistance, clock: Clock | None, house: House, own: frozenset[int], org: Org, *, now: datetime
) -> AssistanceRow:
    runs = clock is not None and clock.settled is None
    return AssistanceRow(
        body_id=row.body_id,
        body=org.bodies[row.body_id].name,
        round=row.round,
        question=row.question,
        asked_by=org.officers[row.asked_by].name,
        asked_at=row.asked_at,
        due_on=clock.due_on if clock else None,
        overdue=runs and clock is not None and now >= clock.due_at,
        time_left=time_left(clock.due_at, now, house.calendar) if clock and runs else "",
        settled=Settled(clock.settled) if clock and clock.settled else None,
        opinion=row.opinion or "",
        opined_by=org.officers[row.opined_by].name if row.opined_by else "",
        opined_at=row.opined_at,
        ended_why=row.ended_why,
        mine=row.opinion is None and row.ended_at is None and row.body_id in own,
    )


def open_assistances(session: Session, case: Case) -> Sequence[Assistance]:
    """Those whose opinion is still awaited, the first asked first."""
    if not case.assisting:
        return ()
    waiting = col(Assistance.opinion).is_(None), col(Assistance.ended_at).is_(None)
    found = select(Assistance).where(Assistance.case_id == key(case.id), *waiting)
    return session.exec(found.order_by(col(Assistance.id))).all()


def asked_bodies(session: Session, case: Case) -> list[int]:
    """The bodies of this round whose assistance stands, with or without an opinion."""
    stands = col(Assistance.ended_at).is_(None), Assistance.round == case.round
    return list(session.exec(select(Assistance.body_id).where(Assistance.case_id == key(case.id), *stands)))


def standing_bodies(session: Session, case: Case) -> list[int]:
    """Of all rounds: whoever gave an opinion may go on reading what became of it."""
    stands = Assistance.case_id == key(case.id), col(Assistance.ended_at).is_(None)
    return sorted(set(session.exec(select(Assistance.body_id).where(*stands))))


def own_open(session: Session, case: Case, officer: OfficerFacts, org: Org) -> Assistance | None:
    """The opinion that this officer's body owes, the first asked first."""
    own = org.within(officer.body)
    return next((row for row in open_assistances(session, case) if row.body_id in own), None)


def lead_days(session: Session, house: House, case: Case, *, now: datetime) -> int | None:
    """Whole working days that the lead has left; ``None`` while its clock stands still (中止计时)."""
    running = select(col(Clock.due_on)).where(
        Clock.case_id == key(case.id), Clock.step == Step.HANDLE.value, col(Clock.settled).is_(None)
    )
    due = session.exec(running).first()
    return None if due is None else days_left(now, due, house.calendar, house.policy.counting)


def may_assist(
    session: Session, house: House, case: Case, org: Org, staffed: Sequence[int], *, now: datetime
) -> list[int]:
    """Of these bodies those that can be asked now."""
    asked, left = asked_bodies(session, case), lead_days(session, house, case, now=now)
    if left is None or why_not_now(asked=len(asked), left=left, policy=house.policy.assisting):
        return []
    facts = case_facts(case)
    return [body for body in staffed if why_not_body(body, facts, org, asked=asked) is None]
