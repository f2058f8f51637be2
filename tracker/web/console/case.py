"""诉求件: one case, and the steps that are open to this officer now."""

from dataclasses import dataclass
from datetime import datetime

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from tracker.cases.acting import act
from tracker.cases.contacting import Opened, open_contact
from tracker.cases.repeating import acknowledge
from tracker.db import Database
from tracker.house import House
from tracker.models import Case
from tracker.models.views import case_facts
from tracker.queries.case_page import case_page
from tracker.queries.contacts import contact_for
from tracker.queries.gaming import marks_of
from tracker.rules.conflict import roles_for
from tracker.rules.delivery import State
from tracker.rules.errors import Incomplete, NotFound, PromiseBroken, Refusal
from tracker.rules.lifecycle import APPEALED
from tracker.rules.words import Action, Colour, Status
from tracker.web.console.forms import Refused, shown
from tracker.web.console.queue import member
from tracker.web.console.readable import FILE_KINDS, corrected, told, understood
from tracker.web.console.viewer import Form, TheViewer, Viewer, console_page, console_router
from tracker.web.deps import Db, Now, TheHouse, TheSettings
from tracker.web.downloads import attachment

router = console_router()

MAX_DIGITS = 10
ASIDE = frozenset({Status.SUPPLEMENTING, *APPEALED})
ROAD = tuple(s for s in Status if s is Status.CLOSED or (s.open and s not in ASIDE))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What just happened, for the page to say."""

    done: Action | None = None
    refused: Refused | None = None
    opened: Opened | None = None
    unrevealed: str = ""
    status: int = 200


@router.get("/cases/{number}")
def show(*, request: Request, db: Db, house: TheHouse, now: Now, viewer: TheViewer, number: str) -> Response:
    done = member(Action, request.query_params.get("done", ""))
    return _page(db, house, viewer, number, Outcome(done=done), now=now)


@router.post("/cases/{number}/actions/{name}")
def do(
    *, db: Db, house: TheHouse, now: Now, viewer: TheViewer, form: Form, number: str, name: str
) -> Response:
    """On to the page with the outcome; after a refusal the page again, with its sentence and what was typed."""
    action = member(Action, name)
    if action is None:
        raise NotFound("没有这个办理事项。")
    try:
        with db.writing() as session:
            case = act(
                session, house, number=number, action=action, officer_id=viewer.facts.id,
                version=_version(form), fields=form, now=now,
            )  # fmt: skip
    except (NotFound, PromiseBroken):
        raise
    except Refusal as refusal:
        outcome = Outcome(refused=Refused(action, form, str(refusal)), status=refusal.status)
        return _page(db, house, viewer, number, outcome, now=now)
    return RedirectResponse(_afterwards(case, viewer, action), 303)


@router.post("/cases/{number}/contact")
def contact(*, db: Db, house: TheHouse, now: Now, viewer: TheViewer, form: Form, number: str) -> Response:
    """Shown on this one answer only: no address leads to it."""
    try:
        outcome = Outcome(opened=_opened(db, house, viewer, number, form.get("reason", ""), now=now))
    except Incomplete as refusal:
        outcome = Outcome(unrevealed=str(refusal), status=refusal.status)
    return _page(db, house, viewer, number, outcome, now=now)


def _opened(db: Database, house: House, viewer: Viewer, number: str, reason: str, *, now: datetime) -> Opened:
    with db.writing() as session:
        return open_contact(session, house, number, officer_id=viewer.facts.id, now=now, reason=reason)


@router.post("/cases/{number}/alarms/{alarm_id}/acknowledge")
def take_up(*, db: Db, now: Now, viewer: TheViewer, form: Form, number: str, alarm_id: int) -> Response:
    """Back to the case; the alarm is not told again."""
    with db.writing() as session:
        acknowledge(session, number, alarm_id, officer_id=viewer.facts.id, now=now)
    return RedirectResponse(f"/console/cases/{number}#ladder", 303)


@router.get("/cases/{number}/evidence/{evidence_id}")
def download(*, db: Db, settings: TheSettings, viewer: TheViewer, number: str, evidence_id: str) -> Response:
    with db.reading() as session:
        return attachment(
            session, settings.data_dir, viewer.facts, viewer.org, number=number, evidence_id=evidence_id
        )


def _version(form: dict[str, str]) -> int:
    """A version that is no number is nobody's, and so stale."""
    given = form.get("version", "")
    return int(given) if given.isascii() and given.isdecimal() and len(given) < MAX_DIGITS else 0


def _afterwards(case: Case, viewer: Viewer, action: Action) -> str:
    """A case that has been returned is no longer the handler's to see."""
    if roles_for(viewer.facts, case_facts(case), viewer.org):
        return f"/console/cases/{case.number}?done={action.value}"
    return f"/console?done={action.value}&number={case.number}"


def _page(
    db: Database, house: House, viewer: Viewer, number: str, outcome: Outcome, *, now: datetime
) -> Response:
    with db.reading() as session:
        case = case_page(session, house, viewer.facts, viewer.org, number, now=now)
        has_contact = contact_for(session, viewer.facts, viewer.org, number) is not None
        marks = marks_of(session, viewer.facts, viewer.org, number)
    forms = shown(case, outcome.refused)
    return console_page(
        viewer,
        "case.html",
        status=outcome.status,
        case=case,
        now=now,
        outcome=outcome,
        homeless=outcome.refused if not any(form.refusal for form in forms) else None,
        has_contact=has_contact,
        marks=marks,
        forms=[form for form in forms if form.action is not Action.CORRECT],
        correction=next((form for form in forms if form.action is Action.CORRECT), None),
        road=ROAD,
        first_due=min((c for c in case.clocks if not c.settled), key=lambda c: c.due_at, default=None),
        awaited=[row.body for row in case.assistances if row.time_left],
        understood=understood(case),
        told=told,
        corrected=corrected,
        file_kinds=FILE_KINDS,
        colour_zh={colour.value: colour.zh for colour in Colour},
        state_zh={state.value: state.zh for state in State},
    )
