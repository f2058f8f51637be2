"""协办: 李敏 asks the water bureau to help with the lift of the housing bureau; 周强 alone answers."""

from datetime import date

import pytest

from tests.builders import ANSWER, Place, complaint, filing, house
from tests.story import Story, at, begin
from tracker.check import check
from tracker.models import Alarm, Assistance, Card
from tracker.queries.contacts import contact_for
from tracker.queries.org import load_org
from tracker.queries.progress import progress
from tracker.queries.queue import QueueFilter, queue
from tracker.rules.errors import Conflict, IllegalStep, Incomplete, NotAllowed, NotFound
from tracker.rules.words import Action, Conduct, Level, Settled, Status, Step
from tracker.sweep import sweep

ASSIST, OPINE, CALL_OFF = Action.ASSIST, Action.OPINE, Action.CALL_OFF
QUESTION = "二号楼水泵房是否供电不足，请到现场核实"
OPINION = "11月25日到现场核实，水泵房供电正常，与电梯停运无关。"


@pytest.fixture
def handled(story: Story) -> Story:
    """周强 has signed on Monday; seven working days until Wednesday 2 December."""
    return story.walk(Status.HANDLING)


@pytest.fixture
def helped(handled: Story) -> Story:
    ask(handled)
    return handled


def ask(story: Story, body: int = 0, officer: int = 0) -> None:
    to = body or story.place.bodies.water
    story.do(officer or story.place.officers.li_min, ASSIST, assistant=str(to), text=QUESTION)


def rows(story: Story) -> list[Assistance]:
    return story._rows(Assistance)


def answer(story: Story, **changes: str) -> None:
    story.do(story.place.officers.zhou_qiang, Action.ANSWER, **{**ANSWER, "overrule": "同一部电梯", **changes})


def findings(story: Story) -> list[str]:
    with story.place.db.reading() as session:
        found = check(session, now=story.now)
        return [f.kind for f in found if f.number == story.number and f.kind not in ("stuck", "late_alarm")]


def listed(story: Story, officer: int, **filters: bool) -> dict[str, str]:
    with story.place.db.reading() as session:
        org = load_org(session)
        page = queue(
            session, org.officers[officer], org, QueueFilter(**filters),  # type: ignore[arg-type]
            now=story.now, calendar=house().calendar, limit=100,
        )  # fmt: skip
        return {row.number: row.assists for row in page.rows}


def test_the_assisting_bureau_has_sixty_percent_of_what_the_lead_has_left_and_hears_it(helped: Story) -> None:
    o, clock = helped.place.officers, helped.clock(Step.ASSIST)
    assert (clock.amount, clock.unit, clock.due_on) == (5, "workday", date(2026, 11, 30))
    assert clock.owner_id == helped.place.bodies.water
    assert helped.clock(Step.HANDLE).due_on == date(2026, 12, 2)
    assert helped.told(o.sun_li) == ["assist_asked"]
    assert helped.told(o.zhou_qiang)[-1] == "assist_coming"
    [text] = [n.text for n in helped.notices() if n.template == "assist_asked"]
    assert "区住房和城乡建设局主办" in text
    assert "11月30日" in text
    assert (helped.chain_breaks(), findings(helped)) == ([], [])


def test_asked_later_it_is_a_share_of_what_is_left_then(handled: Story) -> None:
    handled.now = at(11, 30)
    ask(handled)
    clock = handled.clock(Step.ASSIST)
    assert (clock.amount, clock.due_on) == (2, date(2026, 12, 2))


def test_on_the_leads_last_day_nobody_can_be_asked_any_more(handled: Story) -> None:
    handled.now = at(12, 2)
    assert ASSIST not in handled.offered(handled.place.officers.li_min)
    with pytest.raises(IllegalStep, match="没有完整的工作日"):
        ask(handled)


def test_the_assistant_reads_the_case_and_can_do_nothing_but_give_an_opinion_or_step_aside(helped: Story) -> None:
    o = helped.place.officers
    for officer in (o.sun_li, o.mao_jianlin):
        assert helped.offered(officer) == {OPINE, Action.STEP_ASIDE}
    assert not helped.seen_by(o.song_jia)
    attempts = {
        Action.ANSWER: ANSWER, Action.RETURN: {"reason": "不归我们"}, Action.NOTE: {"text": "记一笔"},
        Action.ASK: {"text": "您家几楼"}, Action.ASK_EXTENSION: {"days": "5", "reason": "忙"},
    }  # fmt: skip
    for action, fields in attempts.items():
        with pytest.raises(NotAllowed, match="您的身份是协办人"):
            helped.do(o.sun_li, action, **fields)
    with pytest.raises(NotFound):
        helped.do(o.song_jia, OPINE, text=OPINION)


