"""Where cases stand at this instant: the clock that runs out first, and who hears next if nobody acts."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from tracker.models import Acknowledgement, Alarm, Case, Clock, Repeat
from tracker.rules.ladder import reached_zh
from tracker.rules.words import Step


@dataclass(frozen=True, slots=True)
class Standing:
    """``step`` of the clock that runs out first. ``next_at`` is the next reminder, ``reached`` what it is for;
    both empty when every reminder has gone off and somebody has taken it up.
    """

    step: Step
    next_at: datetime | None = None
    reached: str = ""


def standings(session: Session, numbers: Collection[str]) -> dict[str, Standing]:
    """By number; a case without a live clock is missing. The caller has checked that the viewer may see them."""
    clocks = (
        select(Case.number, Clock.step)
        .join(Clock, col(Clock.case_id) == col(Case.id))
        .where(col(Case.number).in_(numbers), col(Clock.settled).is_(None))
        .order_by(col(Clock.due_at).desc(), col(Clock.id).desc())
    )
    steps = {number: Step(step) for number, step in session.exec(clocks)}
    alarms = _next_alarms(session, numbers)
    return {number: Standing(step, *alarms.get(number, (None, ""))) for number, step in steps.items()}


def _next_alarms(session: Session, numbers: Collection[str]) -> dict[str, tuple[datetime, str]]:
    """The first that is planned, whether told for the first time or again."""
    taken_up = select(Acknowledgement.alarm_id)
    live = (col(Case.number).in_(numbers), col(Clock.settled).is_(None))
    first = session.exec(
        select(Case.number, Alarm.at, Alarm.level)
        .join(Alarm, col(Alarm.case_id) == col(Case.id))
        .join(Clock, col(Clock.id) == col(Alarm.clock_id))
        .where(*live, Alarm.state == "planned")
    ).all()
    again = session.exec(
        select(Case.number, Repeat.at, Alarm.level)
        .join(Alarm, col(Alarm.case_id) == col(Case.id))
        .join(Clock, col(Clock.id) == col(Alarm.clock_id))
        .join(Repeat, col(Repeat.alarm_id) == col(Alarm.id))
        .where(*live, Repeat.state == "planned", col(Alarm.id).not_in(taken_up))
    ).all()
    found: dict[str, tuple[datetime, str]] = {}
    for number, at, level in sorted([*first, *again], key=lambda row: row[1], reverse=True):
        found[number] = (at, reached_zh(level))
    return found
