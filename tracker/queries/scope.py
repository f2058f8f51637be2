"""What a viewer may see, as SQL: the same answer as ``rules.conflict.roles_for``, for many rows at once."""

from typing import Any

from sqlalchemy import ColumnElement, and_, false, func, not_, or_
from sqlalchemy.orm import Mapped
from sqlmodel import col, select

from tracker.models import Assistance, Case
from tracker.rules.conflict import RESTRICTED_TO
from tracker.rules.facts import BodyKind, OfficerFacts, Org
from tracker.rules.words import Colour, Conduct, Role

AT_DESK = frozenset({Role.INTAKE, Role.DIRECTOR, Role.SUPERVISOR})
AT_BODY = frozenset({Role.HANDLER, Role.HEAD})
DESKS = frozenset({BodyKind.OFFICE, BodyKind.SUPERIOR})
"""Kinds of bodies that take cases in (``rules.conflict.desk_for``)."""


def visible(viewer: OfficerFacts, org: Org) -> ColumnElement[bool]:
    """Cases of the viewer's office, those the viewer's body answers or assists in, what was raised to a supervisor;
    less all that call for recusal.
    """
    wide = ways(viewer, org)
    return and_(or_(*wide), open_to(viewer, org)) if wide else false()


def concerns(viewer: OfficerFacts, org: Org, whose: Mapped[Any]) -> ColumnElement[bool]:
    """As :func:`visible`, for rows that are the doing of a body (``whose``): of a case in which the viewer's body only
    assists, no more than its own.
    """
    mine = whose.in_(sorted(org.within(viewer.body)))
    wide = [*_answering(viewer, org), *(and_(way, mine) for way in helping(viewer, org))]
    return and_(or_(*wide), open_to(viewer, org)) if wide else false()


def ways(viewer: OfficerFacts, org: Org) -> list[ColumnElement[bool]]:
    """The same before recusal and restriction, one condition for each body: such a one can be read in order off an
    index; of those it assists in there are never many.
    """
    return [*_answering(viewer, org), *helping(viewer, org)]


def helping(viewer: OfficerFacts, org: Org, *only: ColumnElement[bool]) -> list[ColumnElement[bool]]:
    """Cases with an assistance (协办) of the viewer's body that stands, one condition for each body; ``only`` narrows
    which assistances.
    """
    if not viewer.active or not viewer.roles & AT_BODY:
        return []
    stands = select(Assistance.case_id).where(col(Assistance.ended_at).is_(None), *only)
    return [col(Case.id).in_(stands.where(Assistance.body_id == body)) for body in sorted(org.within(viewer.body))]


def _answering(viewer: OfficerFacts, org: Org) -> list[ColumnElement[bool]]:
    """Without those that the viewer's body only assists in."""
    if not viewer.active:
        return []
    own = sorted(org.within(viewer.body))
    found: list[ColumnElement[bool]] = []
    if viewer.roles & AT_DESK:
        found.append(col(Case.desk_id) == viewer.body)
    if Role.SUPERVISOR in viewer.roles:
        found += [and_(col(Case.desk_id) == body, _raised()) for body in own if org.bodies[body].kind in DESKS]
    if viewer.roles & AT_BODY:
        found += [col(Case.handling_id) == body for body in own]
    return found


def _opening(viewer: OfficerFacts, org: Org) -> list[ColumnElement[bool]]:
    """Where the viewer stands in one of the roles that a restriction leaves."""
    found: list[ColumnElement[bool]] = []
    if viewer.roles & RESTRICTED_TO:
        found.append(col(Case.desk_id) == viewer.body)
    if Role.SUPERVISOR in viewer.roles:
        found.append(and_(col(Case.desk_id).in_(sorted(org.within(viewer.body))), _raised()))
    return found


def open_to(viewer: OfficerFacts, org: Org) -> ColumnElement[bool]:
    """Neither recused from it nor kept out of a restricted one (``rules.conflict.barred``)."""
    return and_(not_(_recused(viewer, org)), _readable(viewer, org))


def _readable(viewer: OfficerFacts, org: Org) -> ColumnElement[bool]:
    """A role that opens what is restricted must also be one that counts for this case."""
    admitted = col(Case.id).in_(sorted(viewer.admitted)) if viewer.admitted else false()
    return or_(not_(col(Case.restricted)), admitted, *_opening(viewer, org))


def _raised() -> ColumnElement[bool]:
    red = col(Case.colour) == Colour.RED.value
    return or_(red, col(Case.target_is_leader), col(Case.money), col(Case.restricted), col(Case.handed_up))


def _recused(viewer: OfficerFacts, org: Org) -> ColumnElement[bool]:
    closed = col(Case.target_id).in_(sorted(org.closed_to(viewer.body)))
    about_conduct = or_(col(Case.conduct) != Conduct.NONE.value, col(Case.restricted))
    accused = and_(col(Case.target_id).is_not(None), about_conduct, closed)
    person = func.coalesce(Case.target_person, "")
    named = [person.contains(name, autoescape=True) for name in (viewer.name, *sorted(viewer.kin)) if name]
    return or_(accused, *named, *_declared(viewer, org))


def _declared(viewer: OfficerFacts, org: Org) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if viewer.interests:
        concerned = sorted(set().union(*(org.closed_to(body) for body in viewer.interests)))
        found.append(and_(col(Case.target_id).is_not(None), col(Case.target_id).in_(concerned)))
    if viewer.aside:
        found.append(col(Case.id).in_(sorted(viewer.aside)))
    return found
