"""更正: an officer puts right what was understood. Dates told stay told, and whoever is accused loses the case."""

from datetime import timedelta

import pytest
from sqlmodel import col, select

from tests.builders import Place, complaint, filing, version_of
from tests.story import Story, at, begin
from tracker.contract import Judgement
from tracker.models import Correction
from tracker.models.views import key
from tracker.rules.errors import Conflict, IllegalStep, Incomplete, NotAllowed, NotFound, Stale
from tracker.rules.words import Action, Status, Step

CORRECT = Action.CORRECT
UNDERSTOOD = {
    "kind": [Judgement(label="help", score=0.8, because=["帮忙"]), Judgement(label="consult", score=0.1)],
    "departments": [Judgement(label="房管", score=0.7, because=["电梯"])],
}


def consultation(place: Place) -> Story:
    """She only asks, which allows three days, and is told the date that follows."""
    return begin(place, filing(kind="consult"))


def kindly(place: Place) -> Story:
    """She names the housing bureau and blames it for nothing: it handles the case itself."""
    return begin(place, complaint(conduct="none"))


def corrections(story: Story) -> list[Correction]:
    with story.place.db.reading() as session:
        rows = select(Correction).where(Correction.case_id == key(story.case().id)).order_by(col(Correction.id))
        return list(session.exec(rows))


def test_li_min_puts_right_what_was_understood_and_it_is_kept_as_rows(place: Place) -> None:
    story = begin(place, filing(understood=UNDERSTOOD))
    story.do(place.officers.li_min, CORRECT, kind="consult", topic="城乡建设", department="市场监管")
    case = story.case()
    assert (case.kind, case.topic, case.function) == ("consult", "城乡建设", "市场监管")
    kept = [(row.field, row.was, row.became, row.guessed) for row in corrections(story)]
    assert kept == [
        ("kind", "help", "consult", [{"label": "help", "score": 0.8}, {"label": "consult", "score": 0.1}]),
        ("topic", None, "城乡建设", []),
        ("department", "房管", "市场监管", [{"label": "房管", "score": 0.7}]),
    ]
    assert {(row.officer_id, row.at) for row in corrections(story)} == {(place.officers.li_min, story.now)}


def test_the_record_says_who_changed_what_and_no_word_of_hers(place: Place) -> None:
    story = begin(place, filing(understood=UNDERSTOOD))
    story.do(place.officers.li_min, CORRECT, kind="consult")
    event = story.events()[-1]
    assert (event.action, event.actor) == ("correct", f"officer:{place.officers.li_min}")
    assert event.visibility == "handlers"
    assert event.details["corrected"] == [{"field": "kind", "was": "help", "became": "consult"}]
    assert "帮忙" not in event.model_dump_json()
    assert story.chain_breaks() == []


def test_the_citizen_is_told_nothing_and_her_date_stays(story: Story) -> None:
    before = story.case().promised_on, story.told_citizen()
    story.do(story.place.officers.li_min, CORRECT, kind="consult")
    assert (story.case().promised_on, story.told_citizen()) == before


def test_the_routing_is_asked_again(story: Story) -> None:
    story.do(story.place.officers.li_min, CORRECT, department="水务")
    case = story.case()
    assert case.suggested_id == story.place.bodies.water
    assert case.suggested_why == "事项属“水务”职能，由区水利局承办。"


def test_only_what_changed_is_a_correction(story: Story) -> None:
    story.do(story.place.officers.li_min, CORRECT, kind="help", conduct="none", department="水务", topic="")
    assert [row.field for row in corrections(story)] == ["department"]


def test_nothing_changed_is_said(story: Story) -> None:
    for fields in ({}, {"kind": "help"}, {"reason": "看着不对"}):
        with pytest.raises(Incomplete, match="没有改动任何一项"):
            story.do(story.place.officers.li_min, CORRECT, **fields)


@pytest.mark.parametrize("fields", [{"kind": "拆迁"}, {"conduct": "rude"}, {"topic": "房管"}, {"department": "城建"}])
def test_a_label_that_does_not_exist_is_refused(story: Story, fields: dict[str, str]) -> None:
    with pytest.raises(Incomplete, match="请从列表中选择"):
        story.do(story.place.officers.li_min, CORRECT, **fields)


def test_told_twice_it_is_one_correction(story: Story) -> None:
    seen = version_of(story.place, story.number)
    for _ in range(2):
        story.do_having_seen(seen, story.place.officers.li_min, CORRECT, kind="consult")
    assert len(corrections(story)) == 1
    assert story.case().version == seen + 1


def test_another_correction_of_what_has_changed_since_is_stale(story: Story) -> None:
    seen = version_of(story.place, story.number)
    story.do_having_seen(seen, story.place.officers.li_min, CORRECT, kind="consult")
    with pytest.raises(Stale):
        story.do_having_seen(seen, story.place.officers.zhao_guodong, CORRECT, kind="suggest")


