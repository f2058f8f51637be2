"""延期、中止计时、退单: asked, decided by another person, and what the citizen hears."""

from datetime import date

import pytest

from tests.builders import ANSWER, house
from tests.story import Story, at
from tracker.models import Alarm, Request
from tracker.rules.errors import IllegalStep, Incomplete, NotAllowed, OnRecord
from tracker.rules.words import Action, Settled, Status, Step
from tracker.sweep import sweep

EXTEND, PAUSE, GRANT, DENY, RESUME, RETURN = (
    Action.ASK_EXTENSION, Action.ASK_PAUSE, Action.GRANT, Action.DENY, Action.RESUME, Action.RETURN,
)  # fmt: skip
WHY = "电梯配件需要从厂家调运"
APPRAISAL = {"cause": "appraisal", "reason": "电梯送检", "evidence": "检验委托书，2026年11月25日"}


@pytest.fixture
def handled(story: Story) -> Story:
    """周强 of the housing bureau has signed for the lift on Monday; he has until Wednesday 2 December."""
    return story.walk(Status.HANDLING)


def requests(story: Story) -> list[Request]:
    return story._rows(Request)


def decide(story: Story, officer: int, action: Action, **fields: str) -> None:
    pending = [row for row in requests(story) if row.state == "pending"]
    story.do(officer, action, request=str(pending[-1].id), **fields)


def test_the_head_grants_an_extension_and_the_citizen_hears_why_and_until_when(handled: Story) -> None:
    o = handled.place.officers
    handled.now = at(11, 30)
    handled.do(o.zhou_qiang, EXTEND, days="5", reason=WHY)
    assert handled.case().promised_on == date(2026, 12, 2)
    decide(handled, o.chen_zhiyuan, GRANT)
    clock = handled.clock(Step.HANDLE)
    assert (handled.case().promised_on, clock.due_on, clock.amount) == (date(2026, 12, 9), date(2026, 12, 9), 12)
    assert handled.told(o.zhou_qiang)[-1] == "request_decided"
    told = [n.text for n in handled.notices() if n.template == "extended"]
    assert told == [f"您的诉求件 {handled.number} 需要更多时间：{WHY}。经批准延期，12月9日前给您答复。"]
    old = [c for c in handled.clocks() if c.superseded_by == clock.id]
    assert [c.settled for c in old] == [Settled.VOID]
    assert handled.chain_breaks() == []


def test_who_asked_and_then_stepped_aside_does_not_hear_the_decision_and_the_colleague_does(handled: Story) -> None:
    o = handled.place.officers
    handled.do(o.chen_zhiyuan, PAUSE, **APPRAISAL)
    handled.do(o.chen_zhiyuan, Action.STEP_ASIDE, reason="投诉人是亲戚")
    decide(handled, o.zhao_guodong, DENY, reason="检验不影响办理")
    assert "request_decided" not in handled.told(o.chen_zhiyuan)
    assert handled.told(o.zhou_qiang)[-1] == "request_decided"


def test_an_extension_is_had_once_a_round(handled: Story) -> None:
    o = handled.place.officers
    handled.do(o.zhou_qiang, EXTEND, days="5", reason=WHY)
    decide(handled, o.zhao_guodong, GRANT)
    with pytest.raises(OnRecord, match="延期最多1次"):
        handled.do(o.zhou_qiang, EXTEND, days="5", reason=WHY)
    assert [row.state for row in requests(handled)] == ["granted", "refused"]


def test_asked_after_expiry_it_is_refused_and_the_refusal_stays_on_the_case(handled: Story) -> None:
    handled.now = at(12, 3)
    due = handled.clock(Step.HANDLE).due_at
    with pytest.raises(OnRecord, match="只能在到期前申请"):
        handled.do(handled.place.officers.zhou_qiang, EXTEND, days="5", reason=WHY)
    last = handled.events()[-1]
    assert (last.action, last.details) == (Action.REFUSE, {"asked": "extend", "because": WHY})
    assert [row.state for row in requests(handled)] == ["refused"]
    assert handled.clock(Step.HANDLE).due_at == due
    assert handled.chain_breaks() == []


def test_granted_after_expiry_it_is_refused_too(handled: Story) -> None:
    o = handled.place.officers
    handled.do(o.zhou_qiang, EXTEND, days="5", reason=WHY)
    handled.now = at(12, 3)
    with pytest.raises(OnRecord, match="只能在到期前申请和批准"):
        decide(handled, o.chen_zhiyuan, GRANT)
    assert [row.state for row in requests(handled)] == ["refused"]
    assert "extended" not in handled.told_citizen()


def test_the_head_does_not_grant_what_he_asked_for_himself(handled: Story) -> None:
    o = handled.place.officers
    handled.do(o.chen_zhiyuan, EXTEND, days="5", reason=WHY)
    with pytest.raises(NotAllowed, match="不能决定自己提出的申请"):
        decide(handled, o.chen_zhiyuan, GRANT)
    decide(handled, o.zhao_guodong, GRANT)


