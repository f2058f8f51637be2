"""A notice on its way: claimed, arrived, failed. Each is one step of the outbox and one commit.

Notices are changed by plain UPDATE, past the session's flush: what the post does to a notice
must not depend on whether the case behind it is in order.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, bindparam, exists, func, text, update
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from tracker.cases import answering, appealing
from tracker.cases.noticing import tell_officer, whom_to_tell
from tracker.house import House
from tracker.models import Attempt, Case, Complainant, Door, Notice, Officer
from tracker.models.notices import UNSENT
from tracker.models.views import key
from tracker.queries.org import load_org
from tracker.rules.delivery import CONSOLE, PUSH, State, Way, next_way
from tracker.rules.words import Role

ON_THE_WAY = (State.QUEUED.value, State.SENDING.value)
COMPLAINTS_ABOUT_THE_POST = ("undelivered", "undelivered_officer")


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a try did not work. ``permanent``: the address does not exist; ``retry_after``: asked for by the door."""

    why: str
    permanent: bool = False
    retry_after: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """One try. ``way`` ``None``: no door is left. ``tried`` counts the tries through this door, this one included."""

    notice: Notice
    lease_until: datetime
    way: Way | None
    tried: int
    attempt_id: int | None


def _due() -> SelectOfScalar[Any]:
    earlier = aliased(Notice)
    overtakes = exists().where(
        col(earlier.complainant_id) == col(Notice.complainant_id),
        col(earlier.id) < col(Notice.id),
        col(earlier.state).in_(ON_THE_WAY),
    )
    # UNSENT as literal text: SQLite uses the partial index for nothing else.
    waiting = select(Notice.id).where(text(UNSENT), col(Notice.next_at) <= bindparam("now"), ~overtakes)
    return waiting.order_by(col(Notice.next_at), col(Notice.id))


DUE = _due()
"""Ids of the notices that can be claimed at ``:now``, longest due first. What one citizen is told is told in order."""


def claim(session: Session, house: House, kinds: Sequence[str], *, now: datetime) -> Claim | None:
    """The next due notice, ours until the lease ends, with its :class:`Attempt` written; ``None`` when none is due.

    ``kinds`` are the doors that can be used. A row whose sender died is due again when its lease is over.
    """
    notice_id = session.exec(DUE.limit(1).with_for_update(skip_locked=True), params={"now": now}).first()
    if notice_id is None:
        return None
    notice = session.get_one(Notice, notice_id)
    patience = house.policy.patience
    lease = now + patience.lease
    tried = _tries(session, notice)
    way = next_way(_ways(session, notice, kinds), tried, patience)
    attempt = Attempt(notice_id=notice_id, door=way.label if way else "", at=now)
    if way:
        session.add(attempt)
    _change(
        session, col(Notice.id) == notice_id,
        state=State.SENDING.value, lease_until=lease, next_at=lease, attempts=notice.attempts + 1,
    )  # fmt: skip
    session.flush()
    return Claim(notice, lease, way, tried.get(attempt.door, 0) + 1, attempt.id)


def arrived(session: Session, notice_id: int, door: str, *, now: datetime) -> None:
    """Delivered is for ever: a later failure of another sender changes nothing."""
    _change(
        session, col(Notice.id) == notice_id, col(Notice.state) != State.DELIVERED.value,
        state=State.DELIVERED.value, delivered_at=now, door=door, last_error="", lease_until=None,
    )  # fmt: skip


def failed(
    session: Session, house: House, claim: Claim, kinds: Sequence[str], failure: Failure, *, now: datetime
) -> None:
    """Another try, another door, or a person: whichever is left. Nothing if somebody else holds the notice by now."""
    if failure.permanent and claim.way:
        _shut(session, claim.notice, claim.way, now)
    patience = house.policy.patience
    way = next_way(_ways(session, claim.notice, kinds), _tries(session, claim.notice), patience)
    same_door = way is not None and way == claim.way
    pause = (failure.retry_after or patience.wait(claim.tried)) if same_door else timedelta()
    state = State.QUEUED if way else State.NEEDS_PERSON
    _change(
        session, col(Notice.id) == claim.notice.id, col(Notice.lease_until) == claim.lease_until,
        state=state.value, next_at=now + pause, last_error=failure.why, lease_until=None,
    )  # fmt: skip


