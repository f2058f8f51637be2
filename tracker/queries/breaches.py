"""What counts within a calendar year in Shanghai: cards and pre-warnings of a body, admonitions of a person."""

from collections.abc import Sequence
from datetime import date, datetime, time

from sqlalchemy import or_
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from tracker.house import House
from tracker.models import AccountabilityCase, Alarm, Card, Clock
from tracker.rules.accountability import Measure, Stage
from tracker.rules.lifecycle import OF_THE_CITIZEN
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
    counted["prewarning"] = session.exec(_prewarnings(body, first, after)).one()
    points = house.policy.accountability.points
    counted["points"] = sum(points[sort] * counted.get(sort, 0) for sort in points)
    return counted


def _prewarnings(body: int, first: datetime, after: datetime) -> SelectOfScalar[int]:
    """Those of clocks that the body owned when the warning came: a clock that is handed on takes its alarms along,
    and whoever gets it was not warned. While the complainant is waited for, nobody is.
    """
    now, then = aliased(Clock), aliased(Clock)
    not_yet_ended = or_(col(then.settled_at).is_(None), col(then.settled_at) >= col(Alarm.fired_at))
    same = then.case_id == now.case_id, then.step == now.step, then.round == now.round
    warned = select(func.min(then.id)).where(*same, not_yet_ended).correlate(now, Alarm).scalar_subquery()
    ever = select(Clock.case_id).where(Clock.owner_id == body)
    return (
        select(func.count())
        .select_from(Alarm)
        .join(now, col(now.id) == col(Alarm.clock_id))
        .join(Clock, col(Clock.id) == warned)
        .where(col(Alarm.case_id).in_(ever), Clock.owner_id == body, col(Clock.step).not_in(OF_THE_CITIZEN))
        .where(Alarm.level == PREWARNING, col(Alarm.fired_at) >= first, col(Alarm.fired_at) < after)
    )


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
