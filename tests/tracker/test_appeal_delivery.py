"""A decision about an appeal on its way: what arrives begins the time for the next one."""

import pytest
from sqlmodel import select

from bot.dialogue.buttons import Verb, parse
from tests.builders import NOW, Place, filing
from tests.story import Story, begin
from tests.tracker.post import CHAT, Post
from tracker.cases.telling import told_in_person
from tracker.contract import Channel
from tracker.models import Notice
from tracker.models.views import key
from tracker.rules.words import Action, Status
from tracker.transports import TransportError


@pytest.fixture
def post(own_place: Place) -> Post:
    return Post(own_place)


def decided(post: Post) -> Story:
    """On Telegram, upheld by the director."""
    story = begin(post.place, filing(channel=Channel.TELEGRAM, sender=CHAT)).walk(Status.RECHECKING)
    story.do(post.place.officers.zhao_guodong, Action.UPHOLD, reason="经重新核实，答复属实")
    return story


def test_what_the_door_delivered_is_delivered(post: Post) -> None:
    story = decided(post)
    assert story.appeals()[0].delivered_at is None
    post.deliver()
    assert story.appeals()[0].delivered_at is not None
    assert story.progress().appeal_until is not None


def test_what_no_door_delivered_and_an_officer_told_is_delivered(post: Post) -> None:
    story = decided(post)
    post.telegram.failing[CHAT] = TransportError("走了", permanent=True)
    post.deliver()
    assert story.appeals()[0].delivered_at is None
    with post.place.db.writing() as session:
        notice = session.exec(select(Notice).where(Notice.template == "appeal_decided")).one()
        told_in_person(
            session, post.house, key(notice.id), officer_id=post.place.officers.li_min, how="电话告知本人", now=NOW
        )
    assert story.appeals()[0].delivered_at == NOW


def test_the_buttons_under_answer_and_decision_are_known_to_the_bot(post: Post) -> None:
    story = decided(post)
    verbs = [parse(b["data"]) for n in story.notices() if n.template in ("closed", "appeal_decided") for b in n.buttons]
    assert [press and (press.verb, press.args) for press in verbs] == [
        (Verb.RECHECK, (story.number,)), (Verb.FINAL_RECHECK, (story.number,)),
    ]  # fmt: skip
