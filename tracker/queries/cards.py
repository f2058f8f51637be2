"""黄牌、红牌 on record, as far as the viewer may know of the cases they came from."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, func, select

from tracker.models import Card, Case, Clock
from tracker.models.views import key
from tracker.queries.breaches import year_of
from tracker.queries.queue import name_of
from tracker.queries.scope import concerns
from tracker.rules.facts import OfficerFacts, Org
from tracker.rules.words import Colour, Step


@dataclass(frozen=True, slots=True)
class CardRow:
    id: int
    colour: Colour
    body_id: int
    body: str
    number: str
    step: Step
    why: str
    basis: str
    at: datetime
    revoked_at: datetime | None
    revoked_by: str
    revoked_why: str


@dataclass(frozen=True, slots=True)
class Tally:
    """One body's cards of a year that the viewer may know of; ``revoked`` ones count in neither colour."""

    body_id: int
    body: str
    red: int
    yellow: int
    revoked: int


@dataclass(frozen=True, slots=True)
class CardList:
    """``next`` is the ``before`` of the page after this one."""

    rows: tuple[CardRow, ...]
    next: int | None


def cards(
    session: Session, viewer: OfficerFacts, org: Org, *,
    body: int | None = None, before: int | None = None, limit: int = 30,
) -> CardList:  # fmt: skip
    """Newest first; ``body`` narrows it to one history."""
    found = (
        select(Card, Case.number, Clock.step)
        .join(Case, col(Case.id) == col(Card.case_id))
        .join(Clock, col(Clock.id) == col(Card.clock_id))
        .where(concerns(viewer, org, col(Card.body_id)))
        .order_by(col(Card.id).desc())
        .limit(limit + 1)
    )
    if body is not None:
        found = found.where(Card.body_id == body)
    if before is not None:
        found = found.where(col(Card.id) < before)
    rows = [_row(card, number, step, org) for card, number, step in session.exec(found)]
    return CardList(tuple(rows[:limit]), rows[limit - 1].id if len(rows) > limit else None)


def tallies(session: Session, viewer: OfficerFacts, org: Org, year: int) -> tuple[Tally, ...]:
    """The most cards first."""
    first, after = year_of(year)
    taken_back = col(Card.revoked_at).is_not(None)
    found = (
        select(Card.body_id, Card.colour, taken_back, func.count())
        .join(Case, col(Case.id) == col(Card.case_id))
        .where(concerns(viewer, org, col(Card.body_id)), Card.at >= first, Card.at < after)
        .group_by(col(Card.body_id), col(Card.colour), taken_back)
    )
    counted: dict[int, dict[str, int]] = {}
    for body, colour, revoked, count in session.exec(found):
        sorts = counted.setdefault(body, {"red": 0, "yellow": 0, "revoked": 0})
        sorts["revoked" if revoked else colour] += count
    rows = [Tally(body, name_of(body, org), **sorts) for body, sorts in counted.items()]
    return tuple(sorted(rows, key=lambda row: (-row.red, -row.yellow, row.body_id)))


def _row(card: Card, number: str, step: str, org: Org) -> CardRow:
    return CardRow(
        id=key(card.id),
        colour=Colour(card.colour),
        body_id=card.body_id,
        body=name_of(card.body_id, org),
        number=number,
        step=Step(step),
        why=card.why,
        basis=card.basis,
        at=card.at,
        revoked_at=card.revoked_at,
        revoked_by=org.officers[card.revoked_by].name if card.revoked_by else "",
        revoked_why=card.revoked_why or "",
    )
