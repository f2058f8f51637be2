from datetime import datetime, timedelta

import pytest
from sqlalchemy import text

from tests.builders import NOW, Place, filing, register
from tests.people import LIU_JIANJUN
from tests.story import at, begin
from tests.tracker.post import CHAT, Post
from tracker.check import LATE, PROBES, UNREACHED, Finding, check, forgotten
from tracker.rules.words import Channel, Score, Status
from tracker.sweep import sweep
from tracker.transports import TransportError

MONTH = timedelta(days=30)


@pytest.fixture
def post(own_place: Place) -> Post:
    return Post(own_place)


def findings(post: Post, *, now: datetime = NOW) -> list[Finding]:
    with post.place.db.reading() as session:
        return check(session, now=now)


def kinds(post: Post, *, now: datetime = NOW) -> set[str]:
    return {finding.kind for finding in findings(post, now=now)}


def tamper(post: Post, *statements: str) -> None:
    """Behind the back of everything, the schema's own checks included."""
    with post.place.db.engine.begin() as connection:
        if post.place.db.is_sqlite:
            connection.execute(text("PRAGMA ignore_check_constraints = ON"))
        else:
            names = connection.execute(text("SELECT conname FROM pg_constraint WHERE conname LIKE 'ck_case_%'"))
            for name in names.scalars().all():
                connection.execute(text(f'ALTER TABLE "case" DROP CONSTRAINT {name}'))
        for statement in statements:
            connection.execute(text(statement))


@pytest.mark.parametrize("status", Status)
def test_a_case_on_the_ordinary_road_is_never_a_finding(post: Post, status: Status) -> None:
    begin(post.place).walk(status)
    post.deliver()
    assert findings(post, now=NOW + LATE) == []


def test_an_empty_house_has_lost_nothing(post: Post) -> None:
    assert findings(post) == []


def test_a_case_left_for_a_month_is_loud_while_the_sweep_sleeps_and_in_order_when_it_has_run(post: Post) -> None:
    number = register(post.place).number
    post.deliver()
    late = NOW + MONTH
    found = findings(post, now=late)
    assert {finding.kind for finding in found} == {"late_alarm", "silent_overdue"}
    assert {finding.number for finding in found} == {number}
    assert "时限 accept 已经逾期，没有惊动任何人" in {finding.sentence for finding in found}
    sweep(post.place.db, post.house, now=late)
    post.deliver(after=MONTH)
    assert findings(post, now=late) == []


def test_an_alarm_is_late_only_after_an_hour(post: Post) -> None:
    register(post.place)
    post.deliver()
    first = at(11, 25, 9)
    assert findings(post, now=first + LATE - timedelta(microseconds=1)) == []
    assert kinds(post, now=first + LATE) == {"late_alarm"}


SABOTAGE: dict[str, tuple[Status, str]] = {
    "no_holder": (Status.HANDLING, 'UPDATE "case" SET holder_id = NULL'),
    "no_clock": (Status.HANDLING, "UPDATE clock SET settled = 'void', settled_at = started_at"),
    "no_alarm": (Status.REGISTERED, "UPDATE alarm SET state = 'void'"),
    "wrong_due": (Status.HANDLING, 'UPDATE "case" SET next_due = registered_at'),
    "no_assist_clock": (
        Status.HANDLING,
        "INSERT INTO assistance (case_id, round, body_id, question, asked_by, asked_at, ended_why)"
        " SELECT id, 1, desk_id, '看一看', 1, registered_at, '' FROM \"case\"",
    ),
    "no_answer": (Status.CLOSED, "UPDATE answer SET approved = FALSE"),
    "no_reason": (Status.GUIDED, "UPDATE \"case\" SET ended_reason = ''"),
    "untold": (Status.ANSWERED, "UPDATE notice SET template = 'accepted' WHERE template = 'answered'"),
    "unheard": (Status.GUIDED, "UPDATE notice SET template = 'accepted' WHERE template = 'guided'"),
    "appeal_lost": (Status.RECHECKING, "UPDATE clock SET settled = 'void', settled_at = started_at"),
    "appeal_missing": (Status.FINAL_RECHECKING, "DELETE FROM appeal WHERE outcome IS NULL"),
    "appeal_untold": (
        Status.FINAL_RECHECKING, "UPDATE notice SET template = 'asked' WHERE template = 'appeal_decided'",
    ),
    "no_register": (Status.REGISTERED, "DELETE FROM event"),
    "missing": (Status.REGISTERED, "UPDATE number_counter SET last = last + 1"),
    "broken_chain": (Status.ACCEPTED, "UPDATE event SET reason = '改过' WHERE seq = 1"),
}  # fmt: skip


