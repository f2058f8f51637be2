"""Office hours and the knobs of counting: several windows, half days, receipts at night, close of business."""

import datetime as dt
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.policy.calendar import load_calendar
from tracker.policy.load import load_policy
from tracker.rules.counting import Counting, Expiry, LateReceipt, Unit, receipt, span
from tracker.rules.hours import Hours, OfficeHours, Window
from tracker.rules.workdays import Calendar, DayKind, DayMark

SHANGHAI = ZoneInfo("Asia/Shanghai")
CALENDAR = load_calendar()
COUNTING = load_policy().counting
HOURS = COUNTING.hours
MORNING = (Window(dt.time(9), dt.time(12)),)

FIRST = dt.datetime(2023, 6, 1, tzinfo=dt.UTC)
instants = st.integers(0, 6 * 365 * 24 * 60).map(lambda n: FIRST + dt.timedelta(minutes=n))
"""Known years and provisional ones on either side."""
units = st.sampled_from(["workday", "natural", "hour", "workhour"])
minutes = st.integers(0, 200 * 60).map(lambda n: dt.timedelta(minutes=n))
countings = st.builds(
    Counting,
    morning=st.just(COUNTING.morning),
    hours=st.sampled_from([HOURS, Hours(MORNING, MORNING)]),
    count_receipt_day=st.booleans(),
    late_receipt=st.sampled_from(LateReceipt),
    expiry=st.sampled_from(Expiry),
)


def wall(day: str, clock: str) -> dt.datetime:
    return dt.datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=SHANGHAI)


def office(**days: str) -> OfficeHours:
    """Mornings only on the given dates (``d20261124``)."""
    halves = {dt.date.fromisoformat(day.removeprefix("d")): MORNING for day in days}
    return OfficeHours(CALENDAR, replace(HOURS, days=halves))


def last_day(started: dt.datetime, amount: int, unit: Unit = "workday", **knobs: object) -> dt.date:
    return span(amount, unit, started, CALENDAR, replace(COUNTING, **knobs)).due_on  # type: ignore[arg-type]


# Windows


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        (("2026-11-23", "09:00"), 3, ("2026-11-23", "12:00")),
        (("2026-11-23", "11:00"), 2, ("2026-11-23", "14:30")),  # over lunch
        (("2026-11-23", "12:30"), 1, ("2026-11-23", "14:30")),  # from lunch
        (("2026-11-23", "16:30"), 2, ("2026-11-24", "10:00")),  # over night
        (("2026-11-27", "17:30"), 7, ("2026-11-30", "17:30")),  # a whole Monday
        (("2026-11-28", "22:10"), 1, ("2026-11-30", "10:00")),  # from Saturday night
        (("2026-09-30", "17:00"), 1, ("2026-10-08", "09:30")),  # over National Day
        (("2026-10-09", "17:00"), 1, ("2026-10-10", "09:30")),  # into a Saturday that is worked
    ],
)
def test_working_hours_run_only_while_the_office_is_open(
    start: tuple[str, str], hours: int, end: tuple[str, str]
) -> None:
    found = OfficeHours(CALENDAR, HOURS).add(wall(*start), dt.timedelta(hours=hours))
    assert found.instant == wall(*end)


def test_a_half_day_has_one_window_and_closes_at_noon() -> None:
    half = office(d20261124="")
    assert half.add(wall("2026-11-24", "11:00"), dt.timedelta(hours=2)).instant == wall("2026-11-25", "10:00")
    assert half.close_of(dt.date(2026, 11, 24)) == wall("2026-11-24", "12:00")
    assert half.received_on(wall("2026-11-24", "14:00")) == dt.date(2026, 11, 25)


def test_a_make_up_day_may_have_hours_of_its_own() -> None:
    saturday = OfficeHours(CALENDAR, replace(HOURS, make_up_workday=MORNING))
    assert saturday.close_of(dt.date(2026, 10, 10)) == wall("2026-10-10", "12:00")
    assert saturday.close_of(dt.date(2026, 10, 9)) == wall("2026-10-09", "17:30")


def test_hours_of_a_date_that_is_off_open_nothing() -> None:
    assert office(d20261122="").windows(dt.date(2026, 11, 22)) == ()


def test_time_in_an_unpublished_year_is_provisional() -> None:
    found = OfficeHours(CALENDAR, HOURS).add(wall("2026-12-31", "17:00"), dt.timedelta(hours=1))
    assert (found.instant, found.provisional) == (wall("2027-01-04", "09:30"), True)


def test_time_is_counted_forward() -> None:
    with pytest.raises(ValueError, match="negative"):
        OfficeHours(CALENDAR, HOURS).add(wall("2026-11-23", "09:00"), -dt.timedelta(hours=1))


@given(start=instants, amount=minutes)
def test_between_undoes_add_in_working_time(start: dt.datetime, amount: dt.timedelta) -> None:
    half = office(d20261124="", d20270204="")
    assert half.between(start, half.add(start, amount).instant) == amount


