"""The road of silence: an alarm whose time has come is judged again, then told, with a card where policy says so."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from tracker.cases.noticing import day_zh, tell_citizen, tell_officer
from tracker.cases.recording import record
from tracker.cases.timing import note_urgency
from tracker.house import House
from tracker.models import Alarm, Card, Case, Clock
from tracker.models.views import case_facts, key
from tracker.rules.facts import Org
from tracker.rules.ladder import Rung, colour_after
from tracker.rules.recipients import Told, told
from tracker.rules.words import Action, Colour, Step, Visibility
from tracker.rules.workdays import local_date


@dataclass(frozen=True, slots=True)
class Ringing:
    """One alarm going off, and what is needed to act on it."""

    session: Session
    house: House
    org: Org
    case: Case
    clock: Clock
    alarm: Alarm
    now: datetime

    @property
    def step(self) -> Step:
        return Step(self.clock.step)

    @property
    def owner(self) -> str:
        return self.org.bodies[self.clock.owner_id].name

    @property
    def cause(self) -> str:
        return f"alarm:{self.alarm.id}"


def fire_due(session: Session, house: House, org: Org, case: Case, *, now: datetime) -> int:
    """Every alarm of this case whose time has come; the caller holds the case row. Returns how many went off."""
    due = select(Alarm).where(Alarm.case_id == key(case.id), Alarm.state == "planned", Alarm.at <= now)
    alarms = list(session.exec(due.order_by(col(Alarm.at), col(Alarm.id))))
    for alarm in alarms:
        clock = session.get_one(Clock, alarm.clock_id)
        _ring(Ringing(session, house, org, case, clock, alarm, now))
    note_urgency(session, case)
    return len(alarms)


def _ring(ringing: Ringing) -> None:
    alarm, clock = ringing.alarm, ringing.clock
    if clock.settled is not None:
        alarm.state = "void"
        return
    alarm.state, alarm.fired_at = "fired", ringing.now
    rung = ringing.house.policy.rung(ringing.step, alarm.level)
    facts, day = case_facts(ringing.case), local_date(ringing.now)
    people = told(rung.roles, facts, clock.owner_id, ringing.org, day=day)
    card = _card(ringing, rung)
    for person in people:
        _tell(ringing, person, card)
    if rung.citizen:
        _tell_citizen(ringing)
    _write_down(ringing, people, card)


def _card(ringing: Ringing, rung: Rung) -> Card | None:
    if rung.card is None:
        return None
    clock, case = ringing.clock, ringing.case
    card = Card(
        colour=rung.card.value,
        body_id=clock.owner_id,
        case_id=clock.case_id,
        clock_id=key(clock.id),
        level=rung.level,
        why=f"{ringing.owner}对诉求件{case.number}的{ringing.step.zh}超过时限（{day_zh(clock.due_on)}到期）",
        basis=rung.basis,
        at=ringing.now,
    )
    ringing.session.add(card)
    return card


def _tell(ringing: Ringing, person: Told, card: Card | None) -> None:
    colour = colour_after([ringing.alarm.level])
    tell_officer(
        ringing.session,
        ringing.house,
        person.officer,
        "overdue" if colour is Colour.RED else "reminder",
        key=ringing.cause,
        case=ringing.case,
        now=ringing.now,
        step=ringing.step.zh,
        due=day_zh(ringing.clock.due_on),
        body=ringing.owner,
        colour=colour.zh,
        card=f"已登记{Colour(card.colour).zh}一张。" if card else "",
    )


def _tell_citizen(ringing: Ringing) -> None:
    tell_citizen(
        ringing.session,
        ringing.house,
        ringing.case,
        "delayed",
        key=ringing.cause,
        now=ringing.now,
        step=ringing.step.zh,
    )


def _write_down(ringing: Ringing, people: tuple[Told, ...], card: Card | None) -> None:
    record(
        ringing.session,
        ringing.case,
        Action.ESCALATE,
        actor="system",
        now=ringing.now,
        reason=f"{ringing.step.zh}时限 {ringing.alarm.level}",
        seen_by=Visibility.HANDLERS,
        details={
            "step": ringing.clock.step,
            "level": ringing.alarm.level,
            "card": card.colour if card else None,
            "told": [f"{ringing.org.officers[p.officer].name}（{p.role.zh}）" for p in people],
            "skipped": sorted({skip for p in people for skip in p.skipped}),
        },
    )
