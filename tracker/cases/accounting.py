"""问责 from the statement to the review: each step by a party that the table names, with its reasons on record."""

from datetime import datetime

from sqlmodel import Session, select

from tracker.cases.appraising import suggest_appraisal
from tracker.cases.bringing import enter, tell_parties, write_step
from tracker.cases.proposing import withdraw_undue
from tracker.house import House
from tracker.models import AccountabilityCase, Card
from tracker.queries.accountability import UNSEEN, matter
from tracker.queries.org import load_org
from tracker.rules.accountability import (
    Answering,
    Matter,
    Measure,
    Party,
    Stage,
    check_heard,
    check_in_time,
    move_for,
    parties,
)
from tracker.rules.conflict import desk_for
from tracker.rules.counting import span
from tracker.rules.errors import IllegalStep, Incomplete, NotAllowed, NotFound
from tracker.rules.workdays import local_date


def answer(
    session: Session, house: House, accountability_id: int, action: Answering, *,
    officer_id: int, reason: str, now: datetime,
) -> AccountabilityCase:  # fmt: skip
    """One step; ``reason`` is the statement, the grounds of the decision, or how it was delivered.

    Raises :class:`NotFound` for whoever is no party, :class:`Incomplete` without a reason, and the table's refusals.
    """
    row = _locked(session, accountability_id)
    org = load_org(session)
    mine = parties(org.officers[officer_id], matter(row), org)
    if not mine:
        raise NotFound(UNSEEN)
    move = move_for(Stage(row.stage), action, mine)
    if not reason.strip():
        raise Incomplete(f"{action.zh}要写明内容或理由。")
    _check_time(row, action, now)
    enter(row, house, move.target, now=now)
    _note(row, house, action, officer_id, now)
    write_step(session, row, officer_id, action, reason.strip(), now=now)
    session.flush()
    tell_parties(session, house, org, row, now=now)
    if row.measure == Measure.ADMONITION and action in (Answering.DELIVER, Answering.REVOKE):
        assert row.officer_id is not None, "an admonition is about a person"
        suggest_appraisal(session, house, org, row.officer_id, row.year, now=now)
    return row


def _locked(session: Session, accountability_id: int) -> AccountabilityCase:
    found = select(AccountabilityCase).where(AccountabilityCase.id == accountability_id).with_for_update()
    row = session.exec(found).first()
    if row is None:
        raise NotFound(UNSEEN)
    return row


def _check_time(row: AccountabilityCase, action: Answering, now: datetime) -> None:
    if action is Answering.DECIDE:
        check_heard(Stage(row.stage), row.statement_due_at, now, f"{row.statement_due_on:%Y-%m-%d}")
    if action is Answering.STATE:
        check_in_time(row.statement_due_at, now, action.zh, f"{row.statement_due_on:%Y-%m-%d}")
    if action is Answering.ASK_REVIEW and row.review_until_at is not None:
        check_in_time(row.review_until_at, now, action.zh, f"{row.review_until_on:%Y-%m-%d}")


def _note(row: AccountabilityCase, house: House, action: Answering, officer_id: int, now: datetime) -> None:
    """An admonition counts in the year in which it was delivered."""
    if action in (Answering.DECIDE, Answering.DISMISS):
        row.decided_by = officer_id
    if action is Answering.DELIVER:
        term = house.policy.accountability.review
        window = span(term.amount, term.unit, now, house.calendar, house.policy.counting)
        row.delivered_on, row.review_until_on, row.review_until_at = local_date(now), window.due_on, window.due
        if row.measure != Measure.APPRAISAL:
            row.year = local_date(now).year


def revoke_card(
    session: Session, house: House, card_id: int, *, officer_id: int, reason: str, now: datetime
) -> Card:
    """A card that should not stand no longer counts; it stays on record with who took it back and why.

    What was proposed because of it and is not decided yet lapses.
    """
    card = session.exec(select(Card).where(Card.id == card_id).with_for_update()).first()
    org = load_org(session)
    if card is None:
        raise NotFound("没有这张牌。")
    mine = parties(org.officers[officer_id], Matter(desk_for(card.body_id, accuses=True, org=org), card.body_id), org)
    if not mine:
        raise NotFound("没有这张牌。")
    if Party.DECIDER not in mine:
        raise NotAllowed("撤销红黄牌由效能办主任或上级决定，本单位的牌由上级决定。请用陈述申辩写明理由。")
    if card.revoked_at is not None:
        raise IllegalStep("这张牌已经撤销，不用再撤。")
    if not reason.strip():
        raise Incomplete("撤销红黄牌要写明理由。")
    card.revoked_at, card.revoked_by, card.revoked_why = now, officer_id, reason.strip()
    session.flush()
    withdraw_undue(session, house, card.body_id, local_date(card.at).year, now=now)
    return card
