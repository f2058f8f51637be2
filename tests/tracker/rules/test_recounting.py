"""What a new calendar may do to a clock that runs, and what it may never do."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from tracker.policy.calendar import load_calendar
from tracker.policy.load import load_policy
from tracker.rules.clocks import Limit, PlannedClock, plan
from tracker.rules.recounting import Recounted, Standing, recounted
from tracker.rules.words import Step
from tracker.rules.workdays import Calendar, DayKind, DayMark, local_date

CALENDAR, POLICY = load_calendar(), load_policy()
LEVELS = POLICY.levels_of(Step.HANDLE)
DECEMBER = dt.datetime(2026, 12, 1, tzinfo=dt.UTC)

starts = st.integers(0, 60 * 24 * 40).map(lambda minutes: DECEMBER + dt.timedelta(minutes=minutes))
limits = st.builds(
    Limit, step=st.just(Step.HANDLE), amount=st.integers(1, 30),
    unit=st.sampled_from(["workday", "natural", "workhour"]), basis=st.just("测试"),
)  # fmt: skip
marks = st.dictionaries(
    st.integers(0, 80).map(lambda n: dt.date(2026, 12, 1) + dt.timedelta(days=n)),
    st.sampled_from([DayMark(DayKind.HOLIDAY, "节日"), DayMark(DayKind.MAKE_UP_WORKDAY, "节日")]),
)
parts = st.integers(0, 99)


def new_calendar(days: dict[dt.date, DayMark]) -> Calendar:
    return Calendar({**CALENDAR.days, **days}, dt.date(2027, 12, 31), "2027-x", CALENDAR.statutory, CALENDAR.known_from)


def again(clock: PlannedClock, calendar: Calendar, *, now: dt.datetime, shown: bool = False) -> Recounted:
    standing = Standing(clock.limit, clock.started, clock.due_on, clock.due, shown)
    return recounted(standing, calendar, LEVELS, counting=POLICY.counting, now=now)


def begun(limit: Limit, started: dt.datetime) -> PlannedClock:
    return plan(limit, started, CALENDAR, LEVELS, counting=POLICY.counting)


@given(limit=limits, started=starts, days=marks, part=parts)
def test_a_date_that_was_shown_never_becomes_later(
    limit: Limit, started: dt.datetime, days: dict[dt.date, DayMark], part: int
) -> None:
    clock = begun(limit, started)
    now = started + (clock.due - started) * part / 100
    assert again(clock, new_calendar(days), now=now, shown=True).due <= clock.due


@given(limit=limits, started=starts, days=marks, part=parts)
def test_nobody_is_late_before_the_end_of_the_next_working_day(
    limit: Limit, started: dt.datetime, days: dict[dt.date, DayMark], part: int
) -> None:
    clock, calendar = begun(limit, started), new_calendar(days)
    now = started + (clock.due - started) * part / 100
    found = again(clock, calendar, now=now)
    tomorrow = calendar.add(local_date(now), 1).date
    assert found.due_on >= min(clock.due_on, tomorrow)
    assert found.due > now


@given(limit=limits, started=starts, part=parts)
def test_the_same_calendar_moves_nothing(limit: Limit, started: dt.datetime, part: int) -> None:
    clock = begun(limit, started)
    found = again(clock, CALENDAR, now=started + (clock.due - started) * part / 100)
    assert (found.due, found.due_on, found.provisional, found.alarms) == (
        clock.due, clock.due_on, clock.provisional, clock.alarms,
    )  # fmt: skip


@given(limit=limits, started=starts, days=marks)
def test_counted_early_enough_it_is_what_it_would_have_been_from_the_start(
    limit: Limit, started: dt.datetime, days: dict[dt.date, DayMark]
) -> None:
    calendar = new_calendar(days)
    fresh = plan(limit, started, calendar, LEVELS, counting=POLICY.counting)
    found = again(begun(limit, started), calendar, now=started - dt.timedelta(days=120))
    assert (found.due, found.alarms) == (fresh.due, fresh.alarms)
