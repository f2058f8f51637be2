"""问责: what was proposed, what each side says, and who has to decide."""

from dataclasses import dataclass
from datetime import datetime

from fastapi import Request, Response
from fastapi.responses import PlainTextResponse, RedirectResponse

from tracker.cases.accounting import answer
from tracker.cases.proposing import propose
from tracker.db import Database
from tracker.house import House
from tracker.models.views import key
from tracker.papers.accountability import as_text, paper
from tracker.queries.accountability import accountability, accountability_page
from tracker.queries.cards import cards
from tracker.rules.accountability import OF_A_PERSON, Answering, Matter, Measure, Party, parties
from tracker.rules.conflict import desk_for
from tracker.rules.errors import Incomplete, NotAllowed, NotFound, Refusal
from tracker.rules.facts import BodyFacts
from tracker.web.console.cards import row_id
from tracker.web.console.queue import member
from tracker.web.console.viewer import Form, TheViewer, Viewer, console_page, console_router
from tracker.web.deps import Db, Now, TheHouse

router = console_router()

PATH = "/console/accountability"
WHAT_TO_WRITE = {
    Answering.STATE: "陈述申辩的内容",
    Answering.DECIDE: "决定的理由",
    Answering.DISMISS: "不予处理的理由",
    Answering.WITHDRAW: "撤回的理由",
    Answering.DELIVER: "怎样送达、谁签收",
    Answering.ASK_REVIEW: "申请复核的理由",
    Answering.UPHOLD: "维持的理由",
    Answering.REVOKE: "撤销的理由",
}
BRINGABLE = tuple(measure for measure in Measure if measure is not Measure.APPRAISAL)


@dataclass(frozen=True, slots=True)
class Typed:
    """What was sent and refused, to be shown again; ``action`` is empty for a new proposal."""

    sentence: str
    words: dict[str, str]
    action: str = ""


@router.get("/accountability")
def show_list(request: Request, db: Db, house: TheHouse, viewer: TheViewer) -> Response:
    asked = request.query_params
    body, person = row_id(asked.get("body", "")), row_id(asked.get("person", ""))
    with db.reading() as session:
        found = accountability(
            session, viewer.facts, viewer.org, body=body, person=person, before=row_id(asked.get("before", ""))
        )
    return console_page(
        viewer,
        "accountability.html",
        tab=PATH,
        found=found,
        body=viewer.org.bodies.get(body or 0),
        person=viewer.org.officers.get(person or 0) if found.rows else None,
        rule_zh=house.policy.accountability.rule_zh,
        may_propose=bool(_below(viewer)),
        first="before" not in asked,
    )


@router.get("/accountability/new")
def ask(request: Request, db: Db, viewer: TheViewer) -> Response:
    return _form(db, viewer, dict(request.query_params))


@router.post("/accountability/new")
def bring(*, db: Db, house: TheHouse, now: Now, viewer: TheViewer, form: Form) -> Response:
    measure = member(Measure, form.get("measure", ""))
    chosen = (row_id(name.removeprefix("card-")) for name in form if name.startswith("card-"))
    try:
        if measure is None:
            raise Incomplete("请先选择问责方式。")
        with db.writing() as session:
            row = propose(
                session, house, officer_id=viewer.facts.id, measure=measure, body=row_id(form.get("body", "")) or 0,
                person=row_id(form.get("person", "")), grounds=form.get("grounds", ""), basis=form.get("basis", ""),
                card_ids=[card for card in chosen if card is not None], now=now,
            )  # fmt: skip
            address = f"{PATH}/{key(row.id)}" if row else PATH
    except Refusal as refusal:
        return _form(db, viewer, form, refused=refusal)
    return RedirectResponse(address, 303)


@router.get("/accountability/{accountability_id}")
def show(*, request: Request, db: Db, house: TheHouse, now: Now, viewer: TheViewer, accountability_id: int) -> Response:
    done = member(Answering, request.query_params.get("done", ""))
    return _page(db, house, viewer, accountability_id, now=now, done=done)


@router.post("/accountability/{accountability_id}/actions/{name}")
def do(
    *, db: Db, house: TheHouse, now: Now, viewer: TheViewer, form: Form, accountability_id: int, name: str
) -> Response:
    action = member(Answering, name)
    if action is None:
        raise NotFound("没有这个办理事项。")
    reason = form.get("reason", "")
    try:
        with db.writing() as session:
            answer(session, house, accountability_id, action, officer_id=viewer.facts.id, reason=reason, now=now)
    except NotFound:
        raise
    except Refusal as refusal:
        typed = Typed(str(refusal), form, action.value)
        return _page(db, house, viewer, accountability_id, now=now, status=refusal.status, typed=typed)
    return RedirectResponse(f"{PATH}/{accountability_id}?done={action.value}", 303)


@router.get("/accountability/{accountability_id}/paper")
def download(*, db: Db, house: TheHouse, viewer: TheViewer, accountability_id: int) -> Response:
    with db.reading() as session:
        page = accountability_page(session, house, viewer.facts, viewer.org, accountability_id)
    text = as_text(paper(page, house.policy.papers, house.policy.paper_marks))
    name = f"{page.row.measure.value}-{accountability_id}.txt"
    return PlainTextResponse(text, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _page(
    db: Database, house: House, viewer: Viewer, accountability_id: int, *,
    now: datetime, status: int = 200, done: Answering | None = None, typed: Typed | None = None,
) -> Response:  # fmt: skip
    with db.reading() as session:
        found = accountability_page(session, house, viewer.facts, viewer.org, accountability_id)
    return console_page(
        viewer,
        "accountability_case.html",
        tab=PATH,
        status=status,
        found=found,
        row=found.row,
        paper=paper(found, house.policy.papers, house.policy.paper_marks),
        rule=house.policy.accountability.rule_zh(found.row.rule),
        asks=WHAT_TO_WRITE,
        waiting=_waiting(viewer, found.parties, found.actions),
        now=now,
        done=done,
        typed=typed,
    )


def _waiting(viewer: Viewer, mine: tuple[Party, ...], actions: tuple[Answering, ...]) -> str:
    """Why there is nothing for this officer to do."""
    if actions:
        return ""
    return f"您在这件问责中是{'、'.join(party.zh for party in mine)}，目前没有要办的事项。"


def _form(db: Database, viewer: Viewer, words: dict[str, str], *, refused: Refusal | None = None) -> Response:
    """First the body; then its people and its cards can be chosen from."""
    below = _below(viewer)
    if not below:
        raise NotAllowed("问责由效能办的受理员或主任提出；本人、本单位的事由上级机关提出。")
    body = next((body for body in below if body.id == row_id(words.get("body", ""))), None)
    with db.reading() as session:
        found = cards(session, viewer.facts, viewer.org, body=body.id, limit=100).rows if body else ()
    people = [o for o in viewer.org.officers.values() if body and o.body == body.id and o.active]
    return console_page(
        viewer,
        "accountability_new.html",
        tab=PATH,
        status=refused.status if refused else 200,
        bodies=below,
        body=body,
        people=sorted(people, key=lambda o: o.id),
        cards=[card for card in found if card.revoked_at is None],
        measures=BRINGABLE,
        of_a_person=OF_A_PERSON,
        words=words,
        refusal=str(refused) if refused else "",
    )


def _below(viewer: Viewer) -> list[BodyFacts]:
    """The bodies about which this officer may propose."""
    org = viewer.org
    return [
        body
        for body in sorted(org.bodies.values(), key=lambda body: body.id)
        if Party.OFFICE in parties(viewer.facts, Matter(desk_for(body.id, accuses=True, org=org), body.id), org)
    ]
