"""The tables that the migrations make are the tables that the models mean, on both databases."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from threading import Thread
from typing import Any

import pytest
from sqlalchemy import Connection, create_engine, inspect, text
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from tracker import migrate
from tracker.db import Database
from tracker.models import Appeal, Body, Case, Clock, Complainant, Row
from tracker.models.views import key
from tracker.rules.words import Status, Step

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


def test_an_empty_database_goes_up_down_and_up_again(empty_database_url: str) -> None:
    assert not migrate.is_current(empty_database_url)
    migrate.upgrade(empty_database_url)
    assert migrate.is_current(empty_database_url)
    migrate.downgrade(empty_database_url)
    assert migrate.current(empty_database_url) is None
    migrate.upgrade(empty_database_url)
    migrate.upgrade(empty_database_url)
    assert migrate.current(empty_database_url) == migrate.newest()


def test_going_down_leaves_nothing_behind_but_the_version_table(empty_database_url: str) -> None:
    migrate.upgrade(empty_database_url)
    migrate.downgrade(empty_database_url)
    assert _tables(empty_database_url) == {migrate.VERSION_TABLE}


def test_alembic_finds_nothing_to_change(database_url: str) -> None:
    assert migrate.differences(database_url) == []


def test_a_difference_would_be_found(database_url: str) -> None:
    _execute(database_url, "ALTER TABLE officer DROP COLUMN active")
    assert migrate.differences(database_url)


def test_the_tables_of_the_bot_are_left_alone(empty_database_url: str) -> None:
    _execute(empty_database_url, "CREATE TABLE bot_message (id INTEGER PRIMARY KEY)")
    migrate.upgrade(empty_database_url)
    assert migrate.differences(empty_database_url) == []
    migrate.downgrade(empty_database_url)
    assert "bot_message" in _tables(empty_database_url)


def test_checks_and_partial_indexes_are_as_the_models_say(empty_database_url: str) -> None:
    """Alembic does not compare these."""
    migrate.upgrade(empty_database_url)
    migrated = _promises(empty_database_url)
    migrate.downgrade(empty_database_url)
    _create_all(empty_database_url)
    assert migrated == _promises(empty_database_url)
    assert len(migrated["ck"]) >= 5


def test_replicas_that_start_together_migrate_once(empty_database_url: str) -> None:
    failures: list[BaseException] = []

    def start() -> None:
        try:
            migrate.upgrade(empty_database_url)
        except BaseException as error:
            failures.append(error)
            raise

    replicas = [Thread(target=start) for _ in range(4)]
    for replica in replicas:
        replica.start()
    for replica in replicas:
        replica.join()
    assert failures == []
    assert migrate.is_current(empty_database_url)


def test_a_case_of_every_status_can_be_stored(database_url: str) -> None:
    db = Database(database_url)
    with db.reading() as session:
        office = _office(session)
        names = {"number": "n", "query_hash": "q", "filing_key": "k"}
        session.add_all(
            _case(s, desk=office, **{name: f"{short}-{s.value}" for name, short in names.items()}) for s in Status
        )
        session.flush()
        assert set(session.exec(select(Case.status))) == {s.value for s in Status}
    db.close()


@pytest.mark.parametrize("lacking", ["holder_id", "next_due"])
def test_an_open_case_without_a_holder_or_a_due_instant_is_refused(database_url: str, lacking: str) -> None:
    db = Database(database_url)
    with db.reading() as session:
        session.add(_case(Status.ACCEPTED, desk=_office(session), **{lacking: None}))
        with pytest.raises(IntegrityError):
            session.flush()
    db.close()


def test_a_case_that_ended_without_a_reason_is_refused(database_url: str) -> None:
    db = Database(database_url)
    with db.reading() as session:
        session.add(_case(Status.GUIDED, desk=_office(session), ended_reason=None))
        with pytest.raises(IntegrityError):
            session.flush()
    db.close()


def test_a_settled_clock_without_a_time_is_refused(database_url: str) -> None:
    db = Database(database_url)
    with db.reading() as session:
        session.add(case := _case(Status.REGISTERED, desk=_office(session)))
        session.flush()
        session.add(_clock(case, settled="met"))
        with pytest.raises(IntegrityError):
            session.flush()
    db.close()


@pytest.mark.parametrize("lacking", ["decided_at", "grounds", "answer"])
def test_a_decision_about_an_appeal_without_its_time_its_grounds_or_its_answer_is_refused(
    database_url: str, lacking: str
) -> None:
    db = Database(database_url)
    with db.reading() as session:
        session.add(case := _case(Status.CLOSED, desk=_office(session)))
        session.flush()
        session.add(_appeal(case, **{lacking: None}))
        with pytest.raises(IntegrityError):
            session.flush()
    db.close()


def test_nobody_asks_twice_about_the_answer_of_one_round(database_url: str) -> None:
    db = Database(database_url)
    with db.reading() as session:
        session.add(case := _case(Status.CLOSED, desk=_office(session)))
        session.flush()
        session.add_all([_appeal(case), _appeal(case, stage="final_recheck"), _appeal(case, round=2)])
        session.flush()
        session.add(_appeal(case))
        with pytest.raises(IntegrityError):
            session.flush()
    db.close()


def test_an_older_version_finds_an_open_appeal_closed_as_it_was(database_url: str) -> None:
    db = Database(database_url)
    with db.writing() as session:
        session.add(case := _case(Status.RECHECKING, desk=_office(session)))
        session.flush()
        clock = _clock(case, settled=None)
        clock.step = Step.RECHECK.value
        session.add(clock)
    db.close()
    migrate.downgrade(database_url, "0009")
    with _connect(database_url) as connection:
        rows = connection.execute(text('SELECT c.status, k.settled FROM "case" c JOIN clock k ON k.case_id = c.id'))
        assert [tuple(row) for row in rows] == [("closed", "void")]


def _office(session: Session) -> int:
    session.add(body := Body(code="office", name="区效能办", kind="office"))
    session.add(Complainant(channel="web", sender_hash="h", sender_sealed="s", created_at=NOW))
    session.flush()
    return key(body.id)


def _case(status: Status, *, desk: int, **changes: Any) -> Case:
    fields: dict[str, Any] = {
        "number": "YX20261123-0001", "query_hash": "q", "filing_key": "k", "filing_hash": "f",
        "channel": "web", "complainant_id": 1, "level": "confidential", "kind": "complaint", "conduct": "delay",
        "text": "跑了四趟还没有办好。", "status": status.value, "desk_id": desk, "holder_id": desk,
        "promised_on": NOW.date(), "next_due": NOW + timedelta(days=3), "registered_at": NOW,
        "ended_reason": None if status.open else "已经答复",
    }  # fmt: skip
    return Case(**{**fields, **changes})


def _appeal(case: Case, **changes: Any) -> Appeal:
    fields: dict[str, Any] = {
        "round": 1, "stage": "recheck", "reason_text": "不属实", "asked_at": NOW, "outcome": "amended",
        "decided_at": NOW, "grounds": "漏了三号楼", "answer": "三号楼一并更换",
    }  # fmt: skip
    return Appeal(case_id=key(case.id), **{**fields, **changes})


def _clock(case: Case, *, settled: str | None) -> Clock:
    return Clock(
        case_id=key(case.id), step=Step.ACCEPT.value, round=1, owner_id=case.desk_id, amount=3, unit="workday",
        basis="内部规定", started_at=NOW, due_on=NOW.date(), due_at=NOW, provisional=False, calendar="c",
        settled=settled,
    )  # fmt: skip


def _promises(url: str) -> dict[str, set[tuple[str, str, str]]]:
    """Check constraints and the conditions of partial indexes, as the database itself tells them."""
    with _connect(url) as connection:
        look = inspect(connection)
        checks = {
            (table, str(found["name"]), found["sqltext"])
            for table in look.get_table_names()
            for found in look.get_check_constraints(table)
        }
        indexes = {
            (table, str(found["name"]), _words(found.get("dialect_options", {})))
            for table in look.get_table_names()
            for found in look.get_indexes(table)
        }
    return {"ck": checks, "ix": indexes}


def _words(options: dict[str, Any]) -> str:
    return str({name: str(value) for name, value in sorted(options.items())})


def _create_all(url: str) -> None:
    engine = create_engine(url)
    Row.metadata.create_all(engine)
    engine.dispose()


def _tables(url: str) -> set[str]:
    with _connect(url) as connection:
        return set(inspect(connection).get_table_names())


def _execute(url: str, statement: str) -> None:
    with _connect(url) as connection:
        connection.execute(text(statement))


@contextmanager
def _connect(url: str) -> Iterator[Connection]:
    engine = create_engine(url)
    with engine.begin() as connection:
        yield connection
    engine.dispose()
