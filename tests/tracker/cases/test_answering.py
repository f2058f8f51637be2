"""答复、审核、送达、办结、重办."""

from datetime import date, timedelta

import pytest
from sqlmodel import Session, select

from tests.builders import ANSWER, Place, filing
from tests.story import Story, at, begin
from tracker.models import Officer
from tracker.models.people import Complainant
from tracker.rules.errors import IllegalStep, Incomplete, NotAllowed
from tracker.rules.words import Action, Channel, Role, Score, Settled, Status, Step

DRAFT, APPROVE, SEND_BACK, DELIVER, CLOSE, REDO = (
    Action.ANSWER, Action.APPROVE, Action.SEND_BACK, Action.DELIVER, Action.CLOSE, Action.REDO,
)  # fmt: skip
AGAIN = {**ANSWER, "overrule": "同一部电梯"}


def test_an_answer_goes_to_the_office_for_review_and_not_to_the_citizen(story: Story) -> None:
    story.walk(Status.HANDLING).now = at(11, 26, 16)
    case = story.do(story.place.officers.zhou_qiang, DRAFT, **AGAIN)
    assert (case.status, case.holder_id) == (Status.REVIEWING, story.place.bodies.office)
    assert story.running() == {Step.HANDLE, Step.REVIEW}
    assert story.clock(Step.REVIEW).due_on == date(2026, 11, 30)
    assert story.told(story.place.officers.li_min)[-1] == "desk_review"
    assert story.told_citizen() == ["accepted"]


@pytest.mark.parametrize(
    ("change", "weak"),
    [
        ({"facts": "属实"}, "“查明的事实”过于简单"),
        ({"done": "已处理"}, "“办理情况”过于简单"),
        ({"done": "已转交物业公司处理。"}, "只说明已转有关单位，没有写明结果"),
        ({"done": "我局高度重视，下一步将进一步加强监管，妥善处理，感谢您的理解与支持。"}, "去掉套话就没有内容"),
    ],
)
def test_a_weak_answer_is_refused_and_says_what_is_weak(story: Story, change: dict[str, str], weak: str) -> None:
    story.walk(Status.HANDLING)
    with pytest.raises(Incomplete, match=weak):
        story.do(story.place.officers.zhou_qiang, DRAFT, **{**ANSWER, **change})
    assert story.answers() == []
    assert story.case().status == Status.HANDLING


def test_an_answer_without_a_remedy_gets_the_usual_one(story: Story) -> None:
    story.walk(Status.REVIEWING)
    assert "30日内" in story.answers()[0].remedy


def test_the_approved_answer_reaches_the_citizen_with_buttons_to_rate_it(story: Story) -> None:
    story.walk(Status.REVIEWING).now = at(11, 24, 10)
    case = story.do(story.place.officers.li_min, APPROVE)
    notice = story.notices()[-1]
    assert (case.status, case.colour) == (Status.ANSWERED, "calm")
    assert all(part in notice.text for part in ANSWER.values())
    assert [button["data"] for button in notice.buttons] == [
        f"rate:{story.number}:1:{score}" for score in ("satisfied", "fair", "dissatisfied")
    ]
    assert max(len(button["data"].encode()) for button in notice.buttons) <= 64
    assert story.running() == {Step.DELIVER}
    assert story.clock(Step.HANDLE).settled == story.clock(Step.REVIEW).settled == Settled.MET


def test_nobody_approves_an_own_answer(own_place: Place) -> None:
    """李敏 helps out in the section below the office and would review what she wrote herself."""
    people = own_place.officers
    with own_place.db.writing() as session:
        _give_roles(session, people.li_min, Role.INTAKE, Role.HANDLER)
    story = begin(own_place).walk(Status.ACCEPTED)
    story.dispatch(own_place.bodies.inspection)
    story.do(people.wu_gang, Action.SIGN)
    story.do(people.li_min, DRAFT, **AGAIN)
    with pytest.raises(NotAllowed, match="不能由起草人自己审核"):
        story.do(people.li_min, APPROVE)
    assert story.told_citizen() == ["accepted"]
    assert story.do(people.zhao_guodong, APPROVE).status == Status.ANSWERED


def test_an_answer_sent_back_keeps_the_citizens_date_running_and_can_be_mended(story: Story) -> None:
    people = story.place.officers
    due = story.walk(Status.REVIEWING).clock(Step.HANDLE).due_at
    story.now = at(11, 27, 10)
    case = story.do(people.li_min, SEND_BACK, reason="没有写明何时修复")
    assert (case.status, case.holder_id) == (Status.HANDLING, story.place.bodies.housing)
    assert story.running() == {Step.HANDLE}
    assert story.clock(Step.HANDLE).due_at == due
    assert "没有写明何时修复" in story.notices()[-1].text
    assert story.told(people.zhou_qiang)[-1] == "body_sent_back"
    story.do(people.zhou_qiang, DRAFT, **{**ANSWER, "done": "电梯已于11月26日修复，检验合格，已逐户告知。"})
    story.do(people.li_min, APPROVE)
    assert [answer.approved for answer in story.answers()] == [False, True]
    assert "逐户告知" in story.notices()[-1].text


def test_an_answer_after_the_last_day_is_late_for_ever(story: Story) -> None:
    story.walk(Status.REVIEWING)
    story.now = story.clock(Step.HANDLE).due_at
    story.do(story.place.officers.li_min, APPROVE)
    assert story.clock(Step.HANDLE).settled == Settled.LATE


