"""受理、引导、转办、签收、退单: how a case finds the body that answers."""

from datetime import date

import pytest

from tests.builders import Place, filing, house
from tests.story import Story, at, begin
from tracker.queries.progress import progress
from tracker.rules.errors import Incomplete, OnRecord
from tracker.rules.words import Action, Kind, Settled, Status, Step

ACCEPT, GUIDE, DISPATCH, SIGN, RETURN = (
    Action.ACCEPT, Action.GUIDE, Action.DISPATCH, Action.SIGN, Action.RETURN,
)  # fmt: skip


def test_accepting_starts_the_citizens_clock_and_tells_her_the_date(story: Story) -> None:
    story.now = at(11, 24, 10)
    case = story.do(story.place.officers.li_min, ACCEPT)
    assert case.status == Status.ACCEPTED
    assert story.running() == {Step.DISPATCH, Step.HANDLE}
    assert story.clock(Step.ACCEPT).settled == Settled.MET
    assert case.promised_on == story.clock(Step.HANDLE).due_on == date(2026, 12, 3)
    assert [n.text for n in story.notices() if n.template == "accepted"] == [
        f"您的诉求件 {story.number} 已受理，12月3日前给您答复。到时没有消息，请在这里说一声“查进度”。"
    ]


@pytest.mark.parametrize(
    ("kind", "days", "due"),
    [
        (Kind.CONSULT, 3, date(2026, 11, 27)),
        (Kind.HELP, 7, date(2026, 12, 3)),
        (Kind.SUGGEST, 7, date(2026, 12, 3)),
        (Kind.PRAISE, 7, date(2026, 12, 3)),
        (Kind.COMPLAINT, 15, date(2026, 12, 15)),
        (Kind.REPORT, 15, date(2026, 12, 15)),
    ],
)
def test_every_kind_has_its_own_limit(place: Place, kind: Kind, days: int, due: date) -> None:
    story = begin(place, filing(sender=f"limit-{kind}", kind=kind))
    story.now = at(11, 24, 10)
    assert story.do(place.officers.li_min, ACCEPT).promised_on == due
    clock = story.clock(Step.HANDLE)
    assert (clock.amount, clock.unit, clock.due_at) == (days, "workday", at(due.month, due.day + 1, 0))
    assert clock.basis


def test_a_late_acceptance_never_moves_the_promised_date_back(story: Story) -> None:
    promised = story.receipt.promised_on
    story.now = at(12, 10, 10)
    case = story.do(story.place.officers.li_min, ACCEPT)
    assert story.clock(Step.ACCEPT).settled == Settled.LATE
    assert story.clock(Step.HANDLE).due_on > promised
    assert case.promised_on == promised


def test_what_is_not_ours_is_guided_elsewhere_with_the_reason(story: Story) -> None:
    reason = "供电问题请拨打 95598。"
    case = story.do(story.place.officers.li_min, GUIDE, reason=reason)
    assert (case.status, case.ended_reason, case.next_due) == (Status.GUIDED, reason, None)
    assert story.running() == set()
    assert story.told_citizen() == ["guided"]
    assert "不在本办办理范围：供电问题请拨打 95598。如果" in story.notices()[-1].text


def test_reasons_written_for_the_citizen_stand_in_the_steps_and_her_own_words_do_not(story: Story) -> None:
    story.add("我的电话换成了 13812345678")
    story.do(story.place.officers.li_min, Action.NOTE, text="只给办理人员看")
    story.do(story.place.officers.li_min, GUIDE, reason="供电问题请拨打 95598")
    with story.place.db.reading() as session:
        steps = progress(session, house(), story.case(), now=story.now).steps
    assert steps == ["11月23日 登记", "11月23日 补充", "11月23日 引导：供电问题请拨打 95598"]


def test_dispatching_hands_the_citizens_clock_to_the_body_and_starts_signing(story: Story) -> None:
    housing = story.place.bodies.housing
    before = story.walk(Status.ACCEPTED).clock(Step.HANDLE)
    story.now = at(11, 24, 15)
    case = story.dispatch(housing)
    after, sign = story.clock(Step.HANDLE), story.clock(Step.SIGN)
    assert (case.status, case.holder_id, case.handling_id) == (Status.DISPATCHED, housing, housing)
    assert (after.owner_id, after.due_at, after.started_at) == (housing, before.due_at, before.started_at)
    assert (sign.owner_id, sign.due_on) == (housing, date(2026, 11, 25))
    assert story.running() == {Step.SIGN, Step.HANDLE}


def test_the_old_clock_points_to_the_one_that_replaced_it(story: Story) -> None:
    story.walk(Status.DISPATCHED)
    old, new = [clock for clock in story.clocks() if clock.step == Step.HANDLE]
    assert (old.settled, old.superseded_by) == (Settled.VOID, new.id)
    assert new.settled is None


def test_the_handlers_hear_of_it_with_both_dates_and_without_her_words(story: Story) -> None:
    story.walk(Status.DISPATCHED)
    notice = next(n for n in story.notices() if n.template == "body_dispatched")
    assert notice.officer_id == story.place.officers.zhou_qiang
    assert "11月24日 前签收" in notice.text
    assert "办理到期日：12月2日" in notice.text
    assert "电梯" not in notice.text + notice.subject


