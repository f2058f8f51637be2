"""统计: a month in shares, each with what it is a share of."""

import re
from datetime import date, datetime, timedelta

from fastapi import Request, Response

from tracker.queries.figures import figures
from tracker.rules.workdays import at, local_date
from tracker.web.console.viewer import TheViewer, console_page, console_router
from tracker.web.deps import Db, Now, TheHouse

router = console_router()

PATH = "/console/figures"
MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")


@router.get("/figures")
def show(request: Request, db: Db, house: TheHouse, now: Now, viewer: TheViewer) -> Response:
    first = month_of(request.query_params.get("month", ""), now)
    after = following(first)
    with db.reading() as session:
        found = figures(
            session, viewer.facts, viewer.org,
            first=first, after=after, since=midnight(first), until=midnight(after), now=now,
        )  # fmt: skip
    return console_page(
        viewer, "figures.html", tab=PATH, found=found, first=first, before=first - timedelta(days=1),
        after=after if after <= local_date(now) else None, targets=house.policy.targets,
    )  # fmt: skip


def month_of(text: str, now: datetime) -> date:
    """The first day of the month that is named, else of this one."""
    named = MONTH.fullmatch(text)
    return date(int(named[1]), int(named[2]), 1) if named else local_date(now).replace(day=1)


def following(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1)


def midnight(day: date) -> datetime:
    return at(day, datetime.min.time())
