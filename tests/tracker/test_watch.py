from datetime import timedelta

import pytest
from sqlalchemy import text, update
from sqlmodel import col, select

from tests.builders import NOW, Place, register
from tests.story import at, begin
from tests.tracker.post import Post
from tracker.check import LATE
from tracker.models import Alarm, Heartbeat, Notice
from tracker.rules.delivery import State
from tracker.rules.words import Status
from tracker.transports import TransportError
from tracker.watch import SILENT, THOROUGH, beat, is_hourly_due, seen_from_outside, send_canary, watch

MINUTE = timedelta(minutes=1)
DUTY = "zhiban@huiyin.localhost"


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


def outside(post: Post) -> list[str]:
    with post.place.db.reading() as session:
        return seen_from_outside(session, post.house, now=post.now)


def canary(post: Post, address: str = DUTY) -> bool:
    return send_canary(post.place.db, post.house, address, now=post.now)


def test_an_alarm_that_is_due_and_was_not_swept_is_missed_and_says_what_to_run(post: Post) -> None:
    register(post.place)
    post.deliver()
    with post.writing() as session:
        session.execute(update(Alarm).values(at=NOW - LATE))
    assert look(post)[0].endswith("到点没有发出（1 件）")
    assert {line.partition("：")[2] for line in outside(post)} == {"请运行 huiyin sweep，再查日志里的 sweep_failed。"}


def test_a_notice_stuck_in_the_outbox_is_seen_from_outside(post: Post) -> None:
    register(post.place)
    with post.writing() as session:
        session.execute(update(Notice).values(next_at=NOW - LATE))
    assert outside(post) == ["通知 desk_new 到点没有发出（2 件）：请运行 huiyin deliver，再查日志里的 notice_stuck。"]


@pytest.mark.parametrize(("dead", "words"), [("sweep", "时限扫描"), ("outbox", "通知发送"), ("watch", "巡查")])
def test_who_stands_outside_sees_every_loop_that_stands_still_the_watch_too(post: Post, dead: str, words: str) -> None:
    assert outside(post) == []
    post.now += SILENT + MINUTE
    alive(post, *({"sweep", "outbox", "watch"} - {dead}))
    assert [line.partition("：")[0] for line in outside(post)] == [f"{words}已经停了"]


def test_the_canary_goes_out_once_a_day_at_half_past_eight_to_whoever_is_on_duty(post: Post) -> None:
    post.now = at(11, 24, 8, 29)
    assert not canary(post)
    post.now += MINUTE
    assert canary(post)
    assert not canary(post)
    post.deliver()
    assert [letter.subject for letter in post.email.sent[DUTY]] == ["【自检】11月24日 通知发得出去"]
    post.now += timedelta(hours=24)
    assert canary(post)


def test_a_canary_that_does_not_arrive_within_a_quarter_of_an_hour_is_said_by_both_voices(post: Post) -> None:
    canary(post)
    post.email.failing[DUTY] = TransportError("发信服务器答复 451")
    post.deliver()
    post.now += 14 * MINUTE
    alive(post)
    assert look(post) == outside(post) == []
    post.now += MINUTE
    alive(post)
    assert look(post) == ["自检通知发出 15 分钟还没有送达"]
    (line,) = outside(post)
    assert "请检查 HUIYIN_SMTP_URL" in line
    post.email.failing.clear()
    post.deliver(after=timedelta(hours=1))
    alive(post)
    assert look(post) == outside(post) == []


def test_yesterdays_canary_is_forgiven_when_todays_arrives(post: Post) -> None:
    canary(post)
    post.now += timedelta(hours=24)
    canary(post)
    with post.writing() as session:
        first = select(Notice.id).where(Notice.template == "canary").order_by(col(Notice.id)).limit(1)
        session.execute(update(Notice).where(col(Notice.id).not_in(first)).values(state=State.DELIVERED.value))
    post.now += timedelta(hours=1)
    alive(post)
    assert outside(post) == ["通知 canary 到点没有发出（1 件）：请运行 huiyin deliver，再查日志里的 notice_stuck。"]


def test_without_a_duty_address_the_canary_goes_the_same_way_and_ends_inside(post: Post) -> None:
    canary(post, "")
    assert post.notice(template="canary").state == State.QUEUED
    post.deliver()
    assert (post.notice(template="canary").state, post.notice(template="canary").door) == (State.DELIVERED, "console")


def test_a_duty_address_without_a_mail_server_does_not_count_as_delivered(post: Post) -> None:
    canary(post)
    post.deliver(doors={"console": post.doors["console"]})
    assert post.notice(template="canary").state == State.NEEDS_PERSON
    post.now += 15 * MINUTE
    alive(post)
    assert [line.partition("：")[0] for line in outside(post)] == ["自检通知发出 15 分钟还没有送达"]


def test_what_nobody_filed_within_ten_working_days_after_the_review_is_missed(post: Post) -> None:
    begin(post.place).walk(Status.CLOSED)
    post.deliver()
    post.now = at(1, 7, 23, year=2027)
    alive(post)
    assert not any("归档" in line for line in look(post))
    post.now = at(1, 8, 1, year=2027)
    alive(post)
    assert "复查期满10个工作日还没有归档（1 件）" in look(post)


def test_what_reads_everything_is_done_once_an_hour_over_all_processes(post: Post) -> None:
    seen = [is_hourly_due(post.place.db, "filing", now=post.now + minutes * MINUTE) for minutes in (0, 1, 59, 60, 61)]
    assert seen == [True, False, False, True, False]
