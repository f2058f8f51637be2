import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlmodel import select

from tests.builders import NOW, Place, complaint, filing, register, walk
from tests.tracker.post import CHAT, Post
from tracker.cases import answering, posting
from tracker.contract import FileCase
from tracker.models import Answer, Clock, Complainant, Door, Event, Notice
from tracker.models.views import key
from tracker.rules.delivery import State
from tracker.rules.words import Action, Channel, Settled, Status, Step
from tracker.transports import Letter, TransportError

LATER = TransportError("邮箱已满")
GONE = TransportError("没有这个地址", permanent=True)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture
def post(own_place: Place) -> Post:
    return Post(own_place)


def by_telegram() -> FileCase:
    """王秀英 asks for help on Telegram."""
    return filing(channel=Channel.TELEGRAM, sender=CHAT)


def told_accepted(post: Post, what: FileCase | None = None) -> Notice:
    """The notice that 王秀英's case is accepted; what the officers were told has been delivered before."""
    number = register(post.place, what or by_telegram()).number
    walk(post.place, number, Status.ACCEPTED)
    post.deliver()
    return post.notice(template="accepted")


def waiting_for_li_min(post: Post) -> Notice:
    register(post.place)
    return post.notice(template="desk_new", officer_id=post.place.officers.li_min)


def test_li_min_finds_the_new_case_in_her_box(post: Post) -> None:
    number = register(post.place).number
    assert post.deliver() == len(post.notices(template="desk_new"))
    letters = post.email.sent[post.box_of(post.place.officers.li_min)]
    assert [number in letter.subject for letter in letters] == [True]
    notice = post.notice(officer_id=post.place.officers.li_min)
    assert (notice.state, notice.door, notice.delivered_at) == (State.DELIVERED, "email", NOW)
    assert [outcome for _, outcome, _ in post.attempts(notice)] == ["delivered"]


def test_what_was_delivered_is_not_sent_again(post: Post) -> None:
    waiting_for_li_min(post)
    post.deliver()
    sent = post.email.tries
    assert post.deliver(after=48 * HOUR) == 0
    assert post.email.tries == sent


def test_where_no_mail_server_is_set_up_the_console_is_the_door(post: Post) -> None:
    waiting = waiting_for_li_min(post)
    post.deliver(doors={"console": post.doors["console"]})
    notice = post.notice(id=waiting.id)
    assert (notice.state, notice.door) == (State.DELIVERED, "console")


def test_wang_xiuying_gets_the_notice_in_the_chat_with_its_text(post: Post) -> None:
    notice = told_accepted(post)
    assert [letter.text for letter in post.telegram.sent[CHAT]] == [notice.text]
    assert (notice.state, notice.door) == (State.DELIVERED, "telegram")


def test_a_notice_for_the_web_page_waits_for_the_page_and_not_for_the_outbox(post: Post) -> None:
    notice = told_accepted(post, filing())
    assert notice.state == State.WAITING
    assert post.attempts(notice) == []


def test_a_full_box_is_tried_again_after_longer_and_longer_pauses(post: Post) -> None:
    waiting = waiting_for_li_min(post)
    box = post.box_of(post.place.officers.li_min)
    post.email.failing[box] = LATER
    post.deliver()
    for pause in post.house.policy.patience.waits:
        notice = post.notice(id=waiting.id)
        assert (notice.state, notice.last_error) == (State.QUEUED, "邮箱已满")
        assert notice.next_at == post.now + pause
        tries = len(post.attempts(notice))
        post.deliver(after=pause - timedelta(microseconds=1))
        assert len(post.attempts(notice)) == tries
        post.deliver(after=timedelta(microseconds=1))
        assert len(post.attempts(notice)) == tries + 1
    post.email.failing.clear()
    assert post.deliver(after=HOUR) == 1
    notice = post.notice(id=waiting.id)
    assert (notice.state, notice.last_error) == (State.DELIVERED, "")


