"""Life in danger: the duty is told at once, by night and on holidays; within 15 minutes somebody has called back."""

from datetime import timedelta

import pytest

from tests.builders import Place, filing, house
from tests.story import Story, at, begin
from tests.tracker.cases.test_absences import goes_away
from tracker.rules.words import Action, Settled, Step
from tracker.sweep import sweep

NATIONAL_DAY_AT_NIGHT = at(10, 1, 23, 40)


def fire(place: Place) -> Story:
    return begin(place, filing(text="楼下着火了，有人困在里面。", urgent=True), now=NATIONAL_DAY_AT_NIGHT)


def after(story: Story, minutes: int) -> None:
    sweep(story.place.db, house(), now=NATIONAL_DAY_AT_NIGHT + timedelta(minutes=minutes))


def test_the_duty_is_told_at_once_and_has_fifteen_minutes_though_it_is_a_holiday(own_place: Place) -> None:
    story, people = fire(own_place), own_place.officers
    assert "duty" in story.told(people.li_min)
    assert "duty" in story.told(people.zhao_guodong)
    assert story.clock(Step.EMERGENCY).due_at == at(10, 1, 23, 55)
    assert "15 分钟" in next(n.text for n in story.notices() if n.template == "duty")


def test_when_nobody_has_called_back_the_superior_office_hears_of_it_the_same_minute(own_place: Place) -> None:
    story, people = fire(own_place), own_place.officers
    after(story, 14)
    assert story.told(people.zheng_haitao) == []
    after(story, 15)
    assert [story.told(who)[-1] for who in (people.li_min, people.zhao_guodong, people.zheng_haitao)] == ["overdue"] * 3
    assert all(n.next_at == at(10, 1, 23, 55) for n in story.notices() if n.template == "overdue")
    assert story.case().colour == "red"
    assert story.seen_by(people.zheng_haitao)


def test_they_are_told_every_fifteen_minutes_until_somebody_acts_and_at_most_four_times_more(own_place: Place) -> None:
    story = fire(own_place)
    for minutes in range(15, 200, 5):
        after(story, minutes)
    assert story.told(own_place.officers.li_min).count("overdue") == 5


@pytest.mark.parametrize("action", [Action.NOTE, Action.ASK])
def test_the_one_who_calls_back_in_time_writes_it_down_and_nobody_else_is_woken(
    own_place: Place, action: Action
) -> None:
    story = fire(own_place)
    story.now = NATIONAL_DAY_AT_NIGHT + timedelta(minutes=10)
    story.do(own_place.officers.li_min, action, text="已电话核实，消防已到场，人员已疏散。")
    assert story.clock(Step.EMERGENCY).settled == Settled.MET
    after(story, 60)
    assert "overdue" not in story.told(own_place.officers.li_min)


def test_with_the_whole_office_away_the_superior_office_is_on_duty(own_place: Place) -> None:
    people = own_place.officers
    for officer in (people.li_min, people.zhao_guodong):
        goes_away(own_place, officer)
    now = at(11, 28, 3)
    story = begin(own_place, filing(text="有人要跳楼", urgent=True), now=now)
    assert "duty" in story.told(people.zheng_haitao)
    assert story.seen_by(people.zheng_haitao), "who is told of a case may open it"


def test_an_ordinary_case_has_no_such_clock(own_place: Place) -> None:
    assert Step.EMERGENCY not in begin(own_place).running()
