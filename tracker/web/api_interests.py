"""利益申报 and 揭示身份 for officers' programs."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, StringConstraints

from tracker.cases.contacting import Opened, open_contact
from tracker.cases.interests import declare, lift
from tracker.contract import Storable
from tracker.queries.interests import InterestRow, interests
from tracker.web.deps import Db, Now, TheCaller, TheHouse

router = APIRouter(tags=["工作人员"])

Words = Annotated[str, StringConstraints(max_length=500), Storable]


class Declaration(BaseModel):
    """Either ``body`` (its id) or ``person`` (a name)."""

    model_config = ConfigDict(extra="forbid", strict=True)

    body: int | None = None
    person: Words = ""
    relation: Words


class Why(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    reason: Words = ""


@router.get("/interests", summary="利益申报：本人的；主任还能看到其他人的")
def show(caller: TheCaller, db: Db) -> tuple[InterestRow, ...]:
    with db.reading() as session:
        return interests(session, caller.facts, caller.org)


@router.post("/interests", status_code=201, summary="申报一项，即刻生效")
def add(declaration: Declaration, caller: TheCaller, db: Db, now: Now) -> tuple[InterestRow, ...]:
    with db.writing() as session:
        declare(
            session, officer_id=caller.facts.id, body=declaration.body, person=declaration.person,
            relation=declaration.relation, now=now,
        )  # fmt: skip
    return show(caller, db)


@router.post("/interests/{interest_id}/lift", summary="解除别人的一项申报")
def end(*, interest_id: int, why: Why, caller: TheCaller, db: Db, now: Now) -> tuple[InterestRow, ...]:
    with db.writing() as session:
        lift(session, interest_id, officer_id=caller.facts.id, why=why.reason, now=now)
    return show(caller, db)


@router.post("/cases/{number}/contact", summary="查看联系方式；要求保密的须写明理由，记入记录并告知主任")
def contact(*, number: str, why: Why, caller: TheCaller, db: Db, house: TheHouse, now: Now) -> Opened:
    with db.writing() as session:
        return open_contact(session, house, number, officer_id=caller.facts.id, now=now, reason=why.reason)
