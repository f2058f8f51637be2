"""The calendar in force: the shipped tables, and over them the notices that were approved."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, inspect, or_
from sqlmodel import Session, col, select

from tracker.db import Database
from tracker.house import House
from tracker.models import CalendarNotice, Clock
from tracker.policy.calendar import HolidayTable, build_calendar, from_json, load_tables
from tracker.queries.policy import PolicyFollower

TABLE = "calendar_notice"


def keep_current(db: Database, house: House) -> None:
    """From now on every session of ``db`` counts with the calendar and the policy in force when it began.

    Several processes share the database: whichever approves a notice or activates a policy, all others count
    with it from their next session on.
    """
    calendar, policy = _Follower(house), PolicyFollower(house)

    def both(session: Session) -> None:
        calendar(session)
        policy(session)

    db.at_opening = both


@dataclass(slots=True)
class _Follower:
    """Asks for the ids of the notices in force, and builds the calendar only when they have changed."""

    house: House
    seen: tuple[int, ...] = ()
    ready: bool = False

    def __call__(self, session: Session) -> None:
        # Asked by name: a query that fails would spoil the session of a database not migrated yet.
        self.ready = self.ready or is_migrated(session)
        if not self.ready:
            return
        ids = tuple(session.scalars(select(CalendarNotice.id).where(*IN_FORCE).order_by(col(CalendarNotice.id))))
        if ids != self.seen:
            self.house.calendar, self.seen = build_calendar(tables_in_force(session)), ids


IN_FORCE = (col(CalendarNotice.state) == "active",)


def is_migrated(session: Session) -> bool:
    return inspect(session.connection()).has_table(TABLE)


def tables_in_force(session: Session) -> dict[int, HolidayTable]:
    """Year → official table."""
    notices = session.exec(select(CalendarNotice).where(*IN_FORCE))
    return load_tables() | {notice.year: from_json(notice.content) for notice in notices}


def notices(session: Session) -> list[CalendarNotice]:
    """Newest first; a year has one or two."""
    return list(session.exec(select(CalendarNotice).order_by(col(CalendarNotice.id).desc()).limit(50)))


Older = Sequence[ColumnElement[bool]]
"""Conditions that a clock counted with a replaced calendar meets."""


def older(session: Session, house: House) -> Older:
    """Only what is known to be older: two versions of the program beside each other must not take turns in
    recounting each other's clocks.
    """
    replaced = select(CalendarNotice.calendar_before).where(col(CalendarNotice.calendar_before).is_not(None))
    known = set(session.exec(replaced)) - {house.calendar.version}
    return (or_(col(Clock.calendar) < f"{house.calendar.known_until.year}-", col(Clock.calendar).in_(known)),)


def outdated(session: Session, house: House, *, now: datetime) -> bool:
    """Is a clock that is not yet due counted with a calendar that has been replaced?"""
    found = select(Clock.id).where(*running(now), *older(session, house)).limit(1)
    return session.exec(found).first() is not None


def running(now: datetime) -> Sequence[ColumnElement[bool]]:
    """Clocks that may still be counted again: what is due is judged."""
    return (col(Clock.settled).is_(None), col(Clock.due_at) > now)
