"""全程: from acceptance to the end, whatever is returned, lengthened, stopped or done again meanwhile."""

from datetime import date

import pytest

from tests.builders import ANSWER, Place
from tests.story import Story, at, begin
from tracker.models import Clock
from tracker.rules.words import Action, Score, Settled, Status, Step

ACCEPTED = at(11, 24, 9)


@pytest.fixture
def story(place: Place) -> Story:
    """Accepted on 24 November; sixty days are over on 23 January."""
    story = begin(place, now=at(11, 23, 9, 30))
    story.now = ACCEPTED
    story.do(place.officers.li_min, Action.ACCEPT)
    return story


def overall(story: Story) -> Clock:
    [clock] = [clock for clock in story.clocks() if clock.step == Step.OVERALL]
    return clock


def answered(story: Story) -> Story:
    o = story.place.officers
    story.do(o.zhou_qiang, Action.ANSWER, **ANSWER, overrule="同一部电梯")
    story.do(o.li_min, Action.APPROVE)
    story.do(o.li_min, Action.DELIVER, reason="已电话告知")
    return story


def test_it_runs_from_acceptance_for_sixty_days_and_is_the_offices_own(story: Story) -> None:
    clock = overall(story)
    assert (clock.started_at, clock.due_on) == (ACCEPTED, date(2027, 1, 25))
    assert clock.owner_id == story.place.bodies.office
    assert "第三十四条" in clock.basis


def test_a_return_and_another_dispatch_give_it_no_new_start(story: Story) -> None:
    before, o = overall(story), story.place.officers
    story.dispatch(story.place.bodies.housing)
    story.do(o.zhou_qiang, Action.RETURN, reason="不属于本单位职责")
    story.dispatch(story.place.bodies.water)
    assert overall(story) == before


def test_an_extension_and_a_second_round_give_it_no_new_start(story: Story) -> None:
    before, o = overall(story), story.place.officers
    story.dispatch(story.place.bodies.housing)
    story.do(o.zhou_qiang, Action.SIGN)
    story.do(o.zhou_qiang, Action.ASK_EXTENSION, days="5", reason="等待检测报告")
    [request] = [form.lists["request"][0][0] for form in story.page(o.chen_zhiyuan).actions if form.action == "grant"]
    story.do(o.chen_zhiyuan, Action.GRANT, request=request)
    answered(story)
    story.rate(Score.DISSATISFIED)
    story.do(o.li_min, Action.REDO, reason="没有查清楚")
    assert (story.case().round, overall(story)) == (2, before)


def test_it_ends_with_the_case(story: Story) -> None:
    o = story.place.officers
    story.dispatch(story.place.bodies.housing)
    story.do(o.zhou_qiang, Action.SIGN)
    answered(story)
    story.do(o.li_min, Action.CLOSE, reason="回访后没有其他意见")
    assert overall(story).settled == Settled.MET


def test_the_director_hears_of_it_and_in_the_end_the_superior(story: Story) -> None:
    o = story.place.officers
    alarms = {alarm.level for alarm in story.alarms() if alarm.clock_id == overall(story).id}
    assert alarms == {"80", "100", "+5"}
    story.now = overall(story).due_at
    story.sweep()
    assert "overdue" in story.told(o.zhao_guodong)
    assert story.case().status == Status.ACCEPTED
