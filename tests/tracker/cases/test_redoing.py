"""不满意重办: another handler once, then the director, and never round after round."""

from datetime import date

import pytest

from tests.builders import ANSWER
from tests.story import Story, at
from tracker.rules.errors import NotAllowed
from tracker.rules.words import Action, Score, Status, Step

AGAIN = {**ANSWER, "overrule": "同一部电梯"}


@pytest.fixture
def second_round(story: Story) -> Story:
    """Answered on 14 December, not satisfied on the 17th, to be done again from the 18th."""
    story.walk(Status.REVIEWING).now = at(12, 14, 10)
    story.do(story.place.officers.li_min, Action.APPROVE)
    story.answer_arrives()
    story.now = at(12, 17, 10)
    story.rate(Score.DISSATISFIED)
    story.now = at(12, 18, 10)
    story.do(story.place.officers.li_min, Action.REDO, reason="只修了一部电梯")
    story.do(story.place.officers.zhou_qiang, Action.SIGN)
    return story


def answered_again(story: Story) -> Story:
    people = story.place.officers
    story.do(people.chen_zhiyuan, Action.ANSWER, **AGAIN)
    story.do(people.li_min, Action.APPROVE)
    story.answer_arrives()
    return story


def test_the_second_round_is_due_on_29_december_and_done_by_another_handler(second_round: Story) -> None:
    people = second_round.place.officers
    assert second_round.clock(Step.HANDLE).due_on == date(2026, 12, 29)
    with pytest.raises(NotAllowed, match=r"应当换人办理，请由.*陈志远"):
        second_round.do(people.zhou_qiang, Action.ANSWER, **AGAIN)
    assert second_round.do(people.chen_zhiyuan, Action.ANSWER, **AGAIN).status == Status.REVIEWING


def test_whoever_mends_an_answer_that_was_sent_back_is_no_second_round(story: Story) -> None:
    people = story.place.officers
    story.walk(Status.REVIEWING)
    story.do(people.li_min, Action.SEND_BACK, reason="请写清检验日期")
    assert story.do(people.zhou_qiang, Action.ANSWER, **AGAIN).status == Status.REVIEWING


def test_there_is_no_third_round(second_round: Story) -> None:
    li_min = second_round.place.officers.li_min
    answered_again(second_round).rate(Score.DISSATISFIED, round=2)
    assert Action.REDO not in second_round.offered(li_min)
    with pytest.raises(NotAllowed, match="不再重办"):
        second_round.do(li_min, Action.REDO, reason="还是不满意")


def test_only_the_director_closes_against_a_citizen_who_is_twice_dissatisfied(second_round: Story) -> None:
    people = second_round.place.officers
    answered_again(second_round).rate(Score.DISSATISFIED, round=2)
    with pytest.raises(NotAllowed, match="由效能办主任审核"):
        second_round.do(people.li_min, Action.CLOSE, reason="已经尽力")
    done = second_round.do(people.zhao_guodong, Action.CLOSE, reason="两部电梯均已检验合格，诉求已解决")
    assert done.status == Status.CLOSED


def test_the_desk_closes_as_always_when_nobody_complains(second_round: Story) -> None:
    li_min = second_round.place.officers.li_min
    assert answered_again(second_round).do(li_min, Action.CLOSE, reason="回访后没有其他意见").status == Status.CLOSED

