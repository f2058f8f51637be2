"""Absences, deputies, closed accounts: the alarm goes past them, says why, and ends at somebody who may see."""

from dataclasses import replace
from datetime import date

from hypothesis import given

from tests.tracker.rules.district import CHEN, HOUSING, LI_MIN, ZHAO, ZHOU_QIANG, case, org
from tests.tracker.rules.strategies import MONDAY
from tests.tracker.rules.test_ladder import alarms
from tracker.rules.conflict import recused, roles_for
from tracker.rules.facts import AbsenceFacts, CaseFacts, OfficerFacts, Org
from tracker.rules.recipients import Told, told
from tracker.rules.words import Role

LEAK = case(handling=HOUSING)
YANG_FAN = OfficerFacts(7, "杨帆", HOUSING, frozenset({Role.HANDLER}))
THURSDAY, FRIDAY = date(2026, 11, 26), date(2026, 11, 27)


def away(officer: OfficerFacts, deputy: OfficerFacts | None = None) -> OfficerFacts:
    """Until Friday of this week."""
    return replace(officer, absences=(AbsenceFacts(MONDAY, FRIDAY, deputy.id if deputy else None),))


def reminder_of(*officers: OfficerFacts, matter: CaseFacts = LEAK, day: date = MONDAY) -> tuple[Told, ...]:
    return told([Role.HANDLER], matter, HOUSING, org(*officers), day=day)


def test_the_deputy_of_an_absent_handler_is_told_in_the_handlers_place() -> None:
    (person,) = reminder_of(away(ZHOU_QIANG, CHEN), CHEN, LI_MIN)
    assert (person.officer, person.role) == (CHEN.id, Role.HANDLER)
    assert person.skipped == ("周强（承办人）请假至11月27日",)


def test_on_the_day_after_the_absence_the_handler_hears_it_again() -> None:
    people = away(ZHOU_QIANG, CHEN), CHEN
    assert [p.officer for p in reminder_of(*people, day=FRIDAY)] == [CHEN.id]
    assert [p.officer for p in reminder_of(*people, day=date(2026, 11, 28))] == [ZHOU_QIANG.id]


def test_an_absence_without_a_deputy_lets_the_alarm_rise() -> None:
    (person,) = reminder_of(away(ZHOU_QIANG), CHEN, LI_MIN)
    assert (person.officer, person.role) == (CHEN.id, Role.HEAD)


def test_a_deputy_who_is_away_too_is_passed_on_to_the_deputys_deputy() -> None:
    (person,) = reminder_of(away(ZHOU_QIANG, YANG_FAN), away(YANG_FAN, CHEN), CHEN)
    assert person.officer == CHEN.id
    assert person.skipped[:2] == ("周强（承办人）请假至11月27日", "杨帆（代办人）请假至11月27日")


def test_two_who_stand_in_for_each_other_while_both_are_away_do_not_hold_the_alarm_up() -> None:
    (person,) = reminder_of(away(ZHOU_QIANG, YANG_FAN), away(YANG_FAN, ZHOU_QIANG), CHEN)
    assert (person.officer, person.role) == (CHEN.id, Role.HEAD)


def test_a_deputy_who_is_complained_about_hears_nothing() -> None:
    about_yang = replace(LEAK, target_person="杨帆")
    (person,) = reminder_of(away(ZHOU_QIANG, YANG_FAN), YANG_FAN, CHEN, matter=about_yang)
    assert person.officer == CHEN.id
    assert "杨帆（代办人）应当回避" in person.skipped


def test_a_closed_account_is_named_in_the_skips() -> None:
    (person,) = reminder_of(replace(ZHOU_QIANG, active=False), CHEN)
    assert person.officer == CHEN.id
    assert "周强（承办人）账号已停用" in person.skipped


def test_when_all_of_the_office_is_away_its_director_still_gets_the_row() -> None:
    (person,) = reminder_of(away(ZHOU_QIANG), away(CHEN), away(LI_MIN), away(ZHAO))
    assert person.officer == ZHAO.id
    assert "赵国栋（效能办主任）请假至11月27日" in person.skipped


@given(alarms())
def test_with_any_holes_absences_and_circles_every_alarm_reaches_somebody_who_may_see_the_case(
    alarm: tuple[list[Role], CaseFacts, int, Org],
) -> None:
    """Where a chart has nobody left who may, the notice still reaches somebody, and nobody who is accused."""
    roles, matter, owner, chart = alarm
    risen = replace(matter, raised=True)
    people = [chart.officers[p.officer] for p in told(roles, matter, owner, chart, day=MONDAY)]
    seeing = [o for o in chart.officers.values() if roles_for(o, risen, chart)]
    assert people
    assert not any(recused(o, matter, chart) or not o.active for o in people)
    assert all(o in seeing for o in people) or not seeing


@given(alarms())
def test_whoever_is_away_is_told_only_when_nobody_who_may_see_is_there(
    alarm: tuple[list[Role], CaseFacts, int, Org],
) -> None:
    roles, matter, owner, chart = alarm
    people = told(roles, matter, owner, chart, day=MONDAY)
    if any(chart.officers[p.officer].absence(MONDAY) for p in people):
        directors = chart.working(matter.desk, Role.DIRECTOR)
        fit = [o for o in directors if o.reachable and not o.absence(MONDAY) and not recused(o, matter, chart)]
        assert not fit or Role.SUPERVISOR in roles
