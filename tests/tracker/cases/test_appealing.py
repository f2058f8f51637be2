"""复查、复核: 王秀英 does not accept the answer about the lift, and somebody who had no say in it looks again."""

from datetime import date, timedelta

import pytest

from tests.builders import ANSWER, NOW, Place, filing, house
from tests.people import LIU_JIANJUN
from tests.story import Story, at, begin
from tracker.check import check
from tracker.contract import AppealStage, Channel
from tracker.models import Officer
from tracker.queries.org import load_org
from tracker.queries.queue import QueueFilter, queue
from tracker.rules.errors import IllegalStep, Incomplete, NotAllowed, NotFound, OnRecord
from tracker.rules.words import Action, Role, Score, Settled, Status, Step
from tracker.sweep import sweep

FINAL = AppealStage.FINAL_RECHECK
WHY = "经重新核实，检验报告和维修记录齐全，答复属实"


@pytest.fixture
def closed(story: Story) -> Story:
    """Answered, delivered and closed on Monday 23 November; 王秀英 comes back on 1 December."""
    story.walk(Status.CLOSED).now = at(12, 1, 10)
    return story


@pytest.fixture
def asked(closed: Story) -> Story:
    closed.ask_recheck()
    return closed


@pytest.fixture
def upheld(asked: Story) -> Story:
    """The director upheld it on 10 December; the decision arrived on the 11th."""
    asked.now = at(12, 10, 9)
    asked.do(asked.place.officers.zhao_guodong, Action.UPHOLD, reason=WHY)
    asked.now = at(12, 11, 9)
    asked.decision_arrives()
    return asked


@pytest.fixture
def finally_asked(upheld: Story) -> Story:
    upheld.now = at(12, 20, 9)
    upheld.ask_recheck(FINAL)
    return upheld


def test_she_is_told_the_date_and_the_case_is_on_a_desk_with_a_clock(closed: Story) -> None:
    shown = closed.ask_recheck()
    assert (shown.status_zh, shown.open, shown.promised_on) == ("复查中", True, date(2026, 12, 31))
    clock = closed.clock(Step.RECHECK)
    assert (clock.amount, clock.unit, clock.due_on) == (30, "natural", date(2026, 12, 31))
    assert (closed.case().holder_id, clock.owner_id) == (closed.place.bodies.office,) * 2
    received = next(n for n in closed.notices() if n.template == "appeal_received")
    assert "12月31日前给您书面决定" in received.text


def test_thirty_natural_days_that_end_in_the_national_holiday_end_on_the_first_working_day_after_it(
    place: Place,
) -> None:
    story = begin(place, now=at(9, 2, 9)).walk(Status.CLOSED)
    assert story.progress().appeal_until == date(2026, 10, 8)
    assert story.ask_recheck().promised_on == date(2026, 10, 8)


def test_on_the_last_day_it_can_be_asked_and_on_the_next_it_is_refused_on_record(closed: Story) -> None:
    assert closed.progress().appeal_until == date(2026, 12, 23)
    closed.now = at(12, 24, 0)
    assert closed.progress().appeal is None
    with pytest.raises(OnRecord, match=r"已于12月23日届满.*作为新的一件"):
        closed.ask_recheck()
    assert (closed.case().status, closed.appeals()) == (Status.CLOSED, [])
    assert closed.events()[-1].details["because"] == "电梯当天又停了，答复说已修好不属实"
    assert "12月23日届满" in closed.progress().steps[-1]
    closed.now = at(12, 23, 23, 59)
    assert closed.ask_recheck().status == Status.RECHECKING


def test_who_asks_twice_has_asked_once(asked: Story) -> None:
    asked.now = at(12, 2, 9)
    assert asked.ask_recheck().promised_on == date(2026, 12, 31)
    assert [row.stage for row in asked.appeals()] == ["recheck"]


def test_before_there_is_an_answer_nothing_can_be_asked(story: Story) -> None:
    story.walk(Status.HANDLING)
    assert story.progress().appeal is None
    with pytest.raises(IllegalStep, match="目前“办理中”，不能申请复查"):
        story.ask_recheck()


def test_an_answer_she_has_read_can_be_appealed_before_the_case_is_closed(story: Story) -> None:
    story.walk(Status.ANSWERED)
    story.rate(Score.DISSATISFIED)
    assert story.progress().appeal is AppealStage.RECHECK
    story.ask_recheck()
    assert story.running() == {Step.RECHECK}
    story.do(story.place.officers.zhao_guodong, Action.UPHOLD, reason=WHY)
    assert story.case().status == Status.CLOSED


