"""One version of the 办理规则: what it changes, what it would do to open cases, and who decides."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from difflib import unified_diff
from typing import Final

from fastapi import Request, Response
from fastapi.responses import RedirectResponse
from sqlmodel import Session

from tracker.cases.policies import activate, checked, reject
from tracker.db import Database
from tracker.house import House
from tracker.models import PolicyVersion
from tracker.policy.load import text_of
from tracker.queries.policy import FILES, preview, shown_to, text_in_force
from tracker.rules.approving import check_following_policy, check_policy_approval, may_propose_policy
from tracker.rules.errors import NotAllowed, NotFound, Refusal
from tracker.rules.projecting import Change, Preview
from tracker.web.console.policy import PATH, STATES
from tracker.web.console.policy_tables import changed_limits
from tracker.web.console.viewer import Form, TheViewer, Viewer, console_page, console_router
from tracker.web.deps import Db, Now, TheHouse

router = console_router()

SHOWN: Final = 30


@dataclass(frozen=True, slots=True)
class Looked:
    """``why`` it could not be activated now, with file and line; then there is no preview. ``rows`` are of cases
    the viewer may see, ``limits`` the changed ones in words.
    """

    why: str = ""
    found: Preview | None = None
    rows: tuple[Change, ...] = ()
    limits: tuple[str, ...] = ()


@router.get("/policy/versions/{version_id}")
def show(*, request: Request, db: Db, house: TheHouse, now: Now, viewer: TheViewer, version_id: int) -> Response:
    check_following_policy(viewer.facts, viewer.org)
    return _page(db, house, viewer, version_id, now=now, done=request.query_params.get("done", ""))


@router.post("/policy/versions/{version_id}/activate")
def put_into_force(*, db: Db, house: TheHouse, now: Now, viewer: TheViewer, form: Form, version_id: int) -> Response:
    return _decided(db, house, viewer, activate, version_id=version_id, reason=form.get("reason", ""), now=now)


@router.post("/policy/versions/{version_id}/reject")
def turn_down(*, db: Db, house: TheHouse, now: Now, viewer: TheViewer, form: Form, version_id: int) -> Response:
    return _decided(db, house, viewer, reject, version_id=version_id, reason=form.get("reason", ""), now=now)


def _decided(
    db: Database, house: House, viewer: Viewer, verb: Callable[..., PolicyVersion], *,
    version_id: int, reason: str, now: dt.datetime,
) -> Response:  # fmt: skip
    check_following_policy(viewer.facts, viewer.org)
    try:
        with db.writing() as session:
            version = verb(session, house, version_id, reason=reason, officer_id=viewer.facts.id, now=now)
    except NotFound:
        raise
    except Refusal as refusal:
        return _page(db, house, viewer, version_id, now=now, status=refusal.status, refusal=str(refusal))
    return RedirectResponse(f"{PATH}/versions/{version_id}?done={version.state}", 303)


def _page(
    db: Database, house: House, viewer: Viewer, version_id: int, *,
    now: dt.datetime, status: int = 200, refusal: str = "", done: str = "",
) -> Response:  # fmt: skip
    with db.reading() as session:
        version = session.get(PolicyVersion, version_id)
        if version is None:
            raise NotFound("没有这一版办理规则。")
        waiting = version.state == "proposed"
        looked = _looked(session, house, viewer, version, now) if waiting else None
        lines = _difference(text_in_force(session, version.file) if waiting else text_of(version.file), version.content)
    return console_page(
        viewer, "policy_version.html", tab=PATH, status=status, refusal=refusal, done=done,
        version=version, state=STATES[version.state], what=FILES[version.file], looked=looked, lines=lines,
        proposed_by=viewer.org.officers[version.proposed_by].name,
        decided_by=viewer.org.officers[version.decided_by].name if version.decided_by else "",
        not_mine=_why_not(viewer, version), mine=viewer.facts.id == version.proposed_by,
        may_propose=may_propose_policy(viewer.facts, viewer.org),
    )  # fmt: skip


def _looked(session: Session, house: House, viewer: Viewer, version: PolicyVersion, now: dt.datetime) -> Looked:
    try:
        new = checked(session, version.file, version.content)
    except Refusal as refusal:
        return Looked(str(refusal))
    found = preview(session, house, new, now=now)
    rows = shown_to(session, viewer.facts, viewer.org, found.changes, most=SHOWN)
    return Looked("", found, rows, changed_limits(house.policy, new))


def _difference(was: str, becomes: str) -> list[str]:
    """The changed lines with one around them, each beginning with +, - or a space."""
    lines = unified_diff(was.splitlines(), becomes.splitlines(), lineterm="", n=1)
    return [line for line in lines if not line.startswith(("---", "+++", "@@"))]


def _why_not(viewer: Viewer, version: PolicyVersion) -> str:
    """Why this officer cannot put it into force, or nothing."""
    try:
        check_policy_approval(viewer.facts, version.proposed_by, viewer.org)
    except NotAllowed as refusal:
        return str(refusal)
    return ""
