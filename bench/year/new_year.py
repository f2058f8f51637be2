"""The notice of the next year's holidays, invented here: brought in by the office, approved by a director."""

import json
from datetime import date, timedelta
from functools import partial
from typing import Any

from sqlmodel import col, select

from bench.year.world import World
from tracker.cases import calendars
from tracker.models import CalendarNotice
from tracker.rules.facts import BodyKind
from tracker.rules.words import Role

PUBLISHED = date(2026, 12, 14)
"""Late, so that much that is open falls due after it."""
OFF = (("元旦", 1, 1, 4), ("春节", 2, 5, 8), ("清明节", 4, 3, 3), ("劳动节", 5, 1, 5), ("端午节", 6, 9, 1),
       ("中秋节", 9, 15, 1), ("国庆节", 10, 1, 7))  # fmt: skip
"""Name, month, first day, how many days."""

MAKE_UP = (("元旦", 1, 9), ("春节", 1, 31), ("春节", 2, 20), ("劳动节", 4, 25), ("国庆节", 10, 9))


def take_up(world: World) -> None:
    """On the day it is published; every running clock is counted again, in the product and in the books."""
    if world.today != PUBLISHED:
        return
    office = world.org.only(BodyKind.OFFICE)
    intake = [o for o in world.present(Role.INTAKE) if office and o.body == office.id]
    directors = [o for o in world.org.officers.values() if Role.DIRECTOR in o.roles and office and o.body == office.id]
    who = (intake or directors)[0].id
    world.attempt("bring in a notice", partial(_bring_in, world=world, who=who))
    notice = world.read(lambda s: s.exec(select(CalendarNotice.id).order_by(col(CalendarNotice.id).desc())).first())
    other = next(o.id for o in directors if o.id != who)
    world.attempt(
        "approve a notice",
        partial(calendars.approve, house=world.house, notice_id=notice, officer_id=other, now=world.now),
    )
    world.look_around()
    world.books.recount(world.now)


def _bring_in(session: Any, *, world: World, who: int) -> None:
    calendars.propose(session, world.house, notice(), officer_id=who, now=world.now)


def notice() -> str:
    """As holiday-cn writes it."""
    off = [
        {"name": name, "date": str(date(2027, month, day) + timedelta(days=n)), "isOffDay": True}
        for name, month, day, days in OFF
        for n in range(days)
    ]
    work = [{"name": name, "date": str(date(2027, m, day)), "isOffDay": False} for name, m, day in MAKE_UP]
    return json.dumps({"year": 2027, "papers": ["https://example.invalid/2027"], "days": [*off, *work]})
