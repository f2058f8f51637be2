"""协办: the office asks another body for its opinion; the lead body alone answers the citizen."""

from tracker.cases import timing
from tracker.cases.deed import Deed, move
from tracker.cases.noticing import body_officers, day_zh, desk_officers, tell_all
from tracker.cases.unassisting import end, note_bodies
from tracker.models import Assistance
from tracker.models.views import case_facts, key
from tracker.queries.assistances import asked_bodies, lead_days, open_assistances, own_open
from tracker.rules.assisting import limit_of_share, why_not_body, why_not_now
from tracker.rules.errors import Conflict, IllegalStep, Incomplete
from tracker.rules.words import Status


def ask_to_assist(deed: Deed) -> None:
    """Raises :class:`Conflict` for a body that may not, :class:`IllegalStep` when nobody can be asked now."""
    if not deed.field("text"):
        raise Incomplete("请写明请协办单位做什么。")
    body, left = _chosen(deed), _days_left(deed)
    if not body_officers(deed.org, deed.case, body):
        raise Incomplete(f"{deed.org.bodies[body].name}没有可以协办此件的在岗人员，请另选单位。")
    row = Assistance(
        case_id=key(deed.case.id), round=deed.case.round, body_id=body, question=deed.field("text"),
        asked_by=deed.officer_id, asked_at=deed.now,
    )  # fmt: skip
    deed.session.add(row)
    limit = limit_of_share(left, deed.house.policy.assisting)
    clock = timing.share(deed.session, deed.house, deed.case, limit, body, now=deed.now)
    note_bodies(deed.session, deed.case)
    name = deed.org.bodies[body].name
    event = move(deed, reason=row.question, body=name, assistance=row.id, clock=clock.id)
    words = {"body": name, "due": day_zh(clock.due_on), "question": row.question, "lead": _lead_zh(deed)}
    hearers = {"assist_asked": body_officers(deed.org, deed.case, body), "assist_coming": _lead_officers(deed)}
    for template, officers in hearers.items():
        tell_all(
            deed.session, deed.house, officers, template, key=f"event:{event.id}", case=deed.case, now=deed.now, **words
        )


def opine(deed: Deed) -> None:
    """Once; settles the body's own clock and goes to whoever has the case now."""
    row = own_open(deed.session, deed.case, deed.org.officers[deed.officer_id], deed.org)
    if row is None:
        raise IllegalStep("本单位没有待提交的协办意见：已经提交过，或者不再需要。")
    row.opinion, row.opined_by, row.opined_at = deed.field("text"), deed.officer_id, deed.now
    clock = timing.shared(deed.session, deed.case, row.body_id)
    if clock is not None:
        timing.settle_one(deed.session, clock, timing.judged(clock, deed.now), now=deed.now)
    name = deed.org.bodies[row.body_id].name
    event = move(deed, reason=row.opinion, body=name, assistance=row.id)
    at_desk = deed.case.status in (Status.ACCEPTED, Status.REVIEWING)
    readers = [*_lead_officers(deed), *(desk_officers(deed.org, deed.case) if at_desk else [])]
    tell_all(
        deed.session, deed.house, readers, "assist_opined", key=f"event:{event.id}", case=deed.case, now=deed.now,
        body=name,
    )  # fmt: skip


def call_off(deed: Deed) -> None:
    row = next(
        (r for r in open_assistances(deed.session, deed.case) if str(r.body_id) == deed.field("assistant")), None
    )
    if row is None:
        raise IllegalStep("这个单位没有待提交的协办意见，不用取消。请刷新后查看。")
    reason = deed.field("reason")
    end(deed.session, deed.house, deed.org, deed.case, reason, now=deed.now, bodies=[row.body_id])
    move(deed, reason=reason, body=deed.org.bodies[row.body_id].name, assistance=row.id)


def _chosen(deed: Deed) -> int:
    body = next((body for body in deed.org.bodies if str(body) == deed.field("assistant")), None)
    if body is None:
        raise Incomplete("没有这个单位，请从列表中选择。")
    if deed.case.restricted:
        raise Conflict("这一件涉及单位负责人或者钱物，不能请其他单位协办。")
    asked = asked_bodies(deed.session, deed.case)
    if why := why_not_body(body, case_facts(deed.case), deed.org, asked=asked):
        raise Conflict(why)
    return body


def _days_left(deed: Deed) -> int:
    left = lead_days(deed.session, deed.house, deed.case, now=deed.now)
    if left is None:
        raise IllegalStep("该诉求件正在中止计时，不能请求协办。原因消除的，请先恢复计时。")
    asked = len(asked_bodies(deed.session, deed.case))
    if why := why_not_now(asked=asked, left=left, policy=deed.house.policy.assisting):
        raise IllegalStep(why)
    return left


def _lead_officers(deed: Deed) -> list[int]:
    case = deed.case
    return body_officers(deed.org, case, case.handling_id) if case.handling_id is not None else []


def _lead_zh(deed: Deed) -> str:
    return deed.org.bodies[deed.case.handling_id].name if deed.case.handling_id is not None else "效能办"
