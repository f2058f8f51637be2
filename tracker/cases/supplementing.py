"""补正: the time for deciding stands still while the complainant is asked for what is missing."""

from dataclasses import replace
from datetime import datetime

from sqlmodel import Session, col, select

from tracker.cases import timing
from tracker.cases.deed import Deed, deed, move
from tracker.cases.noticing import day_zh, tell_citizen
from tracker.house import House
from tracker.models import Case, Clock
from tracker.models.views import key
from tracker.queries.org import load_org
from tracker.queries.supplements import was_asked
from tracker.rules.errors import IllegalStep
from tracker.rules.lifecycle import OF_THE_CITIZEN
from tracker.rules.requests import Pause
from tracker.rules.supplementing import ENDED_BY, asked_of, why_not_asked
from tracker.rules.words import Kind, Level, Role, Status, Step
from tracker.rules.workdays import local_date


def ask_facts(deed: Deed) -> None:
    """Raises :class:`IllegalStep` the second time, or after the time for deciding."""
    session, case, step = deed.session, deed.case, asked_of(Level(deed.case.level))
    accept = next(clock for clock in timing.live(session, case) if clock.step == Step.ACCEPT)
    if why := why_not_asked(asked=was_asked(session, case), due=accept.due_at, now=deed.now):
        raise IllegalStep(why)
    timing.settle(session, case, [Step.ACCEPT], now=deed.now, void=True)
    event = move(replace(deed, rule=replace(deed.rule, starts=(step,))), reason=deed.field("text"))
    asked = _waiting_clock(session, case)
    tell_citizen(
        session, deed.house, case, f"asked_{step.value}", key=f"event:{event.id}", now=deed.now,
        text=deed.field("text"), due=day_zh(asked.due_on),
    )  # fmt: skip


def go_on(deed: Deed) -> None:
    """The time for deciding runs on: the days of waiting do not count, and the citizen's date moves by as many."""
    session, house, case = deed.session, deed.house, deed.case
    asked = _waiting_clock(session, case)
    pause = Pause(local_date(asked.started_at), min(local_date(deed.now), asked.due_on))
    clock = timing.lengthen(session, house, case, _stopped(session, case), pause=pause, now=deed.now)
    promised, provisional = timing.promise_from(house, Kind(case.kind), clock.due_on)
    case.promised_on, case.provisional = max(case.promised_on, promised), provisional


def tell_received(deed: Deed, *, cause: str) -> None:
    """What the citizen hears once the missing facts are there."""
    accept = next(clock for clock in timing.live(deed.session, deed.case) if clock.step == Step.ACCEPT)
    tell_citizen(
        deed.session, deed.house, deed.case, "supplemented", key=cause, now=deed.now, due=day_zh(accept.due_on)
    )


def end_due(session: Session, house: House, case: Case, *, now: datetime) -> None:
    """What the sweep does when nothing came in time: the case ends, and may be filed again.

    What may concern a person in charge is handed over or released by a person first, never ended by silence.
    """
    if case.status != Status.SUPPLEMENTING or case.restricted:
        return
    asked = _waiting_clock(session, case)
    if asked.due_at > now:
        return
    step, reason = Step(asked.step), f"{day_zh(asked.due_on)}前没有收到{Step(asked.step).zh}"
    ending = deed(
        session, house, load_org(session), case, ENDED_BY[step],
        role=Role.SYSTEM, actor="system", now=now, fields={"reason": reason},
    )  # fmt: skip
    event = move(ending, reason=reason, ended=reason, void=True)
    tell_citizen(session, house, case, case.status, key=f"event:{event.id}", now=now, due=day_zh(asked.due_on))


def _waiting_clock(session: Session, case: Case) -> Clock:
    return next(clock for clock in timing.live(session, case) if clock.step in OF_THE_CITIZEN)


def _stopped(session: Session, case: Case) -> Clock:
    accept = select(Clock).where(Clock.case_id == key(case.id), Clock.step == Step.ACCEPT.value)
    return session.exec(accept.order_by(col(Clock.id).desc()).limit(1)).one()
