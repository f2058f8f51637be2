"""另行告知: what no door could deliver, told by a person, who says how."""

from datetime import datetime

from sqlmodel import Session, select

from tracker.cases import appealing
from tracker.cases.acting import UNSEEN, act
from tracker.cases.recording import record
from tracker.house import House
from tracker.models import Case, Notice
from tracker.models.views import case_facts, key
from tracker.queries.org import load_org
from tracker.queries.scope import AT_DESK
from tracker.rules.conflict import roles_for
from tracker.rules.delivery import State
from tracker.rules.errors import IllegalStep, Incomplete, NotFound
from tracker.rules.words import Action, Status, Visibility

BY_PERSON = "person"
"""The door of what was told by word of mouth."""


def told_in_person(
    session: Session, house: House, notice_id: int, *, officer_id: int, how: str, now: datetime
) -> Notice:
    """The notice counts as delivered, and the case's record says by whom and how.

    An answer told this way is 送达. Raises :class:`NotFound`, :class:`Incomplete` or :class:`IllegalStep`.
    """
    notice, case = _of_the_desk(session, notice_id, officer_id)
    if notice.state != State.NEEDS_PERSON:
        raise IllegalStep("这条通知已经送达或已有人登记，不用再登记。")
    if not how.strip():
        raise Incomplete("请填写怎样告知的，例如：当天下午电话告知本人。")
    if _is_the_answer(notice, case):
        act(
            session, house, number=case.number, action=Action.DELIVER, officer_id=officer_id,
            version=case.version, fields={"reason": how}, now=now,
        )  # fmt: skip
    else:
        _write_down(session, case, notice, officer_id, how, now=now)
        appealing.delivered(session, notice, now=now)
    notice.state, notice.door, notice.delivered_at, notice.seen_by = State.DELIVERED, BY_PERSON, now, officer_id
    return notice


def _of_the_desk(session: Session, notice_id: int, officer_id: int) -> tuple[Notice, Case]:
    """Both rows locked, the case first, as everywhere."""
    notice = session.get(Notice, notice_id)
    if notice is None or notice.case_id is None:
        raise NotFound(UNSEEN)
    case = session.exec(select(Case).where(Case.id == notice.case_id).with_for_update()).one()
    session.refresh(notice, with_for_update=True)
    org = load_org(session)
    if case.desk_id != org.officers[officer_id].body:
        raise NotFound(UNSEEN)
    if not roles_for(org.officers[officer_id], case_facts(case), org) & AT_DESK:
        raise NotFound(UNSEEN)
    return notice, case


def _is_the_answer(notice: Notice, case: Case) -> bool:
    return notice.template == "answered" and case.status == Status.ANSWERED


def _write_down(
    session: Session, case: Case, notice: Notice, officer_id: int, how: str, *, now: datetime
) -> None:
    record(
        session, case, Action.DELIVER, actor=f"officer:{officer_id}", now=now, reason=how.strip(),
        seen_by=Visibility.CITIZEN if notice.complainant_id else Visibility.HANDLERS,
        details={"notice": key(notice.id), "subject": notice.subject},
    )  # fmt: skip