@given(a=instants, b=st.timedeltas(dt.timedelta(), dt.timedelta(days=20)), c=st.integers(0, 100))
def test_parts_of_working_time_sum_to_the_whole(a: dt.datetime, b: dt.timedelta, c: int) -> None:
    half = office(d20261124="")
    middle = a + b * c / 100
    assert half.between(a, middle) + half.between(middle, a + b) == half.between(a, a + b)
    assert half.between(a + b, a) == -half.between(a, a + b)


# Knobs


def test_scenario_5_a_filing_on_saturday_night_may_count_as_received_on_monday() -> None:
    saturday = wall("2026-11-28", "22:10")
    assert last_day(saturday, 3) == dt.date(2026, 12, 2)
    assert last_day(saturday, 3, late_receipt=LateReceipt.NEXT_WORKDAY) == dt.date(2026, 12, 3)


@pytest.mark.parametrize(("clock", "due"), [("07:00", 26), ("12:30", 26), ("17:29", 26), ("17:30", 27), ("23:00", 27)])
def test_only_what_comes_after_close_is_received_tomorrow(clock: str, due: int) -> None:
    assert last_day(wall("2026-11-23", clock), 3, late_receipt=LateReceipt.NEXT_WORKDAY) == dt.date(2026, 11, due)


@pytest.mark.parametrize(("unit", "due"), [("workday", 25), ("natural", 25)])
def test_the_day_of_the_receipt_may_be_the_first_that_counts(unit: Unit, due: int) -> None:
    assert last_day(wall("2026-11-23", "10:00"), 3, unit, count_receipt_day=True) == dt.date(2026, 11, due)


def test_a_sunday_never_counts_even_when_the_day_of_the_receipt_does() -> None:
    assert last_day(wall("2026-11-22", "10:00"), 3, count_receipt_day=True) == dt.date(2026, 11, 25)


def test_a_limit_ends_at_midnight_or_at_close_of_business() -> None:
    started = wall("2026-11-23", "10:00")
    late = span(3, "workday", started, CALENDAR, COUNTING)
    early = span(3, "workday", started, CALENDAR, replace(COUNTING, expiry=Expiry.CLOSE))
    assert (late.due, early.due) == (wall("2026-11-27", "00:00"), wall("2026-11-26", "17:30"))
    assert late.due_on == early.due_on == dt.date(2026, 11, 26)


def test_a_limit_in_office_hours_is_reminded_in_office_hours() -> None:
    found = span(4, "workhour", wall("2026-11-23", "16:30"), CALENDAR, COUNTING)
    assert (found.due, found.due_on) == (wall("2026-11-24", "12:00"), dt.date(2026, 11, 24))
    assert found.part(50) == wall("2026-11-24", "10:00")


def test_the_receipt_shows_the_days_before_it_counts_as_received() -> None:
    knobs = replace(COUNTING, late_receipt=LateReceipt.NEXT_WORKDAY)
    lines = receipt(wall("2026-11-28", "22:10"), dt.date(2026, 12, 3), CALENDAR, knobs)
    assert [(line.date.day, line.number) for line in lines] == [
        (28, None),
        (29, None),
        (30, None),
        (1, 1),
        (2, 2),
        (3, 3),
    ]
    assert lines[0].why == "周末，办公时间以外收到，视为下一工作日收到"
    assert lines[2].why == "工作日，当日不计入"


def test_the_receipt_counts_its_own_day_where_policy_does() -> None:
    lines = receipt(
        wall("2026-11-23", "10:00"), dt.date(2026, 11, 25), CALENDAR, replace(COUNTING, count_receipt_day=True)
    )
    assert [(line.date.day, line.number) for line in lines] == [(23, 1), (24, 2), (25, 3)]


@given(started=instants, amount=st.integers(1, 60), unit=units, counting=countings)
def test_a_limit_is_the_same_told_in_utc_and_at_plus_eight(
    started: dt.datetime, amount: int, unit: Unit, counting: Counting
) -> None:
    here = span(amount, unit, started.astimezone(SHANGHAI), CALENDAR, counting)
    there = span(amount, unit, started, CALENDAR, counting)
    assert (here.due, here.due_on, here.provisional) == (there.due, there.due_on, there.provisional)
    assert here.part(50) == there.part(50)


@given(started=instants, amount=st.integers(1, 60), unit=units, counting=countings, freed=st.sets(st.integers(0, 120)))
def test_a_holiday_more_never_makes_a_limit_end_earlier(
    started: dt.datetime, amount: int, unit: Unit, counting: Counting, freed: set[int]
) -> None:
    more = {started.date() + dt.timedelta(days=n): DayMark(DayKind.HOLIDAY, "抗洪") for n in freed}
    kinder = Calendar({**CALENDAR.days, **more}, CALENDAR.known_until, "test", CALENDAR.statutory, CALENDAR.known_from)
    assert span(amount, unit, started, kinder, counting).due >= span(amount, unit, started, CALENDAR, counting).due


@given(started=instants, amount=st.integers(1, 60), unit=units, counting=countings)
def test_the_receipt_of_a_limit_in_working_days_counts_to_its_amount(
    started: dt.datetime, amount: int, unit: Unit, counting: Counting
) -> None:
    due_on = span(amount, "workday", started, CALENDAR, counting).due_on
    assert max(line.number or 0 for line in receipt(started, due_on, CALENDAR, counting)) == amount
