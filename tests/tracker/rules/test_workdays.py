"""The calendar, against the notices as two independent libraries read them, and against its own laws."""

import datetime as dt
from collections.abc import Iterable

import chinese_calendar
import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.policy.calendar import load_calendar
from tracker.rules.workdays import Calendar, DayKind, DayMark, Due, at, end_of, local_date

CALENDAR = load_calendar()
D = dt.date.fromisoformat
KNOWN = [D("2024-01-01") + dt.timedelta(days=n) for n in range(366 + 365 + 365)]

days = st.dates(D("2000-01-01"), D("2100-12-31"))
counts = st.integers(1, 400)


def marked(kind: DayKind, dates: Iterable[dt.date]) -> Calendar:
    """The shipped calendar with more marks."""
    more = {date: DayMark(kind, "抗洪") for date in dates}
    return Calendar(
        days={**CALENDAR.days, **more},
        known_until=CALENDAR.known_until,
        version="test",
        statutory=CALENDAR.statutory,
        known_from=CALENDAR.known_from,
    )


# The notices


def test_every_official_day_is_what_chinesecalendar_says() -> None:
    assert [day for day in KNOWN if CALENDAR.is_workday(day) != chinese_calendar.is_workday(day)] == []


def test_every_official_day_is_what_holidays_says() -> None:
    china = holidays.country_holidays("CN", years=(2024, 2025, 2026))
    assert [day for day in KNOWN if CALENDAR.is_workday(day) != china.is_working_day(day)] == []


def test_every_provisional_holiday_is_a_statutory_day_of_the_law() -> None:
    law = holidays.country_holidays("CN", years=range(2027, 2031), language="zh_CN", observed=False)
    ours = {day for year in range(2027, 2031) for day in year_of(year) if CALENDAR.mark(day)}
    assert ours == set(law)


@pytest.mark.parametrize(("year", "workdays"), [(2024, 251), (2025, 248), (2026, 248)])
def test_a_year_has_as_many_working_days_as_the_notice_leaves(year: int, workdays: int) -> None:
    assert sum(map(CALENDAR.is_workday, year_of(year))) == workdays


@pytest.mark.parametrize("day", ["2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10"])
def test_a_make_up_day_is_worked_though_it_is_a_weekend(day: str) -> None:
    assert D(day).weekday() >= 5
    assert CALENDAR.is_workday(D(day))


def test_a_day_off_and_a_day_of_work_in_exchange_never_share_a_name() -> None:
    kinds = {mark.kind for mark in CALENDAR.days.values() if mark.name == "国庆节"}
    assert kinds == set(DayKind)
    assert CALENDAR.days[D("2026-10-07")].kind is DayKind.BRIDGE_HOLIDAY
    assert CALENDAR.days[D("2026-10-10")].kind is DayKind.MAKE_UP_WORKDAY


@pytest.mark.parametrize(
    ("day", "why"),
    [
        ("2026-11-23", "工作日"),
        ("2026-11-22", "周末"),
        ("2026-10-01", "国庆节放假"),
        ("2026-10-07", "国庆节放假"),
        ("2026-10-10", "国庆节调休上班"),
        ("2027-02-08", "春节放假（暂定）"),
        ("2027-01-04", "工作日（暂定）"),
        ("2035-10-02", "国庆节放假（暂定）"),
        ("2023-12-31", "周末（暂定）"),
    ],
)
def test_every_day_says_why(day: str, why: str) -> None:
    assert CALENDAR.why(D(day)) == why


# Deadlines


@pytest.mark.parametrize(("start", "due"), [("2026-10-10", "2026-10-10"), ("2026-10-01", "2026-10-08")])
def test_no_days_at_all_end_on_the_day_itself_or_the_next_working_day(start: str, due: str) -> None:
    assert CALENDAR.add(D(start), 0) == Due(D(due), provisional=False)


def test_natural_days_that_end_on_a_make_up_day_stay_there() -> None:
    assert CALENDAR.add_natural(D("2026-10-09"), 1).date == D("2026-10-10")
    assert CALENDAR.roll(D("2026-10-10")) == D("2026-10-10")


def test_a_deadline_counted_through_years_before_the_tables_is_provisional() -> None:
    assert CALENDAR.add(D("2023-12-28"), 3) == Due(D("2024-01-03"), provisional=True)
    assert CALENDAR.add(D("2023-12-31"), 1) == Due(D("2024-01-02"), provisional=False)


def test_natural_days_are_provisional_only_where_the_last_day_is() -> None:
    assert CALENDAR.add_natural(D("2023-12-01"), 33) == Due(D("2024-01-03"), provisional=False)
    assert CALENDAR.add_natural(D("2026-12-01"), 32) == Due(D("2027-01-04"), provisional=True)


def test_nobody_counts_backwards() -> None:
    with pytest.raises(ValueError, match="negative"):
        CALENDAR.add(D("2026-11-23"), -1)
    with pytest.raises(ValueError, match="negative"):
        CALENDAR.add_natural(D("2026-11-23"), -1)


