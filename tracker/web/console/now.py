"""每一件，此刻: who holds every open case, which clock runs, who hears next, and whether the promise is kept."""

from fastapi import Request, Response

from tracker.check import broken
from tracker.queries.queue import QueueFilter, queue
from tracker.queries.standing import standings
from tracker.web.console.viewer import TheViewer, console_page, console_router
from tracker.web.deps import Db, Now, TheHouse

router = console_router()

PATH = "/console/now"
LINES = 100


@router.get("/now")
def show(request: Request, db: Db, house: TheHouse, now: Now, viewer: TheViewer) -> Response:
    with db.reading() as session:
        found = queue(
            session, viewer.facts, viewer.org, QueueFilter(), now=now, calendar=house.calendar,
            after=request.query_params.get("after") or None, limit=LINES,
        )  # fmt: skip
        numbers = [row.number for row in found.rows]
        findings = broken(session, numbers, now=now)
        standing = standings(session, numbers)
    return console_page(
        viewer, "now.html", tab=PATH, found=found, standing=standing, now=now,
        broken={number: [f.sentence for f in findings if f.number == number] for number in numbers},
    )  # fmt: skip
