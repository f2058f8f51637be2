"""Absences that an officer may arrange, and everybody who is away in the same department."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from tracker.models import Absence
from tracker.models.views import key
from tracker.queries.queue import name_of
from tracker.rules.absence import deputies_for, may_arrange
from tracker.rules.facts import OfficerFacts, Org


@dataclass(frozen=True, slots=True)
class AbsenceRow:
    """``mine`` when the viewer may end it."""

    id: int
    name: str
    body: str
    first: date
    last: date
    deputy: str
    running: bool
    mine: bool


def absences(session: Session, viewer: OfficerFacts, org: Org, *, today: date) -> tuple[AbsenceRow, ...]:
    """Of the viewer's department, running and to come, the soonest first."""
    standing = col(Absence.ended_at).is_(None), col(Absence.last_on) >= today
    found = session.exec(select(Absence).where(*standing).order_by(col(Absence.first_on), col(Absence.id)))
    return tuple(_row(a, viewer, org, today) for a in found if _near(viewer, org.officers[a.officer_id], org))


def _near(viewer: OfficerFacts, officer: OfficerFacts, org: Org) -> bool:
    return org.top(viewer.body) == org.top(officer.body)


def _row(absence: Absence, viewer: OfficerFacts, org: Org, today: date) -> AbsenceRow:
    officer = org.officers[absence.officer_id]
    return AbsenceRow(
        id=key(absence.id),
        name=officer.name,
        body=name_of(officer.body, org),
        first=absence.first_on,
        last=absence.last_on,
        deputy=org.officers[absence.deputy_id].name if absence.deputy_id is not None else "",
        running=absence.first_on <= today,
        mine=may_arrange(viewer, officer, org),
    )


def people(viewer: OfficerFacts, org: Org) -> tuple[OfficerFacts, ...]:
    """Whose absence the viewer may enter: oneself first."""
    mine = [o for o in org.officers.values() if o.active and may_arrange(viewer, o, org)]
    return tuple(sorted(mine, key=lambda o: (o.id != viewer.id, o.id)))


def deputies(viewer: OfficerFacts, org: Org) -> tuple[OfficerFacts, ...]:
    """Everybody who could stand in for any of them; the verb checks the pair."""
    found = {o.id: o for person in people(viewer, org) for o in deputies_for(person, org)}
    return tuple(found[officer_id] for officer_id in sorted(found))
