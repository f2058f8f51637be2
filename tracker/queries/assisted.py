"""Of the cases on a page: what the viewer's body was asked for, where another one answers."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import and_
from sqlmodel import Session, col, select

from tracker.models import Assistance, Case, Clock
from tracker.models.views import key
from tracker.rules.facts import OfficerFacts, Org
from tracker.rules.words import Step


def assisted_by(session: Session, viewer: OfficerFacts, org: Org, cases: Iterable[Case]) -> dict[int, str]:
    """By id: 协办 with its last day, or that the opinion is in. Those that the viewer's body answers are left out."""
    own = org.within(viewer.body)
    ids = [key(case.id) for case in cases if own & set(case.assisting) and case.handling_id not in own]
    if not ids:
        return {}
    clock = and_(
        col(Clock.case_id) == col(Assistance.case_id), col(Clock.owner_id) == col(Assistance.body_id),
        col(Clock.step) == Step.ASSIST.value, col(Clock.settled).is_(None),
    )  # fmt: skip
    found = (
        select(col(Assistance.case_id), col(Clock.due_on))
        .join(Clock, clock, isouter=True)
        .where(col(Assistance.case_id).in_(ids), col(Assistance.body_id).in_(sorted(own)))
        .where(col(Assistance.ended_at).is_(None))
        .order_by(col(Assistance.id))
    )
    return {case_id: _words(due) for case_id, due in session.exec(found)}


def _words(due: date | None) -> str:
    return f"协办，{due.month}月{due.day}日前提交意见" if due else "协办，已提交意见"
