"""退单 that cannot be: refused, written down, and told to the chief."""

from datetime import datetime
from typing import Any, NoReturn

from sqlmodel import Session, col, select

from tracker.cases.deed import Deed
from tracker.cases.noticing import tell_all
from tracker.cases.recording import record
from tracker.models import Clock, Request
from tracker.models.views import case_facts, key
from tracker.rules.conflict import barred
from tracker.rules.counting import span
from tracker.rules.errors import OnRecord
from tracker.rules.recipients import told
from tracker.rules.requests import Ask, Decision, return_refused
from tracker.rules.words import Action, Role, Step, Visibility
from tracker.rules.workdays import local_date


def check_return(deed: Deed) -> None:
    """Raises :class:`OnRecord`; heads of the body and directors of the office hear of it."""
    case, now = deed.case, deed.now
    why = return_refused(
        designated=case.designated, returns=case.returns, deadline=_deadline(deed), now=now,
        policy=deed.house.policy.requests,
    )  # fmt: skip
    if why is None:
        keep(deed, Ask.RETURN, Decision.GRANTED)
        return
    refuse(deed, Ask.RETURN, why)


def refuse(deed: Deed, kind: Ask, why: str, **asked: Any) -> NoReturn:
    """Raises :class:`OnRecord`: what was asked and why not stays on the case, whatever comes."""
    keep(deed, kind, Decision.REFUSED, why=why, **asked)
    on_record(deed, kind, why)


def on_record(deed: Deed, kind: Ask, why: str) -> NoReturn:
    """The refusal as an event; a refused return is also told to the chiefs."""
    case, now = deed.case, deed.now
    event = record(
        deed.session, case, Action.REFUSE, actor=deed.actor, now=now, reason=why, seen_by=Visibility.HANDLERS,
        details={"asked": kind.value, "because": deed.field("reason")},
    )  # fmt: skip
    case.version += 1
    if kind is Ask.RETURN:
        name = deed.org.bodies[case.handling_id or case.desk_id].name
        owner, day = case.handling_id or case.desk_id, local_date(now)
        chiefs = told([Role.HEAD, Role.DIRECTOR], case_facts(case), owner, deed.org, day=day)
        tell_all(
            deed.session, deed.house, [person.officer for person in chiefs], "return_refused",
            key=f"event:{event.id}", case=case, now=now, body=name, why=why,
        )  # fmt: skip
    raise OnRecord(why)


def keep(deed: Deed, kind: Ask, state: Decision, *, why: str = "", **asked: Any) -> Request:
    row = Request(
        case_id=key(deed.case.id), round=deed.case.round, kind=kind.value, reason=deed.field("reason"),
        asked_by=deed.officer_id, asked_at=deed.now, state=state.value, why=why,
        decided_at=None if state is Decision.PENDING else deed.now, **asked,
    )  # fmt: skip
    deed.session.add(row)
    deed.session.flush()
    return row


def _deadline(deed: Deed) -> datetime | None:
    """The end of the window, counted from the signing; ``None`` before it."""
    signed = _signed_at(deed.session, key(deed.case.id))
    if signed is None:
        return None
    house = deed.house
    return span(house.policy.requests.return_days, "workday", signed, house.calendar, house.policy.counting).due


def _signed_at(session: Session, case_id: int) -> datetime | None:
    """When the newest clock of the signing was settled; it still runs before."""
    signs = select(Clock).where(Clock.case_id == case_id, Clock.step == Step.SIGN.value)
    newest = session.exec(signs.order_by(col(Clock.id).desc()).limit(1)).first()
    return newest.settled_at if newest else None


def chiefs(deed: Deed) -> list[int]:
    """Who decides what the body asks: its heads and the directors of the office, never the asker."""
    case, org = deed.case, deed.org
    facts = case_facts(case)
    able = [*org.working(case.handling_id or case.desk_id, Role.HEAD), *org.working(case.desk_id, Role.DIRECTOR)]
    fit = sorted({o.id for o in able if o.id != deed.officer_id and not barred(o, facts, org)})
    if fit:
        return fit
    others = told([Role.DIRECTOR], facts, case.desk_id, org, day=local_date(deed.now))
    return sorted({person.officer for person in others} - {deed.officer_id})
