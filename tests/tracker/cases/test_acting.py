"""The one door for officers' actions: who may see, who may act, is it still the case they saw."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.builders import ANSWER, Place, road
from tests.story import Story, at, begin
from tracker.cases.acting import VERBS
from tracker.models import Case
from tracker.queries.actions import ONLY_WHEN_RESTRICTED
from tracker.rules.errors import IllegalStep, NotAllowed, NotFound, Refusal, Stale
from tracker.rules.lifecycle import STEPS
from tracker.rules.words import Action, Role, Status

FIELDS = {
    **ANSWER, "reason": "理由", "text": "内容", "topic": "城乡建设",
    "days": "3", "cause": "appraisal", "evidence": "检验委托书", "answer": "三号楼一并更换",
}  # fmt: skip
ONLY_WHEN_ASKED = {
    Action.GRANT, Action.DENY, Action.RESUME, Action.UNMERGE, Action.OPINE, Action.CALL_OFF,
}  # fmt: skip
"""Offered once somebody has asked for something (test_requesting, test_assisting), or merged it (test_crowds)."""
OFFICERS_ACTIONS = {step.action for step in STEPS if step.roles - {Role.COMPLAINANT, Role.SYSTEM}}


def test_every_action_of_the_table_that_officers_have_is_a_verb_and_none_else() -> None:
    assert set(VERBS) == OFFICERS_ACTIONS


def test_on_the_ordinary_road_every_verb_is_offered_to_somebody_and_what_is_offered_can_be_done(
    story: Story,
) -> None:
    reached = _tried_where_offered(story)
    for step in road(story.place):
        story.do(step.officer, step.action, **step.fields)
        reached |= _tried_where_offered(story)
    story.ask_recheck()
    reached |= _tried_where_offered(story)
    assert reached == set(VERBS) - ONLY_WHEN_RESTRICTED - ONLY_WHEN_ASKED - {Action.INQUIRE}


def _tried_where_offered(story: Story) -> set[Action]:
    """What the page offers now to 李敏 and 周强, and to 赵国栋 who judges; a refusal would end the test."""
    people, tried, beside = story.place.officers, set(), begin(story.place).number
    judging = (people.zhao_guodong,) if story.case().status == Status.RECHECKING else ()
    for officer in (people.li_min, people.zhou_qiang, *judging):
        for action in story.offered(officer) if story.seen_by(officer) else ():
            story.try_out(officer, action, **_fields(story), other=beside)
            tried.add(action)
    return tried


def _fields(story: Story) -> dict[str, str]:
    bodies = story.place.bodies
    water = str(bodies.water)
    return {**FIELDS, "body": str(bodies.housing), "target": water, "assistant": water}


@pytest.mark.parametrize("status", list(Status))
def test_an_action_that_is_not_offered_is_refused_in_chinese_whoever_tries_it(story: Story, status: Status) -> None:
    people = story.place.officers
    story.walk(status)
    for officer in (people.li_min, people.zhou_qiang, people.chen_zhiyuan, people.sun_li):
        offered = story.offered(officer) if story.seen_by(officer) else set()
        for action in set(Action) - offered:
            with pytest.raises(Refusal, match=r"[\u4e00-\u9fff]{6}"):
                story.try_out(officer, action, **_fields(story), other="YX20261123-9999")


@pytest.mark.parametrize(
    ("officer", "status", "action", "sentence"),
    [
        ("zhou_qiang", Status.REVIEWING, Action.APPROVE, "审核通过应由受理员、效能办主任办理，您的身份是承办人。"),
        ("li_min", Status.DISPATCHED, Action.SIGN, "签收应由承办人、部门负责人办理，您的身份是受理员。"),
        ("li_min", Status.ANSWERED, Action.RATE, "评价应由投诉人办理，您的身份是受理员。"),
        ("li_min", Status.HANDLING, Action.WITHDRAW, "撤诉应由投诉人办理，您的身份是受理员。"),
    ],
)
def test_who_may_not_is_told_who_may(story: Story, officer: str, status: Status, action: Action, sentence: str) -> None:
    story.walk(status)
    with pytest.raises(NotAllowed) as refused:
        story.do(getattr(story.place.officers, officer), action)
    assert str(refused.value) == sentence


def test_an_action_that_the_status_does_not_know_is_refused_with_the_status(story: Story) -> None:
    with pytest.raises(IllegalStep) as refused:
        story.do(story.place.officers.li_min, Action.APPROVE)
    assert str(refused.value) == "诉求件目前“已登记”，不能审核通过。请刷新后查看当前可以办理的事项。"


@pytest.mark.parametrize("number", ["YX20991231-0001", "", '\'; DROP TABLE "case";--'])
def test_a_number_that_does_not_exist_is_not_found(story: Story, number: str) -> None:
    story.receipt = story.receipt.model_copy(update={"number": number})
    with pytest.raises(NotFound, match="或者您无权查看"):
        story.do_having_seen(1, story.place.officers.li_min, Action.NOTE, text="内容")


@pytest.mark.parametrize("status", [Status.REGISTERED, Status.HANDLING, Status.ANSWERED])
def test_sun_li_of_the_water_bureau_finds_nothing_and_can_do_nothing(story: Story, status: Status) -> None:
    sun_li = story.place.officers.sun_li
    story.walk(status)
    assert not story.seen_by(sun_li)
    with pytest.raises(NotFound, match="或者您无权查看"):
        story.do(sun_li, Action.NOTE, text="只是看看")


def test_a_case_that_changed_in_the_meantime_is_shown_again_first(story: Story) -> None:
    li_min = story.place.officers.li_min
    seen = story.case().version
    story.add("补充一句")
    with pytest.raises(Stale, match="刚刚有了新变化"):
        story.do_having_seen(seen, li_min, Action.ACCEPT)
    assert story.case().status == Status.REGISTERED
    assert story.do(li_min, Action.ACCEPT).version == seen + 2


def test_eight_officers_who_saw_the_same_page_get_one_acceptance(story: Story) -> None:
    li_min, seen = story.place.officers.li_min, story.case().version

    def accept(_: int) -> Case | Stale:
        try:
            return story.do_having_seen(seen, li_min, Action.ACCEPT)
        except Stale as stale:
            return stale

    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(accept, range(8)))
    assert sum(isinstance(outcome, Case) for outcome in outcomes) == 1
    assert [event.action for event in story.events()] == ["register", "accept"]
    assert story.told_citizen() == ["accepted"]


def test_a_refused_action_leaves_no_trace(story: Story) -> None:
    story.walk(Status.HANDLING)
    before = (story.case(), story.events(), story.clocks(), story.notices())
    story.now = at(12, 1)
    with pytest.raises(Refusal):
        story.do(story.place.officers.zhou_qiang, Action.ANSWER, facts="无", done="无", basis="无")
    assert (story.case(), story.events(), story.clocks(), story.notices()) == before


def test_every_step_is_chained_to_the_one_before(place: Place, story: Story) -> None:
    story.walk(Status.CLOSED)
    assert [event.seq for event in story.events()] == list(range(1, 9))
    assert story.chain_breaks() == []


def test_an_event_that_was_edited_afterwards_shows(place: Place, story: Story) -> None:
    story.walk(Status.HANDLING)
    with place.db.writing() as session:
        event = story.events()[1]
        event.actor = "officer:999"
        session.merge(event)
    assert story.chain_breaks() == ["第2条办理记录：写入后被改动过"]
