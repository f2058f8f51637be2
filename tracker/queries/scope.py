"""What a viewer may see, as SQL: the same answer as ``rules.conflict.roles_for``, for many rows at once."""

from sqlalchemy import ColumnElement, and_, false, not_, or_
from sqlmodel import col

from tracker.models import Case
from tracker.rules.facts import BodyKind, OfficerFacts, Org
from tracker.rules.words import Colour, Conduct, Role

AT_DESK = frozenset({Role.INTAKE, Role.DIRECTOR, Role.SUPERVISOR})
AT_BODY = frozenset({Role.HANDLER, Role.HEAD})
DESKS = frozenset({BodyKind.OFFICE, BodyKind.SUPERIOR})
"""Kinds of bodies that take cases in (``rules.conflict.desk_for``)."""


def visible(viewer: OfficerFacts, org: Org) -> ColumnElement[bool]:
    """Cases of the viewer's office, those the viewer's body answers, what was raised to a supervisor;
    less all that call for recusal.
    """
    wide = ways(viewer, org)
    return and_(or_(*wide), not_recused(viewer, org)) if wide else false()


def ways(viewer: OfficerFacts, org: Org) -> list[ColumnElement[bool]]:
    """The same before recusal, one condition for each body: such a one can be read in order off an index."""
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


def not_recused(viewer: OfficerFacts, org: Org) -> ColumnElement[bool]:
    return not_(_recused(viewer, org))


def _raised() -> ColumnElement[bool]:
    red = col(Case.colour) == Colour.RED.value
    return or_(red, col(Case.target_is_leader), col(Case.money), col(Case.handed_up))


def _recused(viewer: OfficerFacts, org: Org) -> ColumnElement[bool]:
    closed = col(Case.target_id).in_(sorted(org.closed_to(viewer.body)))
    accused = and_(col(Case.target_id).is_not(None), col(Case.conduct) != Conduct.NONE.value, closed)
    named = and_(col(Case.target_person).is_not(None), col(Case.target_person) == viewer.name)
    return or_(accused, named)