def test_the_receipt_of_wang_xiuyings_complaint_shows_each_day_of_the_holiday() -> None:
    receipt = CALENDAR.receipt(D("2026-09-30"), D("2026-10-10"))
    assert [(line.date.day, line.number, line.why) for line in receipt] == [
        (30, None, "工作日，当日不计入"),
        *((day, None, "国庆节放假") for day in range(1, 8)),
        (8, 1, "工作日"),
        (9, 2, "工作日"),
        (10, 3, "国庆节调休上班"),
    ]
    assert not any(line.provisional for line in receipt)


def test_the_receipt_marks_the_days_it_is_not_sure_of() -> None:
    receipt = CALENDAR.receipt(D("2026-12-30"), D("2027-01-04"))
    assert [line.provisional for line in receipt] == [False, False, True, True, True, True]


# Laws


@given(start=days, n=counts, freed=st.sets(st.integers(0, 500), max_size=40))
def test_adding_a_holiday_never_makes_a_deadline_earlier(start: dt.date, n: int, freed: set[int]) -> None:
    kinder = marked(DayKind.HOLIDAY, (start + dt.timedelta(days=offset) for offset in freed))
    assert kinder.add(start, n).date >= CALENDAR.add(start, n).date
    assert kinder.add_natural(start, n).date >= CALENDAR.add_natural(start, n).date


@given(start=days, n=counts, claimed=st.sets(st.integers(0, 500), max_size=40))
def test_adding_a_make_up_day_never_makes_a_deadline_later(start: dt.date, n: int, claimed: set[int]) -> None:
    stricter = marked(DayKind.MAKE_UP_WORKDAY, (start + dt.timedelta(days=offset) for offset in claimed))
    assert stricter.add(start, n).date <= CALENDAR.add(start, n).date


@given(start=days, n=counts)
def test_between_undoes_add(start: dt.date, n: int) -> None:
    assert CALENDAR.between(start, CALENDAR.add(start, n).date) == n


@given(start=days, n=counts, later=st.integers(0, 30))
def test_a_later_start_or_a_longer_limit_never_ends_earlier(start: dt.date, n: int, later: int) -> None:
    due = CALENDAR.add(start, n).date
    assert CALENDAR.add(start + dt.timedelta(days=later), n).date >= due
    assert CALENDAR.add(start, n + 1).date > due


@given(start=days, n=counts)
def test_the_receipt_counts_to_the_limit_on_its_last_day(start: dt.date, n: int) -> None:
    due = CALENDAR.add(start, n).date
    receipt = CALENDAR.receipt(start, due)
    assert (receipt[0].date, receipt[-1].date, receipt[-1].number) == (start, due, n)
    assert [line.number for line in receipt if line.counts] == list(range(1, n + 1))


@given(a=days, b=days, c=days)
def test_parts_sum_to_the_whole(a: dt.date, b: dt.date, c: dt.date) -> None:
    assert CALENDAR.between(a, b) + CALENDAR.between(b, c) == CALENDAR.between(a, c)


@given(a=days, length=st.integers(0, 800))
def test_between_counts_what_one_would_count_by_hand(a: dt.date, length: int) -> None:
    passed = [a + dt.timedelta(days=n) for n in range(1, length + 1)]
    assert CALENDAR.between(a, a + dt.timedelta(days=length)) == sum(map(CALENDAR.is_workday, passed))


@given(start=days, n=st.integers(0, 400))
def test_every_deadline_falls_on_a_working_day(start: dt.date, n: int) -> None:
    assert CALENDAR.is_workday(CALENDAR.add(start, n).date)
    assert CALENDAR.is_workday(CALENDAR.add_natural(start, n).date)


# Instants


def test_a_complaint_of_late_evening_belongs_to_the_day_in_mianyang() -> None:
    assert local_date(dt.datetime(2026, 11, 23, 15, 59, 59, tzinfo=dt.UTC)) == D("2026-11-23")
    assert local_date(dt.datetime(2026, 11, 23, 16, 0, tzinfo=dt.UTC)) == D("2026-11-24")


def test_the_morning_reminder_is_an_instant_in_utc() -> None:
    nine = at(D("2026-11-23"), dt.time(9))
    assert (nine, nine.tzinfo) == (dt.datetime(2026, 11, 23, 1, tzinfo=dt.UTC), dt.UTC)


@given(day=days)
def test_the_end_of_a_day_is_the_first_instant_of_the_next(day: dt.date) -> None:
    end = end_of(day)
    assert local_date(end) == day + dt.timedelta(days=1)
    assert local_date(end - dt.timedelta(microseconds=1)) == day


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        local_date(dt.datetime(2026, 11, 23))  # noqa: DTZ001


def year_of(year: int) -> list[dt.date]:
    first = dt.date(year, 1, 1)
    return [first + dt.timedelta(days=n) for n in range((dt.date(year + 1, 1, 1) - first).days)]
