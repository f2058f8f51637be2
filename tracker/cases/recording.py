"""One event more at the end of a case's chain."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlmodel import Session, col, select

from tracker.models import Case, Event
from tracker.models.views import key
from tracker.rules.ledger import GENESIS, Link, seal
from tracker.rules.words import Action, Visibility


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
    """Appends; the caller holds the case row, so nobody else appends at the same time."""
    last = session.exec(
        select(Event).where(Event.case_id == key(case.id)).order_by(col(Event.seq).desc()).limit(1)
    ).first()
    link = Link(
        number=case.number,
        seq=last.seq + 1 if last else 1,
        at=now.astimezone(UTC),
        actor=actor,
        action=action.value,
        reason=reason,
        visibility=seen_by.value,
        details=dict(details or {}),
        before=last.hash if last else GENESIS,
    )
    event = event_of(key(case.id), link)
    session.add(event)
    session.flush()
    return event


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