def test_before_it_is_asked_the_water_bureau_sees_nothing(handled: Story) -> None:
    assert not handled.seen_by(handled.place.officers.sun_li)
    assert handled.number not in listed(handled, handled.place.officers.sun_li)


def test_it_lies_in_the_assistants_queue_with_its_word_and_its_day(helped: Story) -> None:
    o = helped.place.officers
    assert listed(helped, o.sun_li)[helped.number] == "协办，11月30日前提交意见"
    assert helped.number in listed(helped, o.sun_li, mine=True)
    assert listed(helped, o.zhou_qiang)[helped.number] == ""
    helped.do(o.sun_li, OPINE, text=OPINION)
    assert listed(helped, o.sun_li)[helped.number] == "协办，已提交意见"
    assert helped.number not in listed(helped, o.sun_li, mine=True)


def test_the_opinion_settles_the_assistants_clock_alone_and_the_lead_reads_it(helped: Story) -> None:
    o = helped.place.officers
    helped.now = at(11, 26)
    helped.do(o.sun_li, OPINE, text=OPINION)
    assert helped.clock(Step.ASSIST).settled == Settled.MET
    assert helped.running() == {Step.HANDLE}
    assert helped.told(o.zhou_qiang)[-1] == "assist_opined"
    [row] = helped.page(o.zhou_qiang).assistances
    assert (row.body, row.opinion, row.opined_by) == ("区水利局", OPINION, "孙莉")
    assert OPINE not in helped.offered(o.mao_jianlin)
    with pytest.raises(IllegalStep, match="已经提交过"):
        helped.do(o.mao_jianlin, OPINE, text="再说一句")


def test_an_opinion_that_comes_late_is_late_for_ever(helped: Story) -> None:
    helped.now = at(12, 1)
    helped.do(helped.place.officers.sun_li, OPINE, text=OPINION)
    assert helped.clock(Step.ASSIST).settled == Settled.LATE


@pytest.mark.parametrize("who", ["zhou_qiang", "chen_zhiyuan", "sun_li"])
def test_only_the_office_asks(handled: Story, who: str) -> None:
    with pytest.raises((NotAllowed, NotFound)):
        ask(handled, officer=getattr(handled.place.officers, who))


def test_the_director_asks_as_well(handled: Story) -> None:
    ask(handled, officer=handled.place.officers.zhao_guodong)
    assert Step.ASSIST in handled.running()


def test_the_bureau_complained_about_is_neither_offered_nor_accepted_as_an_assistant(accusation: Story) -> None:
    o, b = accusation.place.officers, accusation.place.bodies
    accusation.do(o.li_min, Action.ACCEPT)
    accusation.dispatch(b.inspection)
    [form] = [f for f in accusation.page(o.li_min).actions if f.action is ASSIST]
    offered = {int(body) for body, _ in form.lists["assistant"]}
    assert b.water in offered
    assert not offered & {b.housing, b.housing_estate, b.inspection}
    for body in (b.housing, b.housing_estate):
        with pytest.raises(Conflict, match="应当回避"):
            ask(accusation, body)
    assert accusation.told(o.zhou_qiang) == []


def test_the_lead_and_its_own_sections_are_no_assistants(handled: Story) -> None:
    for body in (handled.place.bodies.housing, handled.place.bodies.housing_estate):
        with pytest.raises(Conflict, match="同一个部门"):
            ask(handled, body)


def test_the_same_bureau_is_asked_once_a_round_and_no_more_than_three_are(helped: Story) -> None:
    b = helped.place.bodies
    with pytest.raises(Conflict, match="不用再请"):
        ask(helped)
    ask(helped, b.services)
    ask(helped, b.town)
    with pytest.raises(IllegalStep, match="最多请3个单位"):
        ask(helped, b.inspection)
    assert [clock.owner_id for clock in helped.clocks() if clock.step == Step.ASSIST] == [b.water, b.services, b.town]


def test_each_body_settles_its_own_clock(helped: Story) -> None:
    ask(helped, helped.place.bodies.services)
    helped.do(helped.place.officers.song_jia, OPINE, text=OPINION)
    settled = {clock.owner_id: clock.settled for clock in helped.clocks() if clock.step == Step.ASSIST}
    assert settled == {helped.place.bodies.water: None, helped.place.bodies.services: "met"}


