"""The worked examples of the rule table (§7), each counted by the calendar and by a clock of policy."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from tracker.policy.calendar import load_calendar
from tracker.policy.load import load_policy
from tracker.rules.clocks import Limit, plan
from tracker.rules.counting import Unit
from tracker.rules.words import Step
from tracker.rules.workdays import Due

SHANGHAI = ZoneInfo("Asia/Shanghai")
CALENDAR, POLICY = load_calendar(), load_policy()

VECTORS: list[tuple[str, int, Unit, str, bool]] = [
    ("2026-09-18", 3, "workday", "2026-09-22", False),  # Sunday 20 September is worked
    ("2026-09-30", 3, "workday", "2026-10-10", False),  # a Saturday, worked
    ("2026-09-30", 15, "workday", "2026-10-27", False),
    ("2026-02-13", 3, "workday", "2026-02-25", False),
    ("2026-02-13", 15, "workday", "2026-03-12", False),
    ("2026-04-30", 3, "workday", "2026-05-08", False),
    ("2026-05-08", 1, "workday", "2026-05-09", False),  # a Saturday, worked
    ("2026-10-09", 3, "workday", "2026-10-13", False),
    ("2026-11-23", 3, "workday", "2026-11-26", False),
    ("2026-11-23", 7, "workday", "2026-12-02", False),
    ("2026-11-23", 15, "workday", "2026-12-14", False),
    ("2026-12-10", 15, "workday", "2026-12-31", False),
    ("2026-12-11", 15, "workday", "2027-01-04", True),
    ("2026-12-31", 1, "workday", "2027-01-04", True),
    ("2026-12-18", 7, "workday", "2026-12-29", False),  # scenario 23
    ("2026-09-22", 15, "natural", "2026-10-08", False),  # 7 October is a holiday
    ("2026-08-05", 60, "natural", "2026-10-08", False),
    ("2026-11-20", 30, "natural", "2026-12-21", False),  # scenario 29: Sunday rolls to Monday
]


@pytest.mark.parametrize(("start", "amount", "unit", "due", "provisional"), VECTORS)
def test_the_worked_examples_of_the_rule_table(
    start: str, amount: int, unit: Unit, due: str, provisional: bool
) -> None:
    first, last = date.fromisoformat(start), date.fromisoformat(due)
    add = CALENDAR.add if unit == "workday" else CALENDAR.add_natural
    assert add(first, amount) == Due(last, provisional)
    limit = Limit(Step.HANDLE, amount, unit, "测试")
    for received in (datetime(first.year, first.month, first.day, 10, tzinfo=SHANGHAI), _late_that_evening(first)):
        clock = plan(limit, received, CALENDAR, (), counting=POLICY.counting)
        assert (clock.due_on, clock.provisional) == (last, provisional)


def _late_that_evening(day: date) -> datetime:
    """23:59 in Mianyang, told in UTC."""
    return datetime(day.year, day.month, day.day, 15, 59, tzinfo=UTC)
