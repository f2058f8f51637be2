"""询问函: what the office asks of this body, and the answer."""

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from tracker.cases.inquiring import reply
from tracker.queries.letters import letters
from tracker.rules.errors import IllegalStep, Incomplete
from tracker.web.console.viewer import Form, TheViewer, Viewer, console_page, console_router
from tracker.web.deps import Db, Now, TheHouse

router = console_router()

PATH = "/console/letters"


@router.get("/letters")
def show(request: Request, db: Db, viewer: TheViewer) -> Response:
    return _page(db, viewer, done=request.query_params.get("done") == "1")


@router.post("/letters/{letter_id}/reply")
def answer(*, db: Db, house: TheHouse, now: Now, viewer: TheViewer, form: Form, letter_id: int) -> Response:
    try:
        with db.writing() as session:
            reply(session, house, letter_id, officer_id=viewer.facts.id, text=form.get("text", ""), now=now)
    except (Incomplete, IllegalStep) as refusal:
        return _page(db, viewer, status=refusal.status, refusal=str(refusal))
    return RedirectResponse(f"{PATH}?done=1", 303)


def _page(db: Db, viewer: Viewer, *, status: int = 200, done: bool = False, refusal: str = "") -> Response:
    with db.reading() as session:
        rows = letters(session, viewer.facts, viewer.org)
    return console_page(viewer, "letters.html", tab=PATH, status=status, rows=rows, done=done, refusal=refusal)
