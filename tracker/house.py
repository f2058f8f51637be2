"""What every verb needs beside its session: the law, the calendar and the keys of this office."""

from dataclasses import dataclass

from tracker.policy.load import Policy
from tracker.rules.workdays import Calendar
from tracker.sealing import Seals


@dataclass(frozen=True, slots=True)
class House:
    policy: Policy
    calendar: Calendar
    seals: Seals