def test_an_answer_of_which_nobody_knows_whether_it_arrived_has_arrived_when_she_asks(story: Story) -> None:
    story.walk(Status.REVIEWING).do(story.place.officers.li_min, Action.APPROVE)
    assert (story.progress().appeal, story.progress().appeal_until) == (AppealStage.RECHECK, None)
    story.now = at(12, 30)
    story.ask_recheck()
    assert story.answers()[-1].delivered_at == at(12, 30)
    story.answer_arrives()
    assert story.running() == {Step.RECHECK}


def test_the_director_decides_and_she_is_told_why_and_how_to_go_on(asked: Story) -> None:
    people = asked.place.officers
    assert asked.told(people.zhao_guodong)[-1] == "appeal_asked"
    asked.do(people.zhao_guodong, Action.UPHOLD, reason=WHY)
    told = next(n for n in asked.notices() if n.template == "appeal_decided")
    assert all(words in told.text for words in ("复查决定：维持", WHY, "30日内申请复核"))
    assert asked.clock(Step.RECHECK).settled == Settled.MET
    case = asked.case()
    assert (case.status, case.ended_reason, case.holder_id) == ("closed", "复查决定：维持", asked.place.bodies.office)
    assert WHY in (asked.progress().answer or "")


@pytest.mark.parametrize("action", [Action.UPHOLD, Action.AMEND, Action.REVOKE])
def test_who_handled_approved_or_only_screens_cannot_decide(asked: Story, action: Action) -> None:
    people = asked.place.officers
    for officer in (people.li_min, people.zhou_qiang, people.chen_zhiyuan):
        assert action not in asked.offered(officer)
        with pytest.raises(NotAllowed):
            asked.do(officer, action, reason=WHY, answer="改为：再修一次")


def test_a_director_who_approved_the_answer_leaves_it_to_those_above(story: Story) -> None:
    people, bodies = story.place.officers, story.place.bodies
    story.walk(Status.REVIEWING).do(people.zhao_guodong, Action.APPROVE)
    story.rate(Score.SATISFIED)
    assert not story.seen_by(people.zheng_haitao)
    story.ask_recheck()
    assert (story.case().holder_id, story.clock(Step.RECHECK).owner_id) == (bodies.superior,) * 2
    assert "appeal_asked" not in story.told(people.zhao_guodong)
    with pytest.raises(NotAllowed, match=r"没有参与办理的上一级人员决定，请由.*郑海涛"):
        story.do(people.zhao_guodong, Action.UPHOLD, reason=WHY)
    assert Action.UPHOLD not in story.offered(people.zhao_guodong)
    assert Action.UPHOLD in story.offered(people.zheng_haitao)
    story.do(people.zheng_haitao, Action.UPHOLD, reason=WHY)
    assert story.case().holder_id == bodies.office


def test_what_lies_above_reminds_nobody_below(story: Story) -> None:
    people = story.place.officers
    story.walk(Status.REVIEWING).do(people.zhao_guodong, Action.APPROVE)
    story.rate(Score.SATISFIED)
    story.ask_recheck()
    before = len(story.told(people.zhao_guodong))
    for days in (16, 25, 33):
        sweep(story.place.db, house(), now=story.now + timedelta(days=days), limit=10_000)
    assert story.told(people.zheng_haitao).count("reminder") >= 2
    assert "overdue" in story.told(people.zheng_haitao)
    assert len(story.told(people.zhao_guodong)) == before


def test_a_director_who_steps_aside_hands_the_appeal_up(asked: Story) -> None:
    people, bodies = asked.place.officers, asked.place.bodies
    asked.do(people.zhao_guodong, Action.STEP_ASIDE, reason="与物业公司负责人是亲属")
    assert not asked.seen_by(people.zhao_guodong)
    assert (asked.case().holder_id, asked.clock(Step.RECHECK).owner_id) == (bodies.superior,) * 2
    assert asked.clock(Step.RECHECK).due_on == date(2026, 12, 31)
    assert "appeal_asked" in asked.told(people.zheng_haitao)
    asked.do(people.zheng_haitao, Action.UPHOLD, reason=WHY)


