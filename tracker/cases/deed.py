"""One step of one case by one person: read the table, move the case, write it down."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from tracker.cases import timing
from tracker.cases.recording import record
from tracker.cases.unassisting import end_when_over
from tracker.house import House
from tracker.models import Case, Event
from tracker.rules.clocks import OF_THE_DESK
from tracker.rules.errors import Incomplete
from tracker.rules.facts import Org
from tracker.rules.lifecycle import NEEDS_ZH, RECHECKS, Lands, StepRule, step_for
from tracker.rules.words import Action, Role, Status, Step


@dataclass(frozen=True, slots=True)
class Deed:
    """Everything a verb needs. ``actor`` is ``officer:7``, ``complainant`` or ``system``."""

    session: Session
    house: House
    org: Org
    case: Case
    rule: StepRule
    actor: str
    fields: Mapping[str, str]
    now: datetime

    @property
    def officer_id(self) -> int:
        return int(self.actor.removeprefix("officer:"))

    def field(self, name: str) -> str:
        return self.fields.get(name, "").strip()


def deed(
    session: Session,
    house: House,
    org: Org,
    case: Case,
    action: Action,
    *,
    role: Role,
    actor: str,
    now: datetime,
    fields: Mapping[str, str] | None = None,
) -> Deed:
    """Raises the table's refusals, and :class:`Incomplete` naming what the rule still needs."""
    rule = step_for(Status(case.status), action, role)
    given = fields or {}
    missing = [NEEDS_ZH[name] for name in rule.needs if not given.get(name, "").strip()]
    if missing:
        raise Incomplete(f"{action.zh}还需要填写：{'、'.join(missing)}。")
    return Deed(session, house, org, case, rule, actor, given, now)


def move(deed: Deed, *, reason: str = "", ended: str | None = None, void: bool = False, **details: Any) -> Event:
    """Status, desk, clocks, event and version, as the row of the table says.

    ``ended`` is the reason why the case ends here; ``void`` takes the clocks off without judging them.
    Opinions that are not wanted any more end with it; the event names the bodies (``unheard``).
    """
    case, rule, now = deed.case, deed.rule, deed.now
    before = case.status
    if rule.target is not None:
        case.status = rule.target.value
    if rule.lands is not None:
        case.holder_id = case.desk_id if rule.lands is Lands.DESK else case.handling_id
    if ended is not None:
        case.ended_at, case.ended_reason = now, ended
    unheard = end_when_over(deed.session, deed.house, deed.org, case, now=now, void=void)
    if unheard:
        details["unheard"] = unheard
    timing.settle(deed.session, case, rule.settles, now=now, void=void)
    for step in rule.starts:
        timing.start(deed.session, deed.house, case, step, owner_of(case, step), now=now)
    timing.note_urgency(deed.session, deed.house, case)
    case.version += 1
    return record(
        deed.session,
        case,
        rule.action,
        actor=deed.actor,
        now=now,
        reason=reason,
        seen_by=rule.seen_by,
        details={"from": before, "to": case.status, **details},
    )


def owner_of(case: Case, step: Step) -> int:
    """The body that answers for a step: the desk for its own, the handling body for the others once there is one;
    an appeal is decided where it lies.
    """
    if step in RECHECKS:
        return case.holder_id or case.desk_id
    return case.desk_id if step in OF_THE_DESK else case.handling_id or case.desk_id
