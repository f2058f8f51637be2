"""What counts within a calendar year in Shanghai: cards and pre-warnings of a body, admonitions of a person."""

from collections.abc import Sequence
from datetime import date, datetime, time

from sqlmodel import Session, col, func, select

from tracker.house import House
from tracker.models import AccountabilityCase, Alarm, Card, Clock
from tracker.rules.accountability import Measure, Stage
from tracker.rules.workdays import at

PREWARNING = "80"


def year_of(year: int) -> tuple[datetime, datetime]:
    """Its first instant in Shanghai and the first of the next, in UTC."""
    return at(date(year, 1, 1), time.min), at(date(year + 1, 1, 1), time.min)


def breaches(session: Session, house: House, body: int, year: int) -> dict[str, int]:
    """How often in the calendar year, by sort; revoked cards do not count."""
    first, after = year_of(year)
    colours = select(Card.colour, func.count()).where(Card.body_id == body, col(Card.revoked_at).is_(None))
    found = session.exec(colours.where(Card.at >= first, Card.at < after).group_by(Card.colour)).all()
    counted = dict.fromkeys(("red", "yellow"), 0) | dict(found)
    warned = select(func.count()).select_from(Alarm).join(Clock, col(Clock.id) == col(Alarm.clock_id))
    warned = warned.where(Clock.owner_id == body, Alarm.level == PREWARNING, col(Alarm.fired_at) >= first)
    counted["prewarning"] = session.exec(warned.where(col(Alarm.fired_at) < after)).one()
    points = house.policy.accountability.points
    counted["points"] = sum(points[sort] * counted.get(sort, 0) for sort in points)
    return counted


def cards_of(session: Session, body: int, year: int) -> Sequence[Card]:
    """Those that count, oldest first."""
    first, after = year_of(year)
    found = select(Card).where(Card.body_id == body, Card.at >= first, Card.at < after)
    return session.exec(found.where(col(Card.revoked_at).is_(None)).order_by(col(Card.id))).all()


def admonitions(session: Session, person: int, year: int) -> list[AccountabilityCase]:
    """Delivered in the calendar year and not revoked, in the order of delivery."""
    found = select(AccountabilityCase).where(
        AccountabilityCase.officer_id == person, AccountabilityCase.measure == Measure.ADMONITION.value,
        AccountabilityCase.year == year, col(AccountabilityCase.delivered_on).is_not(None),
    )  # fmt: skip
    rows = session.exec(found.order_by(col(AccountabilityCase.delivered_on), col(AccountabilityCase.id)))
    return [row for row in rows if Stage(row.stage).in_force]
