"""询问函 for officers' programs."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, StringConstraints

from tracker.cases.inquiring import reply
from tracker.contract import TEXT_LIMIT, Storable
from tracker.queries.letters import LetterRow, letters
from tracker.web.deps import Db, Now, TheCaller, TheHouse

router = APIRouter(tags=["工作人员"])


class Reply(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    text: Annotated[str, StringConstraints(max_length=TEXT_LIMIT), Storable]


@router.get("/letters", summary="发给本单位的询问函，新的在前")
def show(caller: TheCaller, db: Db) -> tuple[LetterRow, ...]:
    with db.reading() as session:
        return letters(session, caller.facts, caller.org)


@router.post("/letters/{letter_id}/reply", summary="回复询问函")
def answer(
    *, letter_id: int, body: Reply, caller: TheCaller, db: Db, house: TheHouse, now: Now
) -> tuple[LetterRow, ...]:
    with db.writing() as session:
        reply(session, house, letter_id, officer_id=caller.facts.id, text=body.text, now=now)
    return show(caller, db)
