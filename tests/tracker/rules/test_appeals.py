"""复查、复核 as pure rules: once each, within thirty natural days, by somebody above who had no say."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import house
from tests.story import at
from tests.tracker.rules.district import (
    CHEN,
    CITY,
    EVERYBODY,
    HE_JING,
    HOUSING,
    LI_MIN,
    OFFICE,
    PEOPLE,
    SUN_LI,
    ZHAO,
    ZHOU_QIANG,
    case,
    org,
)
from tracker.rules.appeals import (
    AppealFacts,
    Window,
    judges,
    next_stage,
    seat_of,
    step_of,
    why_not_asked,
    why_not_judge,
)
from tracker.rules.clocks import limit_for
from tracker.rules.counting import span
from tracker.rules.words import AppealOutcome, AppealStage, Conduct, Kind, Step

FIRST, FINAL = AppealStage
UPHELD, AMENDED, REVOKED, WITHDRAWN = AppealOutcome
LIFT = case(handling=HOUSING)
NOW = at(12, 1)

DECIDED = {FIRST: AppealFacts(FIRST, UPHELD, NOW), FINAL: AppealFacts(FINAL, UPHELD, NOW)}


@pytest.mark.parametrize(
    ("appeals", "due"),
    [
        ((), FIRST),
        ((AppealFacts(FIRST),), None),
        ((AppealFacts(FIRST, UPHELD),), FINAL),
        ((AppealFacts(FIRST, AMENDED),), FINAL),
        ((AppealFacts(FIRST, WITHDRAWN),), None),
        ((DECIDED[FIRST], AppealFacts(FINAL)), None),
        *(((DECIDED[FIRST], AppealFacts(FINAL, outcome)), None) for outcome in AppealOutcome),
    ],
)
def test_what_can_be_asked_next(appeals: tuple[AppealFacts, ...], due: AppealStage | None) -> None:
    assert next_stage(appeals) is due


@given(st.integers(0, 24 * 1000))
def test_the_window_is_thirty_days_and_never_ends_on_a_day_off(hours: int) -> None:
    delivered = at(1, 1, 0, year=2025) + timedelta(hours=hours)
    policy, calendar = house().policy, house().calendar
    last = span(policy.appeals.ask_days, "natural", delivered, calendar, policy.counting).due_on
    thirtieth = delivered.date() + timedelta(days=30)
    assert last >= thirtieth
    assert calendar.is_workday(last)
    assert not any(calendar.is_workday(thirtieth + timedelta(days=n)) for n in range((last - thirtieth).days))


@pytest.mark.parametrize(("step", "kind"), list(product((Step.RECHECK, Step.FINAL_RECHECK), Kind)))
@pytest.mark.parametrize(
    ("asked", "due"),
    [
        (at(12, 1), date(2026, 12, 31)),
        (at(9, 1), date(2026, 10, 8)),  # 10月1日起国庆放假
        (at(9, 7), date(2026, 10, 8)),
        (at(9, 10), date(2026, 10, 10)),  # 星期六，调休上班
        (at(1, 16, year=2026), date(2026, 2, 24)),  # 春节
    ],
)
def test_deciding_takes_thirty_natural_days_of_every_kind_and_a_holiday_moves_the_last_on(
    step: Step, kind: Kind, asked: datetime, due: date
) -> None:
    policy = house().policy
    limit = limit_for(policy.limits, step, kind, round=1)
    assert (limit.amount, limit.unit, "信访工作条例" in limit.basis) == (30, "natural", True)
    assert span(limit.amount, limit.unit, asked, house().calendar, policy.counting).due_on == due


def test_the_last_instant_is_in_time_and_the_next_is_not() -> None:
    window = Window(30, NOW, "11月30日")
    assert why_not_asked(FIRST, (), window, now=NOW - timedelta(microseconds=1)) is None
    assert "已于11月30日届满" in (why_not_asked(FIRST, (), window, now=NOW) or "")
    assert why_not_asked(FIRST, (), None, now=NOW + timedelta(days=999)) is None


@given(
    st.sampled_from(AppealStage),
    st.lists(st.builds(AppealFacts, st.sampled_from(AppealStage), st.sampled_from(AppealOutcome)), max_size=3),
    st.integers(-40, 40),
)
def test_every_no_says_what_to_do_instead(stage: AppealStage, appeals: list[AppealFacts], days: int) -> None:
    why = why_not_asked(stage, appeals, Window(30, NOW + timedelta(days=days), "12月9日"), now=NOW)
    assert (why is None) == (next_stage(appeals) is stage and days > 0)
    assert why is None or "作为新的一件" in why or "点“申请" in why


def test_the_director_judges_first_and_those_above_last() -> None:
    assert judges(FIRST, LIFT, EVERYBODY, ()) == (ZHAO,)
    assert judges(FINAL, LIFT, EVERYBODY, ()) == (HE_JING,)


def test_a_director_who_had_a_say_or_must_stay_out_leaves_it_to_those_above() -> None:
    assert judges(FIRST, LIFT, EVERYBODY, {ZHAO.id}) == (HE_JING,)
    aside = org(*(replace(o, aside=frozenset({1})) if o == ZHAO else o for o in PEOPLE))
    assert judges(FIRST, LIFT, aside, ()) == (HE_JING,)
    of_zhao = case(handling=HOUSING, target_person="赵国栋主任")
    assert judges(FIRST, of_zhao, EVERYBODY, ()) == (HE_JING,)


def test_an_appeal_is_never_nobodys_while_anybody_is_above() -> None:
    assert judges(FIRST, LIFT, EVERYBODY, {ZHAO.id, HE_JING.id}) == (HE_JING,)
    assert judges(FINAL, LIFT, EVERYBODY, {ZHAO.id, HE_JING.id}) == (HE_JING,)
    alone = org(LI_MIN, ZHAO, ZHOU_QIANG)
    for stage in AppealStage:
        assert judges(stage, LIFT, alone, {ZHAO.id}) == (ZHAO,)


@given(st.sampled_from(AppealStage), st.sets(st.sampled_from([o.id for o in PEOPLE])), st.booleans())
def test_whoever_had_a_say_judges_only_where_no_supervisor_is_untouched(
    stage: AppealStage, took_part: set[int], accused: bool
) -> None:
    matter = case(handling=OFFICE, conduct=Conduct.DELAY, target=HOUSING) if accused else LIFT
    deciding = judges(stage, matter, EVERYBODY, took_part)
    assert deciding
    assert not {ZHOU_QIANG, CHEN, LI_MIN, SUN_LI} & set(deciding)
    if HE_JING.id not in took_part:
        assert not took_part & {o.id for o in deciding}


def test_it_lies_on_the_desk_of_those_who_judge() -> None:
    assert seat_of((ZHAO,), LIFT, EVERYBODY) == OFFICE
    assert seat_of((HE_JING,), LIFT, EVERYBODY) == CITY
    assert seat_of((), LIFT, EVERYBODY) == OFFICE


def test_a_refused_judge_is_told_who_decides() -> None:
    assert "请由何静决定" in (why_not_judge(ZHAO.id, (HE_JING,), FINAL) or "")
    assert why_not_judge(HE_JING.id, (HE_JING,), FINAL) is None


@pytest.mark.parametrize("stage", AppealStage)
def test_every_stage_is_measured_by_the_step_of_its_name(stage: AppealStage) -> None:
    assert step_of(stage).zh == stage.zh
