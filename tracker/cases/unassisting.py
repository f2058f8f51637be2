"""How an assistance ends without an opinion: the clock goes, the body loses sight of the case and hears why."""

from collections.abc import Collection
from datetime import datetime

from sqlmodel import Session

from tracker.cases import timing
from tracker.cases.noticing import body_officers, tell_all
from tracker.house import House
from tracker.models import Assistance, Case
from tracker.models.views import case_facts
from tracker.queries.assistances import open_assistances, standing_bodies
from tracker.rules.conflict import shut_out
from tracker.rules.facts import Org
from tracker.rules.lifecycle import AWAITED
from tracker.rules.words import Settled, Status


def end_when_over(
    session: Session, house: House, org: Org, case: Case, *, now: datetime, void: bool
) -> list[str]:
    """After every step: nobody is asked any more once the case is answered or over. The names of those who were.

    Whoever was late by then stays late, unless the case ends without judging anybody (``void``).
    """
    if not case.assisting or Status(case.status) in AWAITED:
        return []
    answered = case.status == Status.ANSWERED
    why = "主办单位的答复已经审核通过，不再等待协办意见" if answered else "这一件已经结束，不再需要协办意见"
    return end(session, house, org, case, why, now=now, void=void)


def end(
    session: Session, house: House, org: Org, case: Case, why: str, *, now: datetime,
    bodies: Collection[int] | None = None, void: bool = False,
) -> list[str]:  # fmt: skip
    """All that are awaited, or those of ``bodies``: late stays late, the others are void. Returns their names."""
    if not case.assisting:
        return []
    ended = [row for row in open_assistances(session, case) if bodies is None or row.body_id in bodies]
    for row in ended:
        clock = timing.shared(session, case, row.body_id)
        if clock is not None:
            late = now >= clock.due_at and not void
            timing.settle_one(session, clock, Settled.LATE if late else Settled.VOID, now=now)
        row.ended_at, row.ended_why = now, why
        _tell(session, house, org, case, row, now=now)
    note_bodies(session, case)
    return [org.bodies[row.body_id].name for row in ended]


def end_barred(session: Session, house: House, org: Org, case: Case, *, now: datetime) -> list[str]:
    """Those who may not assist any more: accused by a correction, in the lead's own line, or with nobody left."""
    if not case.assisting:
        return []
    facts = case_facts(case)
    closed = shut_out(facts, org) | (org.line(case.handling_id) if case.handling_id is not None else frozenset())
    deserted = {body for body in case.assisting if not body_officers(org, case, body)}
    return end(session, house, org, case, "改由其他单位办理", now=now, bodies=closed | deserted)


def note_bodies(session: Session, case: Case) -> None:
    """Keeps ``case.assisting`` in step with the rows."""
    session.flush()
    case.assisting = standing_bodies(session, case)


def _tell(session: Session, house: House, org: Org, case: Case, row: Assistance, *, now: datetime) -> None:
    tell_all(
        session, house, body_officers(org, case, row.body_id), "assist_ended",
        key=f"assistance:{row.id}", case=case, now=now, why=row.ended_why,
    )  # fmt: skip
