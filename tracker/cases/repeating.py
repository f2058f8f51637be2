"""Alarms told again until somebody has acknowledged them, each time one rung higher."""

from datetime import datetime

from sqlmodel import Session, col, select

from tracker.cases.recording import record
from tracker.cases.supervising import Ringing, plan_repeat, tell, write_down
from tracker.house import House
from tracker.models import Acknowledgement, Alarm, Case, Clock, Notice, Repeat
from tracker.models.views import case_facts, key
from tracker.queries.ladder import was_told
from tracker.queries.org import load_org
from tracker.rules.conflict import roles_for
from tracker.rules.errors import NotFound
from tracker.rules.facts import Org
from tracker.rules.ladder import reached_zh, risen
from tracker.rules.words import Action, Step, Visibility


def repeat_due(session: Session, house: House, org: Org, case: Case, *, now: datetime) -> int:
    """Every repeat of this case whose time has come; the caller holds the case row. Returns how many were told."""
    due = select(Repeat).where(Repeat.case_id == key(case.id), Repeat.state == "planned", Repeat.at <= now)
    told = 0
    for repeat in list(session.exec(due.order_by(col(Repeat.at), col(Repeat.id)))):
        alarm = session.get_one(Alarm, repeat.alarm_id)
        clock = session.get_one(Clock, alarm.clock_id)
        if _needless(session, alarm, clock):
            repeat.state = "void"
            continue
        repeat.state, repeat.fired_at = "fired", now
        _again(Ringing(session, house, org, case, clock, alarm, now, repeat.nth))
        told += 1
    return told


def _needless(session: Session, alarm: Alarm, clock: Clock) -> bool:
    """The step is done, somebody has taken it up, or the ladder has gone on to its next level."""
    later = select(Alarm.id).where(Alarm.clock_id == key(clock.id), Alarm.state == "fired", Alarm.at > alarm.at)
    acknowledged = select(Acknowledgement.id).where(Acknowledgement.alarm_id == key(alarm.id))
    return clock.settled is not None or any(session.exec(found).first() is not None for found in (acknowledged, later))


def _again(ringing: Ringing) -> None:
    rung = ringing.house.policy.rung(ringing.step, ringing.alarm.level)
    people = tell(ringing, risen(rung.roles, ringing.nth))
    write_down(ringing, people)
    plan_repeat(ringing)


def acknowledge(session: Session, number: str, alarm_id: int, *, officer_id: int, now: datetime) -> None:
    """已知晓: once by each officer who was told; a second time changes nothing.

    Raises :class:`NotFound` alike for no alarm and one of which this officer was not told or may not know.
    """
    case = session.exec(select(Case).where(Case.number == number).with_for_update()).first()
    alarm = session.get(Alarm, alarm_id)
    if case is None or alarm is None or not _may(session, case, alarm, officer_id):
        raise NotFound("没有这条提醒，或者它不是发给您的。请刷新后再看。")
    mine = Acknowledgement.alarm_id == alarm_id, Acknowledgement.officer_id == officer_id
    if session.exec(select(Acknowledgement.id).where(*mine)).first() is not None:
        return
    session.add(Acknowledgement(alarm_id=alarm_id, case_id=alarm.case_id, officer_id=officer_id, at=now))
    step = Step(session.get_one(Clock, alarm.clock_id).step)
    record(
        session, case, Action.NOTE, actor=f"officer:{officer_id}", now=now,
        reason=f"已知晓提醒：{step.zh}时限{reached_zh(alarm.level)}", seen_by=Visibility.HANDLERS,
    )  # fmt: skip


def _may(session: Session, case: Case, alarm: Alarm, officer_id: int) -> bool:
    org = load_org(session)
    told = select(Notice.id).where(was_told(key(alarm.id), officer_id))
    seen = roles_for(org.officers[officer_id], case_facts(case), org)
    return alarm.case_id == case.id and bool(seen) and session.exec(told).first() is not None
