"""The one door through which everything is committed, and the last look at the promise before it."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from tests.builders import Place, filing, register
from tests.journeys.processes import wait_until
from tests.story import Story, begin
from tracker.cases import timing
from tracker.cases.acting import locked
from tracker.db import Database
from tracker.models import Case, Clock, Complainant, Notice
from tracker.rules.errors import PromiseBroken
from tracker.rules.words import Status, Step

THREADS, TIMES = 16, 20


def test_sixteen_threads_of_two_programs_that_read_and_write_one_row_lose_nothing(story: Story) -> None:
    """Two engines share no lock in memory, like two processes."""
    programs = (story.place.db, Database(story.place.db.url))

    def count_up(thread: int) -> None:
        for _ in range(TIMES):
            with programs[thread % 2].writing() as session:
                case = locked(session, story.number)
                case.returns = case.returns + 1

    _all_at_once(count_up)
    programs[1].close()
    assert story.case().returns == THREADS * TIMES


def test_a_case_urged_from_everywhere_at_once_has_every_event_in_one_chain(story: Story) -> None:
    before = story.case().version

    def urge(_: int) -> None:
        for _ in range(2):
            story.urge()

    _all_at_once(urge)
    assert story.case().version == before + THREADS * 2
    assert [event.seq for event in story.events()] == list(range(1, THREADS * 2 + 2))
    assert story.chain_breaks() == []


def test_filings_from_everywhere_at_once_get_numbers_without_a_gap(own_place: Place) -> None:
    def file(n: int) -> list[str]:
        return [register(own_place, filing(sender=f"s{n}"), under=str(i)).number for i in range(3)]

    with ThreadPoolExecutor(THREADS) as pool:
        numbers = sorted(number for found in pool.map(file, range(THREADS)) for number in found)
    assert numbers == [f"YX20261123-{n:04d}" for n in range(1, THREADS * 3 + 1)]


def test_an_open_case_without_a_running_clock_is_not_committed(story: Story) -> None:
    with pytest.raises(PromiseBroken, match="no clock is running"):
        _commit(story, lambda session: _stop_all_clocks(session, story))
    assert story.running() == {Step.ACCEPT}


def test_touching_only_the_clock_is_noticed_as_well(story: Story) -> None:
    def settle_it(session: Session) -> None:
        clock = session.get_one(Clock, story.clock(Step.ACCEPT).id)
        clock.settled, clock.settled_at = "void", story.now

    with pytest.raises(PromiseBroken):
        _commit(story, settle_it)
    assert story.running() == {Step.ACCEPT}


def test_a_closed_case_that_was_never_answered_is_not_committed(story: Story) -> None:
    def close(session: Session) -> None:
        case = locked(session, story.number)
        case.status, case.ended_reason, case.ended_at = Status.CLOSED.value, "无", story.now

    with pytest.raises(PromiseBroken, match="never answered"):
        _commit(story, close)
    assert story.case().status == Status.REGISTERED


def test_a_broken_promise_takes_everything_of_its_transaction_back(story: Story) -> None:
    """Also the other case, the notice and the event that were in order by themselves."""
    other = begin(story.place)
    before = (other.case(), other.events(), other.notices(), story.events())

    def one_good_one_bad(session: Session) -> None:
        locked(session, other.number).urgent = True
        session.add(_notice(other))
        session.flush()
        _stop_all_clocks(session, story)

    with pytest.raises(PromiseBroken):
        _commit(story, one_good_one_bad)
    assert (other.case(), other.events(), other.notices(), story.events()) == before


def test_whatever_goes_wrong_in_the_block_takes_everything_back(story: Story) -> None:
    def stumble(session: Session) -> None:
        locked(session, story.number).urgent = True
        session.flush()
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        _commit(story, stumble)
    assert not story.case().urgent


def test_reading_never_changes_anything(story: Story) -> None:
    with story.place.db.reading() as session:
        session.exec(select(Case).where(Case.number == story.number)).one().urgent = True
        session.flush()
    assert not story.case().urgent


@pytest.mark.parametrize(
    "statement",
    [
        'UPDATE "case" SET holder_id = NULL',
        'UPDATE "case" SET next_due = NULL',
        "UPDATE \"case\" SET status = 'closed'",
        "UPDATE \"case\" SET status = 'withdrawn'",
        "UPDATE clock SET settled = 'met'",
        "UPDATE notice SET officer_id = NULL",
        "UPDATE notice SET complainant_id = 1",
        'UPDATE "case" SET desk_id = 999999',
        "INSERT INTO alarm (clock_id, case_id, level, at, state) SELECT clock_id, case_id, level, at, state FROM alarm",
        "INSERT INTO event (case_id, seq, at, actor, action, reason, visibility, details, before, hash)"
        " SELECT case_id, seq, at, actor, action, reason, visibility, details, before, hash FROM event",
    ],
)
def test_the_schema_itself_refuses_what_would_lose_a_case(story: Story, statement: str) -> None:
    with pytest.raises(IntegrityError), story.place.db.writer.connect() as connection:
        connection.execute(text(statement))


def test_what_the_schema_allows_is_not_refused_for_another_reason(story: Story) -> None:
    """The same kind of plain statement with good values passes: the refusals above are about the values."""
    with story.place.db.writer.connect() as connection:
        connection.execute(update(Case).values(holder_id=story.place.bodies.housing, next_due=story.now))
        connection.execute(update(Clock).values(settled="met", settled_at=story.now))
        connection.execute(update(Notice).values(officer_id=story.place.officers.sun_li))


def test_a_duty_has_one_leader_and_falls_free_when_the_leader_leaves(place: Place) -> None:
    other = Database(place.db.url)
    with place.db.leading(7) as first, other.leading(7) as second, other.leading(8) as another_duty:
        assert first
        assert another_duty
        assert second is place.db.is_sqlite  # one process has the file to itself
    wait_until(lambda: _can_lead(other, 7))  # the server notices a closed connection when it gets to it
    other.close()


@pytest.mark.postgres
def test_a_leader_whose_connection_is_cut_leaves_in_peace(postgres_url: str) -> None:
    """As when the server restarts: with the connection the lock is gone, and anybody may lead."""
    db, other = Database(postgres_url), Database(postgres_url)
    cut = "SELECT pg_terminate_backend(pid, 10000) FROM pg_locks WHERE locktype = 'advisory'"
    with db.leading(7) as first, other.engine.connect() as connection:
        assert first
        connection.execute(text(cut))
        with other.leading(7) as second:
            assert second
    with db.leading(7) as again:
        assert again
    db.close()
    other.close()


def test_times_come_back_as_they_were_written_to_the_microsecond(story: Story) -> None:
    exact = story.now.replace(microsecond=123456)
    with story.place.db.writing() as session:
        session.add(Complainant(channel="web", sender_hash="h", sender_sealed="s", created_at=exact))
    with story.place.db.reading() as session:
        found = session.exec(select(Complainant).order_by(col(Complainant.id).desc())).first()
    assert found is not None
    assert found.created_at == exact
    assert story.events()[0].at == story.now


def _can_lead(db: Database, duty: int) -> bool:
    with db.leading(duty) as won:
        return won


def _all_at_once(work: Callable[[int], None]) -> None:
    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(work, range(THREADS)))


def _commit(story: Story, change: Callable[[Session], None]) -> None:
    with story.place.db.writing() as session:
        change(session)


def _stop_all_clocks(session: Session, story: Story) -> None:
    timing.settle(session, locked(session, story.number), list(Step), now=story.now)


def _notice(story: Story) -> Notice:
    return Notice(
        key="anything", case_id=story.case().id, officer_id=story.place.officers.li_min, template="duty",
        subject="", text="", next_at=story.now, created_at=story.now,
    )  # fmt: skip