def test_the_handler_may_correct_too(story: Story) -> None:
    story.walk(Status.HANDLING)
    story.do(story.place.officers.zhou_qiang, CORRECT, topic="城乡建设")
    assert story.case().topic == "城乡建设"


def test_an_ended_case_stays_as_it_ended(story: Story) -> None:
    story.walk(Status.GUIDED)
    with pytest.raises(IllegalStep, match="不能更正"):
        story.do(story.place.officers.li_min, CORRECT, topic="城乡建设")


def test_the_outsider_and_the_accused_find_no_case(accusation: Story) -> None:
    o = accusation.place.officers
    for officer in (o.sun_li, o.zhou_qiang, o.chen_zhiyuan):
        with pytest.raises(NotFound):
            accusation.do(officer, CORRECT, conduct="none", reason="没有这回事")


# What it means for the time there is.


def test_a_kind_with_less_time_brings_the_handlers_date_forward(story: Story) -> None:
    story.walk(Status.HANDLING)
    told = story.case().promised_on
    story.now = at(11, 24)
    story.do(story.place.officers.li_min, CORRECT, kind="consult")
    old, new = [clock for clock in story.clocks() if clock.step == Step.HANDLE][-2:]
    assert (str(old.due_on), old.settled, old.superseded_by) == ("2026-12-02", "void", new.id)
    assert (str(new.due_on), new.amount, new.settled) == ("2026-11-27", 3, None)
    assert story.case().next_due == new.due_at
    assert story.case().promised_on == told, "what she was told stays"


def test_a_kind_with_more_time_moves_nothing(story: Story) -> None:
    story.walk(Status.HANDLING)
    before = story.clocks()
    story.do(story.place.officers.zhou_qiang, CORRECT, kind="complaint")
    assert story.clocks() == before


def test_back_to_the_longer_limit_gives_no_time_back(story: Story) -> None:
    story.walk(Status.HANDLING)
    story.do(story.place.officers.li_min, CORRECT, kind="consult")
    due = story.clock(Step.HANDLE).due_on
    story.do(story.place.officers.li_min, CORRECT, kind="complaint")
    assert story.clock(Step.HANDLE).due_on == due


def test_an_overdue_clock_stays_overdue(story: Story) -> None:
    story.walk(Status.HANDLING)
    story.now = at(12, 10)
    story.do(story.place.officers.li_min, CORRECT, kind="consult")
    assert story.clock(Step.HANDLE).due_at <= story.now


def test_corrected_before_acceptance_the_longer_limit_ends_where_her_date_is(place: Place) -> None:
    story = consultation(place)
    told = story.case().promised_on
    story.do(place.officers.li_min, CORRECT, kind="complaint")
    story.walk(Status.ACCEPTED)
    clock = story.clock(Step.HANDLE)
    assert str(told) == "2026-12-01"
    assert (clock.due_on, clock.amount, clock.unit) == (told, 6, "workday")
    assert "不晚于已经告诉投诉人的日期" in clock.basis
    assert story.case().promised_on == told


def test_without_a_correction_acceptance_gives_the_whole_limit(place: Place) -> None:
    story = begin(place, complaint())
    story.walk(Status.ACCEPTED)
    assert story.clock(Step.HANDLE).amount == 15


def test_accepted_after_her_date_one_day_is_left(place: Place) -> None:
    story = consultation(place)
    story.do(place.officers.li_min, CORRECT, kind="complaint")
    story.now = at(12, 4)
    story.do(place.officers.li_min, Action.ACCEPT)
    assert story.clock(Step.HANDLE).due_at - story.now < timedelta(days=4)
    assert story.case().promised_on < story.clock(Step.HANDLE).due_on


# What it means for who may have the case.


def test_a_body_that_turns_out_to_be_accused_loses_the_case_at_once(place: Place) -> None:
    story = kindly(place)
    story.walk(Status.HANDLING)
    due = story.clock(Step.HANDLE).due_on
    story.do(place.officers.li_min, CORRECT, conduct="attitude")
    case = story.case()
    assert (case.status, case.holder_id, case.handling_id) == ("accepted", place.bodies.office, None)
    assert not story.seen_by(place.officers.zhou_qiang)
    assert story.running() == {Step.HANDLE, Step.DISPATCH}
    assert story.clock(Step.HANDLE).due_on == due
    assert case.suggested_id == place.bodies.inspection
    assert story.told(place.officers.li_min)[-1] == "desk_recused"
    with pytest.raises(Conflict, match="依法应当回避"):
        story.dispatch(place.bodies.housing)
    story.dispatch(place.bodies.inspection)
    assert not story.case().designated


@pytest.mark.parametrize("status", [Status.REVIEWING, Status.ANSWERED])
def test_an_answer_of_the_accused_must_be_sent_back_first(place: Place, status: Status) -> None:
    story = kindly(place).walk(status)
    with pytest.raises(Conflict, match="请先“退回修改”或“重办”"):
        story.do(place.officers.li_min, CORRECT, conduct="attitude")


