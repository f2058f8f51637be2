"""协办: what another body may be asked for, and for how long. The lead body alone answers the citizen."""

import math
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from tracker.rules.clocks import Limit
from tracker.rules.conflict import shut_out
from tracker.rules.counting import Counting, counts_after
from tracker.rules.facts import CaseFacts, Org
from tracker.rules.words import Step
from tracker.rules.workdays import Calendar


@dataclass(frozen=True, slots=True)
class Assisting:
    """Policy: ``share`` is a percentage of the lead's working days, ``most`` how many bodies a round."""

    share: int
    most: int
    basis: str


def days_left(started: datetime, lead_due: date, calendar: Calendar, counting: Counting) -> int:
    """Whole working days that a clock begun now has until the last day of the lead; 0 when there is none."""
    return max(0, calendar.between(counts_after(started, calendar, counting), lead_due))


def share_of(left: int, policy: Assisting) -> int:
    """Working days for the assisting body, rounded up: at least one, and never more than the lead has ``left``.

    Raises :class:`ValueError` where the lead has none left.
    """
    if left < 1:
        raise ValueError("the lead has no whole working day left")
    return math.ceil(left * policy.share / 100)


def limit_of_share(left: int, policy: Assisting) -> Limit:
    basis = f"主办还剩{left}个工作日，协办取其{policy.share}%，向上取整：{policy.basis}"
    return Limit(Step.ASSIST, share_of(left, policy), "workday", basis)


def why_not_body(body: int, case: CaseFacts, org: Org, *, asked: Collection[int]) -> str | None:
    """Why this body cannot be asked, in Chinese. ``asked``: those asked in this round already.

    The accused and its line learn nothing; the lead's own line needs no asking; one department is asked once.
    """
    name = org.bodies[body].name
    if body in shut_out(case, org):
        return f"诉求件反映的正是{name}（或其上下级）的效能问题，依法应当回避，不能协办。"
    if case.handling is not None and body in org.line(case.handling):
        return f"{name}和主办单位是同一个部门，请主办单位内部协调，不用请求协办。"
    if body == case.desk:
        return f"{name}就是受理单位，不能给自己协办。"
    if any(body in org.line(other) for other in asked):
        return f"本轮已经请{name}（或其同一部门）协办，不用再请。"
    return None


def why_not_now(*, asked: int, left: int, policy: Assisting) -> str | None:
    """Why nobody at all can be asked now, in Chinese."""
    if asked >= policy.most:
        return f"一轮最多请{policy.most}个单位协办，已经请满。"
    if left < 1:
        return "主办时限已经没有完整的工作日，来不及请求协办。请督促主办单位直接联系，需要时先批准延期。"
    return None