def test_when_every_try_has_failed_a_person_takes_over(post: Post) -> None:
    waiting = waiting_for_li_min(post)
    post.email.failing[post.box_of(post.place.officers.li_min)] = LATER
    patience = post.house.policy.patience
    for _ in range(patience.tries + 1):
        post.deliver(after=HOUR)
    notice = post.notice(id=waiting.id)
    assert notice.state == State.NEEDS_PERSON
    assert len(post.attempts(notice)) == patience.tries


def test_the_pause_that_the_door_asks_for_is_kept(post: Post) -> None:
    post.telegram.failing[CHAT] = TransportError("慢一点", retry_after=timedelta(seconds=7))
    notice = told_accepted(post)
    assert notice.next_at == post.now + timedelta(seconds=7)


def second_box(post: Post, officer_id: int, address: str) -> None:
    with post.writing() as session:
        session.add(Door(officer_id=officer_id, kind="email", address_sealed=post.house.seals.seal(address), rank=9))


def test_when_the_first_box_does_not_exist_any_more_the_second_gets_the_letter(post: Post) -> None:
    li_min = post.place.officers.li_min
    first, second = post.box_of(li_min), "li.min.home@huiyin.localhost"
    second_box(post, li_min, second)
    waiting = waiting_for_li_min(post)
    post.email.failing[first] = GONE
    post.deliver()
    assert len(post.email.sent[second]) == 1
    assert post.notice(id=waiting.id).state == State.DELIVERED
    assert post.email.sent[first] == []


def test_a_dead_box_is_never_tried_again(post: Post) -> None:
    li_min = post.place.officers.li_min
    second_box(post, li_min, "li.min.home@huiyin.localhost")
    post.email.failing[post.box_of(li_min)] = GONE
    waiting_for_li_min(post)
    post.deliver()
    before, tries = len(post.notices()), post.email.tries
    register(post.place, under="key-2")
    post.deliver()
    assert post.email.tries - tries == len(post.notices()) - before


def test_when_zhou_qiang_cannot_be_reached_the_office_hears_of_it(post: Post) -> None:
    o = post.place.officers
    number = register(post.place).number
    walk(post.place, number, Status.DISPATCHED)
    post.email.failing[post.box_of(o.zhou_qiang)] = GONE
    post.deliver()
    assert post.notice(officer_id=o.zhou_qiang).state == State.NEEDS_PERSON
    told = {notice.officer_id for notice in post.notices(template="undelivered_officer")}
    assert o.li_min in told
    assert o.zhou_qiang not in told


def test_a_dead_box_of_the_whole_office_does_not_ring_for_ever(post: Post) -> None:
    post.email.failing["*"] = GONE
    register(post.place)
    for _ in range(6):
        post.deliver(after=HOUR)
    assert {notice.state for notice in post.notices()} == {State.NEEDS_PERSON}
    assert all(notice.template in ("desk_new", "undelivered_officer") for notice in post.notices())


def test_when_wang_xiuying_has_blocked_the_bot_li_min_is_asked_to_reach_her(post: Post) -> None:
    post.telegram.failing[CHAT] = GONE
    notice = told_accepted(post)
    assert notice.state == State.NEEDS_PERSON
    assert post.citizen().unreachable_since == post.now
    asked = post.notices(template="undelivered")
    assert post.place.officers.li_min in {notice.officer_id for notice in asked}
    post.deliver()
    assert {notice.state for notice in post.notices(template="undelivered")} == {State.DELIVERED}


def test_whoever_blocked_the_bot_is_not_written_to_but_goes_on_the_list(post: Post) -> None:
    second = register(post.place, by_telegram(), under="key-2").number
    post.telegram.failing[CHAT] = GONE
    first = told_accepted(post)
    tries = post.telegram.tries
    walk(post.place, second, Status.ACCEPTED)
    post.deliver()
    (later,) = [notice for notice in post.notices(template="accepted") if notice.case_id != first.case_id]
    assert (later.state, later.last_error) == (State.NEEDS_PERSON, "没有可用的联系方式")
    assert post.telegram.tries == tries


