"""件件有着落: is the promise kept for this case, at this commit?"""

from tracker.rules.facts import CaseFacts
from tracker.rules.words import Status


def broken(case: CaseFacts) -> str | None:
    """Why the promise would be broken (English, for the log), or ``None`` when it is kept.

    An open case lies on somebody's desk and a clock of somebody is running;
    a closed one was answered, and one that ended otherwise says why none is due.
    """
    if case.status is Status.CLOSED and not case.answered:
        return f"{case.number} is closed and was never answered"
    if not case.status.open:
        return None if case.ended_reason else f"{case.number} ended without a reason"
    if case.holder is None:
        return f"{case.number} is open and on nobody's desk"
    if not any(clock.settled is None for clock in case.clocks):
        return f"{case.number} is open and no clock is running"
    return None