def test_an_answer_in_the_last_moment_of_the_last_day_is_in_time(story: Story) -> None:
    story.walk(Status.REVIEWING)
    story.now = story.clock(Step.HANDLE).due_at - timedelta(microseconds=1)
    story.do(story.place.officers.li_min, APPROVE)
    assert story.clock(Step.HANDLE).settled == Settled.MET


def test_an_answer_that_arrived_settles_delivery_and_starts_the_call(story: Story) -> None:
    story.walk(Status.ANSWERED).now = at(11, 23, 18)
    story.answer_arrives()
    assert story.answers()[0].delivered_at == at(11, 23, 18)
    assert story.clock(Step.DELIVER).settled == Settled.MET
    assert story.running() == {Step.CALLBACK}
    assert story.events()[-1].actor == "system"


def test_hearing_twice_that_the_answer_arrived_changes_nothing(story: Story) -> None:
    story.walk(Status.ANSWERED).answer_arrives()
    before = story.events()
    story.now = at(11, 25)
    story.answer_arrives()
    assert story.events() == before


def test_the_answer_of_the_first_round_that_arrives_late_does_not_serve_the_second(story: Story) -> None:
    people = story.place.officers
    story.walk(Status.ANSWERED)
    first = next(n for n in story.notices() if n.template == "answered")
    story.do(people.li_min, DELIVER, reason="已电话告知本人")
    story.now = at(11, 25)
    story.do(people.li_min, REDO, reason="投诉人说电梯又坏了")
    story.do(people.zhou_qiang, Action.SIGN)
    story.do(people.chen_zhiyuan, DRAFT, **AGAIN)
    story.do(people.li_min, APPROVE)
    story.answer_arrives(first)
    assert story.answers()[-1].delivered_at is None
    story.answer_arrives()
    assert story.answers()[-1].delivered_at is not None


def test_an_officer_registers_how_the_citizen_was_told_once(story: Story) -> None:
    li_min = story.place.officers.li_min
    story.walk(Status.ANSWERED)
    story.do(li_min, DELIVER, reason="11月23日电话告知本人")
    assert story.events()[-1].reason == "11月23日电话告知本人"
    assert DELIVER not in story.offered(li_min)
    with pytest.raises(IllegalStep, match="已经登记送达"):
        story.do(li_min, DELIVER, reason="再登记一次")


@pytest.mark.parametrize("action", [CLOSE, REDO])
def test_before_the_answer_has_arrived_the_office_neither_closes_nor_reopens(story: Story, action: Action) -> None:
    li_min = story.place.officers.li_min
    story.walk(Status.ANSWERED)
    assert action not in story.offered(li_min)
    with pytest.raises(IllegalStep, match="还没有送达投诉人"):
        story.do(li_min, action, reason="回访后无异议")
    story.answer_arrives()
    assert action in story.offered(li_min)


def test_the_office_closes_after_the_call_and_the_citizen_hears_why(story: Story) -> None:
    story.walk(Status.ANSWERED).answer_arrives()
    case = story.do(story.place.officers.li_min, CLOSE, reason="回访后投诉人没有其他意见")
    assert (case.status, case.ended_reason, case.ended_at) == (Status.CLOSED, "回访后投诉人没有其他意见", story.now)
    assert story.running() == set()
    assert "回访后投诉人没有其他意见" in story.notices()[-1].text


def test_redoing_is_a_new_round_with_its_own_shorter_clock_and_date(story: Story) -> None:
    people = story.place.officers
    story.walk(Status.ANSWERED).answer_arrives()
    story.rate(Score.DISSATISFIED)
    story.now = at(11, 30, 10)
    case = story.do(people.li_min, REDO, reason="只修了一部电梯")
    handle = story.clock(Step.HANDLE)
    assert (case.status, case.round, case.holder_id) == (Status.DISPATCHED, 2, story.place.bodies.housing)
    assert (handle.amount, handle.round, handle.settled) == (7, 2, None)
    assert case.promised_on == handle.due_on == date(2026, 12, 9)
    assert story.running() == {Step.SIGN, Step.HANDLE}
    assert story.told_citizen()[-1] == "redo"
    assert "12月9日" in next(n.text for n in story.notices() if n.template == "redo")
    assert story.told(people.zhou_qiang)[-1] == "body_dispatched"


def test_the_second_round_is_rated_on_its_own(story: Story) -> None:
    people = story.place.officers
    story.walk(Status.ANSWERED).answer_arrives()
    story.rate(Score.DISSATISFIED)
    story.do(people.li_min, REDO, reason="只修了一部电梯")
    story.do(people.zhou_qiang, Action.SIGN)
    story.do(people.chen_zhiyuan, DRAFT, **AGAIN)
    story.do(people.li_min, APPROVE)
    progress = story.rate(Score.SATISFIED, round=2)
    assert (progress.status_zh, progress.round, progress.rated) == ("已办结", 2, Score.SATISFIED)
    assert [(round, score) for round, score, _ in story.page(people.li_min).ratings] == [
        (1, Score.DISSATISFIED), (2, Score.SATISFIED),
    ]  # fmt: skip


@pytest.mark.parametrize(("channel", "state"), [(Channel.WEB, "waiting"), (Channel.TELEGRAM, "queued")])
def test_the_answer_waits_for_a_page_or_is_sent(place: Place, channel: Channel, state: str) -> None:
    story = begin(place, filing(sender=f"door-{channel}", channel=channel)).walk(Status.ANSWERED)
    assert story.notices()[-1].state == state
    with place.db.reading() as session:
        assert session.get_one(Complainant, story.notices()[-1].complainant_id).channel == channel


def _give_roles(session: Session, officer: int, *roles: Role) -> None:
    row = session.exec(select(Officer).where(Officer.id == officer)).one()
    row.roles = [role.value for role in roles]