def test_without_a_question_or_a_body_nothing_is_asked(handled: Story) -> None:
    li_min = handled.place.officers.li_min
    with pytest.raises(Incomplete, match="内容"):
        handled.do(li_min, ASSIST, assistant=str(handled.place.bodies.water))
    with pytest.raises(Incomplete, match="没有这个单位"):
        handled.do(li_min, ASSIST, assistant="9999", text=QUESTION)


def test_an_assistant_may_be_asked_in_the_same_step_as_the_dispatch(story: Story) -> None:
    o, b = story.place.officers, story.place.bodies
    story.walk(Status.ACCEPTED)
    story.do(o.li_min, Action.DISPATCH, body=str(b.housing), assistant=str(b.water), text=QUESTION)
    assert story.running() == {Step.SIGN, Step.HANDLE, Step.ASSIST}
    assert [Action(e.action) for e in story.events()][-2:] == [Action.DISPATCH, ASSIST]
    assert (story.case().handling_id, story.case().assisting) == (b.housing, [b.water])


def test_an_assistant_without_a_question_stops_the_dispatch(story: Story) -> None:
    b = story.place.bodies
    story.walk(Status.ACCEPTED)
    with pytest.raises(Incomplete, match="请协办单位做什么"):
        story.do(story.place.officers.li_min, Action.DISPATCH, body=str(b.housing), assistant=str(b.water))
    assert story.case().status == Status.ACCEPTED


def test_an_answer_before_the_opinion_needs_a_reason_that_the_reviewer_reads(helped: Story) -> None:
    o = helped.place.officers
    page = helped.page(o.zhou_qiang)
    assert [row.opinion for row in page.assistances] == [""]
    with pytest.raises(Incomplete, match="区水利局的协办意见还没有提交"):
        answer(helped, overrule="")
    answer(helped, overrule="电梯已经修好，与供水无关")
    [given] = helped.answers()
    assert given.overruled is not None
    assert "电梯已经修好，与供水无关（" in given.overruled
    assert "区水利局的协办意见还没有提交" in given.overruled
    assert helped.running() == {Step.HANDLE, Step.REVIEW, Step.ASSIST}


def test_while_the_answer_is_reviewed_the_opinion_still_comes_and_the_office_hears_it(helped: Story) -> None:
    o = helped.place.officers
    answer(helped)
    helped.do(o.sun_li, OPINE, text=OPINION)
    assert "assist_opined" in helped.told(o.li_min)
    assert helped.clock(Step.ASSIST).settled == Settled.MET


def test_an_approved_answer_ends_the_waiting_and_the_assistant_loses_sight_of_the_case(helped: Story) -> None:
    o = helped.place.officers
    answer(helped)
    helped.do(o.li_min, Action.APPROVE)
    assert helped.clock(Step.ASSIST).settled == Settled.VOID
    assert helped.events()[-1].details["unheard"] == ["区水利局"]
    assert helped.told(o.sun_li) == ["assist_asked", "assist_ended"]
    assert not helped.seen_by(o.sun_li)
    assert rows(helped)[0].ended_why.startswith("主办单位的答复已经审核通过")
    planned = [alarm for alarm in helped._rows(Alarm) if alarm.clock_id == helped.clock(Step.ASSIST).id]
    assert {alarm.state for alarm in planned} == {"void"}
    assert (findings(helped), helped.chain_breaks()) == ([], [])


def test_who_was_late_when_the_answer_was_approved_stays_late(helped: Story) -> None:
    helped.now = at(12, 1)
    answer(helped)
    helped.do(helped.place.officers.li_min, Action.APPROVE)
    assert helped.clock(Step.ASSIST).settled == Settled.LATE


def test_whoever_gave_an_opinion_may_read_what_became_of_it(helped: Story) -> None:
    o = helped.place.officers
    helped.do(o.sun_li, OPINE, text=OPINION)
    answer(helped)
    helped.do(o.li_min, Action.APPROVE)
    assert helped.seen_by(o.sun_li)
    assert helped.offered(o.sun_li) == {Action.STEP_ASIDE}


def test_a_withdrawn_case_asks_nobody_any_more(helped: Story) -> None:
    helped.withdraw()
    assert helped.clock(Step.ASSIST).settled == Settled.VOID
    assert helped.told(helped.place.officers.sun_li)[-1] == "assist_ended"
    assert (helped.running(), findings(helped)) == (set(), [])


