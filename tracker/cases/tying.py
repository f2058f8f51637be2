"""关联: the machine says which cases tell the same matter, and tells the director when many people do."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime

from sqlmodel import Session, col, or_, select

from tracker.cases.noticing import tell_all, whom_to_tell
from tracker.house import House
from tracker.models import Case, HotCase, HotMatter, Signature, Tie
from tracker.models.upsert import insert_into
from tracker.models.views import key
from tracker.queries.org import load_org
from tracker.reading import Kept, Near, alike, crowd, readable, signed
from tracker.rules.crowds import Alike, together
from tracker.rules.words import Role

MOST_TIES = 50
"""Nearest first: of a text that a thousand people copy, the rest hang on through these."""


def untied(session: Session, house: House, *, now: datetime, limit: int) -> list[int]:
    """Cases of the window that nobody has compared yet, oldest first."""
    signed_already = select(Signature.case_id)
    found = select(Case.id).where(
        Case.registered_at >= now - house.policy.crowds.within, col(Case.id).not_in(signed_already)
    )
    return [key(case_id) for case_id in session.exec(found.order_by(col(Case.id)).limit(limit))]


def tie(session: Session, house: House, case_id: int, *, now: datetime) -> int:
    """Compares one case with those before it. Returns how many are alike; nothing when another sweep was quicker.

    What is restricted is compared with nothing: not even a number may tell of it.
    """
    case = session.exec(select(Case).where(Case.id == case_id)).one()
    values = {"case_id": case_id, "data": signed(case.text), "at": now}
    put = insert_into(session, Signature).values(**values).on_conflict_do_nothing().returning(Signature.case_id)
    if session.execute(put).first() is None or case.restricted:
        return 0
    found = _alike(session, house, case)
    session.add_all(
        Tie(
            case_id=case_id, other_id=near.case, alike=(Alike.AGAIN if near.again else Alike.EVENT).value,
            score=near.score, because=list(near.because), at=now,
        )
        for near in found
    )  # fmt: skip
    session.flush()
    if found:
        _look_for_a_crowd(session, house, case, now=now)
    return len(found)


def _alike(session: Session, house: House, case: Case) -> Sequence[Near]:
    since = case.registered_at - house.policy.crowds.within
    near = (*_of_the_desk(case), Case.id != case.id, Case.registered_at >= since)
    me = Kept(key(case.id), signed(case.text), case.complainant_id, case.registered_at)
    return alike(me, _kept(session, near))[:MOST_TIES]


def _of_the_desk(case: Case) -> tuple[object, ...]:
    """What one desk does not see is no business of another's."""
    return Case.desk_id == case.desk_id, col(Case.restricted).is_(False)


def _kept(session: Session, where: Sequence[object]) -> list[Kept]:
    rows = session.exec(
        select(Case.id, Signature.data, Case.complainant_id, Case.registered_at)
        .join(Signature, col(Signature.case_id) == col(Case.id))
        .where(*where)  # type: ignore[arg-type]
        .order_by(col(Case.id))
    )
    return [Kept(key(case), data, by, at) for case, data, by, at in rows if readable(data)]


def _look_for_a_crowd(session: Session, house: House, case: Case, *, now: datetime) -> None:
    crowds = house.policy.crowds
    since = case.registered_at - crowds.within
    linked = together(key(case.id), _ties(session, key(case.id)))
    kept = _kept(session, (*_of_the_desk(case), col(Case.id).in_(linked), Case.registered_at >= since))
    if not crowds.hot(len({one.by for one in kept}), len(kept)):
        return
    for centre, members in crowd(kept, people=crowds.people, cases=crowds.cases, within=crowds.within):
        if case.id in members:
            people = len({one.by for one in kept if one.case in members})
            _keep_hot(session, house, centre, members, people, now=now)


def _ties(session: Session, start: int) -> dict[int, set[int]]:
    """The ties around a case, asked for ring by ring."""
    ties: dict[int, set[int]] = defaultdict(set)
    ring, seen = {start}, {start}
    while ring:
        found = select(Tie.case_id, Tie.other_id).where(or_(col(Tie.case_id).in_(ring), col(Tie.other_id).in_(ring)))
        for one, other in session.exec(found):
            ties[one].add(other)
            ties[other].add(one)
        ring = {other for one in ring for other in ties[one]} - seen
        seen |= ring
    return ties


def _keep_hot(
    session: Session, house: House, centre: int, members: Collection[int], people: int, *, now: datetime
) -> None:
    """A matter that is hot already only grows: the director was told, and looks at the page."""
    known = session.exec(select(HotCase.matter_id).where(col(HotCase.case_id).in_(members))).first()
    matter = session.get(HotMatter, known) if known else None
    if matter is None:
        matter = _opened(session, house, centre, people, len(members), now=now)
    matter.people, matter.last_at = max(matter.people, people), now
    for member in sorted(members):
        put = insert_into(session, HotCase).values(case_id=member, matter_id=key(matter.id))
        session.execute(put.on_conflict_do_nothing())


def _opened(session: Session, house: House, centre: int, people: int, cases: int, *, now: datetime) -> HotMatter:
    case = session.exec(select(Case).where(Case.id == centre)).one()
    matter = HotMatter(case_id=centre, desk_id=case.desk_id, people=people, at=now, last_at=now)
    session.add(matter)
    session.flush()
    org = load_org(session)
    told = whom_to_tell((Role.DIRECTOR,), case, case.desk_id, org, now=now)
    tell_all(
        session, house, [person.officer for person in told], "hot", key=f"hot:{matter.id}", case=case, now=now,
        people=people, cases=cases, days=house.policy.crowds.within.days,
    )  # fmt: skip
    return matter
