"""Clocks started, handed on and settled, with the alarms that belong to them."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime

from sqlmodel import Session, col, select

from tracker.cases.clock_log import note_begun, note_ended
from tracker.house import House
from tracker.models import Alarm, Case, Clock, Correction, PolicyVersion
from tracker.models.views import key, pauses_of
from tracker.rules.assisting import days_left
from tracker.rules.clocks import SHARED, Limit, PlannedClock, limit_for, plan
from tracker.rules.counting import Unit
from tracker.rules.ladder import colour_after
from tracker.rules.requests import Pause, not_counted
from tracker.rules.supplementing import is_waiting
from tracker.rules.words import Judged, Kind, Settled, Step
from tracker.rules.workdays import Calendar, at, local_date


def planned(house: House, step: Step, kind: Kind, started: datetime, *, round: int = 1) -> PlannedClock:
    """What policy and calendar say about this step, without writing anything."""
    policy = house.policy  # Read once: it may be replaced at any session of another thread.
    limit = limit_for(policy.limits, step, kind, round=round)
    wish = plan(limit, started, house.calendar, policy.levels_of(step), counting=policy.counting)
    return replace(wish, policy=policy.fingerprint)


def first_promise(house: House, kind: Kind, registered: datetime) -> tuple[date, bool]:
    """The latest day that can still be kept: the whole time for accepting, then the whole time for handling."""
    return promise_from(house, kind, planned(house, Step.ACCEPT, kind, registered).due_on)


def promise_from(house: House, kind: Kind, accept_by: date) -> tuple[date, bool]:
    """The latest day for an answer where the last day for accepting is known."""
    handle = planned(house, Step.HANDLE, kind, at(accept_by, house.policy.morning))
    return handle.due_on, handle.provisional


def live(session: Session, case: Case) -> list[Clock]:
    return list(session.exec(select(Clock).where(Clock.case_id == key(case.id), col(Clock.settled).is_(None))))


def start(session: Session, house: House, case: Case, step: Step, owner_id: int, *, now: datetime) -> Clock:
    """The running clock of this step, begun now unless it runs already."""
    for clock in live(session, case):
        if clock.step == step:
            return clock
    wish = planned(house, step, Kind(case.kind), now, round=case.round)
    if step is Step.HANDLE and case.round == 1 and wish.due_on > case.promised_on:
        why = _why_within_promise(session, house, case)
        wish = _within_promise(house, case, wish, why) if why else wish
    return _begin(session, case, wish, owner_id)


def _why_within_promise(session: Session, house: House, case: Case) -> str:
    """What made the limit longer since the citizen was told a date; empty where nothing did."""
    if _kind_corrected(session, case):
        return "更正类别"
    return "修改规则" if _limit_lengthened(session, house, case) else ""


def _limit_lengthened(session: Session, house: House, case: Case) -> bool:
    """Is the policy another one than at the registration, and would it have promised a later day?"""
    first = session.exec(
        select(Clock)
        .where(Clock.case_id == key(case.id), Clock.step == Step.ACCEPT.value)
        .order_by(col(Clock.id).desc())
    ).first()
    if first is None or not _policy_changed(session, house, case, first):
        return False
    return promise_from(house, Kind(case.kind), first.due_on)[0] > case.promised_on


def _policy_changed(session: Session, house: House, case: Case, first: Clock) -> bool:
    if first.policy is not None:
        return first.policy != house.policy.fingerprint
    since = select(PolicyVersion.id).where(col(PolicyVersion.policy_after).is_not(None))
    return session.exec(since.where(col(PolicyVersion.decided_at) > case.registered_at)).first() is not None


def _kind_corrected(session: Session, case: Case) -> bool:
    found = select(Correction.id).where(Correction.case_id == key(case.id), Correction.field == Judged.KIND.value)
    return session.exec(found).first() is not None


def _within_promise(house: House, case: Case, wish: PlannedClock, why: str) -> PlannedClock:
    """A limit that became longer on the way: the citizen has been told a date, and it is never made later."""
    days = max(1, house.calendar.between(local_date(wish.started), case.promised_on))
    basis = f"{wish.limit.basis}；{why}后，不晚于已经告诉投诉人的日期"
    limit = replace(wish.limit, amount=days, unit="workday", basis=basis)
    levels = house.policy.levels_of(wish.limit.step)
    kept = plan(limit, wish.started, house.calendar, levels, counting=house.policy.counting)
    return replace(kept, policy=wish.policy)


def bring_forward(session: Session, house: House, case: Case, *, now: datetime) -> None:
    """Running clocks as the limits of a corrected kind say from now on, where that is sooner. None gets later."""
    for old in live(session, case):
        if Step(old.step) in SHARED:
            continue
        wish = planned(house, Step(old.step), Kind(case.kind), now, round=case.round)
        if wish.due < old.due_at:
            _settle(session, old, Settled.VOID, now)
            old.superseded_by = _begin(session, case, wish, old.owner_id, instead=old).id
    _keep_within_lead(session, house, case, now=now)


def _keep_within_lead(session: Session, house: House, case: Case, *, now: datetime) -> None:
    """An assisting body never has longer than the body that answers."""
    running = live(session, case)
    lead = next((clock for clock in running if clock.step == Step.HANDLE), None)
    for old in running:
        if lead is not None and old.step == Step.ASSIST and old.due_on > lead.due_on:
            left = max(1, days_left(old.started_at, lead.due_on, house.calendar, house.policy.counting))
            lengthen(session, house, case, old, days=left - old.amount, basis="不晚于主办到期日", now=now)


def share(session: Session, house: House, case: Case, limit: Limit, owner_id: int, *, now: datetime) -> Clock:
    """A clock of 协办 for this body; several may run beside each other, one for each body."""
    levels = house.policy.levels_of(limit.step)
    wish = plan(limit, now, house.calendar, levels, counting=house.policy.counting)
    return _begin(session, case, wish, owner_id)


def shared(session: Session, case: Case, owner_id: int) -> Clock | None:
    """The clock of 协办 that runs for this body."""
    own = (clock for clock in live(session, case) if clock.step == Step.ASSIST and clock.owner_id == owner_id)
    return next(own, None)


def _begin(
    session: Session, case: Case, wish: PlannedClock, owner_id: int, *, instead: Clock | None = None
) -> Clock:
    clock = Clock(
        case_id=key(case.id),
        step=wish.limit.step.value,
        round=case.round,
        owner_id=owner_id,
        amount=wish.limit.amount,
        unit=wish.limit.unit,
        basis=wish.limit.basis,
        started_at=wish.started,
        due_on=wish.due_on,
        due_at=wish.due,
        provisional=wish.provisional,
        calendar=wish.calendar,
        policy=wish.policy,
    )
    session.add(clock)
    session.flush()
    note_begun(session, clock, instead=instead)
    session.add_all(_alarm(clock, alarm.level, alarm.at) for alarm in wish.alarms)
    return clock


def limit_of(clock: Clock, calendar: Calendar) -> Limit:
    """The limit of a clock that runs, its pauses on top as this calendar counts them."""
    unit: Unit = clock.unit  # type: ignore[assignment]
    pauses = pauses_of(clock)
    amount = clock.amount + (not_counted(pauses, unit, calendar) if pauses else 0)
    return Limit(Step(clock.step), amount, unit, clock.basis)


def lengthen(
    session: Session, house: House, case: Case, old: Clock, *,
    now: datetime, days: int = 0, basis: str = "", pause: Pause | None = None,
) -> Clock:  # fmt: skip
    """The same limit from the same start with ``days`` or a pause more; what was told stays told."""
    new = _longer(old, days, basis, pause)
    wish = plan(
        limit_of(new, house.calendar), old.started_at, house.calendar, house.policy.levels_of(Step(old.step)),
        counting=house.policy.counting,
    )  # fmt: skip
    new.due_on, new.due_at, new.provisional, new.calendar = wish.due_on, wish.due, wish.provisional, wish.calendar
    session.add(new)
    session.flush()
    note_begun(session, new, instead=old)
    _alarms_again(session, old, new, wish)
    if old.settled is None:
        _settle(session, old, Settled.VOID, now)
    old.superseded_by = new.id
    return new


def _longer(old: Clock, days: int, basis: str, pause: Pause | None) -> Clock:
    paused = list(old.paused or ())
    if pause:
        paused.append([pause.start.isoformat(), pause.end.isoformat()])
    new = Clock(**old.model_dump(exclude={"id", "settled", "settled_at", "superseded_by"}))
    new.amount, new.paused = old.amount + days, paused or None
    new.basis = f"{old.basis}；{basis}" if basis else old.basis
    return new


def _alarms_again(session: Session, old: Clock, new: Clock, wish: PlannedClock) -> None:
    """What has gone off goes along, with who was told and who took it up: it went off once, and counts once."""
    fired = list(session.exec(select(Alarm).where(Alarm.clock_id == key(old.id), Alarm.state == "fired")))
    planned = {alarm.level: alarm.at for alarm in wish.alarms}
    for alarm in fired:
        alarm.clock_id, alarm.at = key(new.id), planned.pop(alarm.level, alarm.at)
    session.add_all(_alarm(new, level, at) for level, at in planned.items())


def hand_on(session: Session, case: Case, step: Step, owner_id: int, *, now: datetime) -> None:
    """The clock gets another owner and keeps its due instant and its alarms; what was told stays told."""
    for old in live(session, case):
        if old.step != step or old.owner_id == owner_id:
            continue
        new = Clock(**old.model_dump(exclude={"id", "owner_id"}), owner_id=owner_id)
        session.add(new)
        session.flush()
        note_begun(session, new, instead=old)
        for alarm in session.exec(select(Alarm).where(Alarm.clock_id == key(old.id))):
            alarm.clock_id = key(new.id)
        session.flush()
        _settle(session, old, Settled.VOID, now)
        old.superseded_by = new.id


def settle(session: Session, case: Case, steps: Iterable[Step], *, now: datetime, void: bool = False) -> None:
    """All that run of these steps; ``void`` takes them off without judging."""
    wanted = frozenset(steps)
    for clock in live(session, case):
        if Step(clock.step) in wanted:
            _settle(session, clock, Settled.VOID if void else judged(clock, now), now)


def settle_one(session: Session, clock: Clock, outcome: Settled, *, now: datetime) -> None:
    """One clock among several of the same step."""
    _settle(session, clock, outcome, now)


def judged(clock: Clock, now: datetime) -> Settled:
    """Late is late: a clock settled after its due instant says so for ever."""
    return Settled.LATE if now >= clock.due_at else Settled.MET


def note_urgency(session: Session, house: House, case: Case) -> None:
    """Keeps the queue's sort key and colour in step with the clocks that run; waiting for the citizen has no colour."""
    session.flush()
    running = live(session, case)
    ours = [clock for clock in running if not is_waiting(Step(clock.step))]
    case.next_due = min((clock.due_at for clock in running), default=None)
    case.colour = colour_after(_fired_levels(session, ours), house.policy.colours).value


def _fired_levels(session: Session, clocks: list[Clock]) -> list[str]:
    ids = [key(clock.id) for clock in clocks]
    return list(session.exec(select(Alarm.level).where(col(Alarm.clock_id).in_(ids), Alarm.state == "fired")))


def _settle(session: Session, clock: Clock, outcome: Settled, now: datetime) -> None:
    for alarm in _unfired(session, clock):
        alarm.state = "void"
    clock.settled, clock.settled_at = outcome.value, now
    note_ended(session, clock)


def _unfired(session: Session, clock: Clock) -> list[Alarm]:
    return list(session.exec(select(Alarm).where(Alarm.clock_id == key(clock.id), Alarm.state == "planned")))


def _alarm(clock: Clock, level: str, at: datetime) -> Alarm:
    return Alarm(clock_id=key(clock.id), case_id=clock.case_id, level=level, at=at)