@pytest.mark.parametrize("choice", ["", "  ", "0", "999999", "-1", "房管局", "１２", "1e3", "9" * 5000])
def test_a_body_that_does_not_exist_is_refused(story: Story, choice: str) -> None:
    story.walk(Status.ACCEPTED)
    with pytest.raises(Incomplete, match="承办单位"):
        story.do(story.place.officers.li_min, DISPATCH, body=choice)
    assert story.case().status == Status.ACCEPTED


def test_a_body_where_nobody_could_sign_is_refused(story: Story) -> None:
    story.walk(Status.ACCEPTED)
    with pytest.raises(Incomplete, match="没有可以承办此件的在岗人员"):
        story.dispatch(story.place.bodies.office)


def test_signing_settles_the_clock_of_signing_only(story: Story) -> None:
    story.walk(Status.DISPATCHED)
    story.now = at(11, 26, 0)
    case = story.do(story.place.officers.chen_zhiyuan, SIGN)
    assert case.status == Status.HANDLING
    assert story.clock(Step.SIGN).settled == Settled.LATE
    assert story.running() == {Step.HANDLE}


@pytest.mark.parametrize("status", [Status.DISPATCHED, Status.HANDLING])
def test_a_returned_case_lies_on_the_offices_desk_again_and_the_date_stays(story: Story, status: Status) -> None:
    story.walk(status)
    office, due = story.place.bodies.office, story.clock(Step.HANDLE).due_at
    promised = story.case().promised_on
    story.now = at(11, 24, 10)
    case = story.do(story.place.officers.zhou_qiang, RETURN, reason="属区水利局职责")
    assert (case.status, case.holder_id, case.handling_id, case.returns) == (Status.ACCEPTED, office, None, 1)
    assert story.running() == {Step.DISPATCH, Step.HANDLE}
    assert (story.clock(Step.HANDLE).owner_id, story.clock(Step.HANDLE).due_at) == (office, due)
    assert (case.promised_on, story.clock(Step.DISPATCH).due_on) == (promised, date(2026, 11, 25))
    assert story.told(story.place.officers.li_min)[-1] == "desk_returned"


def test_after_a_return_the_next_body_is_designated_and_cannot_return_it(story: Story) -> None:
    story.walk(Status.DISPATCHED).do(story.place.officers.zhou_qiang, RETURN, reason="属区水利局职责")
    assert story.dispatch(story.place.bodies.water).designated
    sun_li = story.place.officers.sun_li
    assert RETURN not in story.offered(sun_li)
    with pytest.raises(OnRecord, match="已经指定承办，不能再退单"):
        story.do(sun_li, RETURN, reason="也不归我们管")
    assert story.case().handling_id == story.place.bodies.water


def test_who_returned_a_case_no_longer_sees_it(story: Story) -> None:
    story.walk(Status.DISPATCHED)
    zhou_qiang = story.place.officers.zhou_qiang
    assert story.seen_by(zhou_qiang)
    story.do(zhou_qiang, RETURN, reason="属区水利局职责")
    assert not story.seen_by(zhou_qiang)


def test_the_due_instant_is_the_same_through_dispatch_return_and_dispatch_again(story: Story) -> None:
    people, bodies = story.place.officers, story.place.bodies
    story.walk(Status.DISPATCHED).do(people.zhou_qiang, RETURN, reason="属区水利局职责")
    story.now = at(11, 26, 11)
    story.dispatch(bodies.water)
    clocks = [clock for clock in story.clocks() if clock.step == Step.HANDLE]
    assert [clock.owner_id for clock in clocks] == [bodies.office, bodies.housing, bodies.office, bodies.water]
    assert len({clock.due_at for clock in clocks}) == 1
    assert [clock.settled for clock in clocks] == [Settled.VOID] * 3 + [None]


@pytest.mark.parametrize(
    ("status", "action", "missing"),
    [
        (Status.REGISTERED, GUIDE, "引导还需要填写：理由。"),
        (Status.ACCEPTED, DISPATCH, "转办还需要填写：承办单位。"),
        (Status.DISPATCHED, RETURN, "退单还需要填写：理由。"),
        (Status.HANDLING, Action.ANSWER, "提交答复还需要填写：查明的事实、办理情况、依据。"),
        (Status.REVIEWING, Action.SEND_BACK, "退回修改还需要填写：理由。"),
        (Status.ANSWERED, Action.DELIVER, "送达还需要填写：理由。"),
        (Status.HANDLING, Action.NOTE, "办理备注还需要填写：内容。"),
        (Status.HANDLING, Action.ASK, "向投诉人询问还需要填写：内容。"),
    ],
)
def test_what_the_rule_needs_is_asked_for_by_name(
    story: Story, status: Status, action: Action, missing: str
) -> None:
    people = story.place.officers
    story.walk(status)
    officer = people.zhou_qiang if action in (RETURN, Action.ANSWER) else people.li_min
    with pytest.raises(Incomplete) as refused:
        story.do(officer, action, reason="  ", body="", text="\n")
    assert str(refused.value) == missing
    assert story.case().status == status
