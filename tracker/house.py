"""What every verb needs beside its session: the law, the calendar and the keys of this office."""

from dataclasses import dataclass

from tracker.policy.load import Policy
from tracker.rules.workdays import Calendar
from tracker.sealing import Seals


@dataclass(slots=True)
class House:
    """``calendar`` and ``policy`` may change while the house is open: what another process approved is taken up
    at the beginning of the next session (``tracker.queries.calendar.keep_current``).
    """

    policy: Policy
    calendar: Calendar
    seals: Seals
