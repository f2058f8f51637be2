"""问责 for programs: the same steps as in the console, judged by the same table."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from tracker.cases.accounting import answer, revoke_card
from tracker.cases.marking import judge
from tracker.cases.proposing import propose
from tracker.contract import TEXT_LIMIT, Storable
from tracker.models.views import key
from tracker.papers.accountability import Paper, paper
from tracker.queries.accountability import (
    AccountabilityList,
    AccountabilityPage,
    accountability,
    accountability_page,
)
from tracker.queries.gaming import MarkReport, marks
from tracker.rules.accountability import Answering, Measure
from tracker.rules.errors import IllegalStep
from tracker.rules.gaming import Verdict
from tracker.web.deps import Db, Now, TheCaller, TheHouse

router = APIRouter(tags=["问责"])

Words = Annotated[str, StringConstraints(max_length=TEXT_LIMIT), Storable]
RowId = Annotated[int, Field(ge=1, le=2**31 - 1)]
Wanted = Annotated[int | None, Query(ge=1, le=2**31 - 1)]


class Proposal(BaseModel):
    """``person`` only for what is about a person; ``cards`` are those it rests on."""

    model_config = ConfigDict(extra="forbid")

    measure: Measure
    body: RowId
    person: RowId | None = None
    grounds: Words
    basis: Words
    cards: Annotated[list[RowId], Field(max_length=100)] = []


class Reason(BaseModel):
    model_config = ConfigDict(extra="forbid")

    reason: Words


class Judgement(BaseModel):
    model_config = ConfigDict(extra="forbid")

    verdict: Verdict
    reason: Words


@router.get("/accountability", summary="问责列表，新的在前；可按单位、按人查历史")
def show_list(
    caller: TheCaller, db: Db, body: Wanted = None, person: Wanted = None, before: Wanted = None
) -> AccountabilityList:
    with db.reading() as session:
        return accountability(session, caller.facts, caller.org, body=body, person=person, before=before)


@router.post("/accountability", status_code=201, summary="提出问责；系统不会自行作出决定")
def bring(proposal: Proposal, *, caller: TheCaller, db: Db, house: TheHouse, now: Now) -> AccountabilityPage:
    with db.writing() as session:
        row = propose(
            session, house, officer_id=caller.facts.id, measure=proposal.measure, body=proposal.body,
            person=proposal.person, grounds=proposal.grounds, basis=proposal.basis, card_ids=proposal.cards, now=now,
        )  # fmt: skip
        if row is None:
            raise IllegalStep("同样的提案刚刚已经提交，不用再提。")
        row_id = key(row.id)
    with db.reading() as session:
        return accountability_page(session, house, caller.facts, caller.org, row_id)


@router.get("/accountability/{accountability_id}", summary="一件问责：依据、证据、经过、现在可以办理的事项")
def show(accountability_id: RowId, caller: TheCaller, db: Db, house: TheHouse) -> AccountabilityPage:
    with db.reading() as session:
        return accountability_page(session, house, caller.facts, caller.org, accountability_id)


@router.get("/accountability/{accountability_id}/paper", summary="文书；决定之前是草案")
def show_paper(accountability_id: RowId, caller: TheCaller, db: Db, house: TheHouse) -> Paper:
    with db.reading() as session:
        page = accountability_page(session, house, caller.facts, caller.org, accountability_id)
    return paper(page, house.policy.papers, house.policy.paper_marks)


@router.post("/accountability/{accountability_id}/actions/{action}", summary="办理一步，返回最新情况")
def do(
    accountability_id: RowId, action: Answering, said: Reason, *, caller: TheCaller, db: Db, house: TheHouse, now: Now
) -> AccountabilityPage:
    with db.writing() as session:
        answer(session, house, accountability_id, action, officer_id=caller.facts.id, reason=said.reason, now=now)
    with db.reading() as session:
        return accountability_page(session, house, caller.facts, caller.org, accountability_id)


@router.post("/cards/{card_id}/revoke", status_code=204, summary="撤销一张牌，写明理由；不再计数")
def take_back(card_id: RowId, said: Reason, *, caller: TheCaller, db: Db, house: TheHouse, now: Now) -> None:
    with db.writing() as session:
        revoke_card(session, house, card_id, officer_id=caller.facts.id, reason=said.reason, now=now)


@router.get("/gaming", summary="异常办理线索：临期退单、改类延期等，新的在前")
def show_marks(caller: TheCaller, db: Db, before: Wanted = None) -> MarkReport:
    with db.reading() as session:
        return marks(session, caller.facts, caller.org, before=before)


@router.post("/gaming/{mark_id}/judge", status_code=204, summary="核实一条线索，写明情况")
def judge_mark(mark_id: RowId, judgement: Judgement, *, caller: TheCaller, db: Db, now: Now) -> None:
    with db.writing() as session:
        judge(session, mark_id, judgement.verdict, officer_id=caller.facts.id, reason=judgement.reason, now=now)
