"""黄牌、红牌 on record, as far as the viewer may know of the cases they came from."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from tracker.models import Card, Case, Clock
from tracker.models.views import key
from tracker.queries.queue import name_of
from tracker.queries.scope import visible
from tracker.rules.facts import OfficerFacts, Org
from tracker.rules.words import Colour, Step


@dataclass(frozen=True, slots=True)
class CardRow:
    id: int
    colour: Colour
    body: str
    number: str
    step: Step
    why: str
    basis: str
    at: datetime


@dataclass(frozen=True, slots=True)
class CardList:
    """``next`` is the ``before`` of the page after this one."""

    rows: tuple[CardRow, ...]
    next: int | None


def cards(
    session: Session, viewer: OfficerFacts, org: Org, *, before: int | None = None, limit: int = 30
) -> CardList:
    """Newest first."""
    found = (
        select(Card, Case.number, Clock.step)
        .join(Case, col(Case.id) == col(Card.case_id))
        .join(Clock, col(Clock.id) == col(Card.clock_id))
        .where(visible(viewer, org))
        .order_by(col(Card.id).desc())
        .limit(limit + 1)
    )
    if before is not None:
        found = found.where(col(Card.id) < before)
    rows = [_row(card, number, step, org) for card, number, step in session.exec(found)]
    return CardList(tuple(rows[:limit]), rows[limit - 1].id if len(rows) > limit else None)


def _row(card: Card, number: str, step: str, org: Org) -> CardRow:
    return CardRow(
        id=key(card.id),
        colour=Colour(card.colour),
        body=name_of(card.body_id, org),
        number=number,
        step=Step(step),
        why=card.why,
        basis=card.basis,
        at=card.at,
    )
