"""Office hours as policy data: what loads, and what is refused with its entry."""

import datetime as dt
import tomllib
from typing import Any

import pytest

from tracker.policy.hours import counting_from
from tracker.policy.load import load_policy, read
from tracker.rules.counting import Expiry, LateReceipt
from tracker.rules.hours import Window

NINE = dt.time(9)


def with_more(text: str, **knobs: object) -> dict[str, Any]:
    file = read("hours.toml")
    more = tomllib.loads(text)
    return {
        **file,
        **more,
        "counting": {**file["counting"], **knobs},
        "hours": {**file["hours"], **more.get("hours", {})},
    }


def test_the_shipped_hours_close_for_lunch_and_at_half_past_five() -> None:
    counting = load_policy().counting
    assert counting.hours.workday == (Window(NINE, dt.time(12)), Window(dt.time(13, 30), dt.time(17, 30)))
    assert (counting.count_receipt_day, counting.late_receipt, counting.expiry) == (
        False, LateReceipt.SAME_DAY, Expiry.DAY_END,
    )  # fmt: skip


def test_the_shipped_hours_name_their_basis() -> None:
    assert "民法典" in read("hours.toml")["basis"]


def test_a_half_day_is_a_date_with_windows_of_its_own() -> None:
    file = with_more("[[day]]\ndate = 2027-02-04\nwindows = [[09:00:00, 12:00:00]]\nwhy = '除夕前一日'")
    assert counting_from(file, morning=NINE).hours.days[dt.date(2027, 2, 4)] == (Window(NINE, dt.time(12)),)


@pytest.mark.parametrize(
    ("text", "knobs", "complaint"),
    [
        ("[hours]\nworkday = []", {}, "workday: 没有办公时间"),
        ("[hours]\nworkday = [[12:00:00, 09:00:00]]", {}, "workday: 时间段要先开后关"),
        ("[hours]\nmake_up_workday = [[09:00:00, 12:00:00], [11:00:00, 17:00:00]]", {}, "make_up_workday: 时间段"),
        ("[[day]]\ndate = 2027-02-04\nwindows = []", {}, "day 2027-02-04: 没有办公时间"),
        ("[[day]]\ndate = 2027-02-04\nwindows = [[09:00:00, 12:00:00]]\n" * 2, {}, "day: 2027-02-04 写了两次"),
        ("", {"expiry": "midnight"}, "'midnight' is not a valid Expiry"),
        ("", {"count_receipt_day": "no"}, "count_receipt_day: 只能是 true 或 false"),
        ("", {"count_receipt_day": True, "expiry": "close"}, "收到当日计入、下班到期时"),
    ],
)
def test_hours_that_contradict_themselves_are_refused(text: str, knobs: dict[str, object], complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        counting_from(with_more(text, **knobs), morning=NINE)