@pytest.mark.parametrize("kind", SABOTAGE)
def test_what_is_damaged_behind_everybodys_back_is_found_and_named(post: Post, kind: str) -> None:
    status, statement = SABOTAGE[kind]
    story = begin(post.place).walk(status)
    tamper(post, statement)
    found = [finding for finding in findings(post) if finding.kind == kind]
    assert [finding.number for finding in found] == ["2026-11-23" if kind == "missing" else story.number]


def test_a_deleted_case_is_missed_by_its_number(post: Post) -> None:
    begin(post.place)
    begin(post.place)
    tamper(
        post,
        "DELETE FROM alarm WHERE case_id = 1", "DELETE FROM clock WHERE case_id = 1",
        "DELETE FROM event WHERE case_id = 1", "DELETE FROM notice WHERE case_id = 1",
        'DELETE FROM "case" WHERE id = 1',
    )  # fmt: skip
    assert findings(post) == [Finding("missing", "2026-11-23", "这一天发出的编号有 1 个没有诉求件")]


def test_a_notice_that_nobody_sends_is_found_after_an_hour(post: Post) -> None:
    begin(post.place)
    assert kinds(post, now=NOW + LATE - timedelta(microseconds=1)) == set()
    assert kinds(post, now=NOW + LATE) == {"stuck"}


def test_a_notice_for_a_page_that_nobody_opens_is_not_stuck(post: Post) -> None:
    begin(post.place).walk(Status.ACCEPTED)
    post.deliver()
    assert kinds(post, now=NOW + timedelta(hours=5)) == set()


def test_a_citizen_whom_nobody_reached_is_found_until_an_officer_has_taken_it_up(post: Post) -> None:
    post.telegram.failing[CHAT] = TransportError("走了", permanent=True)
    begin(post.place, filing(channel=Channel.TELEGRAM, sender=CHAT)).walk(Status.GUIDED)
    post.deliver()
    assert kinds(post, now=NOW + UNREACHED - timedelta(microseconds=1)) == set()
    assert kinds(post, now=NOW + UNREACHED) == {"unreached"}
    tamper(post, f"UPDATE notice SET seen_by = {post.place.officers.li_min} WHERE state = 'needs_person'")
    assert kinds(post, now=NOW + UNREACHED) == set()


def test_an_answer_that_arrived_and_was_not_served_is_found(post: Post) -> None:
    begin(post.place, filing(channel=Channel.TELEGRAM, sender=CHAT)).walk(Status.ANSWERED)
    post.deliver()
    tamper(post, "UPDATE answer SET delivered_at = NULL")
    assert kinds(post, now=NOW + LATE) == {"unserved"}


def test_a_case_closed_by_its_rating_needs_no_notice_of_it(post: Post) -> None:
    begin(post.place).walk(Status.ANSWERED).rate(Score.SATISFIED)
    post.deliver()
    assert kinds(post, now=NOW + LATE) == set()


def test_the_same_complaint_minutes_later_is_one_case_too_many(post: Post) -> None:
    first = register(post.place, under="key-1").number
    register(post.place, filing(**LIU_JIANJUN.model_dump()), under="key-2")
    assert findings(post) == []
    second = register(post.place, under="key-3", now=NOW + timedelta(minutes=9)).number
    register(post.place, under="key-4", now=NOW + timedelta(minutes=20))
    assert findings(post) == [Finding("doubled", second, f"和 {first} 是同一次提交")]


def test_what_the_loops_left_lying_is_seen_without_looking_at_the_rest(post: Post) -> None:
    begin(post.place).walk(Status.ACCEPTED)
    tamper(post, 'UPDATE "case" SET next_due = registered_at')
    with post.place.db.reading() as session:
        found = {finding.kind for finding in forgotten(session, now=NOW + MONTH)}
    assert found == {"late_alarm", "stuck"}


def test_every_probe_has_been_shown_an_offender() -> None:
    elsewhere = {"late_alarm", "silent_overdue", "stuck", "unreached", "unserved"}
    assert {probe.kind for probe in PROBES} == (SABOTAGE.keys() - {"broken_chain"}) | elsewhere
