from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tracker.rules.district import (
    BODIES,
    CENTRE,
    EVERYBODY,
    HOUSING,
    HOUSING_SECTION,
    INSPECTORS,
    OFFICE,
    PEOPLE,
    ROUTES,
    SCHOOLS,
    TOWN,
    case,
    org,
)
from tests.tracker.rules.strategies import cases, orgs
from tracker.rules.conflict import desk_for, shut_out
from tracker.rules.facts import CaseFacts, Org
from tracker.rules.routing import Wish, name_in, route
from tracker.rules.words import Conduct


@pytest.mark.parametrize(
    ("matter", "wish", "body", "rule"),
    [
        (case(conduct=Conduct.DELAY, target=HOUSING), Wish(("房管",)), INSPECTORS, "conduct"),
        (case(conduct=Conduct.DELAY), Wish(("房管",)), INSPECTORS, "conduct"),
        (case(target=SCHOOLS), Wish(("房管",)), SCHOOLS, "named"),
        (case(), Wish(("镇街", "房管"), place="青禾镇三组"), TOWN, "town"),
        (case(), Wish(("房管", "镇街"), place="青禾镇三组"), TOWN, "town"),
        (case(), Wish(("房管",), place="青禾镇三组"), HOUSING, "function"),
        (case(), Wish(("房管",)), HOUSING, "function"),
        (case(), Wish(("教育", "房管")), SCHOOLS, "function"),
        (case(), Wish(("水务",)), CENTRE, "fallback"),
        (case(), Wish(), CENTRE, "fallback"),
    ],
)
def test_the_first_rule_that_fits_decides(matter: CaseFacts, wish: Wish, body: int, rule: str) -> None:
    found = route(matter, wish, EVERYBODY, ROUTES)
    assert (found.body, found.rule) == (body, rule)


def test_the_reason_names_the_body_it_proposes() -> None:
    assert route(case(), Wish(("房管",)), EVERYBODY, ROUTES).why == "事项属“房管”职能，由区住房和城乡建设局承办。"


def test_an_accused_inspectorate_does_not_inspect_itself() -> None:
    about_the_office = case(conduct=Conduct.ATTITUDE, target=INSPECTORS)
    found = route(about_the_office, Wish(), EVERYBODY, ROUTES)
    assert found.body not in {INSPECTORS, OFFICE}


def test_without_an_inspectorate_the_desk_inquires_itself() -> None:
    small = org(*PEOPLE, bodies=tuple(b for b in BODIES if b.id != INSPECTORS))
    found = route(case(conduct=Conduct.DELAY, target=HOUSING), Wish(), small, ROUTES)
    assert (found.body, found.rule) == (OFFICE, "conduct")


def test_without_a_fallback_body_the_desk_keeps_what_nobody_owns() -> None:
    small = org(*PEOPLE, bodies=tuple(replace(b, fallback=False) for b in BODIES))
    assert route(case(), Wish(), small, ROUTES).body == OFFICE


@pytest.mark.parametrize(
    ("words", "body"),
    [
        ("去区住房和城乡建设局跑了三趟", HOUSING),
        ("房管局不给办", HOUSING_SECTION),
        ("住建局的窗口", HOUSING),
        ("教育局和区住房和城乡建设局", HOUSING),
        ("青禾镇政府", TOWN),
        ("某某局", None),
        ("", None),
        (None, None),
    ],
)
def test_the_longest_name_in_the_citizens_words_wins(words: str | None, body: int | None) -> None:
    assert name_in(words, EVERYBODY) == body


@st.composite
def matters(draw: st.DrawFn) -> tuple[Org, CaseFacts, Wish]:
    org = draw(orgs())
    case = draw(cases(org))
    desk = desk_for(case.target, accuses=case.accuses, org=org)
    functions = tuple(draw(st.lists(st.sampled_from(["房管", "教育", "镇街", "水务", "效能查办"]), max_size=3)))
    place = draw(st.none() | st.sampled_from(["青禾镇三组", "单位0旁边", "不知道"]))
    return org, replace(case, desk=desk), Wish(functions, place)


@given(matters())
def test_in_any_district_there_is_a_proposal_and_never_a_body_that_is_shut_out(
    matter: tuple[Org, CaseFacts, Wish],
) -> None:
    org, case, wish = matter
    found = route(case, wish, org, ROUTES)
    assert found.body in org.bodies
    assert found.body not in shut_out(case, org)
    assert org.bodies[found.body].name in found.why
