"""A case taken from the body that has it, or from the office in charge, by another act than a return."""

from dataclasses import replace

from tracker.cases import timing
from tracker.cases.deed import Deed
from tracker.cases.pausing import move_on
from tracker.rules.lifecycle import step_for
from tracker.rules.words import Action, Role, Status, Step

RETURNABLE = frozenset({Status.DISPATCHED, Status.HANDLING})


def taken_back(deed: Deed) -> Deed:
    """What a return does to the case, under the name of this act; the clock of 办理 runs on at the desk."""
    move_on(deed)
    timing.hand_on(deed.session, deed.case, Step.HANDLE, deed.case.desk_id, now=deed.now)
    back = step_for(Status(deed.case.status), Action.RETURN, Role.HANDLER)
    deed.case.handling_id = None
    starts = (*back.starts, *deed.rule.starts)
    return replace(deed, rule=replace(back, action=deed.rule.action, starts=starts, seen_by=deed.rule.seen_by))


def moved_to_desk(deed: Deed, desk: int) -> None:
    """Another office is in charge from now on, clocks and all."""
    case, old = deed.case, deed.case.desk_id
    case.desk_id = desk
    case.holder_id = desk if case.holder_id == old else case.holder_id
    for clock in timing.live(deed.session, case):
        if clock.owner_id == old:
            timing.hand_on(deed.session, case, Step(clock.step), desk, now=deed.now)
