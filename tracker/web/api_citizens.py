"""What the bot asks for on behalf of a citizen. The bot is trusted to say who speaks, nobody else is."""

from typing import Annotated

from fastapi import APIRouter, Depends, File, Header, UploadFile

from tracker import evidence
from tracker.accounts import LOOKUP_NUMBER, knock
from tracker.cases import appealing, citizens
from tracker.cases.filing import file_case
from tracker.cases.inbox import inbox
from tracker.contract import (
    Addition,
    AppealCase,
    EvidenceKept,
    FileCase,
    InboxQuery,
    Lookup,
    Message,
    Problem,
    Progress,
    Rating,
    Receipt,
    Sender,
)
from tracker.queries.progress import by_code, mine
from tracker.rules.errors import Refusal
from tracker.web.deps import Db, Now, TheHouse, TheSettings, only_the_bot

router = APIRouter(tags=["投诉人"], dependencies=[Depends(only_the_bot)])

Key = Annotated[
    str | None,
    Header(alias="Idempotency-Key", max_length=200, description="同一凭证重复提交，只登记一次"),
]


class KeyMissing(Refusal):
    code = "key_missing"
    status = 400


@router.post(
    "/cases",
    status_code=201,
    summary="登记一件诉求",
    responses={400: {"model": Problem, "description": "缺少 Idempotency-Key"}},
)
def file(filing: FileCase, db: Db, house: TheHouse, now: Now, key: Key = None) -> Receipt:
    if not key:
        raise KeyMissing("登记诉求须带请求头 Idempotency-Key：同一凭证重复提交，只登记一次。")
    with db.writing() as session:
        return file_case(session, house, filing, key=key, now=now)


@router.post("/lookup", summary="凭编号和查询码查进度")
def look_up(lookup: Lookup, db: Db, house: TheHouse, now: Now) -> Progress:
    with db.writing() as session:
        knock(session, house, LOOKUP_NUMBER, lookup.number.strip().upper(), now=now)
    with db.reading() as session:
        return by_code(session, house, lookup, now=now)


@router.post("/people/cases", summary="某人的诉求件，新的在前")
def cases_of(sender: Sender, db: Db, house: TheHouse, now: Now) -> list[Progress]:
    with db.reading() as session:
        return mine(session, house, sender, now=now)


@router.post("/cases/{number}/additions", summary="补充")
def add(number: str, addition: Addition, db: Db, house: TheHouse, now: Now, *, key: Key = None) -> Progress:
    with db.writing() as session:
        return citizens.add(session, house, number, addition, now=now, once=key or "")


@router.post("/cases/{number}/urgings", summary="催促")
def urge(number: str, sender: Sender, db: Db, house: TheHouse, now: Now) -> Progress:
    with db.writing() as session:
        return citizens.urge(session, house, number, sender, now=now)


@router.post("/cases/{number}/withdrawal", summary="撤诉")
def withdraw(number: str, sender: Sender, db: Db, house: TheHouse, now: Now) -> Progress:
    with db.writing() as session:
        return citizens.withdraw(session, house, number, sender, now=now)


@router.post("/cases/{number}/rating", summary="评价")
def rate(number: str, rating: Rating, db: Db, house: TheHouse, now: Now) -> Progress:
    with db.writing() as session:
        return citizens.rate(session, house, number, rating, now=now)


@router.post("/cases/{number}/appeal", summary="申请复查或复核；带查询码的，凭查询码")
def appeal(number: str, asked: AppealCase, db: Db, house: TheHouse, now: Now) -> Progress:
    if asked.query_code is not None:
        with db.writing() as session:
            knock(session, house, LOOKUP_NUMBER, number.strip().upper(), now=now)
    with db.writing() as session:
        return appealing.ask(session, house, number, asked, now=now)


@router.post(
    "/evidence",
    status_code=201,
    summary="保存一份证据材料",
    responses={
        413: {"model": Problem, "description": "文件太大"},
        415: {"model": Problem, "description": "不支持的文件，或图片已损坏"},
    },
)
def keep(file: Annotated[UploadFile, File()], db: Db, settings: TheSettings, now: Now) -> EvidenceKept:
    return evidence.keep(db, settings.data_dir, file.file.read(), now=now)


@router.post("/inbox", summary="取通知；再取时带上最后一条的编号，之前的就算已送达")
def fetch_inbox(query: InboxQuery, db: Db, house: TheHouse, now: Now) -> list[Message]:
    with db.writing() as session:
        return inbox(session, house, query, now=now)