@pytest.mark.parametrize("days", ["", "0", "11", "三"])
def test_more_days_than_the_rule_gives_cannot_be_asked_for(handled: Story, days: str) -> None:
    with pytest.raises(Incomplete):
        handled.do(handled.place.officers.zhou_qiang, EXTEND, days=days, reason=WHY)


def test_a_denied_extension_changes_no_date_and_only_the_asker_hears(handled: Story) -> None:
    o = handled.place.officers
    handled.do(o.zhou_qiang, EXTEND, days="5", reason=WHY)
    before = handled.told_citizen()
    decide(handled, o.chen_zhiyuan, DENY, reason="配件本市有货")
    assert (handled.case().promised_on, handled.told_citizen()) == (date(2026, 12, 2), before)
    assert handled.told(o.zhou_qiang)[-1] == "request_decided"


def test_paused_days_do_not_count_and_the_citizen_is_told_both_times(handled: Story) -> None:
    o = handled.place.officers
    handled.now = at(11, 25)
    handled.do(o.zhou_qiang, PAUSE, **APPRAISAL)
    assert Step.HANDLE in handled.running(), "until it is granted, the time goes on"
    decide(handled, o.chen_zhiyuan, GRANT)
    assert handled.running() == {Step.PAUSE}
    handled.now = at(12, 7)
    handled.do(o.zhou_qiang, RESUME)
    assert handled.running() == {Step.HANDLE}
    assert handled.case().promised_on == handled.clock(Step.HANDLE).due_on == date(2026, 12, 14)
    assert handled.told_citizen()[-2:] == ["paused", "resumed"]
    row = next(c for c in handled.page(o.zhou_qiang).clocks if c.step is Step.HANDLE and not c.settled)
    counted = [line.date.day for line in row.receipt if line.counts]
    assert (counted, row.receipt[-1].number) == ([24, 25, 8, 9, 10, 11, 14], 7)
    assert handled.chain_breaks() == []


def test_a_pause_ends_by_itself_at_its_cap_however_late_the_sweep_comes(handled: Story) -> None:
    o = handled.place.officers
    handled.do(o.zhou_qiang, PAUSE, **APPRAISAL)
    decide(handled, o.chen_zhiyuan, GRANT)
    cap = handled.clock(Step.PAUSE)
    assert cap.due_on == date(2027, 1, 22)
    handled.now = at(1, 26, year=2027)
    sweep(handled.place.db, house(), now=handled.now)
    assert handled.running() == {Step.HANDLE}
    assert [row.paused_until for row in requests(handled)] == [cap.due_on]
    assert handled.clock(Step.HANDLE).due_on == house().calendar.add(cap.due_on, 7).date
    rung = [a.level for a in handled._rows(Alarm) if a.clock_id == cap.id and a.state == "fired"]
    assert "100" not in rung, "a pause that ends is nobody's delay"


def test_a_pause_needs_a_cause_from_the_list(handled: Story) -> None:
    with pytest.raises(Incomplete, match="听证、检验检测鉴定"):
        handled.do(handled.place.officers.zhou_qiang, PAUSE, cause="holiday", reason="放假", evidence="无")


def test_who_answers_goes_on_with_the_clock(handled: Story) -> None:
    o = handled.place.officers
    handled.do(o.zhou_qiang, PAUSE, **APPRAISAL)
    decide(handled, o.chen_zhiyuan, GRANT)
    handled.do(o.zhou_qiang, Action.ANSWER, **ANSWER)
    assert handled.running() == {Step.HANDLE, Step.REVIEW}


def test_nothing_is_resumed_that_is_not_paused(handled: Story) -> None:
    with pytest.raises(IllegalStep, match="没有中止计时"):
        handled.do(handled.place.officers.zhou_qiang, RESUME)


def test_a_return_after_its_window_is_refused_and_the_chiefs_hear_of_it(handled: Story) -> None:
    o = handled.place.officers
    handled.now = at(11, 25)
    with pytest.raises(OnRecord, match="签收后1个工作日内"):
        handled.do(o.zhou_qiang, RETURN, reason="不归我们管")
    assert handled.case().status == Status.HANDLING
    assert "return_refused" in handled.told(o.chen_zhiyuan)
    assert "return_refused" in handled.told(o.zhao_guodong)
    assert handled.events()[-1].action == Action.REFUSE


def test_only_the_buttons_that_would_work_are_offered(handled: Story) -> None:
    o = handled.place.officers
    assert not {GRANT, DENY, RESUME} & handled.offered(o.chen_zhiyuan)
    handled.do(o.zhou_qiang, PAUSE, **APPRAISAL)
    assert PAUSE not in handled.offered(o.zhou_qiang)
    assert {GRANT, DENY} <= handled.offered(o.zhao_guodong)
    decide(handled, o.chen_zhiyuan, GRANT)
    assert RESUME in handled.offered(o.zhou_qiang)
