"""What officers may do with a program: the same as in the console, through the same doors."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from tracker.accounts import log_in, log_out, signed_in
from tracker.cases.acting import act
from tracker.contract import TEXT_LIMIT, Storable
from tracker.models.views import case_facts
from tracker.queries.cards import CardList, cards
from tracker.queries.case_page import CasePage, case_page
from tracker.queries.org import load_org
from tracker.queries.queue import QueueFilter, QueuePage, queue
from tracker.queries.requests import Waiting, waiting
from tracker.rules.conflict import roles_for
from tracker.rules.facts import BodyKind, OfficerFacts, Org
from tracker.rules.words import Action, Kind, Role, Status
from tracker.web.deps import Db, NotKnown, Now, TheCaller, TheHouse, TheSettings
from tracker.web.downloads import attachment
from tracker.web.security import TheHasher
from tracker.web.security import caller as network_address

router = APIRouter(tags=["工作人员"])


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class Credentials(Strict):
    username: Annotated[str, StringConstraints(max_length=200)]
    password: Annotated[str, StringConstraints(max_length=1_000)]


class OfficerView(Strict):
    name: str
    body: str
    roles: list[Role]


class LoggedIn(Strict):
    token: str
    officer: OfficerView


class Deed(Strict):
    """``version`` is the one the officer saw; ``fields`` is what the action asks for, by name."""

    version: int
    fields: dict[str, Annotated[str, StringConstraints(max_length=TEXT_LIMIT), Storable]] = {}


class BodyView(Strict):
    id: int
    name: str
    kind: BodyKind
    parent: int | None
    functions: list[str]


class Filters(BaseModel):
    """The queue's filters, as words of the address."""

    model_config = ConfigDict(extra="forbid")

    status: Status | None = None
    kind: Kind | None = None
    colour: Annotated[str, StringConstraints(max_length=20)] | None = None
    text: Annotated[str, StringConstraints(max_length=40)] = ""
    ended: bool = False
    mine: bool = False
    after: Annotated[str, StringConstraints(max_length=80)] | None = None
    limit: int = Field(30, ge=1, le=100)


@router.post("/sessions", status_code=201, summary="登录，得到令牌")
def enter(
    *, credentials: Credentials, request: Request, db: Db, house: TheHouse, now: Now, hasher: TheHasher
) -> LoggedIn:
    origin = network_address(request)
    token, _ = log_in(db, house, credentials.username, credentials.password, now=now, origin=origin, hasher=hasher)
    with db.reading() as session:
        found, org = signed_in(session, token, now=now), load_org(session)
    if found is None:
        raise NotKnown("登录没有成功，请重新登录。")
    return LoggedIn(token=token, officer=_officer(org.officers[found.officer_id], org))


@router.delete("/sessions", status_code=204, summary="退出，令牌作废")
def leave(caller: TheCaller, db: Db) -> None:
    with db.writing() as session:
        log_out(session, caller.token)


@router.get("/queue", summary="待办列表，剩余时间少的在前")
def show_queue(filters: Annotated[Filters, Query()], caller: TheCaller, db: Db, house: TheHouse, now: Now) -> QueuePage:
    wanted = QueueFilter(**filters.model_dump(exclude={"after", "limit"}))
    with db.reading() as session:
        return queue(
            session, caller.facts, caller.org, wanted,
            now=now, calendar=house.calendar, after=filters.after, limit=filters.limit,
        )  # fmt: skip


@router.get("/cases/{number}", summary="一件诉求的全部情况")
def show_case(number: str, caller: TheCaller, db: Db, house: TheHouse, now: Now) -> CasePage:
    with db.reading() as session:
        return case_page(session, house, caller.facts, caller.org, number, now=now)


@router.post("/cases/{number}/actions/{action}", summary="办理一步，返回最新情况；办理后不再归您查看的，返回 null")
def do(
    number: str, action: Action, deed: Deed, *, caller: TheCaller, db: Db, house: TheHouse, now: Now
) -> CasePage | None:
    with db.writing() as session:
        case = act(
            session, house, number=number, action=action, officer_id=caller.facts.id,
            version=deed.version, fields=deed.fields, now=now,
        )  # fmt: skip
    if not roles_for(caller.facts, case_facts(case), caller.org):
        return None
    with db.reading() as session:
        return case_page(session, house, caller.facts, caller.org, number, now=now)


@router.get("/cases/{number}/evidence/{evidence_id}", summary="下载证据材料", response_class=Response)
def download(number: str, evidence_id: str, caller: TheCaller, db: Db, settings: TheSettings) -> Response:
    with db.reading() as session:
        return attachment(session, settings.data_dir, caller.facts, caller.org, number=number, evidence_id=evidence_id)


@router.get("/requests", summary="待批的延期和中止计时申请，先到期的在前")
def show_requests(caller: TheCaller, db: Db, house: TheHouse) -> list[Waiting]:
    with db.reading() as session:
        return list(waiting(session, house, caller.facts, caller.org))


@router.get("/bodies", summary="单位列表")
def bodies(caller: TheCaller) -> list[BodyView]:
    return [
        BodyView(id=b.id, name=b.name, kind=b.kind, parent=b.parent, functions=sorted(b.functions))
        for b in sorted(caller.org.bodies.values(), key=lambda b: b.id)
    ]


@router.get("/cards", summary="黄牌、红牌，新的在前；下一页带上 before")
def show_cards(caller: TheCaller, db: Db, before: Annotated[int | None, Query(ge=1, le=2**31 - 1)] = None) -> CardList:
    with db.reading() as session:
        return cards(session, caller.facts, caller.org, before=before)


def _officer(officer: OfficerFacts, org: Org) -> OfficerView:
    roles = [role for role in Role if role in officer.roles]
    return OfficerView(name=officer.name, body=org.bodies[officer.body].name, roles=roles)
