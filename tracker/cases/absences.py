"""请假、代办、销假. The rows are kept; alarms look at them on the day they go off."""

from datetime import date, datetime

from sqlmodel import Session

from tracker.cases.noticing import tell_officer
from tracker.house import House
from tracker.models import Absence
from tracker.queries.org import load_org
from tracker.rules.absence import check_absence, days_zh, may_arrange
from tracker.rules.errors import IllegalStep, NotAllowed, NotFound
from tracker.rules.facts import AbsenceFacts
from tracker.rules.workdays import local_date


def enter(
    session: Session, house: House, officer_id: int, *,
    first: date, last: date, deputy_id: int | None, actor_id: int, now: datetime,
) -> Absence:  # fmt: skip
    """The deputy hears of it, and the officer where somebody else entered it. Raises what ``check_absence`` does."""
    org = load_org(session)
    officer = org.officers.get(officer_id)
    if officer is None:
        raise NotFound("没有这个人。请从名单里选。")
    wish = AbsenceFacts(first, last, deputy_id)
    check_absence(org.officers[actor_id], officer, wish, org, today=local_date(now))
    absence = Absence(
        officer_id=officer_id, first_on=first, last_on=last, deputy_id=deputy_id, entered_by=actor_id, entered_at=now
    )
    session.add(absence)
    session.flush()
    deputy = org.officers[deputy_id].name if deputy_id is not None else "无，提醒将报上一级"
    for person in {deputy_id, officer_id} - {None, actor_id}:
        assert person is not None
        tell_officer(
            session, house, person, "absence", key=f"absence:{absence.id}", now=now,
            name=officer.name, days=days_zh(wish), deputy=deputy,
        )  # fmt: skip
    return absence


def end(session: Session, absence_id: int, *, actor_id: int, now: datetime) -> None:
    """From now on the officer counts as present.

    Raises :class:`NotFound`, :class:`NotAllowed`, and :class:`IllegalStep` when it is over already.
    """
    org, absence = load_org(session), session.get(Absence, absence_id, with_for_update=True)
    if absence is None:
        raise NotFound("没有这条请假记录。")
    officer = org.officers[absence.officer_id]
    if not may_arrange(org.officers[actor_id], officer, org):
        raise NotAllowed(f"您不能为{officer.name}销假。请由本人或其单位负责人销假。")
    if absence.ended_at is not None or absence.last_on < local_date(now):
        raise IllegalStep("这段请假已经结束，不用再销。")
    absence.ended_by, absence.ended_at = actor_id, now
