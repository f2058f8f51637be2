from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.policy.calendar import load_calendar
from tracker.policy.load import load_policy
from tracker.rules.clocks import SHARED, Level, Limit, PlannedClock, limit_for, plan
from tracker.rules.words import Kind, Step
from tracker.rules.workdays import end_of, local_date

SHANGHAI = ZoneInfo("Asia/Shanghai")
CALENDAR = load_calendar()
POLICY = load_policy()
ALL_LEVELS = POLICY.levels


def shanghai(day: str, clock: str = "10:00") -> datetime:
    return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=SHANGHAI)


def running(step: Step, started: datetime, kind: Kind = Kind.COMPLAINT, *, round: int = 1) -> PlannedClock:
    """The clock of a step as policy has it, with every level planned."""
    limit = limit_for(POLICY.limits, step, kind, round=round)
    return plan(limit, started, CALENDAR, ALL_LEVELS, counting=POLICY.counting)


def days(amount: int, started: str, unit: str = "workday") -> PlannedClock:
    limit = Limit(Step.HANDLE, amount, unit, "测试")  # type: ignore[arg-type]
    return plan(limit, shanghai(started), CALENDAR, ALL_LEVELS, counting=POLICY.counting)


def alarm(clock: PlannedClock, level: str) -> datetime:
    (at,) = [planned.at for planned in clock.alarms if planned.level == level]
    return at.astimezone(SHANGHAI)


def test_scenario_1_a_complaint_on_a_monday_is_decided_by_thursday_and_answered_by_15_december() -> None:
    decision = running(Step.ACCEPT, shanghai("2026-11-23", "09:30"))
    assert decision.due_on == date(2026, 11, 26)
    handling = running(Step.HANDLE, shanghai("2026-11-24"))
    assert handling.due_on == date(2026, 12, 15)
    assert alarm(handling, "50") == shanghai("2026-12-04", "09:00")
    assert alarm(handling, "80") == shanghai("2026-12-10", "09:00")
    assert alarm(handling, "100") == shanghai("2026-12-16", "00:00")
    assert alarm(handling, "+1") == shanghai("2026-12-16", "09:00")
    assert alarm(handling, "+5") == shanghai("2026-12-22", "09:00")


def test_scenario_3_over_national_day_three_working_days_end_on_the_make_up_saturday() -> None:
    assert running(Step.ACCEPT, shanghai("2026-09-30")).due_on == date(2026, 10, 10)


def test_scenario_5_a_filing_on_saturday_night_counts_from_monday() -> None:
    clock = running(Step.ACCEPT, shanghai("2026-11-28", "22:10"))
    assert clock.started == shanghai("2026-11-28", "22:10")
    assert clock.due_on == date(2026, 12, 2)


def test_scenario_7_over_the_year_end_the_date_is_given_and_called_provisional() -> None:
    clock = running(Step.HANDLE, shanghai("2026-12-11"))
    assert (clock.due_on, clock.provisional) == (date(2027, 1, 4), True)
    assert not running(Step.HANDLE, shanghai("2026-12-10")).provisional


def test_the_last_day_is_whole_and_midnight_is_late() -> None:
    clock = running(Step.ACCEPT, shanghai("2026-11-23"))
    assert clock.due == shanghai("2026-11-27", "00:00")


def test_hours_run_by_the_clock_and_at_night_too() -> None:
    clock = days(2, "2026-11-28", "hour")
    assert clock.due == shanghai("2026-11-28", "12:00")
    assert alarm(clock, "50") == shanghai("2026-11-28", "11:00")
    assert alarm(clock, "100") == clock.due
    assert alarm(clock, "+1") == shanghai("2026-11-30", "09:00")


def test_half_of_an_odd_limit_is_rounded_up_to_the_whole_day() -> None:
    assert alarm(days(3, "2026-11-23"), "50") == shanghai("2026-11-25", "09:00")


@pytest.mark.parametrize(
    ("kind", "amount"),
    [
        (Kind.CONSULT, 3),
        (Kind.HELP, 7),
        (Kind.SUGGEST, 7),
        (Kind.PRAISE, 7),
        (Kind.COMPLAINT, 15),
        (Kind.REPORT, 15),
    ],
)
def test_the_time_to_answer_is_the_kinds(kind: Kind, amount: int) -> None:
    assert limit_for(POLICY.limits, Step.HANDLE, kind, round=1).amount == amount


