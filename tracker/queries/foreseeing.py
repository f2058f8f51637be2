"""Reads what :mod:`tracker.rules.foreseeing` looks at."""

from sqlmodel import Session, col, select

from tracker.house import House
from tracker.models import Alarm, Case, Clock
from tracker.models.views import case_facts, key
from tracker.policy.load import Policy
from tracker.queries.org import load_org
from tracker.rules.clocks import SHARED
from tracker.rules.errors import NotFound
from tracker.rules.facts import Org
from tracker.rules.foreseeing import Foreseen, Moved, Planned, Running, foresee, moved_by
from tracker.rules.words import Kind, Step


def future(session: Session, house: House, number: str) -> tuple[Case, Org, tuple[Foreseen, ...]]:
    """Raises :class:`NotFound`."""
    case = session.exec(select(Case).where(Case.number == number)).first()
    if case is None:
        raise NotFound(f"没有诉求件 {number}，请核对编号。")
    org = load_org(session)
    rows = session.exec(
        select(Alarm, Clock)
        .join(Clock, col(Clock.id) == col(Alarm.clock_id))
        .where(Alarm.case_id == key(case.id), Alarm.state == "planned", col(Clock.settled).is_(None))
    )
    planned = [Planned(Step(clock.step), clock.owner_id, alarm.level, alarm.at) for alarm, clock in rows]
    return case, org, foresee(case_facts(case), planned, house.policy.rung, org)


def changes(session: Session, house: House, new: Policy) -> tuple[tuple[Moved, ...], int]:
    """The dates of running clocks that would change, and how many clocks with a limit of their own run."""
    rows = session.exec(
        select(Clock, Case)
        .join(Case, col(Case.id) == col(Clock.case_id))
        .where(col(Clock.settled).is_(None), col(Clock.step).not_in(SHARED))
    )
    clocks = [
        Running(case.number, Step(c.step), Kind(case.kind), c.round, c.started_at, c.due_on) for c, case in rows
    ]
    old = house.policy
    ways = (old.counting, new.counting)
    return moved_by(clocks, old.limits, new.limits, house.calendar, ways), len(clocks)
