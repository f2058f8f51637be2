"""异常办理线索: signs that a limit was met on paper only, for a person to judge."""

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from tracker.cases.marking import judge
from tracker.db import Database
from tracker.house import House
from tracker.queries.gaming import marks
from tracker.rules.errors import Incomplete, NotFound, Refusal
from tracker.rules.gaming import Verdict
from tracker.web.console import accountability
from tracker.web.console.cards import row_id
from tracker.web.console.queue import member
from tracker.web.console.viewer import Form, TheViewer, Viewer, console_page, console_router
from tracker.web.deps import Db, Now, TheHouse

router = console_router()

PATH = "/console/gaming"


@router.get("/gaming")
def show(request: Request, db: Db, house: TheHouse, viewer: TheViewer) -> Response:
    asked = request.query_params
    return _page(db, house, viewer, before=asked.get("before", ""), done=asked.get("done") == "1")


@router.post("/gaming/{mark_id}")
def decide(*, db: Db, house: TheHouse, now: Now, viewer: TheViewer, form: Form, mark_id: int) -> Response:
    verdict, reason = member(Verdict, form.get("verdict", "")), form.get("reason", "")
    try:
        if verdict is None:
            raise Incomplete("请选择核实结果：属实或不属实。")
        with db.writing() as session:
            judge(session, mark_id, verdict, officer_id=viewer.facts.id, reason=reason, now=now)
    except NotFound:
        raise
    except Refusal as refusal:
        return _page(db, house, viewer, status=refusal.status, refusal=str(refusal))
    return RedirectResponse(f"{PATH}?done=1", 303)


def _page(
    db: Database, house: House, viewer: Viewer, *,
    before: str = "", done: bool = False, status: int = 200, refusal: str = "",
) -> Response:  # fmt: skip
    with db.reading() as session:
        report = marks(session, viewer.facts, viewer.org, before=row_id(before))
    return console_page(
        viewer,
        "gaming.html",
        tab=accountability.PATH,
        status=status,
        report=report,
        signs=house.policy.gaming.signs,
        verdicts=list(Verdict),
        first=not before,
        done=done,
        refusal=refusal,
    )