def test_a_restricted_case_is_taken_from_the_assistant_at_once(helped: Story) -> None:
    o = helped.place.officers
    helped.do(o.li_min, Action.RESTRICT, reason="反映的是该局负责人")
    assert not helped.seen_by(o.sun_li)
    assert helped.clock(Step.ASSIST).settled == Settled.VOID
    helped.hand_over()
    assert findings(helped) == []


def test_a_case_taken_back_to_the_office_still_awaits_the_opinion_and_the_next_lead_gets_it(helped: Story) -> None:
    o, b = helped.place.officers, helped.place.bodies
    helped.do(o.zhou_qiang, Action.RETURN, reason="电梯归镇里管")
    assert Step.ASSIST in helped.running()
    helped.do(o.sun_li, OPINE, text=OPINION)
    assert helped.told(o.li_min)[-1] == "assist_opined"
    helped.dispatch(b.town)
    assert [row.opinion for row in helped.page(o.li_min).assistances] == [OPINION]


def test_an_assistant_that_becomes_the_lead_assists_no_more(helped: Story) -> None:
    o, b = helped.place.officers, helped.place.bodies
    helped.do(o.zhou_qiang, Action.RETURN, reason="电梯归水利局管")
    helped.dispatch(b.water)
    assert helped.clock(Step.ASSIST).settled == Settled.VOID
    assert helped.case().assisting == []
    helped.do(o.sun_li, Action.SIGN)
    assert Action.ANSWER in helped.offered(o.sun_li)
    assert findings(helped) == []


def test_the_office_calls_an_assistant_off_and_may_ask_again(helped: Story) -> None:
    o, water = helped.place.officers, str(helped.place.bodies.water)
    helped.do(o.li_min, CALL_OFF, assistant=water, reason="已经查清，不用再核实")
    assert not helped.seen_by(o.sun_li)
    assert helped.told(o.sun_li)[-1] == "assist_ended"
    with pytest.raises(IllegalStep, match="不用取消"):
        helped.do(o.li_min, CALL_OFF, assistant=water, reason="再取消一次")
    ask(helped)
    assert helped.offered(o.sun_li) == {OPINE, Action.STEP_ASIDE}


def test_a_second_round_asks_anew(helped: Story) -> None:
    o = helped.place.officers
    helped.do(o.sun_li, OPINE, text=OPINION)
    answer(helped)
    helped.do(o.li_min, Action.APPROVE)
    helped.do(o.li_min, Action.DELIVER, reason="已电话告知投诉人")
    helped.do(o.li_min, Action.REDO, reason="投诉人说电梯又停了")
    ask(helped)
    assert [row.round for row in rows(helped)] == [1, 2]
    assert Step.ASSIST in helped.running()


def test_sun_li_steps_aside_and_her_head_gives_the_opinion(helped: Story) -> None:
    o = helped.place.officers
    helped.do(o.sun_li, Action.STEP_ASIDE, reason="住在同一栋楼")
    assert not helped.seen_by(o.sun_li)
    assert helped.told(o.mao_jianlin) == ["stepped_aside"]
    helped.do(o.mao_jianlin, OPINE, text=OPINION)
    assert helped.case().status == Status.HANDLING


def test_when_the_last_of_the_bureau_steps_aside_its_assistance_ends(helped: Story) -> None:
    o = helped.place.officers
    helped.do(o.sun_li, Action.STEP_ASIDE, reason="住在同一栋楼")
    helped.do(o.mao_jianlin, Action.STEP_ASIDE, reason="投诉人是亲属")
    assert helped.clock(Step.ASSIST).settled == Settled.VOID
    assert helped.running() == {Step.HANDLE}
    assert findings(helped) == []


def test_a_correction_that_accuses_the_assistant_takes_the_case_from_it_without_a_word(place: Place) -> None:
    story = begin(place, complaint(target_body="水利局", conduct=Conduct.NONE))
    o = place.officers
    story.walk(Status.HANDLING)
    ask(story)
    heard = story.told(o.sun_li)
    story.do(o.li_min, Action.CORRECT, conduct="delay")
    assert not story.seen_by(o.sun_li)
    assert story.told(o.sun_li) == heard
    assert story.clock(Step.ASSIST).settled == Settled.VOID


