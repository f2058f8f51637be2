from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tracker.rules.district import (
    CHEN,
    EVERYBODY,
    HE_JING,
    HOUSING,
    HOUSING_SECTION,
    LI_MIN,
    OFFICE,
    SUN_LI,
    ZHAO,
    ZHOU_QIANG,
    case,
    org,
)
from tests.tracker.rules.strategies import MONDAY, OFFICER_ROLES, cases, orgs
from tracker.rules.conflict import recused
from tracker.rules.facts import CaseFacts, OfficerFacts, Org
from tracker.rules.ladder import RISE
from tracker.rules.recipients import Told
from tracker.rules.recipients import told as told_on
from tracker.rules.words import Role

LEAK = case(handling=HOUSING)
HANDLER, HEAD, INTAKE, DIRECTOR = [Role.HANDLER], [Role.HEAD], [Role.INTAKE], [Role.DIRECTOR]


def told(roles: Sequence[Role], matter: CaseFacts, owner: int, chart: Org) -> tuple[Told, ...]:
    return told_on(roles, matter, owner, chart, day=MONDAY)


def names(roles: list[Role], matter: CaseFacts, owner: int, chart: Org) -> list[str]:
    return [chart.officers[person.officer].name for person in told(roles, matter, owner, chart)]


def test_the_handler_is_reminded_and_nobody_else() -> None:
    assert names(HANDLER, LEAK, HOUSING, EVERYBODY) == ["周强"]


def test_on_the_due_day_handler_head_and_desk_are_told_each_as_what_they_are() -> None:
    people = told([Role.HANDLER, Role.HEAD, Role.INTAKE], LEAK, HOUSING, EVERYBODY)
    assert [(EVERYBODY.officers[p.officer].name, p.role) for p in people] == [
        ("周强", Role.HANDLER),
        ("陈志远", Role.HEAD),
        ("李敏", Role.INTAKE),
    ]
    assert all(p.skipped == () for p in people)


def test_a_section_without_people_is_answered_for_by_the_department_above_it() -> None:
    people = told(HANDLER, LEAK, HOUSING_SECTION, EVERYBODY)
    assert [p.officer for p in people] == [ZHOU_QIANG.id]
    assert people[0].skipped == ("房管科无在岗承办人",)


@pytest.mark.parametrize(
    ("roles", "missing", "next_up"),
    [
        (HANDLER, {ZHOU_QIANG}, "陈志远"),
        (HANDLER, {ZHOU_QIANG, CHEN}, "李敏"),
        (HEAD, {CHEN}, "李敏"),
        (INTAKE, {LI_MIN}, "赵国栋"),
        (INTAKE, {LI_MIN, ZHAO}, "何静"),
        (DIRECTOR, {ZHAO}, "何静"),
    ],
)
def test_an_empty_post_lets_the_alarm_rise(roles: list[Role], missing: set[OfficerFacts], next_up: str) -> None:
    people = {LI_MIN, ZHAO, ZHOU_QIANG, CHEN, HE_JING} - missing
    assert names(roles, LEAK, HOUSING, org(*people)) == [next_up]


def test_a_dead_door_lets_the_alarm_rise_and_the_record_says_why() -> None:
    chart = org(LI_MIN, replace(ZHOU_QIANG, reachable=False), CHEN)
    (person,) = told(HANDLER, LEAK, HOUSING, chart)
    assert person.officer == CHEN.id
    assert "周强（承办人）联系方式失效" in person.skipped


def test_the_head_complained_about_is_not_told_about_the_complaint() -> None:
    about_chen = case(handling=HOUSING, target_person="陈志远")
    (person,) = told(HEAD, about_chen, HOUSING, EVERYBODY)
    assert person.officer == LI_MIN.id
    assert "陈志远（部门负责人）应当回避" in person.skipped


def test_one_person_in_two_posts_is_told_once() -> None:
    both = replace(CHEN, roles=frozenset({Role.HEAD, Role.HANDLER}))
    assert names([Role.HANDLER, Role.HEAD], LEAK, HOUSING, org(both, LI_MIN)) == ["陈志远"]


def test_when_every_door_is_dead_the_director_still_gets_the_row_that_lands_on_the_list() -> None:
    silent = [replace(person, reachable=False) for person in (LI_MIN, ZHAO, ZHOU_QIANG, CHEN)]
    assert names(HANDLER, LEAK, HOUSING, org(*silent)) == ["赵国栋"]


def test_a_district_without_any_officer_is_refused_loudly() -> None:
    with pytest.raises(LookupError, match="add a director"):
        told(HANDLER, LEAK, HOUSING, org())


def test_people_of_other_bodies_are_not_bothered() -> None:
    everybody_told = told(list(RISE), LEAK, HOUSING, EVERYBODY)
    assert SUN_LI.id not in {p.officer for p in everybody_told}


@st.composite
def alarms(draw: st.DrawFn) -> tuple[list[Role], CaseFacts, int, Org]:
    chart = draw(orgs())
    roles = draw(st.lists(st.sampled_from(OFFICER_ROLES), min_size=1, max_size=4, unique=True))
    return roles, draw(cases(chart)), draw(st.sampled_from(sorted(chart.bodies))), chart


@given(alarms())
def test_with_any_holes_in_the_chart_somebody_is_told_each_once_and_nobody_recused(
    alarm: tuple[list[Role], CaseFacts, int, Org],
) -> None:
    roles, matter, owner, chart = alarm
    people = told(roles, matter, owner, chart)
    ids = [p.officer for p in people]
    assert ids
    assert len(ids) == len(set(ids))
    for officer in (chart.officers[i] for i in ids):
        assert officer.active
        assert not recused(officer, matter, chart)


@given(alarms())
def test_with_any_holes_in_the_chart_a_rise_is_explained(alarm: tuple[list[Role], CaseFacts, int, Org]) -> None:
    roles, matter, owner, chart = alarm
    for person in told(roles, matter, owner, chart):
        if person.role not in roles:
            assert person.skipped


@given(alarms())
def test_an_unreachable_officer_is_told_only_when_nobody_reachable_is_left_in_line(
    alarm: tuple[list[Role], CaseFacts, int, Org],
) -> None:
    roles, matter, owner, chart = alarm
    people = [chart.officers[p.officer] for p in told(roles, matter, owner, chart)]
    desk = chart.working(matter.desk, Role.DIRECTOR)
    there = [o for o in desk if o.absence(MONDAY) is None]
    if any(o.reachable and not recused(o, matter, chart) for o in there) and Role.SUPERVISOR not in roles:
        assert all(o.reachable for o in people)


def test_the_desk_is_found_even_when_the_clock_is_the_offices_own() -> None:
    assert names(INTAKE, case(), OFFICE, EVERYBODY) == ["李敏"]