def follow_up(session: Session, house: House, notice_id: int, *, now: datetime) -> None:
    """What a notice's state asks for: an answer that arrived is served, a person not reached is somebody's call.

    Harmless when done twice.
    """
    notice = session.get_one(Notice, notice_id, populate_existing=True)
    if notice.state == State.DELIVERED and notice.template == "answered":
        answering.delivered(session, house, notice, now=now)
    if notice.state == State.DELIVERED and notice.template in appealing.DECIDED:
        appealing.delivered(session, notice, now=now)
    if notice.state == State.NEEDS_PERSON:
        _ask_a_person(session, house, notice, now=now)


def close_attempt(session: Session, claim: Claim, failure: Failure | None, *, now: datetime) -> None:
    if claim.attempt_id is not None:
        attempt = session.get_one(Attempt, claim.attempt_id)
        attempt.finished_at, attempt.outcome = now, "failed" if failure else "delivered"
        attempt.error = failure.why if failure else ""


def _ways(session: Session, notice: Notice, kinds: Sequence[str]) -> list[Way]:
    """The doors of the recipient that are not known to be dead, best first."""
    if notice.officer_id is not None:
        return _officers_ways(session, notice.officer_id, kinds)
    if notice.contact_kind is not None:
        way = Way(notice.contact_kind, notice.contact_kind, notice.contact_sealed or "")
        return [way] if way.kind in kinds else []
    person = session.get_one(Complainant, notice.complainant_id)
    if person.channel not in PUSH or person.unreachable_since is not None:
        return []
    return [Way(person.channel, person.channel, person.sender_sealed)]


def _officers_ways(session: Session, officer_id: int, kinds: Sequence[str]) -> list[Way]:
    rows = select(Door).where(Door.officer_id == officer_id, col(Door.kind).in_(kinds))
    doors = session.exec(rows.order_by(col(Door.rank), col(Door.id))).all()
    if not doors:
        return [CONSOLE]
    return [Way(d.kind, f"{d.kind}:{d.id}", d.address_sealed, d.id) for d in doors if d.dead_since is None]


def _tries(session: Session, notice: Notice) -> dict[str, int]:
    counted = select(Attempt.door, func.count()).where(Attempt.notice_id == key(notice.id)).group_by(Attempt.door)
    return dict(session.exec(counted).all())


def _shut(session: Session, notice: Notice, way: Way, now: datetime) -> None:
    if way.door_id is not None:
        session.get_one(Door, way.door_id).dead_since = now
    elif notice.complainant_id is not None:
        session.get_one(Complainant, notice.complainant_id).unreachable_since = now
    session.flush()


def _ask_a_person(session: Session, house: House, notice: Notice, *, now: datetime) -> None:
    """The intake officers of the case's desk, or who stands in for them, hear that somebody was not reached."""
    if notice.case_id is None or notice.template in COMPLAINTS_ABOUT_THE_POST:
        return
    case, org = session.get_one(Case, notice.case_id), load_org(session)
    name = session.get_one(Officer, notice.officer_id).name if notice.officer_id is not None else ""
    for person in whom_to_tell([Role.INTAKE], case, case.desk_id, org, now=now):
        tell_officer(
            session, house, person.officer, "undelivered_officer" if name else "undelivered",
            key=f"undelivered:{notice.id}", case=case, now=now, name=name, subject=notice.subject,
        )  # fmt: skip


def _change(session: Session, *where: ColumnElement[bool], **values: object) -> None:
    session.execute(update(Notice).where(*where).values(**values))
