"""复查、复核 of one case: what was asked and decided, what may be asked now, and who decides."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from tracker.house import House
from tracker.models import Answer, Appeal, Case, Event
from tracker.models.views import case_facts, key
from tracker.reading import masked
from tracker.rules.appeals import (
    FIRST,
    STAGE_OF,
    TAKING_PART,
    AppealFacts,
    Window,
    judges,
    next_stage,
    why_not_asked,
)
from tracker.rules.counting import span
from tracker.rules.facts import OfficerFacts, Org
from tracker.rules.words import AppealOutcome, AppealStage, Status

ASKABLE = frozenset({Status.ANSWERED, Status.CLOSED})


@dataclass(frozen=True, slots=True)
class Offer:
    """``last_day`` is empty while nobody knows that the answer arrived."""

    stage: AppealStage
    last_day: date | None


def of_case(session: Session, case: Case) -> Sequence[Appeal]:
    """All of them, oldest first."""
    return session.exec(select(Appeal).where(Appeal.case_id == key(case.id)).order_by(col(Appeal.id))).all()


def of_round(session: Session, case: Case) -> list[Appeal]:
    return [row for row in of_case(session, case) if row.round == case.round]


def undecided(session: Session, case: Case) -> Appeal | None:
    return next((row for row in of_case(session, case) if row.outcome is None), None)


def facts_of(rows: Sequence[Appeal]) -> tuple[AppealFacts, ...]:
    return tuple(
        AppealFacts(AppealStage(row.stage), AppealOutcome(row.outcome) if row.outcome else None, row.delivered_at)
        for row in rows
    )


def answer_of(session: Session, case: Case) -> Answer | None:
    """The approved answer of this round."""
    found = select(Answer).where(Answer.case_id == key(case.id), Answer.round == case.round, Answer.approved)
    return session.exec(found.order_by(col(Answer.id).desc()).limit(1)).first()


def window_of(session: Session, house: House, case: Case, stage: AppealStage) -> tuple[Window, date] | None:
    """Counted from the day after the answer, or the decision of 复查, arrived; ``None`` while it has not."""
    rows = [row for row in of_round(session, case) if row.stage == FIRST]
    of_what = answer_of(session, case) if stage is FIRST else rows[-1] if rows else None
    if of_what is None or of_what.delivered_at is None:
        return None
    policy = house.policy
    days = policy.appeals.ask_days
    whole = span(days, "natural", of_what.delivered_at, house.calendar, policy.counting)
    return Window(days, whole.due, f"{whole.due_on.month}月{whole.due_on.day}日"), whole.due_on


def offer(session: Session, house: House, case: Case, *, now: datetime) -> Offer | None:
    """What the complainant may ask for now."""
    if Status(case.status) not in ASKABLE or case.withdrawn_at is not None or answer_of(session, case) is None:
        return None
    known = facts_of(of_round(session, case))
    stage = next_stage(known)
    if stage is None:
        return None
    found = window_of(session, house, case, stage)
    if why_not_asked(stage, known, found[0] if found else None, now=now):
        return None
    return Offer(stage, found[1] if found else None)


def took_part(session: Session, case: Case) -> frozenset[int]:
    """Officers who had a say in an answer to this case."""
    names = [action.value for action in TAKING_PART]
    actors = session.exec(select(Event.actor).where(Event.case_id == key(case.id), col(Event.action).in_(names)))
    return frozenset(int(a.removeprefix("officer:")) for a in actors if a.startswith("officer:"))


def deciding(session: Session, case: Case, stage: AppealStage, org: Org) -> tuple[OfficerFacts, ...]:
    """Who may decide it; one of them will."""
    return judges(stage, case_facts(case), org, took_part(session, case))


def stage_of(case: Case) -> AppealStage | None:
    """Which appeal runs."""
    return STAGE_OF.get(Status(case.status))


@dataclass(frozen=True, slots=True)
class AppealRow:
    """``judges`` are the names of those who may decide it while it is undecided."""

    stage: AppealStage
    round: int
    asked_at: datetime
    reason: str
    outcome: AppealOutcome | None
    decided_by: str
    decided_at: datetime | None
    delivered_at: datetime | None
    grounds: str
    answer: str
    judges: tuple[str, ...]


def appeal_rows(session: Session, case: Case, org: Org) -> tuple[AppealRow, ...]:
    """For the page of the case."""
    return tuple(_row(session, case, row, org) for row in of_case(session, case))


def _row(session: Session, case: Case, row: Appeal, org: Org) -> AppealRow:
    stage = AppealStage(row.stage)
    able = deciding(session, case, stage, org) if row.outcome is None else ()
    return AppealRow(
        stage=stage,
        round=row.round,
        asked_at=row.asked_at,
        reason=masked(row.reason_text),
        outcome=AppealOutcome(row.outcome) if row.outcome else None,
        decided_by=org.officers[row.decided_by].name if row.decided_by else "",
        decided_at=row.decided_at,
        delivered_at=row.delivered_at,
        grounds=row.grounds or "",
        answer=row.answer or "",
        judges=tuple(one.name for one in able),
    )