def test_whoever_writes_again_after_blocking_the_bot_is_written_to_again(post: Post) -> None:
    post.telegram.failing[CHAT] = GONE
    told_accepted(post)
    post.telegram.failing.clear()
    number = register(post.place, by_telegram(), under="key-2").number
    walk(post.place, number, Status.ACCEPTED)
    post.deliver()
    assert [number in letter.text for letter in post.telegram.sent[CHAT]] == [True]


def test_what_was_said_at_the_counter_is_answered_by_a_person(post: Post) -> None:
    notice = told_accepted(post, filing(channel=Channel.COUNTER, sender="window-3"))
    assert notice.state == State.NEEDS_PERSON
    assert post.notices(template="undelivered")


def test_a_missing_telegram_token_is_waited_for(post: Post) -> None:
    number = register(post.place, by_telegram()).number
    walk(post.place, number, Status.ACCEPTED)
    post.deliver(doors={"email": post.email})
    notice = post.notice(template="accepted")
    assert (notice.state, notice.last_error) == (State.QUEUED, "没有开通 telegram")
    post.deliver(after=MINUTE)
    assert post.notice(template="accepted").state == State.DELIVERED


def test_the_answer_is_served_when_it_arrives_in_the_chat(post: Post) -> None:
    number = register(post.place, by_telegram()).number
    walk(post.place, number, Status.ANSWERED)
    post.deliver(after=MINUTE)
    answer = post.telegram.sent[CHAT][-1]
    assert [button.label for button in answer.buttons] == ["满意", "基本满意", "不满意"]
    with post.place.db.reading() as session:
        assert session.exec(select(Answer)).one().delivered_at == post.now
        clocks = {clock.step: clock.settled for clock in session.exec(select(Clock))}
        served = session.exec(select(Event).where(Event.action == Action.DELIVER.value)).all()
    assert clocks[Step.DELIVER] == Settled.MET
    assert clocks[Step.CALLBACK] is None
    assert len(served) == 1


def test_what_one_citizen_is_told_comes_in_order(post: Post) -> None:
    number = register(post.place, by_telegram()).number
    post.telegram.failing[CHAT] = LATER
    walk(post.place, number, Status.ACCEPTED)
    post.deliver()
    with post.writing() as session:
        case_id = session.exec(select(Notice.case_id).where(Notice.template == "accepted")).one()
        person = session.exec(select(Complainant.id)).one()
        session.add(
            Notice(key="later", case_id=case_id, complainant_id=person, template="asked", subject="问", text="问",
                   next_at=NOW, created_at=NOW)
        )  # fmt: skip
    post.telegram.failing.clear()
    assert post.deliver() == 0
    assert post.deliver(after=MINUTE) == 2
    assert [letter.subject for letter in post.telegram.sent[CHAT]][-1] == "问"


class Hanging:
    """A server that takes the connection and says nothing."""

    async def send(self, address: str, letter: Letter) -> None:
        await asyncio.Event().wait()


def test_a_server_that_never_answers_is_given_up_and_holds_nobody(post: Post) -> None:
    impatient = replace(post.house.policy.patience, send=timedelta(milliseconds=10))
    post.house = replace(post.house, policy=replace(post.house.policy, patience=impatient))
    number = register(post.place, by_telegram()).number
    walk(post.place, number, Status.ACCEPTED)
    doors = {**post.doors, "email": Hanging()}
    assert post.deliver(doors=doors) == 1
    assert len(post.telegram.sent[CHAT]) == 1
    late = post.notices(template="desk_new")
    assert {(notice.state, notice.last_error) for notice in late} == {("queued", "发送时出错（TimeoutError）")}


def test_a_door_that_breaks_in_an_unknown_way_stops_no_other_notice(post: Post) -> None:
    box = post.box_of(post.place.officers.li_min)
    waiting = waiting_for_li_min(post)
    post.email.failing[box] = ZeroDivisionError("a mistake of ours")
    assert post.deliver() == len(post.notices(template="desk_new")) - 1
    notice = post.notice(id=waiting.id)
    assert (notice.state, notice.last_error) == (State.QUEUED, "发送时出错（ZeroDivisionError）")


