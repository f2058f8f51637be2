"""受理、引导、转办、签收、退单: how a case finds the body that answers."""

from dataclasses import replace

from tracker.cases import timing
from tracker.cases.assisting import ask_to_assist
from tracker.cases.deed import Deed, move
from tracker.cases.noticing import body_officers, day_zh, desk_officers, tell_all, tell_citizen
from tracker.cases.pausing import move_on
from tracker.cases.returning import check_return
from tracker.cases.supplementing import go_on
from tracker.cases.unassisting import end_barred
from tracker.models import Clock
from tracker.models.views import case_facts
from tracker.rules.conflict import check_dispatch
from tracker.rules.errors import Conflict, Incomplete
from tracker.rules.lifecycle import step_for
from tracker.rules.words import Action, Role, Status, Step


def due_zh(deed: Deed, step: Step) -> str:
    clock = running(deed, step)
    return day_zh(clock.due_on) if clock else "—"


def running(deed: Deed, step: Step) -> Clock | None:
    return next((c for c in timing.live(deed.session, deed.case) if c.step == step), None)


def accept(deed: Deed) -> None:
    """The citizen's date is set by the limit of the kind, and never later than the one already shown."""
    case = deed.case
    if case.status == Status.SUPPLEMENTING:
        go_on(deed)
    event = move(deed)
    clock = running(deed, Step.HANDLE)
    if clock:
        case.promised_on, case.provisional = min(case.promised_on, clock.due_on), clock.provisional
    tell_citizen(deed.session, deed.house, case, "accepted", key=f"event:{event.id}", now=deed.now)


def guide(deed: Deed) -> None:
    reason = deed.field("reason")
    if deed.case.restricted:
        raise Conflict("这一件涉及单位负责人或者钱物，不能引导了事。请移送；经核实不属于这种情形的，先解除限制。")
    event = move(deed, reason=reason, ended=reason)
    tell_citizen(deed.session, deed.house, deed.case, "guided", key=f"event:{event.id}", now=deed.now, reason=reason)


def dispatch(deed: Deed) -> None:
    """Never to the body complained about; a second dispatch designates: it cannot be returned again.

    Another body may be asked to assist in the same step.
    """
    body = chosen_body(deed)
    check_dispatch(body, case_facts(deed.case), deed.org)
    case = deed.case
    if not body_officers(deed.org, case, body):
        raise Incomplete(f"{deed.org.bodies[body].name}没有可以承办此件的在岗人员，请另选承办单位。")
    case.handling_id, case.designated = body, case.returns > 0
    timing.hand_on(deed.session, case, Step.HANDLE, body, now=deed.now)
    end_barred(deed.session, deed.house, deed.org, case, now=deed.now)
    name = deed.org.bodies[body].name
    event = move(deed, reason=deed.field("reason"), body=name, designated=case.designated)
    tell_all(
        deed.session, deed.house, body_officers(deed.org, case, body), "body_dispatched",
        key=f"event:{event.id}", case=case, now=deed.now,
        body=name, due=due_zh(deed, Step.SIGN), handle_due=due_zh(deed, Step.HANDLE),
    )  # fmt: skip
    if deed.field("assistant"):
        ask_to_assist(replace(deed, rule=step_for(Status.DISPATCHED, Action.ASSIST, Role.INTAKE)))


def chosen_body(deed: Deed) -> int:
    choice = deed.field("body")
    for body in deed.org.bodies:
        if str(body) == choice:
            return body
    raise Incomplete("没有这个承办单位，请从列表中选择。")


def sign(deed: Deed) -> None:
    move(deed)


def return_case(deed: Deed) -> None:
    """Once, within the window, with a reason; the citizen's date stays as it is."""
    case = deed.case
    check_return(deed)
    move_on(deed)
    name = deed.org.bodies[case.handling_id].name if case.handling_id else ""
    timing.hand_on(deed.session, case, Step.HANDLE, case.desk_id, now=deed.now)
    case.returns += 1
    case.handling_id = None
    event = move(deed, reason=deed.field("reason"), body=name, returns=case.returns)
    tell_all(
        deed.session, deed.house, desk_officers(deed.org, case), "desk_returned",
        key=f"event:{event.id}", case=case, now=deed.now,
        body=name, reason=deed.field("reason"), due=due_zh(deed, Step.DISPATCH),
    )  # fmt: skip