def test_a_silent_director_is_reminded_at_half_at_eighty_and_then_those_above_are(own_place: Place) -> None:
    story = begin(own_place).walk(Status.CLOSED)
    story.ask_recheck()
    people, told = own_place.officers, []
    for day in (at(12, 8, 10), at(12, 17, 10), at(12, 24, 1), at(12, 24, 10), at(12, 31, 10)):
        sweep(own_place.db, house(), now=day, limit=10_000)
        told.append([e for e in story.events() if e.action == Action.ESCALATE][-1].details["level"])
    assert told == ["50", "80", "100", "+1", "+5"]
    assert "overdue" in story.told(people.zheng_haitao)
    assert story.told_citizen()[-1] == "delayed"
    assert story.seen_by(people.zheng_haitao)


def test_amended_the_new_answer_stands_beside_the_old_one(asked: Story) -> None:
    director = asked.place.officers.zhao_guodong
    with pytest.raises(Incomplete, match="变更后的答复"):
        asked.do(director, Action.AMEND, reason="原答复漏了三号楼")
    asked.do(director, Action.AMEND, reason="原答复漏了三号楼", answer="三号楼电梯已于12月3日一并更换钢丝绳。")
    shown = asked.progress()
    assert shown.answer is not None
    assert shown.answer.index(ANSWER["facts"]) < shown.answer.index("三号楼电梯已于12月3日")
    assert (asked.case().status, shown.appeal) == (Status.CLOSED, FINAL)


def test_revoked_another_handler_does_it_again_with_a_new_date(asked: Story) -> None:
    people = asked.place.officers
    asked.do(people.zhao_guodong, Action.REVOKE, reason="没有核实三号楼")
    case = asked.case()
    assert (case.status, case.round, case.holder_id) == (Status.DISPATCHED, 2, asked.place.bodies.housing)
    assert asked.running() == {Step.SIGN, Step.HANDLE}
    assert case.promised_on == asked.clock(Step.HANDLE).due_on == date(2026, 12, 10)
    told = next(n for n in asked.notices() if n.template == "appeal_revoked")
    assert all(words in told.text for words in ("撤销并责令重新办理", "没有核实三号楼", "12月10日前"))
    assert asked.told(people.zhou_qiang)[-1] == "body_dispatched"
    asked.do(people.zhou_qiang, Action.SIGN)
    again = {**ANSWER, "overrule": "同一部电梯"}
    with pytest.raises(NotAllowed, match=r"应当换人办理，请由.*陈志远"):
        asked.do(people.zhou_qiang, Action.ANSWER, **again)
    asked.do(people.chen_zhiyuan, Action.ANSWER, **again)
    asked.do(people.li_min, Action.APPROVE)
    asked.rate(Score.FAIR, round=2)
    assert asked.progress().appeal is AppealStage.RECHECK


def test_the_second_look_is_decided_by_the_office_above_and_only_once(finally_asked: Story) -> None:
    people, bodies = finally_asked.place.officers, finally_asked.place.bodies
    clock = finally_asked.clock(Step.FINAL_RECHECK)
    assert (clock.owner_id, clock.due_on, clock.unit) == (bodies.superior, date(2027, 1, 19), "natural")
    with pytest.raises(NotAllowed, match=r"请由.*郑海涛"):
        finally_asked.do(people.zhao_guodong, Action.UPHOLD, reason=WHY)
    finally_asked.do(people.zheng_haitao, Action.UPHOLD, reason=WHY)
    told = [n for n in finally_asked.notices() if n.template == "appeal_decided"][-1]
    assert all(words in told.text for words in ("复核决定：维持", "同一事实和理由不再受理", "新的事实"))
    assert finally_asked.progress().appeal is None
    for stage in AppealStage:
        with pytest.raises(OnRecord, match=r"不再受理（《信访工作条例》第三十六条）。有新的事实"):
            finally_asked.ask_recheck(stage)
    assert finally_asked.case().status == Status.CLOSED
    assert finally_asked.chain_breaks() == []


def test_the_second_look_is_asked_for_within_thirty_days_of_the_decision(upheld: Story) -> None:
    assert (upheld.progress().appeal, upheld.progress().appeal_until) == (FINAL, date(2027, 1, 11))
    upheld.now = at(1, 12, 9, year=2027)
    with pytest.raises(OnRecord, match="收到复查决定之日起30日，已于1月11日届满"):
        upheld.ask_recheck(FINAL)


def test_the_second_look_needs_a_first(closed: Story) -> None:
    with pytest.raises(OnRecord, match="现在可以申请的是复查"):
        closed.ask_recheck(FINAL)


