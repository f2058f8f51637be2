"""中止计时 while it lasts: begun by a granted request, ended by a person, by moving on, or by the sweep at its cap."""

from datetime import date, datetime

from sqlmodel import Session, col, select

from tracker.cases import timing
from tracker.cases.deed import Deed
from tracker.cases.noticing import tell_citizen
from tracker.cases.recording import record
from tracker.house import House
from tracker.models import Case, Clock, Event, Request
from tracker.models.views import key
from tracker.queries.requests import running_pause
from tracker.rules.errors import IllegalStep
from tracker.rules.requests import Ask, Decision, Pause
from tracker.rules.words import Action, Settled, Step
from tracker.rules.workdays import local_date


def begin(session: Session, house: House, case: Case, request: Request, *, now: datetime) -> Clock:
    """The clock of the handling stops; that of the pause runs in its place, so that somebody is always reminded."""
    handle = next(clock for clock in timing.live(session, case) if clock.step == Step.HANDLE)
    pause = timing.start(session, house, case, Step.PAUSE, handle.owner_id, now=now)
    timing.settle(session, case, [Step.HANDLE], now=now, void=True)
    request.paused_from = local_date(now)
    return pause


def resume_case(deed: Deed) -> None:
    """Raises :class:`IllegalStep` when nothing is paused."""
    if resume(deed.session, deed.house, deed.case, actor=deed.actor, now=deed.now, reason="中止原因已经消除") is None:
        raise IllegalStep("该诉求件没有中止计时，不用恢复。")


def resume_due(session: Session, house: House, case: Case, *, now: datetime) -> Event | None:
    """What the sweep does with a pause that has reached its cap."""
    pause = running_pause(session, case)
    if pause is None or pause.due_at > now:
        return None
    return resume(session, house, case, actor="system", now=now, reason="中止计时满期，自动恢复")


def move_on(deed: Deed) -> None:
    """The body answers or returns the case: a pause ends, and nobody has to decide what was asked any more."""
    resume(deed.session, deed.house, deed.case, actor=deed.actor, now=deed.now, reason="继续办理，恢复计时")
    pending = select(Request).where(Request.case_id == key(deed.case.id), Request.state == Decision.PENDING.value)
    for request in deed.session.exec(pending):
        request.state, request.decided_at = Decision.LAPSED.value, deed.now


def resume(session: Session, house: House, case: Case, *, actor: str, now: datetime, reason: str) -> Event | None:
    """``None`` when nothing is paused. However late the sweep comes, the pause ended at its cap."""
    pause = running_pause(session, case)
    if pause is None:
        return None
    request, stopped = _granted(session, case), _stopped(session, case)
    ended = min(local_date(now), pause.due_on)
    request.paused_until = ended
    clock = timing.lengthen(session, house, case, stopped, pause=Pause(_begun(request), ended), now=now)
    timing.settle(session, case, [Step.PAUSE], now=now, void=True)
    case.promised_on, case.provisional = max(case.promised_on, clock.due_on), clock.provisional
    timing.note_urgency(session, house, case)
    case.version += 1
    details = {"clock": [key(stopped.id), key(clock.id)], "paused": [_begun(request).isoformat(), ended.isoformat()]}
    event = record(session, case, Action.RESUME, actor=actor, now=now, reason=reason, details=details)
    tell_citizen(session, house, case, "resumed", key=f"event:{event.id}", now=now)
    return event


def _begun(request: Request) -> date:
    assert request.paused_from is not None, "a pause that runs has begun"
    return request.paused_from


def _granted(session: Session, case: Case) -> Request:
    granted = select(Request).where(
        Request.case_id == key(case.id), Request.kind == Ask.PAUSE.value, Request.state == Decision.GRANTED.value,
        col(Request.paused_until).is_(None),
    )  # fmt: skip
    return session.exec(granted).one()


def _stopped(session: Session, case: Case) -> Clock:
    handle = select(Clock).where(
        Clock.case_id == key(case.id), Clock.step == Step.HANDLE.value, Clock.settled == Settled.VOID.value
    )
    return session.exec(handle.order_by(col(Clock.id).desc()).limit(1)).one()
