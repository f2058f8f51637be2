"""待办: what is open, by time left."""

from enum import Enum
from typing import TypeVar
from urllib.parse import urlencode

from fastapi import Request, Response
from starlette.datastructures import QueryParams

from tracker.queries.queue import QueueFilter, counts, queue
from tracker.rules.words import Action, Colour, Kind, Status
from tracker.web.console.viewer import TheViewer, console_page, console_router
from tracker.web.deps import Db, Now, TheHouse

router = console_router()

OVERDUE = "overdue"
COLOURS = {OVERDUE: "已逾期", **{colour.value: colour.zh for colour in reversed(Colour)}}

Member = TypeVar("Member", bound=Enum)


@router.get("")
def show(request: Request, db: Db, house: TheHouse, now: Now, viewer: TheViewer) -> Response:
    asked = request.query_params
    filters = filters_of(asked)
    with db.reading() as session:
        found = queue(
            session, viewer.facts, viewer.org, filters,
            now=now, calendar=house.calendar, after=asked.get("after") or None,
        )  # fmt: skip
        numbers = counts(session, viewer.facts, viewer.org, now=now)
    return console_page(
        viewer,
        "queue.html",
        filters=filters,
        found=found,
        counts=numbers,
        now=now,
        open=[status for status in Status if status.open],
        statuses=[status for status in Status if status.open != filters.ended],
        kinds=list(Kind),
        colours=COLOURS,
        here=address(asked),
        further=address(asked, after=found.next or ""),
        done=(member(Action, asked.get("done", "")), asked.get("number", "")),
    )


def filters_of(asked: QueryParams) -> QueueFilter:
    """What makes no sense filters nothing: an old bookmark still opens the queue."""
    ended = asked.get("ended") == "1"
    status = member(Status, asked.get("status", ""))
    return QueueFilter(
        status=status if status and status.open != ended else None,
        kind=member(Kind, asked.get("kind", "")),
        colour=asked["colour"] if asked.get("colour") in COLOURS and not ended else None,
        text=asked.get("text", "").strip()[:40],
        ended=ended,
        mine=asked.get("mine") == "1",
    )


def member(words: type[Member], value: str) -> Member | None:
    return next((word for word in words if word.value == value), None)


def address(asked: QueryParams, **changes: str) -> str:
    """This page with the same filters; what only belongs to one answer is left behind."""
    kept = {name: value for name, value in asked.items() if value and name not in ("after", "done", "number")}
    wanted = {name: value for name, value in (kept | changes).items() if value}
    return f"/console?{urlencode(wanted)}" if wanted else "/console"