def test_a_handler_does_not_decide_about_recusal(place: Place) -> None:
    story = kindly(place).walk(Status.HANDLING)
    with pytest.raises(NotAllowed, match="应由效能办办理"):
        story.do(place.officers.zhou_qiang, CORRECT, conduct="attitude")
    assert corrections(story) == []


def test_to_let_the_accused_in_again_needs_a_reason(accusation: Story) -> None:
    o = accusation.place.officers
    with pytest.raises(Incomplete, match="请写明更正理由"):
        accusation.do(o.li_min, CORRECT, conduct="none")
    accusation.do(o.li_min, CORRECT, conduct="none", reason="投诉人电话说明只是问办证要多久")
    assert accusation.case().suggested_id == accusation.place.bodies.housing_estate


def test_one_fault_for_another_changes_nobodys_sight(accusation: Story) -> None:
    accusation.do(accusation.place.officers.li_min, CORRECT, conduct="delay")
    assert accusation.told(accusation.place.officers.li_min) == ["desk_new"]


def test_an_office_that_turns_out_to_be_accused_hands_the_case_up(place: Place) -> None:
    story = begin(place, filing(target_is_office=True))
    assert story.case().desk_id == place.bodies.office
    due = story.clock(Step.ACCEPT).due_on
    story.do(place.officers.li_min, CORRECT, conduct="delay")
    case = story.case()
    assert (case.desk_id, case.holder_id) == (place.bodies.superior, place.bodies.superior)
    assert (story.clock(Step.ACCEPT).owner_id, story.clock(Step.ACCEPT).due_on) == (place.bodies.superior, due)
    assert not story.seen_by(place.officers.li_min)
    assert story.seen_by(place.officers.zheng_haitao)
    assert story.told(place.officers.zhou_min) == ["desk_recused"]


def test_li_min_puts_right_whom_it_is_about_and_that_body_must_stay_out(place: Place) -> None:
    """She wrote 政务大厅 and meant a window of the housing bureau."""
    story = begin(place, complaint(target_body=None)).walk(Status.REGISTERED)
    o = place.officers
    story.do(o.li_min, Action.RETARGET, target=str(place.bodies.housing), reason="原话说的是房管窗口")
    assert story.case().target_id == place.bodies.housing
    assert story.events()[-1].details["target"] == ["", "区住房和城乡建设局"]
    story.do(o.li_min, Action.ACCEPT)
    with pytest.raises(Conflict):
        story.dispatch(place.bodies.housing)


def test_a_body_that_turns_out_to_be_meant_loses_the_case_at_once(place: Place) -> None:
    story = begin(place, complaint(target_body=None)).walk(Status.HANDLING)
    story.do(place.officers.li_min, Action.RETARGET, target=str(place.bodies.housing), reason="反映的是房管窗口")
    assert (story.case().status, story.case().handling_id) == (Status.ACCEPTED, None)
    assert not story.seen_by(place.officers.zhou_qiang)


def test_a_body_that_was_never_meant_is_let_in_again(place: Place) -> None:
    story = begin(place, complaint())
    story.do(place.officers.li_min, Action.RETARGET, target=str(place.bodies.water), reason="反映的是水务窗口")
    story.do(place.officers.li_min, Action.ACCEPT)
    story.dispatch(place.bodies.housing)
    assert story.seen_by(place.officers.zhou_qiang)


def test_what_is_about_nobody_in_particular_shuts_nobody_out(place: Place) -> None:
    story = begin(place, complaint())
    story.do(place.officers.li_min, Action.RETARGET, target="none", reason="没有说是哪个单位")
    assert story.case().target_id is None


def test_what_turns_out_to_be_about_the_office_itself_goes_to_the_one_above(place: Place) -> None:
    story = begin(place, complaint())
    story.do(place.officers.li_min, Action.RETARGET, target=str(place.bodies.office), reason="反映的是效能办自己")
    assert story.case().desk_id == place.bodies.superior
    assert story.case().target_is_office
    assert not story.seen_by(place.officers.li_min)


@pytest.mark.parametrize("target", ["9999", "房管局", "-1"])
def test_a_body_that_does_not_exist_is_refused(story: Story, target: str) -> None:
    with pytest.raises(Incomplete, match="请从列表中选择"):
        story.do(story.place.officers.li_min, Action.RETARGET, target=target, reason="认错了")


def test_the_handling_body_does_not_say_whom_it_is_about(place: Place) -> None:
    story = begin(place).walk(Status.HANDLING)
    with pytest.raises(NotAllowed):
        story.do(place.officers.zhou_qiang, Action.RETARGET, target="none", reason="不是我们")


def test_a_case_about_another_body_is_looked_into_alone(place: Place) -> None:
    first, second = begin(place, complaint()), begin(place, complaint())
    second.do(place.officers.li_min, Action.MERGE, other=first.number, reason="同一个窗口")
    second.do(place.officers.li_min, Action.RETARGET, target=str(place.bodies.water), reason="反映的是水务窗口")
    assert second.page(place.officers.li_min).company.master is None
