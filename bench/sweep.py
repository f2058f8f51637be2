"""The clock's pass at two sizes of the same office: its cost should follow what is due, not what is open."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from sqlalchemy import func, update
from sqlmodel import col, select

from bench.ratios import Ratio, Wrong, times_as_long
from bench.sizes import Sizes
from tracker.db import Database
from tracker.house import House
from tracker.models import Alarm
from tracker.sweep import sweep

NEXT = timedelta(microseconds=1)
SPREAD = 7919
"""A prime: alarms of neighbouring cases do not come due together."""


def measure(
    engine: str, small: Database, big: Database, house: House, sizes: Sizes, *, now: datetime
) -> Iterator[Ratio]:
    """Nothing may be due at ``now`` in either database."""
    yield Ratio(
        engine,
        "sweep with nothing due",
        f"the same with {sizes.small:,} instead of {sizes.big:,} open",
        times_as_long(
            lambda: _expect(0, sweep(big, house, now=now)),
            lambda: _expect(0, sweep(small, house, now=now)),
            repeats=sizes.repeats,
            calls=50,
        ),
    )
    yield Ratio(
        engine,
        f"sweep with {sizes.due:,} due",
        f"the same with {sizes.small:,} instead of {sizes.big:,} open",
        times_as_long(
            _passes(big, house, sizes, now=now), _passes(small, house, sizes, now=now), repeats=sizes.repeats
        ),
    )


def _passes(db: Database, house: House, sizes: Sizes, *, now: datetime) -> Callable[[], None]:
    """Each call is the next pass, with its share of the alarms due."""
    each = sizes.due // sizes.repeats
    instants = [now + NEXT * number for number in range(1, sizes.repeats + 2)]
    for at in instants:
        _bring_forward(db, each, now=now, to=at)
    coming = iter(instants)

    def next_pass() -> None:
        _expect(each, sweep(db, house, now=next(coming), limit=each))

    return next_pass


def _bring_forward(db: Database, number: int, *, now: datetime, to: datetime) -> None:
    """One alarm each of ``number`` cases, anywhere in the table, is due at ``to`` instead of some later day."""
    later = now + timedelta(seconds=1)
    first = func.min(Alarm.id)
    planned = select(first).where(Alarm.state == "planned", Alarm.at > later).group_by(col(Alarm.case_id))
    ids = planned.order_by(first % SPREAD).limit(number)
    with db.writing() as session:
        forward = update(Alarm).where(col(Alarm.id).in_(ids)).values(at=to)
        session.execute(forward.execution_options(synchronize_session=False))


def _expect(number: int, fired: int) -> None:
    if fired != number:
        raise Wrong(f"{fired} alarms went off instead of {number}")
