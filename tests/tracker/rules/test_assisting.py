"""协办: how many working days another body gets, and which bodies cannot be asked."""

from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tracker.rules.district import CENTRE, EVERYBODY, HOUSING, HOUSING_SECTION, OFFICE, SCHOOLS, TOWN, case
from tests.tracker.rules.strategies import cases, orgs
from tests.tracker.rules.test_clocks import CALENDAR, POLICY, STARTS, check_order, shanghai
from tracker.policy.assisting import assisting_from
from tracker.policy.load import read
from tracker.rules.assisting import Assisting, days_left, limit_of_share, share_of, why_not_body, why_not_now
from tracker.rules.clocks import Limit, plan
from tracker.rules.conflict import roles_for, shut_out
from tracker.rules.facts import CaseFacts, Org
from tracker.rules.words import Conduct, Role, Status, Step

SIXTY = POLICY.assisting
ANY_SHARE = st.builds(Assisting, st.integers(1, 100), st.integers(1, 5), st.just("测试"))


@pytest.mark.parametrize(("left", "days"), [(1, 1), (2, 2), (3, 2), (5, 3), (7, 5), (10, 6), (15, 9)])
def test_sixty_percent_of_the_leads_days_are_rounded_up_to_whole_ones(left: int, days: int) -> None:
    assert share_of(left, SIXTY) == days


@given(st.integers(1, 400), ANY_SHARE)
def test_a_share_is_at_least_one_day_and_never_more_than_the_lead_has(left: int, policy: Assisting) -> None:
    days = share_of(left, policy)
    assert 1 <= days <= left
    assert (days - 1) * 100 < left * policy.share <= days * 100


@given(st.integers(1, 60), st.integers(0, 45), STARTS, ANY_SHARE)
def test_whenever_it_is_asked_the_opinion_is_due_after_today_and_not_after_the_lead(
    amount: int, passed: int, started: datetime, policy: Assisting
) -> None:
    lead = plan(Limit(Step.HANDLE, amount, "workday", "测试"), started, CALENDAR, (), counting=POLICY.counting)
    asked = CALENDAR.add_natural(started.date(), passed).date
    now = started.replace(year=asked.year, month=asked.month, day=asked.day)
    left = days_left(now, lead.due_on, CALENDAR, POLICY.counting)
    if left == 0:
        assert why_not_now(asked=0, left=left, policy=policy) is not None
        return
    levels = POLICY.levels_of(Step.ASSIST)
    clock = plan(limit_of_share(left, policy), now, CALENDAR, levels, counting=POLICY.counting)
    assert now < clock.due <= lead.due
    assert clock.due_on <= lead.due_on
    check_order(clock)


def test_of_a_complaint_dispatched_on_its_first_day_nine_of_fifteen_days_are_the_assistants() -> None:
    monday = shanghai("2026-11-23")
    left = days_left(monday, CALENDAR.add(monday.date(), 15).date, CALENDAR, POLICY.counting)
    limit = limit_of_share(left, SIXTY)
    assert (left, limit.amount, limit.unit) == (15, 9, "workday")
    assert "主办还剩15个工作日，协办取其60%" in limit.basis


@pytest.mark.parametrize("left", [0, -3])
def test_a_lead_without_a_day_left_has_nothing_to_share(left: int) -> None:
    with pytest.raises(ValueError, match="no whole working day"):
        share_of(left, SIXTY)


ACCUSING = case(conduct=Conduct.DELAY, target=SCHOOLS, handling=TOWN, status=Status.HANDLING)
LIFT = case(handling=HOUSING, status=Status.HANDLING)


@pytest.mark.parametrize(
    ("matter", "body", "asked", "why"),
    [
        (ACCUSING, SCHOOLS, (), "应当回避"),
        (LIFT, HOUSING, (), "同一个部门"),
        (LIFT, HOUSING_SECTION, (), "同一个部门"),
        (LIFT, OFFICE, (), "受理单位"),
        (LIFT, SCHOOLS, (SCHOOLS,), "不用再请"),
    ],
)
def test_who_cannot_be_asked_is_told_why(matter: CaseFacts, body: int, asked: tuple[int, ...], why: str) -> None:
    assert why in (why_not_body(body, matter, EVERYBODY, asked=asked) or "")


@pytest.mark.parametrize("body", [SCHOOLS, CENTRE, TOWN])
def test_any_other_body_can_be_asked(body: int) -> None:
    assert why_not_body(body, LIFT, EVERYBODY, asked=()) is None


def test_the_fourth_body_of_a_round_is_one_too_many() -> None:
    assert why_not_now(asked=2, left=5, policy=SIXTY) is None
    assert "最多请3个单位" in (why_not_now(asked=3, left=5, policy=SIXTY) or "")


@st.composite
def situations(draw: st.DrawFn) -> tuple[Org, CaseFacts]:
    org = draw(orgs())
    return org, draw(cases(org))


@given(situations())
def test_in_any_district_nobody_of_the_accused_body_or_the_leads_is_ever_asked(
    situation: tuple[Org, CaseFacts],
) -> None:
    org, matter = situation
    able = {body for body in org.bodies if why_not_body(body, matter, org, asked=()) is None}
    assert not able & shut_out(matter, org)
    assert matter.handling is None or not able & org.line(matter.handling)


@given(situations())
def test_in_any_district_being_asked_gives_sight_and_never_a_say_over_the_answer(
    situation: tuple[Org, CaseFacts],
) -> None:
    org, matter = situation
    alone = replace(matter, assisting=frozenset())
    for officer in org.officers.values():
        assert roles_for(officer, matter, org) - roles_for(officer, alone, org) <= {Role.ASSISTANT}


@pytest.mark.parametrize("wrong", [{"share": 0}, {"share": 101}, {"most": 0}, {"basis": ""}])
def test_a_policy_without_sense_does_not_load(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="share in percent"):
        assisting_from({**read("assisting.toml"), **wrong})
