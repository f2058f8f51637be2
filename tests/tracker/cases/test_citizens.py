"""补充、催促、撤诉、评价: what 王秀英 may do with her case, and nobody else."""

from collections.abc import Callable

import pytest

from tests.builders import ANSWER, Place
from tests.people import LIU_JIANJUN
from tests.story import Story, at
from tracker.contract import Progress
from tracker.models import Evidence
from tracker.rules.errors import IllegalStep, NotFound
from tracker.rules.words import Action, Score, Settled, Status, Step

AGAIN = {**ANSWER, "overrule": "同一部电梯"}


def test_what_she_adds_is_on_record_word_for_word_and_told_to_whom_it_concerns(story: Story) -> None:
    people = story.place.officers
    story.add("今天物业来看过，说缺配件。")
    assert (story.events()[-1].action, story.events()[-1].reason) == ("add", "今天物业来看过，说缺配件。")
    assert story.told(people.li_min)[-1] == "body_added"
    story.walk(Status.HANDLING).add("电梯还是没修。")
    assert story.told(people.zhou_qiang)[-1] == "body_added"
    assert story.told(people.li_min).count("body_added") == 1


def test_her_phone_number_in_an_addition_is_masked_on_the_officers_page(story: Story) -> None:
    story.add("请打我电话13800000000。")
    shown = story.page(story.place.officers.li_min).timeline[-1].reason
    assert "13800000000" not in shown
    assert "请打我电话" in shown


def test_evidence_can_be_added_later(story: Story) -> None:
    with story.place.db.writing() as session:
        session.add(Evidence(id=f"late-{story.number}", sha256="0" * 64, kind="image/png", size=3, kept_at=at(11, 23)))
    story.add("补一张照片", evidence=[f"late-{story.number}"])
    assert [e.id for e in story.page(story.place.officers.li_min).evidence] == [f"late-{story.number}"]


def test_urging_is_heard_by_the_handlers_and_moves_nothing(story: Story) -> None:
    story.walk(Status.HANDLING)
    before = story.case()
    story.now = at(11, 25)
    assert story.urge().status_zh == "办理中"
    after = story.case()
    assert (after.status, after.next_due, after.promised_on) == (before.status, before.next_due, before.promised_on)
    assert story.told(story.place.officers.zhou_qiang)[-1] == "body_added"


@pytest.mark.parametrize("status", [Status.REGISTERED, Status.ACCEPTED, Status.HANDLING, Status.REVIEWING])
def test_she_may_withdraw_until_she_is_answered_and_no_clock_judges_it(story: Story, status: Status) -> None:
    story.walk(status)
    live = story.running()
    progress = story.withdraw()
    assert (progress.status_zh, progress.open) == ("已撤诉", False)
    assert story.running() == set()
    assert {story.clock(step).settled for step in live} == {Settled.VOID}


def test_whoever_worked_on_a_withdrawn_case_is_told_to_stop(story: Story) -> None:
    story.walk(Status.HANDLING).withdraw()
    assert story.told(story.place.officers.zhou_qiang)[-1] == "body_withdrawn"


def test_an_answered_case_is_rated_not_withdrawn(story: Story) -> None:
    story.walk(Status.ANSWERED)
    with pytest.raises(IllegalStep, match="目前“已答复”，不能撤诉"):
        story.withdraw()


@pytest.mark.parametrize("score", [Score.SATISFIED, Score.FAIR])
def test_a_satisfied_rating_closes_the_case(story: Story, score: Score) -> None:
    story.walk(Status.ANSWERED).answer_arrives()
    progress = story.rate(score, comment="谢谢")
    assert (progress.status_zh, progress.rated, progress.rateable) == ("已办结", score, False)
    assert story.case().ended_reason == f"投诉人评价：{score.zh}"
    assert story.running() == set()
    assert [event.action for event in story.events()][-2:] == ["rate", "close"]


def test_a_dissatisfied_rating_leaves_it_open_and_asks_the_office_to_call(story: Story) -> None:
    story.walk(Status.ANSWERED).answer_arrives()
    progress = story.rate(Score.DISSATISFIED, comment="还是没修好")
    assert (progress.open, progress.rated, progress.rateable) == (True, Score.DISSATISFIED, False)
    assert story.running() == {Step.CALLBACK}
    assert story.told(story.place.officers.li_min)[-1] == "desk_rated_low"


