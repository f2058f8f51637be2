"""Alarms whose time has come. The query narrows, the rule decides; one transaction a case.

Several sweeps may run at once: a case that another one holds is passed over, and an alarm
is fired in the same commit as its card, notices and event, so it fires once or not yet.
"""

from datetime import datetime

import structlog
from sqlmodel import Session, col, select

from tracker.cases.bringing import remind
from tracker.cases.marking import mark_some
from tracker.cases.pausing import resume_due
from tracker.cases.recounting import recount_some
from tracker.cases.repeating import repeat_due
from tracker.cases.supervising import fire_due
from tracker.cases.supplementing import end_due
from tracker.cases.tying import tie, untied
from tracker.db import Database
from tracker.house import House
from tracker.models import AccountabilityCase, Alarm, Case, Event, Repeat
from tracker.models.views import key
from tracker.queries.calendar import older, outdated
from tracker.queries.org import load_org
from tracker.rules.facts import Org

log = structlog.get_logger()

PORTION = 200


def sweep(db: Database, house: House, *, now: datetime, limit: int = 200) -> int:
    """One pass over at most ``limit`` cases with a due alarm. Returns how many alarms went off,
    those told again not counted.
    """
    with db.reading() as session:
        due = _due_cases(session, now, limit)
        org = load_org(session) if due else None
    return sum(_sweep_case(db, house, org, case_id, now) for case_id in due) if org else 0


def _due_cases(session: Session, now: datetime, limit: int) -> list[int]:
    """Read off the index of planned alarms, so the cost follows what is due, not what is open."""
    due = select(Alarm.case_id).where(Alarm.state == "planned", Alarm.at <= now)
    again = select(Repeat.case_id).where(Repeat.state == "planned", Repeat.at <= now)
    found = [
        *session.exec(due.order_by(col(Alarm.at), col(Alarm.id)).limit(limit)),
        *session.exec(again.order_by(col(Repeat.at), col(Repeat.id)).limit(limit)),
    ]
    return list(dict.fromkeys(found))


def _sweep_case(db: Database, house: House, org: Org, case_id: int, now: datetime) -> int:
    try:
        with db.writing() as session:
            case = session.exec(select(Case).where(Case.id == case_id).with_for_update(skip_locked=True)).first()
            if case is None:
                return 0
            resume_due(session, house, case, now=now)
            end_due(session, house, case, now=now)
            fired = fire_due(session, house, org, case, now=now)
            repeat_due(session, house, org, case, now=now)
            return fired
    except Exception as error:
        # One broken case must not silence the others; it stays due, and `watch` counts overdue alarms.
        log.error("sweep_failed", case_id=case_id, error=type(error).__name__)
        return 0


def sweep_accountability(db: Database, house: House, *, now: datetime, limit: int = 200) -> int:
    """问责 whose stage should have been left: each in a transaction of its own. Returns how many."""
    late = select(AccountabilityCase.id).where(col(AccountabilityCase.due_at) <= now)
    with db.reading() as session:
        ids = list(session.exec(late.order_by(col(AccountabilityCase.due_at)).limit(limit)))
    return sum(_remind_one(db, house, key(row_id), now) for row_id in ids)


def _remind_one(db: Database, house: House, row_id: int, now: datetime) -> int:
    held = select(AccountabilityCase).where(AccountabilityCase.id == row_id, col(AccountabilityCase.due_at) <= now)
    try:
        with db.writing() as session:
            row = session.exec(held.with_for_update(skip_locked=True)).first()
            if row is not None:
                remind(session, house, load_org(session), row, now=now)
            return 0 if row is None else 1
    except Exception as error:
        log.error("remind_failed", accountability_id=row_id, error=type(error).__name__)
        return 0


def compare_new(db: Database, house: House, *, now: datetime, limit: int = 50) -> int:
    """Each new case with those before it, one in a transaction. Returns how many were looked at."""
    with db.reading() as session:
        ids = untied(session, house, now=now, limit=limit)
    for case_id in ids:
        try:
            with db.writing() as session:
                tie(session, house, case_id, now=now)
        except Exception as error:
            log.error("compare_failed", case_id=case_id, error=type(error).__name__)
    return len(ids)


def look_for_gaming(db: Database, house: House, since: datetime, *, now: datetime) -> int:
    """Every case registered or touched since then, a portion in a transaction. Returns how many marks are new.

    What officers do is looked at at once; this finds what nobody does, such as a pause that never ends.
    """
    with db.reading() as session:
        ids = list(session.exec(select(Event.case_id).where(Event.at >= since).distinct().order_by(col(Event.case_id))))
    total = 0
    for start in range(0, len(ids), PORTION):
        with db.writing() as session:
            total += mark_some(session, house, ids[start : start + PORTION], now=now)
    return total


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
