"""询问、备注、催办: what happens between the steps."""

import pytest

from tests.story import Story, at
from tracker.rules.errors import IllegalStep
from tracker.rules.words import Action, Status

ASK, NOTE, CHASE = Action.ASK, Action.NOTE, Action.CHASE


def test_a_question_of_the_handler_is_heard_by_the_citizen_word_for_word(story: Story) -> None:
    story.walk(Status.HANDLING)
    story.do(story.place.officers.zhou_qiang, ASK, text="请问是几单元的电梯？")
    notice = story.notices()[-1]
    assert notice.complainant_id is not None
    assert "请问是几单元的电梯？" in notice.text
    assert f"补充到 {story.number}" in notice.text


def test_a_note_is_for_handlers_and_told_to_nobody(story: Story) -> None:
    story.walk(Status.HANDLING)
    before = len(story.notices())
    story.do(story.place.officers.zhou_qiang, NOTE, text="已约物业明天到场")
    assert (story.events()[-1].reason, story.events()[-1].visibility) == ("已约物业明天到场", "handlers")
    assert len(story.notices()) == before


@pytest.mark.parametrize(("reason", "said"), [("", ""), ("投诉人又打电话了", "催办意见：投诉人又打电话了。")])
def test_chasing_reaches_the_handlers_with_the_due_date(story: Story, reason: str, said: str) -> None:
    story.walk(Status.HANDLING)
    story.do(story.place.officers.li_min, CHASE, reason=reason)
    notice = story.notices()[-1]
    assert (notice.template, notice.officer_id) == ("body_chased", story.place.officers.zhou_qiang)
    assert notice.text == f"请抓紧办理诉求件 {story.number}。{said}办理到期日：12月2日。"


def test_nobody_can_be_chased_before_the_case_was_dispatched(story: Story) -> None:
    with pytest.raises(IllegalStep, match="目前“已登记”，不能催办"):
        story.do(story.place.officers.li_min, CHASE)


def test_none_of_it_moves_a_clock(story: Story) -> None:
    story.walk(Status.HANDLING)
    before = story.clocks()
    story.now = at(11, 27)
    story.do(story.place.officers.zhou_qiang, ASK, text="几单元？")
    story.do(story.place.officers.zhou_qiang, NOTE, text="等回复")
    story.do(story.place.officers.li_min, CHASE)
    assert story.clocks() == before
