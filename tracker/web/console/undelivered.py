"""未送达: notices that a person has to tell."""

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from tracker.cases.telling import told_in_person
from tracker.queries.undelivered import undelivered
from tracker.rules.errors import IllegalStep, Incomplete
from tracker.web.console.viewer import Form, TheViewer, Viewer, console_page, console_router
from tracker.web.deps import Db, Now, TheHouse

router = console_router()

PATH = "/console/undelivered"


@router.get("/undelivered")
def show(request: Request, db: Db, viewer: TheViewer) -> Response:
    return _page(db, viewer, done=request.query_params.get("done") == "1")


@router.post("/undelivered/{notice_id}")
def settle(*, db: Db, house: TheHouse, now: Now, viewer: TheViewer, form: Form, notice_id: int) -> Response:
    how = form.get("how", "")
    try:
        with db.writing() as session:
            told_in_person(session, house, notice_id, officer_id=viewer.facts.id, how=how, now=now)
    except (Incomplete, IllegalStep) as refusal:
        return _page(db, viewer, status=refusal.status, refusal=str(refusal))
    return RedirectResponse(f"{PATH}?done=1", 303)


def _page(db: Db, viewer: Viewer, *, status: int = 200, done: bool = False, refusal: str = "") -> Response:
    with db.reading() as session:
        rows = undelivered(session, viewer.facts, viewer.org)
    return console_page(viewer, "undelivered.html", tab=PATH, status=status, rows=rows, done=done, refusal=refusal)
