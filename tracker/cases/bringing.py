"""What every step of a 问责 shares: the row for one cause, its steps, who is told, and by when the next one is due."""

from datetime import datetime
from typing import Any

from sqlmodel import Session, col, func, select

from tracker.cases.noticing import tell_all
from tracker.house import House
from tracker.models import AccountabilityCase, AccountabilityStep
from tracker.models.upsert import insert_into
from tracker.models.views import key
from tracker.queries.accountability import matter
from tracker.rules.accountability import Measure, Noted, Stage, waited_for
from tracker.rules.conflict import desk_for
from tracker.rules.counting import Span, span
from tracker.rules.evidence import fingerprint
from tracker.rules.facts import Org
from tracker.rules.workdays import local_date


def bring(
    session: Session, house: House, org: Org, *, cause: str, rule: str, measure: Measure, body: int,
    grounds: str, basis: str, evidence: dict[str, Any], now: datetime,
    person: int | None = None, nth: int | None = None, by: int | None = None,
) -> AccountabilityCase | None:  # fmt: skip
    """One row for one cause, also where two processes bring it at once; ``None`` when it is there already.

    A cause whose proposal lapsed may be brought again.
    """
    due = term_of(house, Stage.PROPOSED, now=now)
    assert due is not None, "a proposal has a term for the statement"
    full_key = f"{cause}#{_lapsed(session, cause)}"
    values = {
        "key": full_key, "rule": rule, "measure": measure.value, "stage": Stage.PROPOSED.value,
        "year": local_date(now).year, "desk_id": desk_for(body, accuses=True, org=org), "body_id": body,
        "officer_id": person, "nth": nth, "grounds": grounds, "basis": basis, "evidence": evidence,
        "evidence_hash": fingerprint(evidence), "proposed_by": by, "proposed_at": now,
        "statement_due_on": due.due_on, "statement_due_at": due.due, "due_on": due.due_on, "due_at": due.due,
    }  # fmt: skip
    put = insert_into(session, AccountabilityCase).values(**values).on_conflict_do_nothing()
    added = session.execute(put.returning(AccountabilityCase.id)).first()
    if added is None:
        return None
    row = session.get_one(AccountabilityCase, added[0])
    write_step(session, row, by, Noted.PROPOSE, grounds, now=now)
    tell_parties(session, house, org, row, now=now)
    return row


def is_known(session: Session, cause: str) -> bool:
    """Whether it was brought and has not lapsed."""
    full_key = f"{cause}#{_lapsed(session, cause)}"
    return session.exec(select(AccountabilityCase.id).where(AccountabilityCase.key == full_key)).first() is not None


def _lapsed(session: Session, cause: str) -> int:
    found = select(func.count()).select_from(AccountabilityCase).where(
        col(AccountabilityCase.key).startswith(f"{cause}#", autoescape=True),
        AccountabilityCase.stage == Stage.LAPSED.value,
    )  # fmt: skip
    return session.exec(found).one()


def term_of(house: House, stage: Stage, *, now: datetime) -> Span | None:
    """How long ``stage`` should last from ``now``; nothing for a stage that nobody has to end."""
    term = house.policy.accountability.terms.get(stage)
    return span(term.amount, term.unit, now, house.calendar, house.policy.counting) if term else None


def enter(row: AccountabilityCase, house: House, stage: Stage, *, now: datetime) -> None:
    """The stage, and by when it should be left again."""
    due = term_of(house, stage, now=now)
    row.stage = stage.value
    row.due_on, row.due_at = (due.due_on, due.due) if due else (None, None)


def remind(session: Session, house: House, org: Org, row: AccountabilityCase, *, now: datetime) -> None:
    """The stage should have been left by now: whoever can end it hears, those above too, and again after another term.

    Silence is no statement, but it does not stop the decision either.
    """
    stage = Stage(row.stage)
    silent = f"陈述申辩期已到{row.statement_due_on:%Y-%m-%d}，未作陈述，可以决定"
    what = silent if stage is Stage.PROPOSED else f"{stage.zh}应在{row.due_on:%Y-%m-%d}前办完，尚未办理"
    write_step(session, row, None, Noted.REMIND, what, now=now)
    tell_parties(session, house, org, row, now=now, once_more=f"{what}。")
    due = term_of(house, Stage.HEARD if stage is Stage.PROPOSED else stage, now=now)
    row.due_on, row.due_at = (due.due_on, due.due) if due else (None, None)


def lapse(session: Session, house: House, row: AccountabilityCase, why: str, *, now: datetime) -> None:
    enter(row, house, Stage.LAPSED, now=now)
    write_step(session, row, None, Noted.GROUND_LOST, why, now=now)


def write_step(
    session: Session, row: AccountabilityCase, actor: int | None, action: str, reason: str, *, now: datetime
) -> None:
    """``action`` is a word of :class:`Answering` or :class:`Noted`; ``actor`` is empty for the system."""
    step = AccountabilityStep(
        accountability_id=key(row.id), at=now, actor_id=actor, action=str(action), reason=reason, stage=row.stage
    )
    session.add(step)


def tell_parties(
    session: Session, house: House, org: Org, row: AccountabilityCase, *, now: datetime, once_more: str = ""
) -> None:
    """Once for each stage, to whom it concerns and who can end it; ``once_more`` is why they hear of it again."""
    stage = Stage(row.stage)
    people = waited_for(stage, matter(row), org, late=bool(once_more))
    told = f"accountability:{row.id}:{row.stage}" + (f":{now.isoformat()}" if once_more else "")
    tell_all(
        session, house, people, "accountability", key=told, now=now,
        body=org.bodies[row.body_id].name, measure=Measure(row.measure).zh, stage=stage.zh,
        subject_zh=subject_of(row, org), grounds=row.grounds, next=once_more or _next(row, stage),
    )  # fmt: skip


def _next(row: AccountabilityCase, stage: Stage) -> str:
    if stage is Stage.PROPOSED:
        return f"陈述申辩期到{row.statement_due_on:%Y-%m-%d}。"
    if stage is Stage.DELIVERED:
        return f"不服的，可在{row.review_until_on:%Y-%m-%d}前申请复核。"
    return ""


def subject_of(row: AccountabilityCase, org: Org) -> str:
    name = org.bodies[row.body_id].name
    return f"{name} {org.officers[row.officer_id].name}" if row.officer_id is not None else name