def test_the_window_of_the_second_look_waits_for_the_decision_to_arrive(asked: Story) -> None:
    asked.do(asked.place.officers.zhao_guodong, Action.UPHOLD, reason=WHY)
    assert asked.progress().appeal_until is None
    asked.now = at(2, 1, 9, year=2027)
    asked.ask_recheck(FINAL)
    assert asked.appeals()[0].delivered_at == asked.now


def test_withdrawn_the_answer_stands_and_the_same_is_not_asked_again(asked: Story) -> None:
    assert asked.withdraw().status_zh == "已办结"
    assert asked.running() == set()
    assert asked.told(asked.place.officers.zhao_guodong)[-1] == "appeal_withdrawn"
    with pytest.raises(OnRecord, match="撤回过复查申请"):
        asked.ask_recheck()


def test_what_she_adds_reaches_those_who_decide(asked: Story) -> None:
    asked.add("附上物业的停梯公告")
    assert asked.told(asked.place.officers.zhao_guodong)[-1] == "body_added"
    assert "body_added" not in asked.told(asked.place.officers.zhou_qiang)


def test_whoever_holds_the_query_code_can_ask_from_anywhere(closed: Story) -> None:
    other = LIU_JIANJUN
    with pytest.raises(NotFound):
        closed.ask_recheck(sender=other)
    with pytest.raises(NotFound, match="编号或查询码不对"):
        closed.ask_recheck(sender=other, code="WRONGONE")
    shown = closed.ask_recheck(sender=other, code=closed.receipt.query_code)
    assert shown.status == Status.RECHECKING


def test_who_has_nothing_to_do_with_it_sees_nothing(finally_asked: Story) -> None:
    sun_li = finally_asked.place.officers.sun_li
    assert not finally_asked.seen_by(sun_li)
    with pytest.raises(NotFound):
        finally_asked.do(sun_li, Action.UPHOLD, reason=WHY)
    assert finally_asked.told(sun_li) == []


def test_the_accused_learn_nothing_of_the_appeal(accusation: Story) -> None:
    people = accusation.place.officers
    accusation.do(people.li_min, Action.ACCEPT)
    accusation.dispatch(accusation.place.bodies.inspection)
    accusation.do(people.wu_gang, Action.SIGN)
    accusation.do(people.wu_gang, Action.ANSWER, **{**ANSWER, "overrule": "同一部电梯"})
    accusation.do(people.li_min, Action.APPROVE)
    accusation.ask_recheck()
    accusation.do(people.zhao_guodong, Action.REVOKE, reason="没有询问窗口人员")
    for accused in (people.zhou_qiang, people.chen_zhiyuan):
        assert not accusation.seen_by(accused)
        assert accusation.told(accused) == []


@pytest.mark.parametrize("status", [Status.RECHECKING, Status.FINAL_RECHECKING])
def test_an_open_appeal_stands_in_the_queue_of_whoever_decides_it(own_place: Place, status: Status) -> None:
    story = begin(own_place).walk(status)
    people = own_place.officers
    judge = people.zhao_guodong if status is Status.RECHECKING else people.zheng_haitao
    with own_place.db.reading() as session:
        org = load_org(session)
        mine = QueueFilter(mine=True)
        page = queue(session, org.officers[judge], org, mine, now=NOW, calendar=house().calendar)
        assert [row.number for row in page.rows] == [story.number]
        assert [f for f in check(session, now=NOW) if f.kind != "stuck"] == []


def test_a_district_without_anybody_above_still_decides(own_place: Place) -> None:
    story = begin(own_place)
    people = own_place.officers
    with own_place.db.writing() as session:
        for row_id, officer in load_org(session).officers.items():
            if Role.SUPERVISOR in officer.roles:
                session.get_one(Officer, row_id).active = False
    story.walk(Status.REVIEWING).do(people.zhao_guodong, Action.APPROVE)
    story.rate(Score.SATISFIED)
    story.ask_recheck()
    story.do(people.zhao_guodong, Action.UPHOLD, reason=WHY)
    story.ask_recheck(FINAL)
    assert story.do(people.zhao_guodong, Action.UPHOLD, reason=WHY).status == Status.CLOSED


def test_a_person_on_telegram_gets_the_decision_by_the_door(place: Place) -> None:
    story = begin(place, filing(channel=Channel.TELEGRAM, sender="4711")).walk(Status.RECHECKING)
    story.do(place.officers.zhao_guodong, Action.UPHOLD, reason=WHY)
    assert [n.state for n in story.notices() if n.template == "appeal_decided"] == ["queued"]
