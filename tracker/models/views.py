"""Rows turned into the frozen facts that rules look at."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from tracker.models.absences import Absence
from tracker.models.cases import Case
from tracker.models.clocks import Clock
from tracker.models.interests import Clearance, Interest
from tracker.models.people import Body, Door, Officer
from tracker.rules.facts import AbsenceFacts, BodyFacts, BodyKind, CaseFacts, ClockFacts, OfficerFacts, Org
from tracker.rules.replaying import ToldClock
from tracker.rules.requests import Pause
from tracker.rules.words import Colour, Conduct, Kind, Role, Settled, Status, Step


class Standing(NamedTuple):
    """What an officer declared, and what the officer was let into."""

    interests: list[Interest]
    clearances: list[Clearance]


UNKNOWN = Standing([], [])


def key(row_id: int | None) -> int:
    """The id of a row that has been flushed."""
    assert row_id is not None, "flush before asking for the id"
    return row_id


def body_facts(body: Body) -> BodyFacts:
    return BodyFacts(
        id=key(body.id),
        name=body.name,
        kind=BodyKind(body.kind),
        parent=body.parent_id,
        functions=frozenset(body.functions),
        aliases=frozenset(body.aliases),
        fallback=body.fallback,
    )


def officer_facts(
    officer: Officer, doors: Sequence[Door], known: Standing = UNKNOWN, absences: Sequence[Absence] = ()
) -> OfficerFacts:
    """An officer without any door still has the console, so only known-dead doors make one unreachable."""
    return OfficerFacts(
        id=key(officer.id),
        name=officer.name,
        body=officer.body_id,
        roles=frozenset(Role(role) for role in officer.roles),
        active=officer.active,
        reachable=not doors or any(door.dead_since is None for door in doors),
        kin=frozenset(i.person for i in known.interests if i.person is not None),
        interests=frozenset(i.body_id for i in known.interests if i.body_id is not None),
        aside=frozenset(i.case_id for i in known.interests if i.case_id is not None),
        admitted=frozenset(c.case_id for c in known.clearances),
        absences=tuple(AbsenceFacts(a.first_on, a.last_on, a.deputy_id) for a in absences),
    )


def org_facts(
    bodies: Iterable[Body],
    officers: Iterable[Officer],
    doors: Iterable[Door],
    *,
    interests: Iterable[Interest] = (),
    clearances: Iterable[Clearance] = (),
    absences: Iterable[Absence] = (),
) -> Org:
    """``interests`` are those that count now."""
    by_officer: dict[int, list[Door]] = {}
    for door in doors:
        by_officer.setdefault(door.officer_id, []).append(door)
    known: dict[int, Standing] = defaultdict(lambda: Standing([], []))
    for interest in interests:
        known[interest.officer_id].interests.append(interest)
    for clearance in clearances:
        known[clearance.officer_id].clearances.append(clearance)
    away: dict[int, list[Absence]] = {}
    for absence in absences:
        away.setdefault(absence.officer_id, []).append(absence)
    return Org(
        bodies={key(b.id): body_facts(b) for b in bodies},
        officers={
            i: officer_facts(o, by_officer.get(i, ()), known.get(i, UNKNOWN), away.get(i, ()))
            for i, o in ((key(o.id), o) for o in officers)
        },
    )


def clock_facts(clock: Clock) -> ClockFacts:
    return ClockFacts(
        id=key(clock.id),
        step=Step(clock.step),
        owner=clock.owner_id,
        due=clock.due_at,
        settled=Settled(clock.settled) if clock.settled else None,
    )


def pauses_of(clock: Clock) -> tuple[Pause, ...]:
    return tuple(Pause(date.fromisoformat(start), date.fromisoformat(end)) for start, end in clock.paused or ())


def case_facts(case: Case, clocks: Iterable[Clock] = (), *, answered: bool = False) -> CaseFacts:
    return CaseFacts(
        id=key(case.id),
        number=case.number,
        status=Status(case.status),
        kind=Kind(case.kind),
        conduct=Conduct(case.conduct),
        desk=case.desk_id,
        holder=case.holder_id,
        handling=case.handling_id,
        target=case.target_id,
        target_person=case.target_person,
        raised=case.colour == Colour.RED
        or case.target_is_leader
        or case.money
        or case.restricted
        or case.handed_up,
        restricted=case.restricted,
        assisting=frozenset(case.assisting),
        designated=case.designated,
        answered=answered,
        ended_reason=case.ended_reason,
        clocks=tuple(clock_facts(c) for c in clocks),
    )


def told_clock(clock: Clock, *, instead: int | None = None) -> ToldClock:
    """The row as the record of its case should tell it."""
    return ToldClock(
        id=key(clock.id), step=Step(clock.step), round=clock.round, owner=clock.owner_id, amount=clock.amount,
        unit=clock.unit, basis=clock.basis, started=clock.started_at, due_on=clock.due_on, due=clock.due_at,
        provisional=clock.provisional, calendar=clock.calendar,
        paused=tuple((start, end) for start, end in clock.paused or ()), instead=instead,
        settled=Settled(clock.settled) if clock.settled else None, settled_at=clock.settled_at,
        superseded_by=clock.superseded_by,
    )  # fmt: skip