def test_its_own_line_is_reminded_and_the_lead_when_it_is_late_then_the_office_then_the_director(
    own_place: Place,
) -> None:
    story, o = begin(own_place).walk(Status.HANDLING), own_place.officers
    ask(story)
    rung: dict[str, set[str]] = {}
    for now in (at(11, 26, 9), at(11, 27, 9), at(12, 1, 0), at(12, 1, 9), at(12, 7, 9)):
        sweep(own_place.db, house(), now=now)
    for event in story.events():
        if event.action == Action.ESCALATE and event.details["step"] == "assist" and "repeat" not in event.details:
            rung[event.details["level"]] = set(event.details["told"])
    assert rung == {
        "50": {"孙莉（承办人）"},
        "80": {"孙莉（承办人）"},
        "100": {"孙莉（承办人）", "毛建林（部门负责人）", "周强（承办人）"},
        "+1": {"李敏（受理员）", "王晓芳（受理员）"},
        "+5": {"赵国栋（效能办主任）"},
    }
    [card] = [card for card in story._rows(Card) if card.clock_id == story.clock(Step.ASSIST).id]
    assert (card.body_id, card.colour) == (own_place.bodies.water, "red")
    assert "overdue" in story.told(o.zhou_qiang)


def test_who_will_be_told_is_foretold_with_the_lead(helped: Story) -> None:
    coming = [r for r in helped.page(helped.place.officers.li_min).ladder if r.step is Step.ASSIST]
    [late] = [row for row in coming if row.reached == "已到期"]
    assert late.people == ("孙莉（承办人）", "毛建林（部门负责人）", "周强（承办人）")


def test_an_extension_of_the_lead_leaves_the_assistants_day_alone(helped: Story) -> None:
    o = helped.place.officers
    helped.now = at(11, 25)
    helped.do(o.zhou_qiang, Action.ASK_EXTENSION, days="5", reason="等配件")
    [form] = [f for f in helped.page(o.chen_zhiyuan).actions if f.action is Action.GRANT]
    helped.do(o.chen_zhiyuan, Action.GRANT, request=form.lists["request"][0][0])
    assert helped.clock(Step.ASSIST).due_on == date(2026, 11, 30)


def test_while_the_leads_time_stands_still_nobody_new_is_asked(helped: Story) -> None:
    o = helped.place.officers
    helped.do(o.zhou_qiang, Action.ASK_PAUSE, cause="appraisal", reason="电梯送检", evidence="检验委托书")
    [form] = [f for f in helped.page(o.chen_zhiyuan).actions if f.action is Action.GRANT]
    helped.do(o.chen_zhiyuan, Action.GRANT, request=form.lists["request"][0][0])
    assert helped.running() == {Step.PAUSE, Step.ASSIST}
    with pytest.raises(IllegalStep, match="正在中止计时"):
        ask(helped, helped.place.bodies.services)


def test_a_kind_with_a_shorter_limit_brings_the_assistant_forward_with_the_lead(helped: Story) -> None:
    helped.do(helped.place.officers.li_min, Action.CORRECT, kind="consult")
    lead, clock = helped.clock(Step.HANDLE), helped.clock(Step.ASSIST)
    assert lead.due_on == clock.due_on == date(2026, 11, 26)
    assert clock.owner_id == helped.place.bodies.water
    assert helped.case().next_due == min(lead.due_at, clock.due_at)
    assert findings(helped) == []


def test_the_citizen_hears_that_somebody_helps_and_never_who(helped: Story) -> None:
    with helped.place.db.reading() as session:
        told = progress(session, house(), helped.case(), now=helped.now)
    assert told.next_step == "承办单位正在办理，另有单位协助办理"
    assert "水" not in told.model_dump_json()
    assert "协办" not in told.model_dump_json()
    assert helped.told_citizen() == ["accepted"]
    helped.do(helped.place.officers.sun_li, OPINE, text=OPINION)
    with helped.place.db.reading() as session:
        assert "水泵" not in progress(session, house(), helped.case(), now=helped.now).model_dump_json()


def test_a_citizen_who_gave_a_name_is_known_to_the_lead_and_not_to_the_assistant(place: Place) -> None:
    story = begin(place, filing(sender="by-name", level=Level.REAL, name="王秀英", phone="13800000000"))
    ask(story.walk(Status.HANDLING))
    with place.db.reading() as session:
        org = load_org(session)
        known = {
            name: contact_for(session, org.officers[getattr(place.officers, name)], org, story.number) is not None
            for name in ("zhou_qiang", "sun_li", "mao_jianlin")
        }
    assert known == {"zhou_qiang": True, "sun_li": False, "mao_jianlin": False}
