from datetime import timedelta

import pytest
from sqlmodel import select

from tests.builders import Place, complaint, filing, register, walk
from tests.people import LIU_JIANJUN, WANG_XIUYING
from tests.tracker.post import CHAT, Post
from tracker.cases.citizens import rate
from tracker.cases.inbox import inbox
from tracker.contract import InboxQuery, Message, Rating, Sender
from tracker.models import Clock, Event
from tracker.rules.delivery import State
from tracker.rules.words import Action, Channel, Score, Settled, Status, Step


@pytest.fixture
def post(own_place: Place) -> Post:
    return Post(own_place)


def fetch(post: Post, sender: Sender = WANG_XIUYING, *, after: int = 0) -> list[Message]:
    query = InboxQuery(channel=sender.channel, sender=sender.sender, after=after)
    with post.writing() as session:
        return inbox(session, post.house, query, now=post.now)


def answered(post: Post) -> str:
    number = register(post.place).number
    walk(post.place, number, Status.ANSWERED)
    return number


def test_wang_xiuying_sees_what_happened_oldest_first_with_the_buttons_to_rate(post: Post) -> None:
    number = answered(post)
    accepted, answer = fetch(post)
    assert "已受理" in accepted.text
    assert accepted.buttons == []
    assert [button.label for button in answer.buttons] == ["满意", "基本满意", "不满意"]
    assert answer.buttons[0].data == f"rate:{number}:1:satisfied"
    assert accepted.id < answer.id


def test_what_was_only_sent_to_the_page_is_not_delivered_yet(post: Post) -> None:
    answered(post)
    fetch(post)
    assert [notice.state for notice in post.notices(template="answered")] == [State.WAITING]


def test_what_the_page_has_shown_is_delivered_and_the_answer_is_served_once(post: Post) -> None:
    answered(post)
    accepted, answer = fetch(post)
    post.now += timedelta(minutes=3)
    assert [message.id for message in fetch(post, after=accepted.id)] == [answer.id]
    assert post.notice(template="answered").state == State.WAITING
    for _ in range(2):
        assert fetch(post, after=answer.id) == []
    served = post.notice(template="answered")
    assert (served.state, served.door, served.delivered_at) == (State.DELIVERED, "web", post.now)
    with post.place.db.reading() as session:
        clocks = {clock.step: clock.settled for clock in session.exec(select(Clock))}
        events = session.exec(select(Event).where(Event.action == Action.DELIVER.value)).all()
    assert clocks[Step.DELIVER] == Settled.MET
    assert clocks[Step.CALLBACK] is None
    assert len(events) == 1


def test_a_page_opened_anew_can_show_everything_again(post: Post) -> None:
    answered(post)
    before = fetch(post)
    fetch(post, after=before[-1].id)
    assert fetch(post) == before


def test_liu_jianjun_sees_nothing_of_it_and_marks_nothing(post: Post) -> None:
    answered(post)
    register(post.place, complaint(**LIU_JIANJUN.model_dump()), under="key-2")
    last = fetch(post)[-1].id
    assert fetch(post, LIU_JIANJUN) == []
    fetch(post, LIU_JIANJUN, after=last)
    assert post.notice(template="answered").state == State.WAITING


def test_a_stranger_has_an_empty_inbox(post: Post) -> None:
    assert fetch(post, Sender(channel=Channel.TERMINAL, sender="nobody"), after=2**31 - 1) == []


def test_on_telegram_notices_are_pushed_and_not_fetched(post: Post) -> None:
    sender = Sender(channel=Channel.TELEGRAM, sender=CHAT)
    number = register(post.place, filing(**sender.model_dump())).number
    walk(post.place, number, Status.ACCEPTED)
    assert fetch(post, sender) == []
    assert fetch(post, sender, after=2**31 - 1) == []
    assert post.notice(template="accepted").state == State.QUEUED


def test_a_rated_case_is_not_served_again_when_its_page_catches_up(post: Post) -> None:
    number = answered(post)
    rating = Rating(**WANG_XIUYING.model_dump(), score=Score.SATISFIED, round=1)
    with post.writing() as session:
        rate(session, post.house, number, rating, now=post.now)
    fetch(post, after=2**31 - 1)
    with post.place.db.reading() as session:
        actions = session.exec(select(Event.action)).all()
    assert Action.DELIVER.value not in actions
    assert {notice.state for notice in post.notices(complainant_id=post.citizen().id)} == {State.DELIVERED}
