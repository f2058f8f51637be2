"""热点: matters that many people tell, for the desk to look at as one."""

from fastapi import Response

from tracker.queries.crowds import hot_matters
from tracker.web.console.viewer import TheViewer, console_page, console_router
from tracker.web.deps import Db, TheHouse

router = console_router()

PATH = "/console/hot"


@router.get("/hot")
def show(db: Db, house: TheHouse, viewer: TheViewer) -> Response:
    with db.reading() as session:
        found = hot_matters(session, viewer.facts, viewer.org)
    return console_page(viewer, "hot.html", tab=PATH, matters=found, crowds=house.policy.crowds)
