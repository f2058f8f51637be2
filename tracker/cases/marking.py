"""Looks at what happened to a case and marks what a person should look at; and the person's verdict."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from tracker.house import House
from tracker.models import Answer, Case, Clock, Event, GamingMark
from tracker.models.upsert import insert_into
from tracker.models.views import key
from tracker.queries.crowds import group_of
from tracker.queries.gaming import UNSEEN, may_see
from tracker.queries.org import load_org
from tracker.rules.clocks import limit_for
from tracker.rules.errors import IllegalStep, Incomplete, NotFound
from tracker.rules.facts import Org
from tracker.rules.gaming import Found, Handling, Happened, Trail, Verdict, bare, found
from tracker.rules.words import Action, Kind, Step

TELLING = frozenset({"return", "correct", "answer", "close", "dispatch", "resume"})
"""Actions after which it is worth looking."""


def mark(session: Session, house: House, org: Org, case: Case, *, now: datetime) -> int:
    """Returns how many marks are new. A mark that was made stays, whatever becomes of the case."""
    trail = _trail(session, house, org, case, now)
    return sum(_put(session, case, one, now) for one in found(trail, house.policy.gaming, house.calendar))


def mark_after(session: Session, house: House, org: Org, case: Case, action: Action, *, now: datetime) -> None:
    if action.value in TELLING:
        session.flush()
        mark(session, house, org, case, now=now)


def mark_some(session: Session, house: House, case_ids: Sequence[int], *, now: datetime) -> int:
    """These cases looked at again; twice is once. Returns how many marks are new."""
    org = load_org(session)
    cases = session.exec(select(Case).where(col(Case.id).in_(case_ids)).order_by(col(Case.id))).all()
    return sum(mark(session, house, org, case, now=now) for case in cases)


def judge(
    session: Session, mark_id: int, verdict: Verdict, *, officer_id: int, reason: str, now: datetime
) -> GamingMark:
    """Once, with reasons. Raises :class:`NotFound`, :class:`IllegalStep`, :class:`Incomplete`."""
    row = session.exec(select(GamingMark).where(GamingMark.id == mark_id).with_for_update()).first()
    org = load_org(session)
    if row is None or not may_see(session, row, org.officers[officer_id], org):
        raise NotFound(UNSEEN)
    if row.verdict is not None:
        raise IllegalStep("这条线索已经核实过，请刷新后查看。")
    if not reason.strip():
        raise Incomplete("请写明核实的情况。")
    row.verdict, row.judged_by, row.judged_at, row.judged_why = verdict.value, officer_id, now, reason.strip()
    return row


def _put(session: Session, case: Case, one: Found, now: datetime) -> int:
    values = {
        "key": f"{one.sign.value}:{case.id}:{one.seq}", "sign": one.sign.value, "case_id": key(case.id),
        "body_id": one.body, "seq": one.seq, "at": one.at, "why": one.why, "found_at": now,
    }  # fmt: skip
    put = insert_into(session, GamingMark).values(**values).on_conflict_do_nothing().returning(GamingMark.id)
    return 0 if session.execute(put).first() is None else 1


def _trail(session: Session, house: House, org: Org, case: Case, now: datetime) -> Trail:
    events = session.exec(select(Event).where(Event.case_id == key(case.id)).order_by(col(Event.seq)))
    clocks = session.exec(select(Clock).where(Clock.case_id == key(case.id), Clock.step == Step.HANDLE.value))
    return Trail(
        kind=Kind(case.kind),
        desk=case.desk_id,
        body=case.handling_id or case.desk_id,
        events=[_happened(event, org) for event in events],
        clocks=[Handling(clock.started_at, clock.due_at) for clock in clocks],
        now=now,
        registered=case.registered_at,
        siblings=_siblings(session, case),
        same_words=_same_words(session, house, org, case),
        amounts={kind.value: limit_for(house.policy.limits, Step.HANDLE, kind, round=1).amount for kind in Kind},
    )


def _happened(event: Event, org: Org) -> Happened:
    role, _, number = event.actor.partition(":")
    body = org.officers[int(number)].body if role == "officer" else None
    return Happened(event.seq, event.at, event.action, body, event.reason, event.details)


def _siblings(session: Session, case: Case) -> Sequence[datetime]:
    if case.handling_id is None:
        return ()
    same = select(Case.registered_at).where(
        Case.complainant_id == case.complainant_id, Case.handling_id == case.handling_id
    )
    return session.exec(same).all()


def _same_words(session: Session, house: House, org: Org, case: Case) -> Sequence[datetime]:
    """When the answers of the same body with the same words were drafted: one a case, and one for all merged."""
    mine = session.exec(select(Answer).where(Answer.case_id == key(case.id)).order_by(col(Answer.id).desc())).first()
    if mine is None:
        return ()
    colleagues = [o.id for o in org.officers.values() if o.body == org.officers[mine.drafted_by].body]
    words, since = bare(mine.facts + mine.done), mine.drafted_at - house.policy.gaming.bulk_reach
    others = session.exec(
        select(Answer).where(col(Answer.drafted_by).in_(colleagues), Answer.drafted_at >= since)
    )
    merged = group_of(session, case) - {key(case.id)}
    told = {a.case_id: a.drafted_at for a in others if bare(a.facts + a.done) == words}
    return [at for case_id, at in told.items() if case_id not in merged]
