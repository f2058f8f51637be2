"""Signs of gaming for the office that judges them, and for nobody whose own doing they are."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, false
from sqlmodel import Session, col, select

from tracker.models import Case, GamingMark
from tracker.models.views import key
from tracker.queries.queue import name_of
from tracker.queries.scope import AT_DESK, open_to
from tracker.rules.facts import OfficerFacts, Org
from tracker.rules.gaming import Sign, Verdict
from tracker.rules.words import Role

UNSEEN = "没有这条线索，或者您无权查看。"


@dataclass(frozen=True, slots=True)
class MarkRow:
    id: int
    sign: Sign
    number: str
    body_id: int
    body: str
    why: str
    at: datetime
    verdict: Verdict | None
    judged_by: str
    judged_why: str


@dataclass(frozen=True, slots=True)
class MarkReport:
    """``counts`` is how often each body shows each sign among what the viewer may see, the unfounded left out."""

    rows: tuple[MarkRow, ...]
    counts: tuple[tuple[str, Sign, int], ...]
    next: int | None


def marks(
    session: Session, viewer: OfficerFacts, org: Org, *, before: int | None = None, limit: int = 50
) -> MarkReport:
    """Newest first."""
    found = select(GamingMark, Case.number).join(Case, col(Case.id) == col(GamingMark.case_id)).where(seen(viewer, org))
    if before is not None:
        found = found.where(col(GamingMark.id) < before)
    rows = [_row(*one, org) for one in session.exec(found.order_by(col(GamingMark.id).desc()).limit(limit + 1))]
    further = rows[limit - 1].id if len(rows) > limit else None
    return MarkReport(tuple(rows[:limit]), _counts(session, viewer, org), further)


def marks_of(session: Session, viewer: OfficerFacts, org: Org, number: str) -> tuple[MarkRow, ...]:
    """The marks on one case, oldest first."""
    found = select(GamingMark, Case.number).join(Case, col(Case.id) == col(GamingMark.case_id))
    found = found.where(seen(viewer, org), Case.number == number).order_by(col(GamingMark.id))
    return tuple(_row(*one, org) for one in session.exec(found))


def may_see(session: Session, row: GamingMark, viewer: OfficerFacts, org: Org) -> bool:
    found = select(GamingMark.id).join(Case, col(Case.id) == col(GamingMark.case_id))
    return session.exec(found.where(GamingMark.id == row.id, seen(viewer, org))).first() is not None


def seen(viewer: OfficerFacts, org: Org) -> ColumnElement[bool]:
    """Officers of the desk in charge, and directors and supervisors above it; never a body's own line."""
    if not viewer.active or not viewer.roles & AT_DESK:
        return false()
    above = bool(viewer.roles & {Role.DIRECTOR, Role.SUPERVISOR})
    desks = sorted(org.within(viewer.body)) if above else [viewer.body]
    own = [body for body in org.bodies if viewer.body in org.line(body)]
    return and_(col(Case.desk_id).in_(desks), col(GamingMark.body_id).not_in(own), open_to(viewer, org))


def _counts(session: Session, viewer: OfficerFacts, org: Org) -> tuple[tuple[str, Sign, int], ...]:
    found = select(GamingMark.body_id, GamingMark.sign).join(Case, col(Case.id) == col(GamingMark.case_id))
    found = found.where(seen(viewer, org), col(GamingMark.verdict).is_distinct_from(Verdict.UNFOUNDED.value))
    counted = Counter(session.exec(found).all())
    ordered = sorted(counted.items(), key=lambda one: (-one[1], one[0]))
    return tuple((name_of(body, org), Sign(sign), count) for (body, sign), count in ordered)


def _row(mark: GamingMark, number: str, org: Org) -> MarkRow:
    return MarkRow(
        id=key(mark.id),
        sign=Sign(mark.sign),
        number=number,
        body_id=mark.body_id,
        body=name_of(mark.body_id, org),
        why=mark.why,
        at=mark.at,
        verdict=Verdict(mark.verdict) if mark.verdict else None,
        judged_by=org.officers[mark.judged_by].name if mark.judged_by else "",
        judged_why=mark.judged_why or "",
    )
