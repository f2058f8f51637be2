"""One event more at the end of a case's chain."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, col, select

from tracker.cases.clock_log import taken
from tracker.models import Case, Event
from tracker.models.views import key
from tracker.rules.ledger import GENESIS, Link, seal
from tracker.rules.words import Action, Role, Visibility


@dataclass(frozen=True, slots=True)
class Happening:
    """What an event will say, before it has its place in the chain."""

    action: Action
    actor: str
    reason: str = ""
    seen_by: Visibility = Visibility.CITIZEN
    details: Mapping[str, Any] = field(default_factory=dict)


def record(
    session: Session,
    case: Case,
    action: Action,
    *,
    actor: str,
    now: datetime,
    reason: str = "",
    seen_by: Visibility = Visibility.CITIZEN,
    details: Mapping[str, Any] | None = None,
) -> Event:
    """Appends, with the clocks that began and ended since the last event; the caller holds the case row, so nobody
    else appends at the same time.
    """
    (event,) = record_all(session, [(case, Happening(action, actor, reason, seen_by, details or {}))], now=now)
    return event


def record_all(session: Session, happenings: Sequence[tuple[Case, Happening]], *, now: datetime) -> list[Event]:
    """One event on each of these cases, in the order given; the caller holds all their rows."""
    last = _last_events(session, [key(case.id) for case, _ in happenings])
    events = [_next(session, case, happening, last.get(key(case.id)), now) for case, happening in happenings]
    session.add_all(events)
    session.flush()
    return events


def _last_events(session: Session, case_ids: Sequence[int]) -> dict[int, Event]:
    ends = (
        select(Event.case_id, func.max(Event.seq).label("seq"))
        .where(col(Event.case_id).in_(case_ids))
        .group_by(col(Event.case_id))
        .subquery()
    )
    joined = select(Event).join(ends, (col(Event.case_id) == ends.c.case_id) & (col(Event.seq) == ends.c.seq))
    return {event.case_id: event for event in session.exec(joined)}


def _next(session: Session, case: Case, happening: Happening, last: Event | None, now: datetime) -> Event:
    link = Link(
        number=case.number,
        seq=last.seq + 1 if last else 1,
        at=now.astimezone(UTC),
        actor=happening.actor,
        action=happening.action.value,
        reason=happening.reason,
        visibility=happening.seen_by.value,
        details={**_salted(happening), **taken(session, key(case.id))},
        before=last.hash if last else GENESIS,
    )
    return event_of(key(case.id), link)


def new_salt() -> str:
    """Goes with somebody's words into their hash and is erased with them: the hash alone gives no number away."""
    return secrets.token_hex(16)


def _salted(happening: Happening) -> dict[str, Any]:
    said = happening.reason and happening.actor == Role.COMPLAINANT
    return {**happening.details, "salt": new_salt()} if said else dict(happening.details)


def event_of(case_id: int, link: Link) -> Event:
    return Event(
        case_id=case_id,
        seq=link.seq,
        at=link.at,
        actor=link.actor,
        action=link.action,
        reason=link.reason,
        visibility=link.visibility,
        details=dict(link.details),
        before=link.before,
        hash=seal(link),
    )


def link_of(event: Event, number: str) -> Link:
    """The event as it entered the chain, to be sealed again and compared."""
    return Link(
        number=number,
        seq=event.seq,
        at=event.at,
        actor=event.actor,
        action=event.action,
        reason=event.reason,
        visibility=event.visibility,
        details=event.details,
        before=event.before,
    )
