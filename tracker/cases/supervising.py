"""The road of silence: an alarm whose time has come is judged again, then told, with a card where policy says so."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from tracker.cases.noticing import day_zh, tell_citizen, tell_officer, whom_to_tell
from tracker.cases.proposing import propose_due
from tracker.cases.recording import record
from tracker.cases.timing import note_urgency
from tracker.house import House
from tracker.models import Alarm, Card, Case, Clock, Repeat
from tracker.models.views import key
from tracker.rules.facts import Org
from tracker.rules.hours import OfficeHours
from tracker.rules.ladder import Rung, colour_after, sending_at
from tracker.rules.recipients import Told
from tracker.rules.supplementing import is_waiting
from tracker.rules.words import Action, Colour, Role, Step, Visibility

WEIGHED = frozenset({"80", "100"})
"""Levels that weigh: a pre-warning, and the breach itself."""


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
    nth: int = 0
    """0 the first time, else the number of the repeat."""

    @property
    def step(self) -> Step:
        return Step(self.clock.step)

    @property
    def owner(self) -> str:
        return self.org.bodies[self.clock.owner_id].name

    @property
    def cause(self) -> str:
        """Names the notices; a repeat has a number of its own."""
        return f"alarm:{self.alarm.id}" + (f":repeat:{self.nth}" if self.nth else "")

    @property
    def colour(self) -> Colour:
        return colour_after([self.alarm.level], self.house.policy.colours)

    @property
    def late(self) -> bool:
        return self.alarm.at >= self.clock.due_at


def fire_due(session: Session, house: House, org: Org, case: Case, *, now: datetime) -> int:
    """Every alarm of this case whose time has come; the caller holds the case row. Returns how many went off."""
    due = select(Alarm).where(Alarm.case_id == key(case.id), Alarm.state == "planned", Alarm.at <= now)
    alarms = list(session.exec(due.order_by(col(Alarm.at), col(Alarm.id))))
    for alarm in alarms:
        clock = session.get_one(Clock, alarm.clock_id)
        _ring(Ringing(session, house, org, case, clock, alarm, now))
    _propose(session, house, org, alarms, now=now)
    note_urgency(session, house, case)
    return len(alarms)


def _propose(session: Session, house: House, org: Org, alarms: list[Alarm], *, now: datetime) -> None:
    """What the breaches of the owners call for by now; a person decides."""
    session.flush()
    fired = [alarm.clock_id for alarm in alarms if alarm.state == "fired" and alarm.level in WEIGHED]
    for body in sorted({session.get_one(Clock, clock_id).owner_id for clock_id in fired}):
        propose_due(session, house, org, body, now=now)


def _ring(ringing: Ringing) -> None:
    alarm, clock = ringing.alarm, ringing.clock
    if clock.settled is not None:
        alarm.state = "void"
        return
    alarm.state, alarm.fired_at = "fired", ringing.now
    rung = ringing.house.policy.rung(ringing.step, alarm.level)
    card = _card(ringing, rung)
    people = tell(ringing, rung.roles, card)
    if rung.citizen:
        _tell_citizen(ringing)
    write_down(ringing, people, card)
    plan_repeat(ringing)


def plan_repeat(ringing: Ringing) -> None:
    """The next time this alarm is told again, where policy says so."""
    house, alarm, nth = ringing.house, ringing.alarm, ringing.nth + 1
    repetition = house.policy.repeats[ringing.step]
    when = repetition.next(alarm.level, nth, ringing.now, house.calendar, house.policy.counting)
    if when:
        ringing.session.add(Repeat(alarm_id=key(alarm.id), case_id=alarm.case_id, nth=nth, at=when))


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


def tell(ringing: Ringing, roles: Sequence[Role], card: Card | None = None) -> tuple[Told, ...]:
    """Everybody who is found for these roles today; returns who."""
    lead = ringing.house.policy.rung(ringing.step, ringing.alarm.level).lead
    people = whom_to_tell(roles, ringing.case, ringing.clock.owner_id, ringing.org, now=ringing.now, lead=lead)
    for person in people:
        _tell(ringing, person, card)
    return people


def _tell(ringing: Ringing, person: Told, card: Card | None) -> None:
    policy, colour = ringing.house.policy, ringing.colour
    office = OfficeHours(ringing.house.calendar, policy.counting.hours)
    tell_officer(
        ringing.session,
        ringing.house,
        person.officer,
        "overdue" if ringing.late else "reminder",
        key=ringing.cause,
        case=ringing.case,
        now=ringing.now,
        leaves=sending_at(ringing.now, urgent=_urgent(ringing), office=office),
        step=ringing.step.zh,
        due=day_zh(ringing.clock.due_on),
        body=ringing.owner,
        colour=colour.zh,
        card=f"已登记{Colour(card.colour).zh}一张。" if card else "",
    )


def _urgent(ringing: Ringing) -> bool:
    """Goes out by night as well: red, overdue already, or an emergency."""
    overdue = ringing.now >= ringing.clock.due_at
    return ringing.colour is Colour.RED or overdue or ringing.case.urgent


def _tell_citizen(ringing: Ringing) -> None:
    tell_citizen(
        ringing.session,
        ringing.house,
        ringing.case,
        "still_missing" if is_waiting(ringing.step) else "delayed",
        key=ringing.cause,
        now=ringing.now,
        step=ringing.step.zh,
        due=day_zh(ringing.clock.due_on),
    )


def write_down(ringing: Ringing, people: tuple[Told, ...], card: Card | None = None) -> None:
    record(
        ringing.session,
        ringing.case,
        Action.ESCALATE,
        actor="system",
        now=ringing.now,
        reason=f"{ringing.step.zh}时限 {ringing.alarm.level}",
        seen_by=Visibility.HANDLERS,
        details={
            "alarm": ringing.alarm.id,
            "step": ringing.clock.step,
            "level": ringing.alarm.level,
            "card": card.colour if card else None,
            **({"repeat": ringing.nth} if ringing.nth else {}),
            "told": [f"{ringing.org.officers[p.officer].name}（{p.role.zh}）" for p in people],
            "skipped": sorted({skip for p in people for skip in p.skipped}),
        },
    )
