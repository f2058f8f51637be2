"""申请: what a handling body may ask about its time, and when the answer can only be no."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from tracker.rules.counting import Unit
from tracker.rules.errors import Incomplete
from tracker.rules.words import Word
from tracker.rules.workdays import Calendar, ReceiptDay


class Ask(Word):
    EXTEND = "extend", "延期"
    PAUSE = "pause", "中止计时"
    RETURN = "return", "退单"


class Decision(Word):
    """``REFUSED`` by the rule, before anybody was asked; ``LAPSED`` because the case moved on."""

    PENDING = "pending", "待批"
    GRANTED = "granted", "已批准"
    DENIED = "denied", "不批准"
    REFUSED = "refused", "系统拒绝"
    LAPSED = "lapsed", "已失效"


@dataclass(frozen=True, slots=True)
class Requests:
    """Policy. ``extend_most`` and ``return_days`` are working days, ``pause_most`` natural days;
    ``causes`` are the only reasons for a pause, each with its Chinese.
    """

    extend_most: int
    extend_times: int
    extend_basis: str
    pause_most: int
    pause_basis: str
    causes: Mapping[str, str]
    return_days: int
    return_times: int
    return_basis: str


@dataclass(frozen=True, slots=True)
class Pause:
    """Days (start, end] that do not count: whoever pauses and resumes on one day has gained nothing."""

    start: date
    end: date


def late(due: datetime, now: datetime) -> str | None:
    """Why an extension cannot be had any more, or ``None``: only before expiry (信访工作条例 34)."""
    if now < due:
        return None
    return "时限已经届满，延期只能在到期前申请和批准。逾期照实记录，请尽快办结并向效能办说明原因。"


def too_often(granted: int, times: int) -> str | None:
    if granted < times:
        return None
    return f"延期最多{times}次，这一轮已经延过。请在现在的期限内办结；确有困难的，与效能办联系。"


def return_refused(
    *, designated: bool, returns: int, deadline: datetime | None, now: datetime, policy: Requests
) -> str | None:
    """Why a return cannot be had: designated, used up, or after its window; ``None`` when it can.

    ``deadline`` is ``None`` before the case was signed for: the window has not begun.
    """
    if designated:
        return "该诉求件已经指定承办，不能再退单。确有困难的，请与效能办联系。"
    if returns >= policy.return_times:
        return f"退单最多{policy.return_times}次，该诉求件已经退过。请按期办理；确有困难的，请与效能办联系。"
    if deadline is not None and now >= deadline:
        return (
            f"退单应在签收后{policy.return_days}个工作日内提出，现在已经超过。请按期办理；确有困难的，请与效能办联系。"
        )
    return None


def days_asked(text: str, most: int) -> int:
    """Raises :class:`Incomplete` for what is no number from 1 to ``most``."""
    days = int(text) if text.isascii() and text.isdecimal() and len(text) < 4 else 0
    if not 1 <= days <= most:
        raise Incomplete(f"延长的工作日数应填1到{most}之间的整数。")
    return days


def not_counted(pauses: Sequence[Pause], unit: Unit, calendar: Calendar) -> int:
    """How much longer the limit is for its pauses, in its own unit. Counted anew with every calendar."""
    if unit == "workday":
        return sum(calendar.between(pause.start, pause.end) for pause in pauses)
    if unit == "natural":
        return sum((pause.end - pause.start).days for pause in pauses)
    raise ValueError("a limit in hours cannot be paused")


def with_pauses(lines: Sequence[ReceiptDay], pauses: Sequence[Pause]) -> tuple[ReceiptDay, ...]:
    """The receipt with the paused days taken out of the count."""
    told, number = [], 0
    for line in lines:
        paused = line.counts and any(pause.start < line.date <= pause.end for pause in pauses)
        counts = line.counts and not paused
        number += counts
        why = f"{line.why}，中止计时，不计入" if paused else line.why
        told.append(ReceiptDay(line.date, counts, number if counts else None, why, line.provisional))
    return tuple(told)
