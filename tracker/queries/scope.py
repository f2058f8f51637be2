"""What a viewer may see, as SQL: the same answer as ``rules.conflict.roles_for``, for many rows at once."""

from sqlalchemy import ColumnElement, and_, false, not_, or_
from sqlmodel import col

from tracker.models import Case
from tracker.rules.facts import OfficerFacts, Org
from tracker.rules.words import Colour, Conduct, Role

AT_DESK = frozenset({Role.INTAKE, Role.DIRECTOR, Role.SUPERVISOR})
AT_BODY = frozenset({Role.HANDLER, Role.HEAD})


def visible(viewer: OfficerFacts, org: Org) -> ColumnElement[bool]:
    """Cases of the viewer's office, those the viewer's body answers, what was raised to a supervisor;
    less all that call for recusal.
    """
    own = sorted(org.within(viewer.body))
    wide: list[ColumnElement[bool]] = []
    if viewer.roles & AT_DESK:
        wide.append(col(Case.desk_id) == viewer.body)
    if Role.SUPERVISOR in viewer.roles:
        wide.append(and_(_raised(), col(Case.desk_id).in_(own)))
    if viewer.roles & AT_BODY:
        wide.append(col(Case.handling_id).in_(own))
    return and_(or_(*wide), not_(_recused(viewer, org))) if wide and viewer.active else false()


def _raised() -> ColumnElement[bool]:
    return or_(col(Case.colour) == Colour.RED.value, col(Case.target_is_leader), col(Case.money))


def _recused(viewer: OfficerFacts, org: Org) -> ColumnElement[bool]:
    closed = col(Case.target_id).in_(sorted(org.closed_to(viewer.body)))
    accused = and_(col(Case.target_id).is_not(None), col(Case.conduct) != Conduct.NONE.value, closed)
    named = and_(col(Case.target_person).is_not(None), col(Case.target_person) == viewer.name)
    return or_(accused, named)
