"""待批: extensions and pauses that somebody has to decide."""

from fastapi import Response

from tracker.queries.requests import waiting
from tracker.web.console.viewer import TheViewer, console_page, console_router
from tracker.web.deps import Db, TheHouse

router = console_router()

PATH = "/console/requests"


@router.get("/requests")
def show(db: Db, house: TheHouse, viewer: TheViewer) -> Response:
    with db.reading() as session:
        rows = waiting(session, house, viewer.facts, viewer.org)
    return console_page(viewer, "requests.html", tab=PATH, rows=rows)
