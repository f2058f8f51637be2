"""延期、中止计时: asked by the handling body, decided by another person, and the citizen hears of it."""

from typing import Any

from sqlmodel import select

from tracker.cases import pausing, timing
from tracker.cases.deed import Deed, move
from tracker.cases.dispatching import due_zh, running
from tracker.cases.noticing import body_officers, day_zh, tell_all, tell_citizen
from tracker.cases.returning import chiefs, keep, on_record, refuse
from tracker.models import Clock, Request
from tracker.models.views import case_facts, key
from tracker.queries.requests import pending
from tracker.rules.conflict import roles_for
from tracker.rules.errors import IllegalStep, Incomplete, NotAllowed
from tracker.rules.requests import Ask, Decision, days_asked, late, too_often
from tracker.rules.words import Step


def ask_extension(deed: Deed) -> None:
    """Before expiry only, so many times a round; too late is refused on record."""
    rules = deed.house.policy.requests
    days = days_asked(deed.field("days"), rules.extend_most)
    clock = _clock(deed, Ask.EXTEND)
    why = late(clock.due_at, deed.now) or too_often(_granted(deed, Ask.EXTEND), rules.extend_times)
    if why:
        refuse(deed, Ask.EXTEND, why, days=days)
    _ask(deed, Ask.EXTEND, "asked_extension", days=days)


def ask_pause(deed: Deed) -> None:
    """For the listed causes, with evidence; what is late already cannot be paused."""
    causes = deed.house.policy.requests.causes
    cause = deed.field("cause")
    if cause not in causes:
        raise Incomplete(f"中止计时只能因为：{'、'.join(causes.values())}。请从列表中选择。")
    clock, evidence = _clock(deed, Ask.PAUSE), deed.field("evidence")
    why = late(clock.due_at, deed.now)
    if why:
        refuse(deed, Ask.PAUSE, why.replace("延期", "中止计时"), cause=cause, evidence=evidence)
    _ask(deed, Ask.PAUSE, "asked_pause", cause=cause, evidence=evidence)


def grant(deed: Deed) -> None:
    """By another person than the asker, and before the limit expires: granted late is refused on record."""
    request = _chosen(deed)
    kind = Ask(request.kind)
    clock = _clock(deed, kind)
    why = late(clock.due_at, deed.now)
    if why:
        request.state, request.decided_at, request.why = Decision.REFUSED.value, deed.now, why
        on_record(deed, kind, why.replace("延期", kind.zh))
    _decide(deed, request, Decision.GRANTED)
    if kind is Ask.EXTEND:
        _extend(deed, request, clock)
    else:
        _pause(deed, request)


def deny(deed: Deed) -> None:
    request = _chosen(deed)
    _decide(deed, request, Decision.DENIED)
    event = move(deed, reason=deed.field("reason"), request=request.id, kind=request.kind)
    _tell_asker(deed, request, f"event:{event.id}")


def _clock(deed: Deed, kind: Ask) -> Clock:
    clock = running(deed, Step.HANDLE)
    if clock is None:
        raise IllegalStep(f"该诉求件正在中止计时，不能再{kind.zh}。原因消除的，请先恢复计时。")
    return clock


def _granted(deed: Deed, kind: Ask) -> int:
    rows = select(Request.id).where(
        Request.case_id == key(deed.case.id), Request.round == deed.case.round,
        Request.kind == kind.value, Request.state == Decision.GRANTED.value,
    )  # fmt: skip
    return len(deed.session.exec(rows).all())


def _ask(deed: Deed, kind: Ask, template: str, **asked: Any) -> None:
    if any(row.kind == kind for row in pending(deed.session, deed.case)):
        raise IllegalStep(f"已经申请了{kind.zh}，正在等待决定，不用再申请。")
    request = keep(deed, kind, Decision.PENDING, **asked)
    event = move(deed, reason=deed.field("reason"), request=request.id, **asked)
    tell_all(
        deed.session, deed.house, chiefs(deed), template, key=f"event:{event.id}", case=deed.case, now=deed.now,
        name=deed.org.officers[deed.officer_id].name, reason=request.reason, days=request.days,
        cause=_cause_zh(deed, request), evidence=request.evidence, due=due_zh(deed, Step.HANDLE),
    )  # fmt: skip


def _chosen(deed: Deed) -> Request:
    for request in pending(deed.session, deed.case):
        if str(request.id) != deed.field("request"):
            continue
        if request.asked_by == deed.officer_id:
            raise NotAllowed("不能决定自己提出的申请，请由部门负责人或效能办主任中的另一人决定。")
        return request
    raise IllegalStep("没有这个待批的申请，可能已经由别人决定。请刷新后查看。")


def _decide(deed: Deed, request: Request, state: Decision) -> None:
    request.state, request.decided_by, request.decided_at = state.value, deed.officer_id, deed.now
    request.why = deed.field("reason")


def _extend(deed: Deed, request: Request, clock: Clock) -> None:
    case, rules, now = deed.case, deed.house.policy.requests, deed.now
    days = request.days or 0
    new = timing.lengthen(
        deed.session, deed.house, case, clock, days=days, basis=f"延期{days}个工作日：{rules.extend_basis}", now=now
    )
    case.promised_on, case.provisional = max(case.promised_on, new.due_on), new.provisional
    event = move(
        deed, reason=request.reason, request=request.id, kind=request.kind, clock=[clock.id, new.id], days=days
    )
    tell_citizen(deed.session, deed.house, case, "extended", key=f"event:{event.id}", now=now, reason=request.reason)
    _tell_asker(deed, request, f"event:{event.id}")


def _pause(deed: Deed, request: Request) -> None:
    pause = pausing.begin(deed.session, deed.house, deed.case, request, now=deed.now)
    cause = _cause_zh(deed, request)
    event = move(deed, reason=f"{cause}：{request.reason}", request=request.id, kind=request.kind, pause=pause.id)
    tell_citizen(
        deed.session, deed.house, deed.case, "paused", key=f"event:{event.id}", now=deed.now,
        cause=cause, reason=request.reason, due=day_zh(pause.due_on),
    )  # fmt: skip
    _tell_asker(deed, request, f"event:{event.id}")


def _asking(deed: Deed, request: Request) -> list[int]:
    """Who asked; or the body, when the asker stepped aside or left meanwhile."""
    asker = deed.org.officers[request.asked_by]
    if roles_for(asker, case_facts(deed.case), deed.org):
        return [asker.id]
    return body_officers(deed.org, deed.case, deed.case.handling_id or deed.case.desk_id)


def _cause_zh(deed: Deed, request: Request) -> str:
    return deed.house.policy.requests.causes.get(request.cause, "")


def _tell_asker(deed: Deed, request: Request, key: str) -> None:
    tell_all(
        deed.session, deed.house, _asking(deed, request), "request_decided", key=key, case=deed.case, now=deed.now,
        kind=Ask(request.kind).zh, decision=Decision(request.state).zh,
        why=f"意见：{request.why}。" if request.why else "", handle_due=due_zh(deed, Step.HANDLE),
    )  # fmt: skip
