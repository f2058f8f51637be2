"""保存期满的清除, case by case: what a director decided about the whole list."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlmodel import Session, col, select

from tracker.cases.retaining import erase
from tracker.db import Database
from tracker.evidence import path_of
from tracker.house import House
from tracker.models import Case
from tracker.queries.retention import Due, due, leftovers, why_kept
from tracker.rules.errors import Refusal
from tracker.rules.workdays import local_date


@dataclass(frozen=True, slots=True)
class Outcome:
    """``why`` (Chinese) it stays; empty where it goes or is gone."""

    due: Due
    why: str = ""


def preview(session: Session, house: House, *, now: datetime) -> list[Outcome]:
    """What would be erased, and what would not be though its time is over."""
    found = list(due(session, house.policy.retention, today=local_date(now)))
    cases = {
        case.id: case for case in session.exec(select(Case).where(col(Case.id).in_([one.case_id for one in found])))
    }
    return [Outcome(one, why_kept(session, cases[one.case_id], now=now) or "") for one in found]


def erase_due(db: Database, house: House, data_dir: Path, *, officer_id: int, now: datetime) -> list[Outcome]:
    """Each in a transaction of its own, so that what stays stops nobody else; then the files."""
    with db.reading() as session:
        found = list(due(session, house.policy.retention, today=local_date(now)))
    outcomes = [_erase_one(db, house, one, officer_id, now) for one in found]
    # Also those of a run that died after its commit.
    with db.reading() as session:
        nobodys = leftovers(session)
    for sha256 in nobodys:
        path_of(data_dir, sha256).unlink(missing_ok=True)
    return outcomes


def _erase_one(db: Database, house: House, one: Due, officer_id: int, now: datetime) -> Outcome:
    try:
        with db.writing() as session:
            erase(session, house, one.number, one.part, officer_id=officer_id, now=now)
    except Refusal as refusal:
        return Outcome(one, str(refusal))
    return Outcome(one)
