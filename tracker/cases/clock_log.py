"""What happened to clocks since the last event of their case: the next event takes it into the record."""

from typing import Any

from sqlmodel import Session

from tracker.models import Clock
from tracker.models.views import key, told_clock
from tracker.rules.replaying import BEGUN, ENDED, written

LOG = "clocks"


def note_begun(session: Session, clock: Clock, *, instead: Clock | None = None) -> None:
    """``instead`` is the clock that it replaces."""
    replaced = key(instead.id) if instead else None
    _log(session, clock).setdefault(BEGUN, []).append(written(told_clock(clock, instead=replaced)))


def note_ended(session: Session, clock: Clock) -> None:
    _log(session, clock).setdefault(ENDED, []).append([key(clock.id), clock.settled])


def taken(session: Session, case_id: int) -> dict[str, Any]:
    """The details for the next event of this case; empty when no clock began or ended."""
    found: dict[str, Any] = session.info.get(LOG, {}).pop(case_id, {})
    return found


def _log(session: Session, clock: Clock) -> dict[str, list[Any]]:
    log: dict[int, dict[str, list[Any]]] = session.info.setdefault(LOG, {})
    return log.setdefault(clock.case_id, {})
