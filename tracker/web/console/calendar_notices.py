"""放假安排: uploaded by one, compared by everybody of the office, put into force by the director."""

import datetime as dt
from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import Depends, Request, Response
from fastapi.responses import RedirectResponse
from sqlmodel import Session
from starlette.datastructures import UploadFile

from tracker.cases.calendars import approve, preview, propose, reject, with_table
from tracker.db import Database
from tracker.house import House
from tracker.models import CalendarNotice
from tracker.policy.calendar import HolidayTable, HolidayTableError, from_json
from tracker.policy.holiday_notice import decoded, differences, doubts
from tracker.rules.approving import check_approval, check_bringing
from tracker.rules.errors import Incomplete, NotAllowed, NotFound, Refusal
from tracker.web.console import calendar
from tracker.web.console.viewer import Form, TheViewer, Viewer, console_page, console_router
from tracker.web.deps import Db, Now, TheHouse, TheSettings
from tracker.web.security import check_csrf, check_origin

router = console_router()

PATH: Final = f"{calendar.PATH}/notices"
MOST_BYTES: Final = 200_000
STATES: Final = {"proposed": "待批准", "active": "在用", "replaced": "已被代替", "rejected": "已退回"}


@dataclass(frozen=True, slots=True)
class Compared:
    """What a proposal would change: working days of the year, single days, and dates of open clocks."""

    workdays: tuple[int, int]
    days: tuple[tuple[dt.date, str, str], ...]
    doubts: tuple[str, ...]
    changed: int
    running: int


async def get_upload(request: Request, viewer: TheViewer, settings: TheSettings) -> str:
    """The file, or the words pasted instead of one; sent by this viewer from our own page."""
    check_origin(request, settings)
    async with request.form() as form:
        check_csrf(str(form.get("csrf", "")), viewer.csrf)
        file = form.get("file")
        raw = await file.read(MOST_BYTES + 1) if isinstance(file, UploadFile) else b""
        return _words(raw or str(form.get("text", "")).encode())


def _words(raw: bytes) -> str:
    if not raw.strip():
        raise Incomplete("请选择放假通知的文件，或者把通知原文粘贴进来。")
    if len(raw) > MOST_BYTES:
        raise Incomplete("文件太大，不像是放假通知。")
    try:
        return decoded(raw)
    except HolidayTableError as error:
        raise Incomplete(f"不能导入：{error}。") from error


@router.post("/calendar/notices")
def upload(
    *, db: Db, house: TheHouse, now: Now, viewer: TheViewer, text: Annotated[str, Depends(get_upload)]
) -> Response:
    try:
        with db.writing() as session:
            notice = propose(session, house, text, officer_id=viewer.facts.id, now=now)
    except Incomplete as refusal:
        return calendar.render(db, house, viewer, None, now=now, status=refusal.status, refusal=str(refusal))
    return RedirectResponse(f"{PATH}/{notice.id}", 303)


@router.get("/calendar/notices/{notice_id}")
def show(*, request: Request, db: Db, house: TheHouse, now: Now, viewer: TheViewer, notice_id: int) -> Response:
    check_bringing(viewer.facts, viewer.org)
    return _page(db, house, viewer, notice_id, now=now, done=request.query_params.get("done", ""))


@router.post("/calendar/notices/{notice_id}/approve")
def put_into_force(*, db: Db, house: TheHouse, now: Now, viewer: TheViewer, form: Form, notice_id: int) -> Response:
    try:
        with db.writing() as session:
            approve(session, house, notice_id, officer_id=viewer.facts.id, now=now)
    except NotFound:
        raise
    except Refusal as refusal:
        return _page(db, house, viewer, notice_id, now=now, status=refusal.status, refusal=str(refusal))
    return RedirectResponse(f"{PATH}/{notice_id}?done=approved", 303)


@router.post("/calendar/notices/{notice_id}/reject")
def turn_down(*, db: Db, house: TheHouse, now: Now, viewer: TheViewer, form: Form, notice_id: int) -> Response:
    try:
        with db.writing() as session:
            reject(session, notice_id, officer_id=viewer.facts.id, now=now)
    except NotFound:
        raise
    except Refusal as refusal:
        return _page(db, house, viewer, notice_id, now=now, status=refusal.status, refusal=str(refusal))
    return RedirectResponse(f"{PATH}/{notice_id}?done=rejected", 303)


def _page(
    db: Database, house: House, viewer: Viewer, notice_id: int, *,
    now: dt.datetime, status: int = 200, refusal: str = "", done: str = "",
) -> Response:  # fmt: skip
    with db.reading() as session:
        notice = session.get(CalendarNotice, notice_id)
        if notice is None:
            raise NotFound("没有这份放假安排。")
        table = from_json(notice.content)
        compared = _compared(session, house, table, now) if notice.state == "proposed" else None
    return console_page(
        viewer,
        "calendar_notice.html",
        tab=calendar.PATH,
        status=status,
        notice=notice,
        table=table,
        state=STATES[notice.state],
        compared=compared,
        uploaded_by=name_of(viewer, notice.uploaded_by),
        decided_by=name_of(viewer, notice.decided_by),
        not_mine=_why_not(viewer, notice),
        refusal=refusal,
        done=done,
    )  # fmt: skip


def _compared(session: Session, house: House, table: HolidayTable, now: dt.datetime) -> Compared:
    old, new = house.calendar, with_table(session, table)
    first, last = dt.date(table.year - 1, 12, 31), dt.date(table.year, 12, 31)
    changed, running = preview(session, house, new, now=now)
    days = tuple(differences(old, new, table.year))
    return Compared((old.between(first, last), new.between(first, last)), days, tuple(doubts(table)), changed, running)


def _why_not(viewer: Viewer, notice: CalendarNotice) -> str:
    """Why this officer cannot put it into force, or nothing."""
    try:
        check_approval(viewer.facts, notice.uploaded_by, viewer.org)
    except NotAllowed as refusal:
        return str(refusal)
    return ""


def name_of(viewer: Viewer, officer_id: int | None) -> str:
    return viewer.org.officers[officer_id].name if officer_id is not None else "服务器命令行"
