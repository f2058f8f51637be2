"""答复质量门: what is stopped, what may pass with a reason, and who reads the reason."""

import pytest

from tests.builders import ANSWER, Place, filing
from tests.story import Story, begin
from tracker.contract import FileCase, Judgement
from tracker.policy.load import load_policy
from tracker.rules.errors import Incomplete
from tracker.rules.words import Action, Status

GATE = load_policy().gate
ABOUT_THE_CANTEEN = {
    "facts": "经查，菜市场北侧的污水管道老化，雨天外溢的情况属实。",
    "done": "已于十一月更换管道四十米，完成清淤，并在现场公示了联系人。",
    "basis": "《城镇排水与污水处理条例》第三十条",
}


def about_the_lift(number: int) -> FileCase:
    """As the bot files it: with what was understood and by which words."""
    because = Judgement(label="城乡建设", score=0.9, because=["电梯", "小区"])
    return filing(sender=f"web-citizen-{number}", understood={"topics": [because]})


@pytest.fixture
def story(place: Place) -> Story:
    return begin(place, about_the_lift(0)).walk(Status.HANDLING)


def test_an_answer_about_something_else_is_stopped_with_what_was_asked(story: Story) -> None:
    with pytest.raises(Incomplete, match="没有说到来件问的“电梯、小区、富乐路幸福小区”"):
        story.do(story.place.officers.zhou_qiang, Action.ANSWER, **ABOUT_THE_CANTEEN)
    assert story.case().status == Status.HANDLING


def test_with_a_reason_it_goes_to_the_reviewer_who_reads_the_reason(story: Story) -> None:
    why = "投诉人来电说明，电梯已修好，真正要问的是管道。"
    story.do(story.place.officers.zhou_qiang, Action.ANSWER, **ABOUT_THE_CANTEEN, overrule=why)
    (answer,) = story.answers()
    assert answer.overruled is not None
    assert answer.overruled.startswith(why)
    assert "没有说到来件问的" in answer.overruled
    assert story.events()[-1].details["overruled"] == answer.overruled


def test_a_reason_does_not_replace_what_is_missing(story: Story) -> None:
    passed_on = {**ANSWER, "done": "已转交物业。"}
    with pytest.raises(Incomplete, match="没有写明结果"):
        story.do(story.place.officers.zhou_qiang, Action.ANSWER, **passed_on, overrule="照此办理")


def test_an_answer_to_what_was_asked_needs_no_reason(story: Story) -> None:
    story.do(story.place.officers.zhou_qiang, Action.ANSWER, **ANSWER, overrule="多写的一句")
    assert story.answers()[0].overruled is None


def test_the_sixth_case_with_the_same_answer_is_stopped_whatever_its_dates(place: Place) -> None:
    answer = {**ANSWER, "done": f"{ANSWER['done']}已在楼道张贴告示。"}
    answered_before(place, GATE.copies, answer)
    story = begin(place, about_the_lift(99)).walk(Status.HANDLING)
    copied = {**answer, "done": answer["done"].replace("26日", "28 日")}
    with pytest.raises(Incomplete, match=f"已经用在另外 {GATE.copies} 件上"):
        story.do(place.officers.zhou_qiang, Action.ANSWER, **copied)
    story.do(place.officers.zhou_qiang, Action.ANSWER, **copied, overrule="同一部电梯")
    assert story.case().status == Status.REVIEWING


def test_an_answer_sent_back_and_sent_again_is_no_copy_of_itself(place: Place) -> None:
    answer = {**ANSWER, "done": f"{ANSWER['done']}已逐户上门说明。"}
    answered_before(place, GATE.copies - 1, answer)
    story = begin(place, about_the_lift(99)).walk(Status.HANDLING)
    for _ in range(2):
        story.do(place.officers.zhou_qiang, Action.ANSWER, **answer)
        assert story.case().status == Status.REVIEWING
        story.do(place.officers.li_min, Action.SEND_BACK, reason="请写清检验日期")


def answered_before(place: Place, count: int, answer: dict[str, str]) -> None:
    for number in range(1, count + 1):
        story = begin(place, about_the_lift(number)).walk(Status.HANDLING)
        story.do(place.officers.zhou_qiang, Action.ANSWER, **answer)


PROVED = "已退还多收费用，见退费凭证（2026年11月25日）"


def test_a_problem_found_true_is_answered_with_what_was_put_right_and_the_citizen_reads_it(place: Place) -> None:
    story = begin(place, about_the_lift(0)).walk(Status.HANDLING)
    people = place.officers
    answer = {**ANSWER, "overrule": "同一部电梯"}
    story.do(people.zhou_qiang, Action.FIND, text="窗口多收费用")
    with pytest.raises(Incomplete, match="整改情况"):
        story.do(people.zhou_qiang, Action.ANSWER, **answer)
    story.do(people.zhou_qiang, Action.ANSWER, **answer, rectified=PROVED)
    story.do(people.li_min, Action.APPROVE)
    assert f"【整改情况】{PROVED}" in story.notices()[-1].text


def test_a_problem_found_true_during_the_review_sends_the_answer_back(place: Place) -> None:
    story = begin(place, about_the_lift(0)).walk(Status.REVIEWING)
    li_min = place.officers.li_min
    story.do(li_min, Action.FIND, text="窗口多收费用")
    with pytest.raises(Incomplete, match="请退回补写"):
        story.do(li_min, Action.APPROVE)
    assert story.do(li_min, Action.SEND_BACK, reason="请写明整改情况").status == Status.HANDLING
