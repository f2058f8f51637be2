"""利益申报: what I declared, and for directors what the others did."""

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from tracker.cases.interests import declare, lift
from tracker.queries.interests import interests
from tracker.rules.errors import IllegalStep, Incomplete, NotAllowed
from tracker.web.console.cards import row_id
from tracker.web.console.viewer import Form, TheViewer, Viewer, console_page, console_router
from tracker.web.deps import Db, Now

router = console_router()

PATH = "/console/interests"


@router.get("/interests")
def show(request: Request, db: Db, viewer: TheViewer) -> Response:
    return _page(db, viewer, done=request.query_params.get("done", ""))


@router.post("/interests")
def add(db: Db, now: Now, viewer: TheViewer, form: Form) -> Response:
    given = form.get("body", "")
    try:
        with db.writing() as session:
            declare(
                session, officer_id=viewer.facts.id, body=(row_id(given) or 0) if given else None,
                person=form.get("person", ""), relation=form.get("relation", ""), now=now,
            )  # fmt: skip
    except (Incomplete, IllegalStep) as refusal:
        return _page(db, viewer, status=refusal.status, refusal=str(refusal), typed=form)
    return RedirectResponse(f"{PATH}?done=declared", 303)


@router.post("/interests/{interest_id}/lift")
def end(*, db: Db, now: Now, viewer: TheViewer, form: Form, interest_id: int) -> Response:
    try:
        with db.writing() as session:
            lift(session, interest_id, officer_id=viewer.facts.id, why=form.get("why", ""), now=now)
    except (Incomplete, IllegalStep, NotAllowed) as refusal:
        return _page(db, viewer, status=refusal.status, refusal=str(refusal))
    return RedirectResponse(f"{PATH}?done=lifted", 303)


def _page(
    db: Db, viewer: Viewer, *, status: int = 200, done: str = "", refusal: str = "", typed: dict[str, str] | None = None
) -> Response:
    with db.reading() as session:
        rows = interests(session, viewer.facts, viewer.org)
    bodies = sorted(viewer.org.bodies.values(), key=lambda b: b.id)
    return console_page(
        viewer, "interests.html", tab=PATH, status=status,
        rows=rows, bodies=bodies, done=done, refusal=refusal, typed=typed or {},
    )  # fmt: skip
