"""红黄牌: what is on record."""

from fastapi import Request, Response

from tracker.queries.cards import cards
from tracker.web.console.viewer import TheViewer, console_page, console_router
from tracker.web.deps import Db

router = console_router()

PATH = "/console/cards"
MOST_DIGITS = 9


@router.get("/cards")
def show(request: Request, db: Db, viewer: TheViewer) -> Response:
    before = request.query_params.get("before", "")
    with db.reading() as session:
        found = cards(session, viewer.facts, viewer.org, before=row_id(before))
    return console_page(viewer, "cards.html", tab=PATH, found=found, first=not before)


def row_id(text: str) -> int | None:
    """What is no id of a row is none: an old link still opens the first page."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS else None
