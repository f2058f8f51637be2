"""补充、催促、撤诉、评价: what the complainant may do with an own case at any time."""

from dataclasses import replace
from datetime import datetime

from sqlmodel import Session, select

from tracker.cases import appealing
from tracker.cases.answering import latest
from tracker.cases.deed import Deed, deed, move
from tracker.cases.dispatching import due_zh
from tracker.cases.filing import attach_evidence
from tracker.cases.noticing import body_officers, desk_officers, tell_all
from tracker.cases.people import own_case
from tracker.cases.supplementing import go_on, tell_received
from tracker.contract import Addition, Progress, Rating, Sender
from tracker.house import House
from tracker.models import Case, Event, RatingGiven
from tracker.models.views import key
from tracker.queries.appeals import deciding, stage_of
from tracker.queries.org import load_org
from tracker.queries.progress import progress
from tracker.rules.errors import IllegalStep
from tracker.rules.words import Action, Role, Score, Status, Step


def add(
    session: Session, house: House, number: str, addition: Addition, *, now: datetime, once: str = ""
) -> Progress:
    """``once`` names the sending: a repeat of the same sending adds nothing."""
    case = own_case(session, house, number, addition)
    if once and _added(session, case, once):
        return progress(session, house, case, now=now)
    done = _deed(session, house, case, Action.ADD, now, text=addition.text)
    attach_evidence(session, case, addition.evidence)
    asked = case.status == Status.SUPPLEMENTING
    if asked:
        go_on(done)
    event = move(done, reason=addition.text, evidence=len(addition.evidence), once=once)
    if asked:
        tell_received(done, cause=f"event:{event.id}")
    _tell_holders(done, "body_added", event)
    return progress(session, house, case, now=now)


def _added(session: Session, case: Case, once: str) -> bool:
    additions = select(Event).where(Event.case_id == key(case.id), Event.action == Action.ADD.value)
    return any(event.details.get("once") == once for event in session.exec(additions))


def urge(session: Session, house: House, number: str, sender: Sender, *, now: datetime) -> Progress:
    done = _deed(session, house, own_case(session, house, number, sender), Action.URGE, now)
    event = move(done)
    _tell_holders(done, "body_added", event)
    return progress(session, house, done.case, now=now)


def withdraw(session: Session, house: House, number: str, sender: Sender, *, now: datetime) -> Progress:
    """A repeat of the same withdrawal changes nothing."""
    case = own_case(session, house, number, sender)
    if case.status == Status.WITHDRAWN or case.withdrawn_at is not None:
        return progress(session, house, case, now=now)
    done = _deed(session, house, case, Action.WITHDRAW, now)
    if stage_of(case):
        appealing.withdraw(done)
        return progress(session, house, case, now=now)
    if case.found_at is not None:
        return _withdraw_from_what_goes_on(done)
    event = move(done, ended="投诉人撤诉", void=True)
    _tell_holders(done, "body_withdrawn", event)
    return progress(session, house, done.case, now=now)


def _withdraw_from_what_goes_on(done: Deed) -> Progress:
    """A problem was established: the office goes on by itself, the clocks run on, the citizen hears no more."""
    stays = replace(done, rule=replace(done.rule, target=None, settles=()))
    event = move(stays, ex_officio=True)
    done.case.withdrawn_at = done.now
    _tell_holders(done, "ex_officio", event)
    return progress(done.session, done.house, done.case, now=done.now)


def rate(session: Session, house: House, number: str, rating: Rating, *, now: datetime) -> Progress:
    """Once a round. Satisfied closes the case; dissatisfied puts it on an officer's list for a call."""
    case = own_case(session, house, number, rating)
    if _rated(session, case, rating.round):
        return progress(session, house, case, now=now)
    if rating.round != case.round:
        raise IllegalStep("这次答复之后已经重办，请等新的答复再评价。")
    done = _deed(session, house, case, Action.RATE, now, score=rating.score.value)
    session.add(
        RatingGiven(case_id=key(case.id), round=case.round, score=rating.score.value, comment=rating.comment, at=now)
    )
    answer = latest(session, case)
    if answer and answer.delivered_at is None:
        answer.delivered_at = now
    event = move(done, reason=rating.comment, score=rating.score.value)
    if rating.score is Score.DISSATISFIED:
        _tell_rated_low(done, f"event:{event.id}")
    else:
        _close(session, house, case, rating.score, now)
    return progress(session, house, case, now=now)


def _rated(session: Session, case: Case, round: int) -> bool:
    found = select(RatingGiven.id).where(RatingGiven.case_id == key(case.id), RatingGiven.round == round)
    return session.exec(found).first() is not None


def _close(session: Session, house: House, case: Case, score: Score, now: datetime) -> None:
    reason = f"投诉人评价：{score.zh}"
    closing = deed(
        session, house, load_org(session), case, Action.CLOSE,
        role=Role.SYSTEM, actor="system", now=now, fields={"reason": reason},
    )  # fmt: skip
    move(closing, reason=reason, ended=reason)


def _deed(session: Session, house: House, case: Case, action: Action, now: datetime, **fields: str) -> Deed:
    if case.withdrawn_at is not None:
        raise IllegalStep("您已经撤回这一件。有新的情况，请重新提交一件。")
    org = load_org(session)
    return deed(
        session, house, org, case, action, role=Role.COMPLAINANT, actor="complainant", now=now, fields=fields
    )


def _tell_holders(done: Deed, template: str, event: Event) -> None:
    """Those on whose desk it lies: the handling body once it has the case, the office before and after."""
    case, stage = done.case, stage_of(done.case)
    at_body = case.handling_id is not None and case.holder_id == case.handling_id
    officers = body_officers(done.org, case, case.handling_id or 0) if at_body else desk_officers(done.org, case)
    if stage:
        officers = [one.id for one in deciding(done.session, case, stage, done.org)]
    tell_all(done.session, done.house, officers, template, key=f"event:{event.id}", case=case, now=done.now)


def _tell_rated_low(done: Deed, key: str) -> None:
    tell_all(
        done.session, done.house, desk_officers(done.org, done.case), "desk_rated_low",
        key=key, case=done.case, now=done.now, due=due_zh(done, Step.CALLBACK),
    )  # fmt: skip
