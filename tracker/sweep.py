"""Alarms whose time has come. The query narrows, the rule decides; one transaction a case.

Several sweeps may run at once: a case that another one holds is passed over, and an alarm
is fired in the same commit as its card, notices and event, so it fires once or not yet.
"""

from datetime import datetime

import structlog
from sqlmodel import Session, col, select

from tracker.cases.pausing import resume_due
from tracker.cases.recounting import recount_some
from tracker.cases.supervising import fire_due
from tracker.db import Database
from tracker.house import House
from tracker.models import Alarm, Case
from tracker.queries.calendar import older, outdated
from tracker.queries.org import load_org
from tracker.rules.facts import Org

log = structlog.get_logger()


def sweep(db: Database, house: House, *, now: datetime, limit: int = 200) -> int:
    """One pass over at most ``limit`` cases with a due alarm. Returns how many alarms went off."""
    with db.reading() as session:
        due = _due_cases(session, now, limit)
        org = load_org(session) if due else None
    return sum(_sweep_case(db, house, org, case_id, now) for case_id in due) if org else 0


def _due_cases(session: Session, now: datetime, limit: int) -> list[int]:
    """Read off the index of planned alarms, so the cost follows what is due, not what is open."""
    due = select(Alarm.case_id).where(Alarm.state == "planned", Alarm.at <= now)
    return list(dict.fromkeys(session.exec(due.order_by(col(Alarm.at), col(Alarm.id)).limit(limit))))


def _sweep_case(db: Database, house: House, org: Org, case_id: int, now: datetime) -> int:
    try:
        with db.writing() as session:
            case = session.exec(select(Case).where(Case.id == case_id).with_for_update(skip_locked=True)).first()
            if case is None:
                return 0
            resume_due(session, house, case, now=now)
            return fire_due(session, house, org, case, now=now)
    except Exception as error:
        # One broken case must not silence the others; it stays due, and `watch` counts overdue alarms.
        log.error("sweep_failed", case_id=case_id, error=type(error).__name__)
        return 0


def catch_up(db: Database, house: House, *, now: datetime) -> int:
    """Counts again what was begun with a calendar that somebody replaced meanwhile. Returns how many cases.

    Putting a notice into force counts everything that is there; only a case that was being written at that very
    moment, or by a program with older tables, is left for here.
    """
    total = 0
    while count := _catch_up_some(db, house, now):
        total += count
    return total


def _catch_up_some(db: Database, house: House, now: datetime) -> int:
    with db.reading() as session:
        if not outdated(session, house, now=now):
            return 0
    with db.writing() as session:
        return recount_some(session, house, older(session, house), now=now)
