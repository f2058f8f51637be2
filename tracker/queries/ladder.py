"""The ladder of one case: who was reminded, past whom, and who will be reminded when, if nobody does anything."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_
from sqlmodel import Session, col, select

from tracker.house import House
from tracker.models import Acknowledgement, Alarm, Case, Clock, Event, Notice, Repeat
from tracker.models.views import case_facts, key
from tracker.rules.facts import OfficerFacts, Org
from tracker.rules.ladder import colour_after, reached_zh
from tracker.rules.recipients import told
from tracker.rules.words import Action, Colour, Step
from tracker.rules.workdays import local_date


@dataclass(frozen=True, slots=True)
class LadderRow:
    """``gone`` when it has gone off. ``again`` is how often it was told again, ``next`` when it will be.

    ``acknowledged`` are the names of those who have taken it up; ``mine`` when the viewer may do so now.
    """

    alarm_id: int
    step: Step
    reached: str
    colour: Colour
    at: datetime
    gone: bool
    people: tuple[str, ...]
    skipped: tuple[str, ...]
    again: int
    next: datetime | None
    acknowledged: tuple[str, ...]
    mine: bool


def ladder(session: Session, house: House, case: Case, viewer: OfficerFacts, org: Org) -> tuple[LadderRow, ...]:
    """Of the clocks that run, in the order of time. The caller has checked that the viewer may see the case."""
    of_case = Clock.case_id == key(case.id), col(Clock.settled).is_(None)
    found = select(Alarm, Clock).join(Clock, col(Clock.id) == col(Alarm.clock_id)).where(*of_case)
    rows = session.exec(found.where(Alarm.state != "void").order_by(col(Alarm.at), col(Alarm.id)))
    return tuple(
        _gone(session, _row(house, alarm, clock), case, viewer, org)
        if alarm.state == "fired"
        else _to_come(house, case, alarm, clock, org)
        for alarm, clock in rows
    )


def _to_come(house: House, case: Case, alarm: Alarm, clock: Clock, org: Org) -> LadderRow:
    """As the chart and the absences stand now, for the day on which it goes off."""
    rung = house.policy.rung(Step(clock.step), alarm.level)
    people = told(rung.roles, case_facts(case), clock.owner_id, org, day=local_date(alarm.at), lead=rung.lead)
    names = tuple(f"{org.officers[p.officer].name}（{p.role.zh}）" for p in people)
    skipped = tuple(sorted({skip for p in people for skip in p.skipped}))
    return replace(_row(house, alarm, clock), people=names, skipped=skipped)


def _row(house: House, alarm: Alarm, clock: Clock) -> LadderRow:
    return LadderRow(
        alarm_id=key(alarm.id),
        step=Step(clock.step),
        reached=reached_zh(alarm.level),
        colour=colour_after([alarm.level], house.policy.colours),
        at=alarm.at,
        gone=alarm.state == "fired",
        people=(),
        skipped=(),
        again=0,
        next=None,
        acknowledged=(),
        mine=False,
    )


def _gone(session: Session, row: LadderRow, case: Case, viewer: OfficerFacts, org: Org) -> LadderRow:
    of_case = Event.case_id == key(case.id), Event.action == Action.ESCALATE.value
    events = [e.details for e in session.exec(select(Event).where(*of_case)) if e.details.get("alarm") == row.alarm_id]
    people = tuple(dict.fromkeys(name for details in events for name in details["told"]))
    skipped = tuple(sorted({skip for details in events for skip in details["skipped"]}))
    repeats = list(session.exec(select(Repeat).where(Repeat.alarm_id == row.alarm_id)))
    took = list(session.exec(select(Acknowledgement).where(Acknowledgement.alarm_id == row.alarm_id)))
    heard = session.exec(select(Notice.id).where(was_told(row.alarm_id, viewer.id))).first() is not None
    return replace(
        row,
        people=people,
        skipped=skipped,
        again=sum(repeat.state == "fired" for repeat in repeats),
        next=min((r.at for r in repeats if r.state == "planned" and not took), default=None),
        acknowledged=tuple(org.officers[a.officer_id].name for a in took),
        mine=heard and viewer.id not in {a.officer_id for a in took},
    )


def was_told(alarm_id: int, officer_id: int) -> ColumnElement[bool]:
    """The notices of this alarm and its repeats to this officer."""
    first, again = f"alarm:{alarm_id}:officer:{officer_id}", f"alarm:{alarm_id}:repeat:"
    return or_(
        col(Notice.key) == first,
        and_(col(Notice.officer_id) == officer_id, col(Notice.key).startswith(again, autoescape=True)),
    )