@pytest.mark.parametrize("kind", Kind)
def test_a_second_round_has_its_own_time_whatever_the_kind(kind: Kind) -> None:
    assert limit_for(POLICY.limits, Step.HANDLE, kind, round=2).amount == 7


def test_scenario_23_a_redo_decided_on_18_december_is_due_on_29_december() -> None:
    assert running(Step.HANDLE, shanghai("2026-12-18"), round=2).due_on == date(2026, 12, 29)


def test_a_gap_in_the_limits_is_refused_with_its_name() -> None:
    with pytest.raises(LookupError, match="no limit for handle of praise"):
        limit_for([], Step.HANDLE, Kind.PRAISE, round=1)


SIX_YEARS = 6 * 365 * 24 * 60
STARTS = st.integers(0, SIX_YEARS).map(lambda minutes: datetime(2024, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes))
LIMITS = st.builds(
    Limit,
    step=st.just(Step.HANDLE),
    amount=st.integers(1, 60),
    unit=st.sampled_from(["workday", "natural", "hour"]),
    basis=st.just("测试"),
)


def check_order(clock: PlannedClock) -> None:
    instants = [planned.at for planned in clock.alarms]
    assert instants == sorted(instants)
    assert instants[0] > clock.started
    for planned in clock.alarms:
        if planned.level in ("50", "80"):
            assert planned.at < clock.due
        elif planned.level == "100":
            assert planned.at == clock.due
        else:
            assert planned.at > clock.due


@given(LIMITS, STARTS)
def test_every_alarm_comes_after_the_start_and_in_order(limit: Limit, started: datetime) -> None:
    check_order(plan(limit, started, CALENDAR, ALL_LEVELS, counting=POLICY.counting))


@pytest.mark.parametrize("step", [step for step in Step if step not in SHARED])
@given(kind=st.sampled_from(Kind), round=st.integers(1, 2), started=STARTS)
def test_every_step_of_every_kind_is_reminded_in_order_and_when_it_is_late(
    step: Step, kind: Kind, round: int, started: datetime
) -> None:
    limit = limit_for(POLICY.limits, step, kind, round=round)
    clock = plan(limit, started, CALENDAR, POLICY.levels_of(step), counting=POLICY.counting)
    check_order(clock)
    assert "100" in {planned.level for planned in clock.alarms}


@given(LIMITS.filter(lambda limit: limit.unit != "hour"), STARTS)
def test_a_day_limit_ends_at_the_end_of_a_working_day_that_is_not_the_first(limit: Limit, started: datetime) -> None:
    clock = plan(limit, started, CALENDAR, ALL_LEVELS, counting=POLICY.counting)
    assert clock.due == end_of(clock.due_on)
    assert clock.due_on > local_date(started)
    assert CALENDAR.is_workday(clock.due_on)


@given(LIMITS, STARTS, st.timedeltas(timedelta(), timedelta(days=30)))
def test_who_starts_later_is_never_due_earlier(limit: Limit, started: datetime, later: timedelta) -> None:
    first = plan(limit, started, CALENDAR, ALL_LEVELS, counting=POLICY.counting)
    second = plan(limit, started + later, CALENDAR, ALL_LEVELS, counting=POLICY.counting)
    assert first.due <= second.due


def test_levels_nobody_is_told_at_are_not_planned() -> None:
    assert [level.key for level in POLICY.levels_of(Step.DELIVER)] == ["100", "+1"]
    assert Level("+10", after=10) in POLICY.levels_of(Step.HANDLE)


def test_a_limit_is_of_every_round_unless_it_says_that_it_is_of_the_second() -> None:
    ordinary = Limit(Step.HANDLE, 15, "workday", "测试")
    assert limit_for([ordinary], Step.HANDLE, Kind.HELP, round=1) is ordinary
    with pytest.raises(LookupError):
        limit_for([Limit(Step.HANDLE, 5, "workday", "测试", redo=True)], Step.HANDLE, Kind.HELP, round=1)
