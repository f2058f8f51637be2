from dataclasses import replace
from itertools import takewhile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tracker.rules.district import (
    CHEN,
    CITY,
    DISTRICT,
    EVERYBODY,
    HE_JING,
    HOUSING,
    HOUSING_SECTION,
    INSPECTORS,
    LI_MIN,
    OFFICE,
    SCHOOLS,
    SUN_LI,
    TOWN,
    ZHAO,
    ZHOU_QIANG,
    case,
)
from tests.tracker.rules.strategies import cases, orgs
from tracker.rules.conflict import check_dispatch, desk_for, recused, roles_for, shut_out
from tracker.rules.errors import Conflict, NotReady
from tracker.rules.facts import BodyKind, CaseFacts, OfficerFacts, Org
from tracker.rules.words import Conduct, Role

BUCK_PASSING_AT_HOUSING = case(conduct=Conduct.BUCK_PASSING, target=HOUSING, handling=INSPECTORS)


@pytest.mark.parametrize("target", [HOUSING, HOUSING_SECTION])
def test_a_conduct_complaint_shuts_out_the_whole_department_whichever_part_is_named(target: int) -> None:
    accused = case(conduct=Conduct.BUCK_PASSING, target=target)
    assert shut_out(accused, EVERYBODY) == {HOUSING, HOUSING_SECTION}


@pytest.mark.parametrize("officer", [ZHOU_QIANG, CHEN])
@pytest.mark.parametrize("handling", [None, HOUSING, HOUSING_SECTION, INSPECTORS])
def test_the_accused_department_sees_nothing_even_if_the_case_lay_on_its_desk(
    officer: OfficerFacts, handling: int | None
) -> None:
    accused = replace(BUCK_PASSING_AT_HOUSING, handling=handling)
    assert roles_for(officer, accused, EVERYBODY) == frozenset()


def test_the_department_sees_its_case_when_its_conduct_is_not_the_matter() -> None:
    leak = case(target=HOUSING, handling=HOUSING)
    assert roles_for(ZHOU_QIANG, leak, EVERYBODY) == {Role.HANDLER}
    assert roles_for(CHEN, leak, EVERYBODY) == {Role.HEAD}


def test_the_office_works_the_case_of_the_accused_department() -> None:
    assert roles_for(LI_MIN, BUCK_PASSING_AT_HOUSING, EVERYBODY) == {Role.INTAKE}
    assert roles_for(ZHAO, BUCK_PASSING_AT_HOUSING, EVERYBODY) == {Role.DIRECTOR}


def test_the_body_that_inquires_is_not_touched_by_the_accusation_of_another() -> None:
    at_schools = replace(BUCK_PASSING_AT_HOUSING, handling=SCHOOLS)
    assert roles_for(SUN_LI, at_schools, EVERYBODY) == {Role.HANDLER}


def test_sun_li_sees_nothing_of_a_case_that_her_body_does_not_handle() -> None:
    assert roles_for(SUN_LI, case(handling=HOUSING), EVERYBODY) == frozenset()
    assert roles_for(SUN_LI, case(), EVERYBODY) == frozenset()


def test_an_officer_who_has_left_sees_nothing() -> None:
    assert roles_for(replace(LI_MIN, active=False), case(), EVERYBODY) == frozenset()


def test_the_person_complained_about_is_recused_whatever_the_body() -> None:
    about_li = case(target_person="李敏")
    assert recused(LI_MIN, about_li, EVERYBODY)
    assert roles_for(LI_MIN, about_li, EVERYBODY) == frozenset()
    assert roles_for(ZHAO, about_li, EVERYBODY) == {Role.DIRECTOR}


def test_the_accused_department_is_refused_at_dispatch_and_the_reason_names_it() -> None:
    for body in (HOUSING, HOUSING_SECTION):
        with pytest.raises(Conflict, match=f"{EVERYBODY.bodies[body].name}.*回避"):
            check_dispatch(body, BUCK_PASSING_AT_HOUSING, EVERYBODY)


@pytest.mark.parametrize("body", [INSPECTORS, SCHOOLS, TOWN])
def test_everybody_else_may_be_given_the_case(body: int) -> None:
    check_dispatch(body, BUCK_PASSING_AT_HOUSING, EVERYBODY)


