"""限制查看、准许查看、解除限制、移送: matters about who leads a body, or with money in them."""

from sqlmodel import select

from tracker.cases.deed import Deed, move
from tracker.cases.dispatching import due_zh
from tracker.cases.noticing import desk_officers, tell_all, tell_citizen, tell_officer
from tracker.cases.taking_back import RETURNABLE, taken_back
from tracker.cases.unassisting import end
from tracker.models import Clearance
from tracker.models.views import case_facts, key
from tracker.policy.restricted import Receiver
from tracker.rules.conflict import recused
from tracker.rules.errors import Conflict, IllegalStep, Incomplete, NotAllowed
from tracker.rules.facts import OfficerFacts
from tracker.rules.words import Status, Step


def restrict(deed: Deed) -> None:
    """From now on for directors and those admitted; whoever handles it loses it at once."""
    case = deed.case
    if case.restricted:
        raise IllegalStep("这一件已经限制查看。")
    step = taken_back(deed) if Status(case.status) in RETURNABLE else deed
    end(deed.session, deed.house, deed.org, case, "这一件改按其他程序办理", now=deed.now)
    case.restricted = True
    event = move(step, reason=deed.field("reason"))
    tell_all(
        deed.session, deed.house, desk_officers(deed.org, case), "desk_restricted",
        key=f"event:{event.id}", case=case, now=deed.now, due=due_zh(deed, Step.HAND_OVER),
    )  # fmt: skip


def release(deed: Deed) -> None:
    """It turned out to be neither about a leader nor about money: the ordinary road again."""
    case = deed.case
    _check_restricted(deed)
    leader, money = case.target_is_leader, case.money
    case.restricted = case.target_is_leader = case.money = False
    event = move(deed, reason=deed.field("reason"), void=True, leader=leader, money=money)
    tell_all(
        deed.session, deed.house, desk_officers(deed.org, case), "desk_released",
        key=f"event:{event.id}", case=case, now=deed.now,
    )  # fmt: skip


def admit(deed: Deed) -> None:
    """One officer of the office in charge more may read it, by name and for a reason."""
    _check_restricted(deed)
    officer = _chosen(deed)
    given = select(Clearance.id).where(Clearance.case_id == key(deed.case.id), Clearance.officer_id == officer.id)
    if deed.session.exec(given).first() is not None:
        raise IllegalStep(f"{officer.name}已经可以查看这一件。")
    deed.session.add(
        Clearance(
            case_id=key(deed.case.id), officer_id=officer.id, given_by=deed.officer_id,
            reason=deed.field("reason"), at=deed.now,
        )
    )  # fmt: skip
    event = move(deed, reason=deed.field("reason"), officer=officer.name)
    tell_officer(
        deed.session, deed.house, officer.id, "desk_admitted", key=f"event:{event.id}", case=deed.case, now=deed.now
    )


def _chosen(deed: Deed) -> OfficerFacts:
    facts = case_facts(deed.case)
    officer = next((o for o in deed.org.officers.values() if str(o.id) == deed.field("person")), None)
    if officer is None or not officer.active or officer.body != deed.case.desk_id:
        raise Incomplete("只能准许受理单位在岗的工作人员查看，请从列表中选择。")
    if recused(officer, facts, deed.org):
        raise Conflict(f"{officer.name}对这一件应当回避，不能准许查看。")
    return officer


def hand_over(deed: Deed) -> None:
    """The case ends here with the number and the kind; the citizen hears where it went, nobody else does."""
    _check_restricted(deed)
    case, receiver = deed.case, _receiver(deed)
    case.receiver = receiver.name
    ended = f"已按管理权限移送{receiver.name}"
    event = move(deed, reason=deed.field("reason"), ended=ended, receiver=receiver.key, basis=receiver.basis)
    tell_citizen(
        deed.session, deed.house, case, "handed_over", key=f"event:{event.id}", now=deed.now, receiver=receiver.name
    )


def _receiver(deed: Deed) -> Receiver:
    found = next((r for r in deed.house.policy.receivers if r.key == deed.field("receiver")), None)
    if found is None:
        raise Incomplete("没有这个接收机关，请从列表中选择。")
    if deed.case.money and found.key != "discipline":
        raise Conflict("涉及财物的线索应当移送纪检监察机关，请改选。")
    return found


def _check_restricted(deed: Deed) -> None:
    if not deed.case.restricted:
        raise NotAllowed("这一件没有限制查看。涉及单位负责人或者钱物的，请先“限制查看”并写明理由。")
