"""Pauses as a calendar counts them."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.builders import house
from tracker.rules.requests import Pause, not_counted, with_pauses
from tracker.rules.workdays import Calendar, DayKind, DayMark

START = date(2026, 11, 23)


@given(first=st.integers(0, 20), paused=st.integers(0, 40), limit=st.integers(1, 20), off=st.integers(1, 60))
@settings(max_examples=60)
def test_a_new_holiday_inside_a_pause_moves_no_date_and_the_receipt_agrees(
    first: int, paused: int, limit: int, off: int
) -> None:
    before = house().calendar
    holiday = START + timedelta(days=off)
    marks = {**before.days, holiday: DayMark(DayKind.BRIDGE_HOLIDAY, "临时放假")}
    after = Calendar(marks, before.known_until, "later", before.statutory, before.known_from)
    pause = Pause(START + timedelta(days=first), START + timedelta(days=first + paused))
    due, moved = (c.add(START, limit + not_counted([pause], "workday", c)).date for c in (before, after))
    if before.add(START, limit).date <= pause.start:
        return
    if pause.start < holiday <= pause.end:
        assert moved == due
    assert moved >= due
    assert with_pauses(after.receipt(START, moved), [pause])[-1].number == limit


def test_natural_days_of_a_pause_come_on_top_and_hours_cannot_be_paused() -> None:
    pause = Pause(START, START + timedelta(days=9))
    assert not_counted([pause], "natural", house().calendar) == 9
    with pytest.raises(ValueError, match="cannot be paused"):
        not_counted([pause], "hour", house().calendar)