def test_an_address_that_cannot_be_opened_stops_no_other_notice(post: Post) -> None:
    waiting = waiting_for_li_min(post)
    with post.writing() as session:
        door = session.exec(select(Door).where(Door.officer_id == post.place.officers.li_min)).one()
        door.address_sealed = "sealed with a lost key"
    assert post.deliver() == len(post.notices(template="desk_new")) - 1
    assert post.notice(id=waiting.id).last_error == "发送时出错（InvalidToken）"


def spoil(post: Post) -> None:
    """Takes every clock off every case, behind the back of the promise."""
    with post.place.db.engine.begin() as connection:
        connection.execute(text("UPDATE clock SET settled = 'void', settled_at = started_at"))


def test_a_case_that_is_not_in_order_does_not_stop_the_post(post: Post) -> None:
    number = register(post.place, by_telegram()).number
    walk(post.place, number, Status.ACCEPTED)
    spoil(post)
    post.telegram.failing[CHAT] = GONE
    post.deliver()
    assert {notice.state for notice in post.notices(template="desk_new")} == {State.DELIVERED}
    assert post.notice(template="accepted").state == State.NEEDS_PERSON


def test_a_sender_that_dies_leaves_an_open_try_and_the_notice_is_sent_after_its_lease(post: Post) -> None:
    waiting = waiting_for_li_min(post)
    with post.writing() as session:
        session.execute(text("DELETE FROM notice WHERE id <> :id"), {"id": waiting.id})
    with post.writing() as session:
        assert posting.claim(session, post.house, ["email"], now=post.now) is not None
    lease = post.house.policy.patience.lease
    assert post.deliver(after=lease - timedelta(microseconds=1)) == 0
    assert post.deliver(after=timedelta(microseconds=1)) == 1
    assert [outcome for _, outcome, _ in post.attempts(waiting)] == ["sending", "delivered"]


def test_a_sender_that_comes_back_from_the_dead_does_not_undo_the_delivery(post: Post) -> None:
    waiting = waiting_for_li_min(post)
    with post.writing() as session:
        slow = posting.claim(session, post.house, ["email"], now=post.now)
    assert slow is not None
    post.deliver(after=post.house.policy.patience.lease)
    with post.writing() as session:
        posting.failed(session, post.house, slow, ["email"], posting.Failure("太晚"), now=post.now)
    assert post.notice(id=waiting.id).state == State.DELIVERED


def test_a_notice_that_arrived_twice_was_delivered_the_first_time(post: Post) -> None:
    waiting = waiting_for_li_min(post)
    post.deliver()
    with post.writing() as session:
        posting.arrived(session, key(waiting.id), "console", now=post.now + HOUR)
    notice = post.notice(id=waiting.id)
    assert (notice.door, notice.delivered_at) == ("email", NOW)


def test_two_outboxes_send_every_notice_once(post: Post) -> None:
    for n in range(10):
        register(post.place, complaint(), under=f"key-{n}")
    waiting = len(post.notices())

    async def both() -> int:
        return sum(await asyncio.gather(post.one_pass(), post.one_pass()))

    assert asyncio.run(both()) == waiting
    assert post.email.tries == waiting
    assert all(len(post.attempts(notice)) == 1 for notice in post.notices())


def test_an_answer_that_was_sent_counts_as_sent_even_if_serving_it_breaks(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("a mistake of ours")

    number = register(post.place, by_telegram()).number
    walk(post.place, number, Status.ANSWERED)
    monkeypatch.setattr(answering, "delivered", broken)
    post.deliver()
    post.deliver(after=HOUR)
    assert post.notice(template="answered").state == State.DELIVERED
    assert len([letter for letter in post.telegram.sent[CHAT] if letter.buttons]) == 1


def test_an_idle_outbox_takes_no_write_lock(post: Post) -> None:
    with post.writing():
        assert post.deliver() == 0


def test_one_pass_sends_no_more_than_it_was_asked_to(post: Post) -> None:
    register(post.place)
    register(post.place, under="key-2")
    assert len(post.notices()) > 1
    assert post.deliver(limit=1) == 1
    assert post.email.tries == 1
