"""请假代办: one's own absence, and for heads those of their people."""

from datetime import date

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from tracker.cases.absences import end, enter
from tracker.queries.absences import absences, deputies, people
from tracker.rules.errors import Incomplete, NotFound, Refusal
from tracker.rules.workdays import local_date
from tracker.web.console.viewer import Form, TheViewer, Viewer, console_page, console_router
from tracker.web.deps import Db, Now, TheHouse

router = console_router()

PATH = "/console/absences"
DONE = {"entered": "已经登记。请假期间，提醒发给代办人。", "ended": "已经销假，从现在起提醒仍发给本人。"}


@router.get("/absences")
def show(request: Request, db: Db, now: Now, viewer: TheViewer) -> Response:
    return _page(db, viewer, now=now, done=DONE.get(request.query_params.get("done", ""), ""))


@router.post("/absences")
def add(*, db: Db, house: TheHouse, now: Now, viewer: TheViewer, form: Form) -> Response:
    try:
        first, last = (_day(form.get(name, ""), zh) for name, zh in (("first", "开始日期"), ("last", "结束日期")))
        officer, deputy = _person(form.get("officer", "")), _person(form.get("deputy", ""))
        with db.writing() as session:
            enter(
                session, house, officer or viewer.facts.id,
                first=first, last=last, deputy_id=deputy, actor_id=viewer.facts.id, now=now,
            )  # fmt: skip
    except Refusal as refusal:
        return _page(db, viewer, now=now, status=refusal.status, refusal=str(refusal), given=form)
    return RedirectResponse(f"{PATH}?done=entered", 303)


@router.post("/absences/{absence_id}/end")
def come_back(*, db: Db, now: Now, viewer: TheViewer, form: Form, absence_id: int) -> Response:
    try:
        with db.writing() as session:
            end(session, absence_id, actor_id=viewer.facts.id, now=now)
    except NotFound:
        raise
    except Refusal as refusal:
        return _page(db, viewer, now=now, status=refusal.status, refusal=str(refusal))
    return RedirectResponse(f"{PATH}?done=ended", 303)


def _day(given: str, zh: str) -> date:
    try:
        return date.fromisoformat(given.strip())
    except ValueError as error:
        raise Incomplete(f"请填写{zh}，例如 2026-11-30。") from error


def _person(given: str) -> int | None:
    """``None`` is nobody; a number that is nobody's is refused by the verb."""
    if not given:
        return None
    return int(given) if given.isascii() and given.isdecimal() and len(given) < 10 else 0


def _page(
    db: Db, viewer: Viewer, *, now: Now,
    status: int = 200, done: str = "", refusal: str = "", given: dict[str, str] | None = None,
) -> Response:  # fmt: skip
    today = local_date(now)
    with db.reading() as session:
        rows = absences(session, viewer.facts, viewer.org, today=today)
    return console_page(
        viewer, "absences.html", tab=PATH, status=status, rows=rows, today=today,
        people=people(viewer.facts, viewer.org), deputies=deputies(viewer.facts, viewer.org),
        done=done, refusal=refusal, given=given or {},
    )  # fmt: skip
