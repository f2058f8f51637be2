"""时限重算: every running clock that is not yet due, counted again with the calendar of the house.

A clock whose date moves, or is no longer provisional, is replaced by a new one that keeps its start, its owner and
what was told; the old one stays as history. A clock that the new calendar leaves alone only notes its version. What
is counted already is passed over, so a second run changes nothing.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, update
from sqlmodel import Session, col, select

from tracker.cases.clock_log import note_begun, note_ended
from tracker.cases.recount_record import Change, Recount, Touched, tell_officers, write_down
from tracker.cases.timing import limit_of
from tracker.house import House
from tracker.models import Case, Clock, Row
from tracker.models.views import key
from tracker.queries.calendar import Older, running
from tracker.queries.org import load_org
from tracker.rules.assisting import days_left
from tracker.rules.lifecycle import RECHECKS
from tracker.rules.recounting import Recounted, Standing, recounted
from tracker.rules.words import Settled, Step

CASES_AT_ONCE: Final = 500

SHOWN: Final = frozenset({Step.ACCEPT, *RECHECKS})
"""Clocks whose own date the citizen was told; that of 办理 is told as ``promised_on``, which is kept apart."""

CLOCK, ALARM = Row.metadata.tables["clock"], Row.metadata.tables["alarm"]


def recount(session: Session, house: House, *, actor: str, now: datetime) -> dict[str, int]:
    """All of them. What was done, in numbers: ``clocks`` looked at, ``moved`` and ``confirmed``, ``cases`` written
    down, ``citizens`` and ``officers`` told.
    """
    run = Recount(session, house, load_org(session), actor, now)
    after = 0
    while ids := _next_cases(run, (), after):
        _recount_cases(run, ids)
        after = ids[-1]
    tell_officers(run)
    return dict(run.effect)


def recount_some(session: Session, house: House, older: Older, *, now: datetime) -> int:
    """At most one portion of the cases whose clocks are counted with a replaced calendar; how many there were."""
    run = Recount(session, house, load_org(session), "system", now)
    ids = _next_cases(run, older, 0)
    if ids:
        _recount_cases(run, ids)
        tell_officers(run)
    return len(ids)


def _next_cases(run: Recount, older: Older, after: int) -> list[int]:
    """In the order of their ids, so that two runs beside each other wait for each other instead of dying."""
    counted = col(Clock.calendar) != run.house.calendar.version
    found = select(Clock.case_id).where(*running(run.now), counted, *older, Clock.case_id > after).distinct()
    return list(run.session.exec(found.order_by(col(Clock.case_id)).limit(CASES_AT_ONCE)))


def _recount_cases(run: Recount, ids: Sequence[int]) -> None:
    """The case rows are held first: no verb and no sweep acts on these cases meanwhile."""
    held = select(Case).where(col(Case.id).in_(ids)).order_by(col(Case.id)).with_for_update()
    touched = {key(case.id): Touched(case) for case in run.session.exec(held)}
    clocks = select(Clock).where(col(Clock.case_id).in_(ids), col(Clock.settled).is_(None)).order_by(col(Clock.id))
    for clock in run.session.exec(clocks):
        touched[clock.case_id].live.append(clock)
    for one in touched.values():
        one.live.sort(key=lambda clock: clock.step == Step.ASSIST)  # an assisting body follows the lead
        for clock in one.live:
            change = _change(run, one, clock)
            one.changes.extend([change] if change else [])
    changes = [change for one in touched.values() for change in one.changes]
    if changes:
        _replace(run, changes)
    _note_version(run, [key(clock.id) for one in touched.values() for clock in one.kept])
    write_down(run, list(touched.values()))
    run.session.flush()


def _change(run: Recount, one: Touched, clock: Clock) -> Change | None:
    """``None`` for a clock that the calendar leaves as it is, is counted already, or is due: late stays late."""
    if clock.calendar == run.house.calendar.version or clock.due_at <= run.now:
        return None
    run.effect["clocks"] += 1
    planned, cut = _within_lead(run, one, clock, counted_again(run.house, clock, now=run.now))
    if (planned.due, planned.due_on, planned.provisional) == (clock.due_at, clock.due_on, clock.provisional):
        return None
    new = Clock(
        **clock.model_dump(exclude={"id", "amount", "due_on", "due_at", "provisional", "calendar"}),
        amount=clock.amount - cut,
        due_on=planned.due_on, due_at=planned.due, provisional=planned.provisional,
        calendar=run.house.calendar.version,
    )  # fmt: skip
    return Change(one.case, clock, new, planned)


def _within_lead(run: Recount, one: Touched, clock: Clock, planned: Recounted) -> tuple[Recounted, int]:
    """An assisting body never has longer than the lead: the count, and how many working days were cut."""
    counted = [*(change.new for change in one.changes), *one.live]
    lead = next((running for running in counted if running.step == Step.HANDLE), None)
    if clock.step != Step.ASSIST or lead is None or planned.due_on <= lead.due_on:
        return planned, 0
    house = run.house
    left = max(1, days_left(clock.started_at, lead.due_on, house.calendar, house.policy.counting))
    return counted_again(house, clock, now=run.now, amount=left), clock.amount - left


def counted_again(house: House, clock: Clock, *, now: datetime, amount: int | None = None) -> Recounted:
    """``amount`` instead of the clock's own."""
    step = Step(clock.step)
    own = limit_of(clock, house.calendar)
    limit = own if amount is None else replace(own, amount=amount)
    standing = Standing(limit, clock.started_at, clock.due_on, clock.due_at, step in SHOWN)
    policy = house.policy
    return recounted(standing, house.calendar, policy.levels_of(step), counting=policy.counting, now=now)


def _replace(run: Recount, changes: Sequence[Change]) -> None:
    run.session.add_all(change.new for change in changes)
    run.session.flush()
    for change in changes:
        change.old.settled, change.old.settled_at = Settled.VOID.value, run.now
        change.old.superseded_by = change.new.id
        note_begun(run.session, change.new, instead=change.old)
        note_ended(run.session, change.old)
    run.session.flush()
    _hand_alarms_on(run.session, changes)


def _hand_alarms_on(session: Session, changes: Sequence[Change]) -> None:
    """What was told stays told; what is still planned gets its new time. Without loading sixty thousand rows."""
    connection = session.connection()
    to_new = update(ALARM).where(ALARM.c.clock_id == bindparam("old")).values(clock_id=bindparam("new"))
    connection.execute(to_new, [{"old": key(change.old.id), "new": key(change.new.id)} for change in changes])
    moves = [
        {"clock": key(change.new.id), "which": alarm.level, "when": alarm.at}
        for change in changes
        for alarm in change.planned.alarms
    ]
    planned = (ALARM.c.clock_id == bindparam("clock")) & (ALARM.c.level == bindparam("which"))
    if moves:
        to_when = update(ALARM).where(planned, ALARM.c.state == "planned").values(at=bindparam("when"))
        connection.execute(to_when, moves)


def _note_version(run: Recount, ids: Sequence[int]) -> None:
    still_running = update(CLOCK).where(CLOCK.c.id.in_(ids), CLOCK.c.due_at > run.now)
    run.session.connection().execute(still_running.values(calendar=run.house.calendar.version))
