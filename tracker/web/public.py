"""The pages for everybody: what this is, and where a case stands."""

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from sqlmodel import Session, col, select

from tracker.accounts import LOOKUP_ORIGIN, forgive, knock
from tracker.cases import appealing
from tracker.cases.filing import PREFIX
from tracker.cases.timing import planned
from tracker.contract import TEXT_LIMIT, AppealCase, AppealStage, Lookup, Progress
from tracker.db import Database
from tracker.house import House
from tracker.models import Body
from tracker.queries.progress import by_code
from tracker.rules.clocks import limit_for
from tracker.rules.errors import Incomplete, Refusal
from tracker.rules.facts import BodyKind
from tracker.rules.words import Channel, Kind, Step
from tracker.rules.workdays import at, local_date
from tracker.web.deps import Db, Now, TheHouse, TheSettings
from tracker.web.pages import UNIT_ZH, page
from tracker.web.security import caller, check_origin

router = APIRouter(include_in_schema=False)

Typed = Annotated[str, Form(max_length=200)]


@router.get("/")
def front(db: Db, house: TheHouse, now: Now) -> Response:
    with db.reading() as session:
        office = office_name(session)
    return page("public/front.html", office=office, limits=_limits(house), sample=_sample(house, now))


@router.get("/status")
def ask(db: Db) -> Response:
    with db.reading() as session:
        return page("public/status.html", office=office_name(session), number="", refusal="")


@router.post("/status")
def status(
    *,
    request: Request,
    db: Db,
    house: TheHouse,
    now: Now,
    settings: TheSettings,
    number: Typed = "",
    code: Typed = "",
) -> Response:
    """The number is kept in the form after a refusal, the code never is."""
    check_origin(request, settings)
    with db.reading() as session:
        office = office_name(session)
    try:
        progress = _look_up(db, house, number, code, origin=caller(request), now=now)
    except Refusal as refusal:
        return page("public/status.html", status=refusal.status, office=office, number=number, refusal=str(refusal))
    return _shown(office, progress, code)


@router.post("/status/appeal")
def appeal(
    *,
    request: Request,
    db: Db,
    house: TheHouse,
    now: Now,
    settings: TheSettings,
    number: Typed = "",
    code: Typed = "",
    stage: Typed = "",
    text: Annotated[str, Form(max_length=TEXT_LIMIT)] = "",
) -> Response:
    """复查 or 复核 by whoever holds the query code: the case as it stands then, or as before with the refusal."""
    check_origin(request, settings)
    with db.reading() as session:
        office = office_name(session)
    try:
        progress = _look_up(db, house, number, code, origin=caller(request), now=now)
    except Refusal as refusal:
        return page("public/status.html", status=refusal.status, office=office, number=number, refusal=str(refusal))
    case = Lookup(number=number, query_code=code)
    try:
        return _shown(office, _appeal(db, house, case, stage, text, now=now), code, asked=True)
    except Refusal as refusal:
        return _shown(office, progress, code, refusal=refusal, typed=text)


def _shown(
    office: str, progress: Progress, code: str, *, refusal: Refusal | None = None, typed: str = "", asked: bool = False
) -> Response:
    return page(
        "public/progress.html", status=refusal.status if refusal else 200, office=office, progress=progress,
        code=code, refusal=str(refusal or ""), typed=typed, asked=asked,
    )  # fmt: skip


def _appeal(
    db: Database, house: House, case: Lookup, stage: str, text: str, *, now: datetime
) -> Progress:
    """Raises :class:`Incomplete`, and the refusals of :func:`tracker.cases.appealing.ask`."""
    try:
        asked = AppealCase(
            channel=Channel.WEB, sender="status", stage=AppealStage(stage), text=text, query_code=case.query_code
        )
    except ValueError as error:
        raise Incomplete("请写明为什么对答复不服。") from error
    with db.writing() as session:
        return appealing.ask(session, house, case.number, asked, now=now)


def office_name(session: Session) -> str:
    """游仙区人民政府 区效能办; before a district is loaded, what the office is there for."""
    found = select(Body).where(Body.kind == BodyKind.OFFICE.value).order_by(col(Body.id)).limit(1)
    office = session.exec(found).first()
    if office is None:
        return "效能投诉"
    above = session.get(Body, office.parent_id) if office.parent_id else None
    return f"{above.name} {office.name}" if above else office.name


def _look_up(db: Database, house: House, number: str, code: str, *, origin: str, now: datetime) -> Progress:
    """Raises :class:`TooMany`, or :class:`NotFound` that does not say which of the two was wrong."""
    with db.writing() as session:
        attempt = knock(session, house, LOOKUP_ORIGIN, origin, now=now)
    with db.writing() as session:
        progress = by_code(session, house, Lookup(number=number, query_code=code), now=now)
        forgive(session, attempt)
    return progress


def _limits(house: House) -> dict[str, str]:
    """The limits that the front page names, in words."""
    handle = {kind.value: (Step.HANDLE, kind) for kind in (Kind.CONSULT, Kind.HELP, Kind.COMPLAINT)}
    asked = {"accept": (Step.ACCEPT, Kind.COMPLAINT), "dispatch": (Step.DISPATCH, Kind.COMPLAINT), **handle}
    found = {name: limit_for(house.policy.limits, step, kind, round=1) for name, (step, kind) in asked.items()}
    return {name: f"{limit.amount}{UNIT_ZH[limit.unit]}" for name, limit in found.items()}


def _sample(house: House, now: datetime) -> dict[str, date | str]:
    """The receipt that a complaint filed now would get: the picture on the front page tells the truth."""
    accept = planned(house, Step.ACCEPT, Kind.COMPLAINT, now).due_on
    answer = planned(house, Step.HANDLE, Kind.COMPLAINT, at(accept, house.policy.morning)).due_on
    return {"number": f"{PREFIX}{local_date(now):%Y%m%d}-0001", "accept_by": accept, "promised_on": answer}