def test_a_rating_shows_that_the_answer_arrived(story: Story) -> None:
    story.walk(Status.ANSWERED).rate(Score.DISSATISFIED)
    assert story.answers()[0].delivered_at == story.now
    assert story.clock(Step.DELIVER).settled == Settled.MET


@pytest.mark.parametrize("first", list(Score))
def test_pressing_a_second_time_changes_nothing(story: Story, first: Score) -> None:
    story.walk(Status.ANSWERED).answer_arrives()
    story.rate(first)
    events = len(story.events())
    for again in Score:
        assert story.rate(again).rated is first
    assert len(story.events()) == events


def test_the_button_of_an_answer_that_was_never_rated_does_not_rate_the_next(story: Story) -> None:
    people = story.place.officers
    story.walk(Status.ANSWERED).answer_arrives()
    story.do(people.li_min, Action.REDO, reason="回访时说没有修好")
    with pytest.raises(IllegalStep, match="已经重办"):
        story.rate(Score.SATISFIED, round=1)
    story.do(people.zhou_qiang, Action.SIGN)
    story.do(people.chen_zhiyuan, Action.ANSWER, **AGAIN)
    story.do(people.li_min, Action.APPROVE)
    with pytest.raises(IllegalStep, match="已经重办"):
        story.rate(Score.SATISFIED, round=1)
    assert story.case().status == Status.ANSWERED


@pytest.mark.parametrize("status", [Status.REGISTERED, Status.HANDLING, Status.REVIEWING])
def test_there_is_nothing_to_rate_before_the_answer(story: Story, status: Status) -> None:
    story.walk(status)
    with pytest.raises(IllegalStep, match="不能评价"):
        story.rate(Score.SATISFIED)


@pytest.mark.parametrize(
    "act",
    [
        lambda story: story.add("别人的话", sender=LIU_JIANJUN),
        lambda story: story.urge(sender=LIU_JIANJUN),
        lambda story: story.withdraw(sender=LIU_JIANJUN),
        lambda story: story.rate(Score.SATISFIED, sender=LIU_JIANJUN),
    ],
    ids=["add", "urge", "withdraw", "rate"],
)
def test_a_case_of_somebody_else_is_as_unknown_as_none(story: Story, act: Callable[[Story], Progress]) -> None:
    story.walk(Status.HANDLING)
    before = len(story.events())
    with pytest.raises(NotFound, match="没有找到您的这个诉求件"):
        act(story)
    assert len(story.events()) == before


@pytest.mark.parametrize("ended", [Status.CLOSED, Status.GUIDED, Status.WITHDRAWN])
def test_nothing_can_be_done_with_a_case_that_has_ended(story: Story, ended: Status) -> None:
    story.walk(ended)
    with pytest.raises(IllegalStep, match=f"目前“{ended.zh}”"):
        story.add("再说一句")
    with pytest.raises(IllegalStep, match=f"目前“{ended.zh}”"):
        story.urge()


@pytest.mark.parametrize("ended", [Status.CLOSED, Status.GUIDED])
def test_what_has_ended_otherwise_cannot_be_withdrawn(story: Story, ended: Status) -> None:
    story.walk(ended)
    with pytest.raises(IllegalStep, match=f"目前“{ended.zh}”"):
        story.withdraw()


def test_repeating_a_withdrawal_or_the_same_sending_changes_nothing(story: Story) -> None:
    story.add("再说一句", once="sending-1")
    story.add("再说一句", once="sending-1")
    story.add("再说一句", once="sending-2")
    story.withdraw()
    assert story.withdraw().status_zh == "已撤诉"
    assert [event.action for event in story.events()] == ["register", "add", "add", "withdraw"]


def test_her_progress_tells_the_road_without_what_is_meant_for_handlers(place: Place, story: Story) -> None:
    story.walk(Status.HANDLING)
    story.do(place.officers.zhou_qiang, Action.NOTE, text="内部备注")
    progress = story.urge()
    assert progress.steps == ["11月23日 登记", "11月23日 受理", "11月23日 转办", "11月23日 签收", "11月23日 催促"]
    assert (progress.holder, progress.next_step) == ("区住房和城乡建设局", "承办单位正在办理")
    assert progress.answer is None


def test_her_progress_has_the_answer_only_after_it_was_approved(story: Story) -> None:
    assert story.walk(Status.REVIEWING).urge().answer is None
    story.do(story.place.officers.li_min, Action.APPROVE)
    answered = story.urge()
    assert answered.answer is not None
    assert ANSWER["done"] in answered.answer
    assert answered.rateable
