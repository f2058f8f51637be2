"""A case as its citizen may see it: no names of officers, nothing meant for handlers only."""

from datetime import UTC, datetime

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from tracker.contract import Lookup, Progress, Sender
from tracker.house import House
from tracker.models import Answer, Appeal, Body, Case, Complainant, Event, RatingGiven
from tracker.models.views import key
from tracker.queries.appeals import of_case, offer, stage_of
from tracker.rules.errors import NotFound
from tracker.rules.words import Action, AppealOutcome, AppealStage, Kind, Score, Status, Visibility
from tracker.rules.workdays import local_date

MINE_LIMIT = 20

NEXT = {
    Status.REGISTERED: "等待受理决定",
    Status.SUPPLEMENTING: "等您补充情况，补充前不计时",
    Status.ACCEPTED: "正在选定承办单位",
    Status.DISPATCHED: "等待承办单位签收",
    Status.HANDLING: "承办单位正在办理",
    Status.REVIEWING: "答复正在审核",
    Status.ANSWERED: "请您评价这次办理",
    Status.CLOSED: "已办结",
    Status.RECHECKING: "没有参与办理的上一级人员正在复查",
    Status.FINAL_RECHECKING: "上级机关正在复核，复核决定是最终的",
    Status.GUIDED: "已告知您合适的渠道",
    Status.WITHDRAWN: "已撤诉",
    Status.HANDED_OVER: "已按管理权限移送，由接收机关依规办理",
    Status.UNSUPPLEMENTED: "没有收到补充，已经结束；可以重新提交",
    Status.ON_FILE: "没有线索可以核实，已经存查；可以重新提交",
}


def by_code(session: Session, house: House, lookup: Lookup, *, now: datetime) -> Progress:
    """Number and code must both fit; which of them did not is never said."""
    case = session.exec(coded(house, lookup)).first()
    if case is None:
        raise NotFound(WRONG_CODE)
    return progress(session, house, case, now=now)


WRONG_CODE = "编号或查询码不对，请核对后再试。"


def coded(house: House, lookup: Lookup) -> SelectOfScalar[Case]:
    """The case that number and code belong to."""
    mark = house.seals.mark("query-code", lookup.query_code.strip().upper())
    return select(Case).where(Case.number == lookup.number.strip().upper(), Case.query_hash == mark)


def mine(session: Session, house: House, sender: Sender, *, now: datetime) -> list[Progress]:
    """The newest twenty of this person on this channel."""
    mark = house.seals.mark("sender", f"{sender.channel.value}:{sender.sender}")
    found = (
        select(Case)
        .join(Complainant, col(Complainant.id) == col(Case.complainant_id))
        .where(Complainant.channel == sender.channel.value, Complainant.sender_hash == mark)
        .order_by(col(Case.id).desc())
        .limit(MINE_LIMIT)
    )
    return [progress(session, house, case, now=now) for case in session.exec(found)]


def progress(session: Session, house: House, case: Case, *, now: datetime) -> Progress:
    status = Status.WITHDRAWN if case.withdrawn_at else Status(case.status)
    rating = session.exec(
        select(RatingGiven).where(RatingGiven.case_id == key(case.id), RatingGiven.round == case.round)
    ).first()
    holder = session.get(Body, case.holder_id) if case.holder_id else None
    offered = offer(session, house, case, now=now)
    return Progress(
        number=case.number,
        kind=Kind(case.kind),
        status=status.value,
        status_zh=status.zh,
        open=status.open,
        registered_on=local_date(case.registered_at),
        promised_on=case.promised_on,
        provisional=case.provisional,
        holder=holder.name if holder and not case.withdrawn_at else "",
        next_step=f"{NEXT[status]}，另有单位协助办理" if _helped(case, status) else NEXT[status],
        answer=None if case.withdrawn_at else _answer(session, case),
        rated=Score(rating.score) if rating else None,
        rateable=status is Status.ANSWERED and rating is None,
        round=case.round,
        steps=_steps(session, case),
        appeal=offered.stage if offered else None,
        appeal_until=offered.last_day if offered else None,
        appealing=stage_of(case),
    )


def _helped(case: Case, status: Status) -> bool:
    """Never which one: the lead alone answers."""
    return status in (Status.DISPATCHED, Status.HANDLING) and bool(case.assisting) and not case.restricted


def _answer(session: Session, case: Case) -> str | None:
    answer = session.exec(
        select(Answer).where(Answer.case_id == key(case.id), Answer.approved).order_by(col(Answer.id).desc()).limit(1)
    ).first()
    decided = [appeal_zh(row) for row in of_case(session, case) if row.decided_by is not None]
    return "\n\n".join([answer_zh(answer), *decided]) if answer else None


def appeal_zh(appeal: Appeal) -> str:
    """A decision as the complainant reads it."""
    stage, outcome = AppealStage(appeal.stage), AppealOutcome(appeal.outcome or "")
    parts = {f"{stage.zh}决定": outcome.zh, "理由和依据": appeal.grounds, "变更后的答复": appeal.answer}
    return "\n".join(f"【{title}】{text}" for title, text in parts.items() if text)


def answer_zh(answer: Answer) -> str:
    parts = {
        "查明的事实": answer.facts,
        "办理情况": answer.done,
        "整改情况": answer.rectified,
        "依据": answer.basis,
        "救济途径": answer.remedy,
    }
    return "\n".join(f"【{title}】{text}" for title, text in parts.items() if text)


EXPLAINED = frozenset(
    {
        Action.GUIDE, Action.ASK_FACTS, Action.LAPSE, Action.FILE_AWAY, Action.DISPATCH, Action.ASK, Action.DELIVER,
        Action.CLOSE, Action.REDO, Action.RECOUNT, Action.GRANT, Action.RESUME,
        Action.UPHOLD, Action.AMEND, Action.REVOKE, Action.REFUSE,
    }
)
"""Steps whose reason is written for the citizen; what they wrote themselves is not repeated."""


def _steps(session: Session, case: Case) -> list[str]:
    events = session.exec(
        select(Event)
        .where(Event.case_id == key(case.id), Event.visibility == Visibility.CITIZEN.value)
        .order_by(col(Event.seq))
    )
    return [_step(event) for event in events if case.withdrawn_at is None or event.at <= case.withdrawn_at]


def _step(event: Event) -> str:
    action = Action(event.action)
    done = f"{local_date(event.at.astimezone(UTC)):%m月%d日} {action.zh}"
    return f"{done}：{event.reason}" if event.reason and action in EXPLAINED else done
