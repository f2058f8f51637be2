"""复查、复核: who may ask once more, until when, who decides, and when it is over (信访工作条例 35–36).

What is asked about is the answer of one round. A decision that revokes it begins a new round, with an answer that
may be asked about anew; each refusal is a sentence in Chinese, or ``None``.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from tracker.rules.conflict import roles_for
from tracker.rules.facts import BodyKind, CaseFacts, OfficerFacts, Org
from tracker.rules.lifecycle import ABOVE
from tracker.rules.words import Action, AppealOutcome, AppealStage, Role, Status, Step

FIRST, FINAL = AppealStage.RECHECK, AppealStage.FINAL_RECHECK

ASKED_BY: Mapping[AppealStage, Action] = {FIRST: Action.ASK_RECHECK, FINAL: Action.ASK_FINAL_RECHECK}
STAGE_OF: Mapping[Status, AppealStage] = {Status.RECHECKING: FIRST, Status.FINAL_RECHECKING: FINAL}

TAKING_PART = frozenset(
    {
        Action.ANSWER, Action.APPROVE, Action.SEND_BACK, Action.CLOSE, Action.FIND,
        Action.UPHOLD, Action.AMEND, Action.REVOKE,
    }
)  # fmt: skip
"""Whoever did one of these has had a say in the answer, and does not judge it."""

ANEW = "有新的事实或者证据的，请直接在这里说，作为新的一件登记。"


@dataclass(frozen=True, slots=True)
class AppealFacts:
    """``outcome`` is empty while somebody looks at it; ``delivered`` when the decision reached the complainant."""

    stage: AppealStage
    outcome: AppealOutcome | None = None
    delivered: datetime | None = None


@dataclass(frozen=True, slots=True)
class Window:
    """So many natural ``days`` it can be asked: ``until`` is the first instant too late, ``last_day`` the words for
    the last day.

    Where nobody knows when the answer arrived there is no window, and nothing is too late.
    """

    days: int
    until: datetime
    last_day: str


def next_stage(appeals: Sequence[AppealFacts]) -> AppealStage | None:
    """What can be asked for next about the answer of this round, of whose appeals this is the list."""
    if not appeals:
        return FIRST
    last = appeals[-1]
    heard = last.outcome in (AppealOutcome.UPHELD, AppealOutcome.AMENDED)
    return FINAL if last.stage is FIRST and heard else None


def why_not_asked(
    stage: AppealStage, appeals: Sequence[AppealFacts], window: Window | None, *, now: datetime
) -> str | None:
    due = next_stage(appeals)
    if due is None:
        return _why_over(appeals[-1])
    if stage is not due:
        return f"现在可以申请的是{due.zh}，不是{stage.zh}。请发“查进度”，点“申请{due.zh}”。"
    if window is not None and now >= window.until:
        what = "答复" if stage is FIRST else "复查决定"
        return f"申请{stage.zh}的期限是收到{what}之日起{window.days}日，已于{window.last_day}届满，不能再受理。{ANEW}"
    return None


def _why_over(last: AppealFacts) -> str:
    if last.outcome is AppealOutcome.WITHDRAWN:
        return f"您撤回过{last.stage.zh}申请，同一事实和理由不能再申请。{ANEW}"
    return f"这一件已经复核，复核决定是最终的，同一事实和理由不再受理（《信访工作条例》第三十六条）。{ANEW}"


def judges(
    stage: AppealStage, case: CaseFacts, org: Org, took_part: Collection[int]
) -> tuple[OfficerFacts, ...]:
    """Who decides: of the first rank in which anybody is left who had no say in the answer, in the order of ids.

    复查: the directors of the office, else those above it. 复核: those above, whatever they had to say before a
    director would. Where nobody is untouched, the highest rank decides all the same: an appeal is never nobody's.
    """
    above, directors = _above(case, org)
    new_above, new_directors = ([o for o in rank if o.id not in took_part] for rank in (above, directors))
    first = (new_directors, new_above, above, directors)
    final = (new_above, above, new_directors, directors)
    return tuple(next((rank for rank in (final if stage is FINAL else first) if rank), ()))


def _above(case: CaseFacts, org: Org) -> tuple[list[OfficerFacts], list[OfficerFacts]]:
    """Supervisors, then directors of the office in charge; whoever must stay out is in neither."""
    raised = replace(case, raised=True)
    able = sorted(org.officers.values(), key=lambda officer: officer.id)
    roles = {o.id: roles_for(o, raised, org) & ABOVE for o in able}
    above = [o for o in able if Role.SUPERVISOR in roles[o.id]]
    return above, [o for o in able if Role.DIRECTOR in roles[o.id] and o not in above]


def seat_of(deciding: Sequence[OfficerFacts], case: CaseFacts, org: Org) -> int:
    """The body on whose desk it lies: the office in charge if one of it decides, else the superior office."""
    bodies = [officer.body for officer in deciding] or [case.desk]
    if case.desk in bodies:
        return case.desk
    superior = org.only(BodyKind.SUPERIOR)
    return superior.id if superior and superior.id in bodies else bodies[0]


def why_not_judge(officer: int, deciding: Sequence[OfficerFacts], stage: AppealStage) -> str | None:
    if not deciding or officer in {one.id for one in deciding}:
        return None
    names = "、".join(one.name for one in deciding)
    return f"{stage.zh}由没有参与办理的上一级人员决定，请由{names}决定。"


def step_of(stage: AppealStage) -> Step:
    return Step(stage.value)
