"""办理规则: what is in force, and what a director would change in it."""

import datetime as dt
from collections.abc import Mapping
from typing import Annotated, Final

from fastapi import Depends, Request, Response
from fastapi.responses import RedirectResponse
from sqlmodel import Session
from starlette.datastructures import UploadFile

from tracker.cases.policies import propose, propose_amounts
from tracker.db import Database
from tracker.house import House
from tracker.models import PolicyVersion
from tracker.policy.load import fingerprint, text_of
from tracker.queries.case_page import UNIT_ZH
from tracker.queries.policy import (
    FILES,
    changed_from_shipped,
    in_force,
    since,
    text_in_force,
    versions,
    why_unreadable,
)
from tracker.rules.approving import approvers, may_follow_policy, may_propose_policy
from tracker.rules.errors import Incomplete, NotAllowed, NotFound, Refusal
from tracker.web.console.policy_tables import tables, whose
from tracker.web.console.viewer import Form, TheViewer, Viewer, console_page, console_router
from tracker.web.deps import Db, Now, TheHouse, TheSettings
from tracker.web.security import check_csrf, check_origin

router = console_router()

PATH: Final = "/console/policy"
STATES: Final = {"proposed": "待启用", "active": "在用", "replaced": "已被代替", "rejected": "已退回"}
MOST_BYTES: Final = 200_000


@router.get("/policy")
def show(request: Request, db: Db, house: TheHouse, viewer: TheViewer) -> Response:
    return render(db, house, viewer)


def render(
    db: Database, house: House, viewer: Viewer, *,
    status: int = 200, refusal: str = "", typed: Mapping[str, str] | None = None,
) -> Response:  # fmt: skip
    """``typed`` is what was sent and refused, to be shown again."""
    with db.reading() as session:
        bad = [(FILES[row.file], why) for row in in_force(session) if (why := why_unreadable(row))]
        base, changed = fingerprint(text_in_force(session, "limits.toml")), changed_from_shipped(session)
        brought, begun = versions(session), since(session)
    return console_page(
        viewer, "policy.html", tab=PATH, status=status, refusal=refusal, typed=typed or {},
        policy=house.policy, tables=tables(house.policy), whose=whose, units=UNIT_ZH,
        base=base, since=begun, bad=bad, changed=changed, files=FILES, states=STATES,
        versions=brought if may_follow_policy(viewer.facts, viewer.org) else None,
        may_propose=may_propose_policy(viewer.facts, viewer.org),
        directors="、".join(director.name for director in approvers(viewer.org)),
    )  # fmt: skip


@router.post("/policy/amounts")
def change_amounts(*, db: Db, house: TheHouse, now: Now, viewer: TheViewer, form: Form) -> Response:
    try:
        with db.writing() as session:
            version = propose_amounts(
                session, house, _amounts(form), base=form.get("base", ""), reason=form.get("reason", ""),
                officer_id=viewer.facts.id, now=now,
            )  # fmt: skip
    except NotAllowed:
        raise
    except Refusal as refusal:
        return render(db, house, viewer, status=refusal.status, refusal=str(refusal), typed=form)
    return RedirectResponse(f"{PATH}/versions/{version.id}", 303)


def _amounts(form: Mapping[str, str]) -> dict[int, int]:
    """Entry → figure. Raises :class:`Incomplete` for what is no whole number; how large it may be, the file says."""
    found: dict[int, int] = {}
    for name, value in form.items():
        entry = name.removeprefix("amount-")
        if entry == name or not (entry.isascii() and entry.isdigit() and len(entry) < 4):
            continue
        words = value.strip()
        if not (words.isascii() and words.isdigit() and len(words) < 9):
            raise Incomplete(f"期限要写整数，不能是“{words[:20]}”。")
        found[int(entry)] = int(words)
    return found


async def get_upload(request: Request, viewer: TheViewer, settings: TheSettings) -> dict[str, str]:
    """``file`` (its name), ``content`` and ``reason``; sent by this viewer from our own page."""
    check_origin(request, settings)
    async with request.form() as form:
        check_csrf(str(form.get("csrf", "")), viewer.csrf)
        sent = form.get("content")
        raw = await sent.read(MOST_BYTES + 1) if isinstance(sent, UploadFile) else b""
        words = {name: str(form.get(name, "")) for name in ("file", "reason")}
    return {**words, "content": _text(raw)}


def _text(raw: bytes) -> str:
    if not raw.strip():
        raise Incomplete("请选择改过的规则文件。")
    if len(raw) > MOST_BYTES:
        raise Incomplete("文件太大，不像是规则文件。")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Incomplete("文件不是 UTF-8 文本。") from error


@router.post("/policy/files")
def change_file(
    *, db: Db, house: TheHouse, now: Now, viewer: TheViewer, sent: Annotated[dict[str, str], Depends(get_upload)]
) -> Response:
    return _proposed(db, house, viewer, (sent["file"], sent["content"]), reason=sent["reason"], now=now)


@router.post("/policy/again")
def propose_again(*, db: Db, house: TheHouse, now: Now, viewer: TheViewer, form: Form) -> Response:
    """An older version, or the file as shipped, through the same door as any other change."""
    with db.reading() as session:
        older = _older(session, form)
    return _proposed(db, house, viewer, older, reason=form.get("reason", ""), now=now)


def _older(session: Session, form: Mapping[str, str]) -> tuple[str, str]:
    if form.get("file") in FILES:
        return form["file"], text_of(form["file"])
    number = form.get("version", "")
    fits = number.isascii() and number.isdigit() and len(number) < 9
    version = session.get(PolicyVersion, int(number)) if fits else None
    if version is None:
        raise NotFound("没有这一版办理规则。")
    return version.file, version.content


def _proposed(
    db: Database, house: House, viewer: Viewer, what: tuple[str, str], *, reason: str, now: dt.datetime
) -> Response:
    """``what`` is the file's name and its text."""
    try:
        with db.writing() as session:
            version = propose(session, house, *what, reason=reason, officer_id=viewer.facts.id, now=now)
    except NotAllowed:
        raise
    except Refusal as refusal:
        return render(db, house, viewer, status=refusal.status, refusal=str(refusal), typed={"reason": reason})
    return RedirectResponse(f"{PATH}/versions/{version.id}", 303)
