"""Messages and talks on both databases."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from bot import migrate
from bot.channels.base import Attachment, Choice, Heard, Said
from bot.talks import Inbound, Overtaken, Stored, Talks, message_table, tables, talk_table

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
HEARD = Heard("web", "wang-xiuying", "1", NOW, "他们推诿\x00\ud800", None, (Attachment("photo", "ref", "a.jpg", 3),))
SAYS = (Said("记下了。", ((Choice("跳过", "skip:1"),),)),)


@pytest.fixture
def engine(database_url: str) -> Iterator[sa.Engine]:
    engine = sa.create_engine(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def talks(engine: sa.Engine) -> Talks:
    return Talks(engine)


def waiting(talks: Talks, sender: str = "wang-xiuying") -> Inbound:
    inbound, _ = talks.next("web", sender)
    assert inbound is not None
    return inbound


def test_a_message_is_kept_once_however_often_it_comes(talks: Talks) -> None:
    assert talks.keep(HEARD)
    assert not any(talks.keep(HEARD) for _ in range(10))
    assert talks.keep(replace(HEARD, channel="telegram"))
    assert waiting(talks).heard == HEARD


def test_messages_are_answered_in_the_order_they_came(talks: Talks) -> None:
    for key in "123":
        talks.keep(replace(HEARD, key=key))
    order = []
    while (inbound := talks.next("web", "wang-xiuying")[0]) is not None:
        order.append(inbound.heard.key)
        talks.decide(inbound, SAYS, at=NOW)
    assert order == ["1", "2", "3"]


def test_nobody_gets_the_messages_of_another(talks: Talks) -> None:
    talks.keep(HEARD)
    assert talks.next("web", "sun-li") == (None, Stored(None, 0))
    assert talks.history("web", "sun-li", 10) == []


def test_replies_and_talk_are_saved_together(talks: Talks) -> None:
    talks.keep(HEARD)
    talks.decide(waiting(talks), SAYS, at=NOW, state={"schema": 1}, version=0)
    assert [outbound.says for outbound in talks.unsaid("web", "wang-xiuying")] == [SAYS]
    assert talks.next("web", "wang-xiuying") == (None, Stored({"schema": 1}, 1))


def test_a_talk_that_was_overtaken_saves_nothing(talks: Talks) -> None:
    talks.keep(HEARD)
    talks.keep(replace(HEARD, key="2"))
    first = waiting(talks)
    talks.decide(first, SAYS, at=NOW, state={"by": "first"}, version=0)
    second = waiting(talks)
    for stale in (0, 7):
        with pytest.raises(Overtaken):
            talks.decide(second, SAYS, at=NOW, state={"by": "second"}, version=stale)
    assert talks.next("web", "wang-xiuying") == (second, Stored({"by": "first"}, 1))


def test_one_message_is_decided_once(talks: Talks) -> None:
    talks.keep(HEARD)
    inbound = waiting(talks)
    talks.decide(inbound, SAYS, at=NOW, state={}, version=0)
    with pytest.raises(Overtaken):
        talks.decide(inbound, SAYS, at=NOW, state={}, version=1)


def test_of_two_who_decide_at_the_same_time_one_is_overtaken(engine: sa.Engine, talks: Talks) -> None:
    talks.keep(HEARD)
    inbound, outcomes, start = waiting(talks), list[str](), threading.Barrier(2)

    def decide() -> None:
        start.wait()
        try:
            Talks(engine).decide(inbound, SAYS, at=NOW, state={}, version=0)
            outcomes.append("decided")
        except Overtaken:
            outcomes.append("overtaken")

    threads = [threading.Thread(target=decide) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["decided", "overtaken"]


def test_every_write_happens_inside_the_guard_and_no_read_does(engine: sa.Engine) -> None:
    inside: list[bool] = []
    entered: list[str] = []

    @contextmanager
    def guard() -> Iterator[None]:
        entered.append("write")
        inside.append(True)
        yield
        inside.pop()

    @sa.event.listens_for(engine, "commit")
    def _committed(_: sa.Connection) -> None:
        assert inside

    talks = Talks(engine, guard=guard)
    talks.keep(HEARD)
    talks.failed(waiting(talks))
    talks.decide(waiting(talks), SAYS, at=NOW, state={}, version=0)
    talks.said(talks.unsaid("web", "wang-xiuying")[0].id, at=NOW)
    assert len(entered) == 4


def test_who_waits_longest_is_named_first_and_who_was_answered_not_at_all(talks: Talks) -> None:
    for sender in ("wang-xiuying", "liu-jianjun", "sun-li"):
        talks.keep(replace(HEARD, sender=sender, key=sender))
    talks.keep(replace(HEARD, key="again"))
    talks.decide(waiting(talks, "sun-li"), SAYS, at=NOW)
    assert talks.waiting("web") == ["wang-xiuying", "liu-jianjun", "sun-li"]
    [outbound] = talks.unsaid("web", "sun-li")
    talks.said(outbound.id, at=NOW)
    assert talks.waiting("web") == ["wang-xiuying", "liu-jianjun"]
    assert talks.waiting("telegram") == []


def test_what_was_given_up_is_not_tried_again(engine: sa.Engine, talks: Talks) -> None:
    talks.keep(HEARD)
    talks.decide(waiting(talks), SAYS, at=NOW)
    [outbound] = talks.unsaid("web", "wang-xiuying")
    talks.said(outbound.id, at=NOW, given_up=True)
    assert talks.unsaid("web", "wang-xiuying") == []
    with engine.connect() as connection:
        assert connection.scalar(sa.select(message_table.c.given_up))


def test_failures_are_counted(talks: Talks) -> None:
    talks.keep(HEARD)
    talks.failed(waiting(talks))
    talks.failed(waiting(talks))
    assert waiting(talks).attempts == 2


def test_history_is_the_last_exchanges_oldest_first(talks: Talks) -> None:
    for minute in range(4):
        talks.keep(replace(HEARD, key=str(minute), at=NOW + timedelta(minutes=minute)))
    talks.decide(waiting(talks), (), at=NOW)
    talks.decide(waiting(talks), SAYS, at=NOW)
    exchanges = talks.history("web", "wang-xiuying", 3)
    assert [(exchange.heard.key, exchange.says) for exchange in exchanges] == [("1", SAYS), ("2", ()), ("3", ())]


def test_history_says_which_message_has_to_wait(talks: Talks) -> None:
    talks.keep(HEARD)
    talks.keep(replace(HEARD, key="2"))
    talks.failed(waiting(talks))
    assert [exchange.waits for exchange in talks.history("web", "wang-xiuying", 3)] == [True, False]
    talks.decide(waiting(talks), SAYS, at=NOW)
    assert [exchange.waits for exchange in talks.history("web", "wang-xiuying", 3)] == [False, False]


def test_the_migrations_make_exactly_these_tables(empty_database_url: str) -> None:
    migrate.upgrade(empty_database_url)
    migrate.upgrade(empty_database_url)
    engine = sa.create_engine(empty_database_url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "version_table": "bot_version"})
        assert compare_metadata(context, tables) == []
    migrate.downgrade(empty_database_url)
    assert not {message_table.name, talk_table.name} & set(sa.inspect(engine).get_table_names())
    migrate.upgrade(empty_database_url)
    engine.dispose()


def test_what_was_said_long_ago_is_forgotten_and_what_waits_is_not(talks: Talks) -> None:
    for key, days in (("1", 0), ("2", 1), ("3", 2)):
        talks.keep(replace(HEARD, key=key, at=NOW + timedelta(days=days)))
    for _ in range(2):
        inbound = waiting(talks)
        talks.decide(inbound, SAYS, at=inbound.heard.at, state={"at": inbound.id}, version=inbound.id - 1)
        talks.said(inbound.id, at=inbound.heard.at)
    assert talks.forget(NOW + timedelta(days=1)) == 1
    assert talks.next("web", "wang-xiuying")[1].state is not None
    assert talks.forget(NOW + timedelta(days=9)) == 1
    assert waiting(talks).heard.key == "3"
    assert talks.next("web", "wang-xiuying")[1] == Stored(None, 0)
