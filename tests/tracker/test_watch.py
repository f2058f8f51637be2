from datetime import timedelta

import pytest
from sqlalchemy import text, update
from sqlmodel import col, select

from tests.builders import NOW, Place, register
from tests.story import begin
from tests.tracker.post import Post
from tracker.check import LATE
from tracker.models import Heartbeat, Notice
from tracker.rules.delivery import State
from tracker.rules.words import Status
from tracker.watch import SILENT, THOROUGH, beat, watch

MINUTE = timedelta(minutes=1)


@pytest.fixture
def post(own_place: Place) -> Post:
    """A house whose loops have all just finished a pass."""
    post = Post(own_place)
    alive(post)
    return post


def alive(post: Post, *loops: str) -> None:
    with post.writing() as session:
        for name in loops or ("sweep", "outbox", "watch"):
            beat(session, name, post.now)


def look(post: Post, *, after: timedelta = timedelta()) -> list[str]:
    post.now += after
    return watch(post.place.db, post.house, now=post.now)


def lose_a_clock(post: Post) -> None:
    with post.place.db.engine.begin() as connection:
        connection.execute(text("UPDATE clock SET settled = 'void', settled_at = started_at"))


def test_a_house_in_order_is_quiet(post: Post) -> None:
    begin(post.place).walk(Status.HANDLING)
    post.deliver()
    assert look(post) == []
    assert post.notices(template="watch") == []


def test_a_heartbeat_is_one_row_that_moves(post: Post) -> None:
    post.now += MINUTE
    alive(post)
    with post.place.db.reading() as session:
        beats = {row.name: row.at for row in session.exec(select(Heartbeat))}
    assert beats == dict.fromkeys(("sweep", "outbox", "watch"), NOW + MINUTE)


@pytest.mark.parametrize(("dead", "words"), [("sweep", "时限扫描已经停了"), ("outbox", "通知发送已经停了")])
def test_a_loop_that_stands_still_is_missed(post: Post, dead: str, words: str) -> None:
    post.now += SILENT + MINUTE
    alive(post, *({"sweep", "outbox", "watch"} - {dead}))
    assert look(post) == [words]


def test_after_a_night_switched_off_the_loops_get_one_pass_to_catch_up(post: Post) -> None:
    lose_a_clock(post)
    assert look(post, after=timedelta(hours=12)) == []
    alive(post)
    register(post.place, now=post.now)
    assert look(post, after=MINUTE) == []


def test_zhao_guodong_hears_once_a_day_of_what_is_lost_and_reads_no_case_number(post: Post) -> None:
    number = register(post.place).number
    post.deliver()
    lose_a_clock(post)
    assert look(post) == ["没有在走的时限（1 件）"]
    post.now += THOROUGH
    alive(post)
    assert "没有在走的时限（1 件）" in look(post)
    notice = post.notice(template="watch")
    assert notice.officer_id == post.place.officers.zhao_guodong
    assert "没有在走的时限（1 件）" in notice.text
    assert number not in notice.text + notice.subject
    post.now += timedelta(hours=24)
    alive(post)
    look(post)
    assert len(post.notices(template="watch")) == 2


def test_everything_is_read_once_an_hour_and_what_was_left_lying_at_every_pass(post: Post) -> None:
    register(post.place)
    post.deliver()
    assert look(post) == []
    lose_a_clock(post)
    post.now += THOROUGH - MINUTE
    alive(post)
    assert look(post) == []
    with post.writing() as session:
        forgotten = update(Notice).where(col(Notice.template) == "desk_new")
        session.execute(forgotten.values(state=State.QUEUED.value, next_at=NOW - LATE))
    assert [line.partition("（")[0] for line in look(post)] == ["通知 desk_new 到点没有发出"]
    post.now += MINUTE
    alive(post)
    assert "没有在走的时限（1 件）" in look(post)
