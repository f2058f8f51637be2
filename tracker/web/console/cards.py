"""红黄牌: what is on record, per body, and what was taken back."""

from datetime import datetime

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from tracker.cases.accounting import revoke_card
from tracker.db import Database
from tracker.queries.cards import CardRow, cards, tallies
from tracker.rules.accountability import Matter, Party, parties
from tracker.rules.conflict import desk_for
from tracker.rules.errors import NotFound, Refusal
from tracker.rules.workdays import local_date
from tracker.web.console.viewer import Form, TheViewer, Viewer, console_page, console_router
from tracker.web.deps import Db, Now, TheHouse

router = console_router()

PATH = "/console/cards"
MOST_DIGITS = 9


@router.get("/cards")
def show(request: Request, db: Db, now: Now, viewer: TheViewer) -> Response:
    asked = request.query_params
    body, before = row_id(asked.get("body", "")), asked.get("before", "")
    return _page(db, viewer, now=now, body=body, before=before, done=asked.get("done") == "1")


@router.post("/cards/{card_id}/revoke")
def take_back(*, db: Db, house: TheHouse, now: Now, viewer: TheViewer, form: Form, card_id: int) -> Response:
    try:
        with db.writing() as session:
            revoke_card(session, house, card_id, officer_id=viewer.facts.id, reason=form.get("reason", ""), now=now)
    except NotFound:
        raise
    except Refusal as refusal:
        return _page(db, viewer, now=now, status=refusal.status, refusal=str(refusal))
    return RedirectResponse(f"{PATH}?done=1", 303)


def _page(
    db: Database, viewer: Viewer, *,
    now: datetime, body: int | None = None, before: str = "", done: bool = False, status: int = 200, refusal: str = "",
) -> Response:  # fmt: skip
    year = local_date(now).year
    with db.reading() as session:
        found = cards(session, viewer.facts, viewer.org, body=body, before=row_id(before))
        counted = tallies(session, viewer.facts, viewer.org, year)
    return console_page(
        viewer,
        "cards.html",
        tab=PATH,
        status=status,
        found=found,
        counted=counted,
        year=year,
        body=viewer.org.bodies.get(body or 0),
        first=not before,
        revocable={card.id for card in found.rows if _may_take_back(viewer, card)},
        done=done,
        refusal=refusal,
    )


def _may_take_back(viewer: Viewer, card: CardRow) -> bool:
    desk = desk_for(card.body_id, accuses=True, org=viewer.org)
    mine = parties(viewer.facts, Matter(desk, card.body_id), viewer.org)
    return card.revoked_at is None and Party.DECIDER in mine


def row_id(text: str) -> int | None:
    """What is no id of a row is none: an old link still opens the first page."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS else None