@pytest.mark.parametrize("target", [OFFICE, INSPECTORS, DISTRICT])
def test_a_complaint_about_the_office_itself_or_above_it_goes_to_the_city(target: int) -> None:
    assert desk_for(target, accuses=True, org=EVERYBODY) == CITY
    accused = case(conduct=Conduct.ATTITUDE, target=target, desk=CITY)
    assert roles_for(LI_MIN, accused, EVERYBODY) == frozenset()
    assert roles_for(ZHAO, accused, EVERYBODY) == frozenset()
    assert roles_for(HE_JING, accused, EVERYBODY) == {Role.INTAKE, Role.SUPERVISOR}


def test_a_complaint_about_the_city_office_shuts_out_that_office_and_nobody_else() -> None:
    accused = case(conduct=Conduct.INACTION, target=CITY)
    assert shut_out(accused, EVERYBODY) == {CITY}
    assert desk_for(CITY, accuses=True, org=EVERYBODY) == OFFICE
    assert roles_for(LI_MIN, accused, EVERYBODY) == {Role.INTAKE}


@pytest.mark.parametrize(("target", "accuses"), [(None, False), (HOUSING, True), (OFFICE, False)])
def test_every_other_case_is_the_offices(target: int | None, accuses: bool) -> None:
    assert desk_for(target, accuses=accuses, org=EVERYBODY) == OFFICE


def test_a_district_without_an_office_is_refused_loudly() -> None:
    with pytest.raises(NotReady, match="还没有设置受理单位"):
        desk_for(None, accuses=False, org=Org({}, {}))


@st.composite
def situations(draw: st.DrawFn) -> tuple[Org, CaseFacts]:
    org = draw(orgs())
    return org, draw(cases(org))


def department(body: int, org: Org) -> set[int]:
    """The body and what is above it, up to the government or the superior office, which belong to no department."""
    above = [org.bodies[b] for b in org.upward(body)]
    path = takewhile(lambda b: b.id == body or b.kind not in (BodyKind.GOVERNMENT, BodyKind.SUPERIOR), above)
    return {b.id for b in path}


def accused_with(body: int, target: int, org: Org) -> bool:
    """Whether the accusation of ``target`` falls on ``body``."""
    kind = org.bodies[target].kind
    if kind is BodyKind.SUPERIOR:
        return body == target
    if kind is BodyKind.GOVERNMENT:
        return target in org.upward(body)
    return bool(department(body, org) & department(target, org))


@given(situations())
def test_in_any_district_the_accused_department_and_nobody_else_is_shut_out(situation: tuple[Org, CaseFacts]) -> None:
    org, case = situation
    accused = {b for b in org.bodies if case.accuses and case.target and accused_with(b, case.target, org)}
    assert shut_out(case, org) == accused
    for officer in org.officers.values():
        assert officer.body not in accused or not roles_for(officer, case, org)


@given(situations())
def test_in_any_district_a_person_sees_a_case_only_for_a_reason(situation: tuple[Org, CaseFacts]) -> None:
    org, case = situation
    for officer in org.officers.values():
        roles = roles_for(officer, case, org)
        assert roles - {Role.ASSISTANT} <= officer.roles
        if Role.ASSISTANT in roles:
            assert officer.roles & {Role.HANDLER, Role.HEAD}
            assert any(officer.body in org.upward(body) for body in case.assisting)
        if roles & {Role.HANDLER, Role.HEAD}:
            assert case.handling is not None
            assert officer.body in org.upward(case.handling)
        if roles & {Role.INTAKE, Role.DIRECTOR, Role.SUPERVISOR}:
            assert officer.body in org.upward(case.desk)


@given(situations())
def test_in_any_district_an_accusation_only_ever_takes_sight_away(situation: tuple[Org, CaseFacts]) -> None:
    org, case = situation
    harmless = replace(case, conduct=Conduct.NONE)
    for officer in org.officers.values():
        assert roles_for(officer, case, org) <= roles_for(officer, harmless, org)


@given(situations())
def test_in_any_district_the_desk_of_a_case_is_never_shut_out(situation: tuple[Org, CaseFacts]) -> None:
    org, case = situation
    desk = desk_for(case.target, accuses=case.accuses, org=org)
    assert desk not in shut_out(replace(case, desk=desk), org)


@given(orgs())
def test_in_any_district_what_is_closed_to_a_body_is_what_shuts_it_out(org: Org) -> None:
    for body in org.bodies:
        assert org.closed_to(body) == {target for target in org.bodies if body in org.line(target)}
