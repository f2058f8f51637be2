"""The rungs of the ladder, and what colour a case wears on each. Who stands on a rung: ``rules/recipients.py``."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from tracker.rules.counting import Counting
from tracker.rules.hours import OfficeHours
from tracker.rules.words import Colour, Role
from tracker.rules.workdays import Calendar, at, local_date

RISE = (Role.HANDLER, Role.HEAD, Role.INTAKE, Role.DIRECTOR, Role.SUPERVISOR)
"""The order in which an alarm rises when somebody cannot be told."""

Colours = Mapping[str, Colour]
"""Policy: what a case wears from a level on; a level that is missing changes nothing."""


def colour_after(levels: Iterable[str], colours: Colours) -> Colour:
    """The worst colour of the levels that have been reached; calm before the first."""
    worn = [colours.get(level, Colour.CALM) for level in levels]
    return max(worn, key=list(Colour).index, default=Colour.CALM)


@dataclass(frozen=True, slots=True)
class Rung:
    """Policy: at ``level`` these roles are told, and a card of this colour goes on record.

    ``citizen`` when the complainant is told of the delay as well, ``lead`` when the body that answers is.
    """

    level: str
    roles: tuple[Role, ...]
    card: Colour | None = None
    basis: str = ""
    citizen: bool = False
    lead: bool = False


@dataclass(frozen=True, slots=True)
class Repetition:
    """Policy: an alarm of one of ``levels`` is told again until acknowledged, at most ``most`` times.

    Exactly one of ``minutes`` (on the clock on the wall) and ``workdays`` (in the morning) is set.
    """

    levels: frozenset[str]
    most: int
    minutes: int | None = None
    workdays: int | None = None

    def next(self, level: str, nth: int, told: datetime, calendar: Calendar, counting: Counting) -> datetime | None:
        """When it is told for the ``nth`` time again, after having been told at ``told``; ``None`` is never."""
        if level not in self.levels or nth > self.most:
            return None
        if self.minutes is not None:
            return told + timedelta(minutes=self.minutes)
        return at(calendar.add(local_date(told), self.workdays or 1).date, counting.morning)


def reached_zh(level: str) -> str:
    """已用80%, 已到期, 已逾期5个工作日."""
    if level.startswith("+"):
        return f"已逾期{level[1:]}个工作日"
    return "已到期" if level == "100" else f"已用{level}%"


def risen(roles: Sequence[Role], nth: int) -> tuple[Role, ...]:
    """The roles of a rung, and with every repeat one more from above, in the order of :data:`RISE`."""
    highest = max(RISE.index(role) for role in roles)
    return (*roles, *RISE[highest + 1 : highest + 1 + nth])


def sending_at(now: datetime, *, urgent: bool, office: OfficeHours) -> datetime:
    """When an alarm may leave the house: at once when urgent, else when the office is open (or opens next)."""
    return now if urgent else office.open_from(now)
