"""Which cases are alike, together, or told by many: only among those that the viewer may see."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, or_, select

from tracker.house import House
from tracker.models import Case, HotCase, HotMatter, Merger, Tie
from tracker.models.views import key
from tracker.queries.scope import AT_DESK, visible
from tracker.reading import masked
from tracker.rules.crowds import Alike
from tracker.rules.facts import OfficerFacts, Org
from tracker.rules.words import Level, Status

SHOWN_SIGNS = 80


@dataclass(frozen=True, slots=True)
class AlikeRow:
    """Another case that the machine thinks is about the same; ``own`` when the same person told both by name:
    of whoever asked for more, one case must not give away the other.
    """

    number: str
    status: Status
    alike: Alike
    score: float
    because: tuple[str, ...]
    own: bool


@dataclass(frozen=True, slots=True)
class Company:
    """What stands beside a case: cases alike, its master (when merged), what is merged with it, and how many people
    tell the matter where it is hot (0 where not).
    """

    alike: tuple[AlikeRow, ...]
    master: str | None
    merged: tuple[str, ...]
    people: int


ALONE = Company((), None, (), 0)


@dataclass(frozen=True, slots=True)
class HotRow:
    """``words`` are the masked beginning of the case in the middle; ``merged`` how many are looked into together."""

    id: int
    words: str
    people: int
    numbers: tuple[str, ...]
    open: int
    merged: int
    first_at: datetime
    last_at: datetime


def company_of(session: Session, house: House, viewer: OfficerFacts, org: Org, case: Case) -> Company:
    """The caller has checked that the viewer may see ``case`` itself."""
    master = master_of(session, case)
    group = group_of(session, case)
    seen = dict(session.exec(select(Case.id, Case.number).where(col(Case.id).in_(group), visible(viewer, org))).all())
    merged = [seen[other] for other in sorted(group) if other in seen and other != case.id]
    return Company(
        alike=_alike(session, house, viewer, org, case),
        master=master.number if master is not None and master.id in seen else None,
        merged=tuple(merged),
        people=_people(session, viewer, org, case) if viewer.roles & AT_DESK else 0,
    )


def master_of(session: Session, case: Case) -> Case | None:
    """What the case is merged into."""
    found = select(Case).join(Merger, col(Merger.master_id) == col(Case.id)).where(Merger.case_id == key(case.id))
    return session.exec(found).first()


def group_of(session: Session, case: Case) -> frozenset[int]:
    """Ids of all that are looked into together, this one included."""
    mine = session.get(Merger, key(case.id))
    master = mine.master_id if mine else key(case.id)
    return frozenset({master, *session.exec(select(Merger.case_id).where(Merger.master_id == master))})


def hot_matters(session: Session, viewer: OfficerFacts, org: Org, *, limit: int = 50) -> tuple[HotRow, ...]:
    """The one that grew last first. For the desk; what of it the viewer may not see is neither shown nor counted."""
    if not viewer.active or not viewer.roles & AT_DESK:
        return ()
    found = select(HotMatter).order_by(col(HotMatter.last_at).desc(), col(HotMatter.id).desc()).limit(limit)
    rows = (_hot(session, viewer, org, matter) for matter in session.exec(found).all())
    return tuple(row for row in rows if row is not None)


def _hot(session: Session, viewer: OfficerFacts, org: Org, matter: HotMatter) -> HotRow | None:
    of_it = select(Case).join(HotCase, col(HotCase.case_id) == col(Case.id))
    cases = session.exec(
        of_it.where(HotCase.matter_id == key(matter.id), visible(viewer, org)).order_by(col(Case.registered_at))
    ).all()
    if not cases:
        return None
    middle = next((case for case in cases if case.id == matter.case_id), cases[0])
    return HotRow(
        id=key(matter.id),
        words=_opening(masked(middle.text)),
        people=len({case.complainant_id for case in cases}),
        numbers=tuple(case.number for case in cases),
        open=sum(Status(case.status).open for case in cases),
        merged=_merged(session, [key(case.id) for case in cases]),
        first_at=cases[0].registered_at,
        last_at=cases[-1].registered_at,
    )


def _opening(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= SHOWN_SIGNS else f"{flat[:SHOWN_SIGNS]}……"


def _merged(session: Session, ids: Collection[int]) -> int:
    return len(session.exec(select(Merger.case_id).where(col(Merger.case_id).in_(ids))).all())


def _alike(session: Session, house: House, viewer: OfficerFacts, org: Org, case: Case) -> tuple[AlikeRow, ...]:
    mine = key(case.id)
    ties = session.exec(select(Tie).where(or_(Tie.case_id == mine, Tie.other_id == mine))).all()
    by_other = {tie.other_id if tie.case_id == mine else tie.case_id: tie for tie in ties}
    others = session.exec(select(Case).where(col(Case.id).in_(by_other), visible(viewer, org))).all()
    nearest = sorted(others, key=lambda other: (-by_other[key(other.id)].score, key(other.id)))
    return tuple(_row(other, by_other[key(other.id)], case) for other in nearest[: house.policy.crowds.at_most])


def _row(other: Case, tie: Tie, case: Case) -> AlikeRow:
    return AlikeRow(
        number=other.number,
        status=Status(other.status),
        alike=Alike(tie.alike),
        score=tie.score,
        because=tuple(tie.because),
        own=other.complainant_id == case.complainant_id and {other.level, case.level} == {Level.REAL},
    )


def _people(session: Session, viewer: OfficerFacts, org: Org, case: Case) -> int:
    """Different complainants of the hot matter the case belongs to, among what the viewer may see."""
    mine = session.get(HotCase, key(case.id))
    if mine is None:
        return 0
    found = (
        select(Case.complainant_id)
        .join(HotCase, col(HotCase.case_id) == col(Case.id))
        .where(HotCase.matter_id == mine.matter_id, visible(viewer, org))
    )
    return len(set(session.exec(found).all()))
