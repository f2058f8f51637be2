"""Whatever somebody changes behind the program's back, ``huiyin ledger verify`` says so and names the case.

Two cases: 王秀英's lift, for which 周强 got more time, and another one. Every row and column of the record, of the
clocks and the status is changed once, and put back.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Table, delete, insert, select, text, update
from sqlmodel import Session

from tests.builders import ANSWER, settle
from tests.story import Story, at, begin
from tracker.anchors import Anchor, drop, verify
from tracker.check import Finding, chains, rows
from tracker.db import Database
from tracker.models import Row
from tracker.rules.ledger import Link, seal
from tracker.rules.words import Action, Status

EVENT, CLOCK, CASE = (Row.metadata.tables[name] for name in ("event", "clock", "case"))

EVENTS = range(1, 8)
"""登记、受理、转办、签收、申请延期、批准、提交答复."""

UNTOLD = {
    "event": {"id"},  # where a row lies, not what it says; the anchors look at it
    "clock": {"id", "case_id", "calendar"},  # the first two below; a new calendar may just be noted
}


@dataclass(frozen=True, slots=True)
class Files:
    """A district with two cases, and the anchor of the evening."""

    db: Database
    story: Story
    other: Story
    anchor: Anchor

    @contextmanager
    def tampered(self) -> Iterator[Connection]:
        """What is done in the block is looked at in the block and undone after it."""
        with self.db.engine.connect() as connection, connection.begin() as transaction:
            connection.execute(text("PRAGMA defer_foreign_keys = ON"))
            yield connection
            transaction.rollback()

    def found(self, connection: Connection, *, anchored: bool = False) -> list[Finding]:
        """What ``huiyin ledger verify`` finds, without or with its anchors."""
        with Session(connection) as session:
            anchors = verify(session, [self.anchor]) if anchored else []
            return [*chains(session), *rows(session), *anchors]

    def of(self, connection: Connection, table: Table) -> list[Any]:
        """The rows of the lift's case, oldest first."""
        mine = select(CASE.c.id).where(CASE.c.number == self.story.number).scalar_subquery()
        return list(connection.execute(select(table).where(table.c.case_id == mine).order_by(table.c.id)))


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Files]:
    path = tmp_path_factory.mktemp("tampering") / "huiyin.db"
    path.write_bytes(sqlite_template.read_bytes())
    db = Database(f"sqlite:///{path}")
    place = settle(db)
    story, o = begin(place).walk(Status.HANDLING), place.officers
    story.now = at(11, 25)
    story.do(o.zhou_qiang, Action.ASK_EXTENSION, days="5", reason="电梯配件需要从厂家调运")
    story.do(o.chen_zhiyuan, Action.GRANT, request="1")
    story.do(o.zhou_qiang, Action.ANSWER, **ANSWER, overrule="同一部电梯")
    other = begin(place).walk(Status.ACCEPTED)
    with db.reading() as session:
        anchor = drop(session, now=story.now + timedelta(hours=1))
    yield Files(db, story, other, anchor)
    db.close()


FITTING: dict[str, Any] = {
    "case_id": 9999, "seq": 99, "step": "callback", "settled": "late", "settled_at": at(11, 27), "superseded_by": 1,
    "paused": [["2026-11-24", "2026-11-25"]],
}  # fmt: skip
"""What the column can hold, where adding a little to what is there makes no sense."""


def changed(value: Any, column: str) -> Any:
    """Something else."""
    if column in FITTING:
        return FITTING[column] if value != FITTING[column] else None
    if isinstance(value, bool):
        return not value
    if isinstance(value, date):
        return value + timedelta(days=1)
    return {**value, "told": "别的"} if isinstance(value, dict) else value + (1 if isinstance(value, int) else "x")


def columns(table: Table) -> list[str]:
    return [column.name for column in table.columns if column.name not in UNTOLD[table.name]]


def names(findings: list[Finding]) -> set[str]:
    return {finding.number for finding in findings}


def test_untouched_files_are_in_order(files: Files) -> None:
    with files.tampered() as connection:
        assert files.found(connection, anchored=True) == []
        assert [event.seq for event in files.of(connection, EVENT)] == list(EVENTS)


@pytest.mark.parametrize(("seq", "column"), list(product(EVENTS, columns(EVENT))))
def test_an_event_changed_in_any_column_is_found_and_the_case_is_named(files: Files, seq: int, column: str) -> None:
    with files.tampered() as connection:
        event = files.of(connection, EVENT)[seq - 1]
        value = changed(getattr(event, column), column)
        connection.execute(update(EVENT).where(EVENT.c.id == event.id).values({column: value}))
        assert files.story.number in names(files.found(connection))


@pytest.mark.parametrize("seq", EVENTS)
def test_an_event_taken_out_is_found_and_the_case_is_named(files: Files, seq: int) -> None:
    with files.tampered() as connection:
        event = files.of(connection, EVENT)[seq - 1]
        connection.execute(delete(EVENT).where(EVENT.c.id == event.id))
        assert names(files.found(connection)) == {files.story.number}


@pytest.mark.parametrize("seq", EVENTS)
def test_whatever_is_cut_off_at_the_end_the_rows_still_tell_of_it(files: Files, seq: int) -> None:
    with files.tampered() as connection:
        for event in files.of(connection, EVENT)[seq - 1 :]:
            connection.execute(delete(EVENT).where(EVENT.c.id == event.id))
        assert names(files.found(connection)) == {files.story.number}
        assert files.anchor.date in names(files.found(connection, anchored=True))


@pytest.mark.parametrize(("first", "second"), [(a, b) for a in EVENTS for b in EVENTS if a < b])
def test_two_events_in_each_others_place_are_found_and_the_case_is_named(
    files: Files, first: int, second: int
) -> None:
    with files.tampered() as connection:
        one, two = (files.of(connection, EVENT)[seq - 1] for seq in (first, second))
        for event, seq in ((one, 99), (two, first), (one, second)):
            connection.execute(update(EVENT).where(EVENT.c.id == event.id).values(seq=seq))
        assert names(files.found(connection)) == {files.story.number}


@pytest.mark.parametrize("seq", EVENTS)
def test_an_event_put_in_before_another_is_found_however_well_it_is_sealed(files: Files, seq: int) -> None:
    with files.tampered() as connection:
        events = files.of(connection, EVENT)
        for event in reversed(events[seq - 1 :]):
            connection.execute(update(EVENT).where(EVENT.c.id == event.id).values(seq=event.seq + 1))
        connection.execute(insert(EVENT).values(forged(files, events[seq - 1], seq)))
        assert names(files.found(connection)) == {files.story.number}


def test_a_closing_added_at_the_end_is_found_because_the_case_is_not_closed(files: Files) -> None:
    with files.tampered() as connection:
        last = files.of(connection, EVENT)[-1]
        details = {"from": "reviewing", "to": "closed"}
        false = forged(files, last, last.seq + 1, action="close", before=last.hash, details=details)
        connection.execute(insert(EVENT).values(false))
        assert files.found(connection) == [Finding("off_the_record", files.story.number, "状态和办理记录对不上")]


def test_an_event_of_another_case_copied_over_one_of_this_is_found(files: Files) -> None:
    with files.tampered() as connection:
        mine = files.of(connection, EVENT)[1]
        theirs = connection.execute(select(EVENT).where(EVENT.c.case_id != mine.case_id, EVENT.c.seq == 2)).one()
        taken = {name: getattr(theirs, name) for name in columns(EVENT) if name not in ("case_id", "seq")}
        connection.execute(update(EVENT).where(EVENT.c.id == mine.id).values(taken))
        assert names(files.found(connection)) == {files.story.number}


def forged(files: Files, like: Any, seq: int, **changes: Any) -> dict[str, Any]:
    """An event as somebody writes it who knows how events are sealed."""
    words = {name: getattr(like, name) for name in Link.__dataclass_fields__ if name != "number"}
    link = Link(number=files.story.number, **{**words, "seq": seq, **changes})
    return {**{name: getattr(link, name) for name in words}, "case_id": like.case_id, "hash": seal(link)}


@pytest.mark.parametrize("column", columns(CLOCK))
def test_a_clock_changed_in_any_column_is_found_and_the_case_is_named(files: Files, column: str) -> None:
    with files.tampered() as connection:
        connection.execute(text("PRAGMA ignore_check_constraints = ON"))
        for clock in files.of(connection, CLOCK):
            with connection.begin_nested() as undone:
                value = changed(getattr(clock, column), column)
                connection.execute(update(CLOCK).where(CLOCK.c.id == clock.id).values({column: value}))
                assert names(files.found(connection)) == {files.story.number}
                undone.rollback()


def test_a_clock_taken_out_put_in_or_given_to_another_case_is_found(files: Files) -> None:
    with files.tampered() as connection:
        clock = files.of(connection, CLOCK)[-1]
        away = {**clock._mapping, "id": None}
        connection.execute(insert(CLOCK).values(away))
        assert "审核时限没有记录" in {finding.sentence for finding in files.found(connection)}
    with files.tampered() as connection:
        connection.execute(delete(CLOCK).where(CLOCK.c.id == clock.id))
        assert {finding.sentence for finding in files.found(connection)} == {"审核时限不见了"}
    with files.tampered() as connection:
        elsewhere = select(CASE.c.id).where(CASE.c.number == files.other.number).scalar_subquery()
        connection.execute(update(CLOCK).where(CLOCK.c.id == clock.id).values(case_id=elsewhere))
        assert names(files.found(connection)) == {files.story.number, files.other.number}


@pytest.mark.parametrize("status", [status for status in Status if status is not Status.REVIEWING])
def test_a_status_set_by_hand_is_found(files: Files, status: Status) -> None:
    with files.tampered() as connection:
        connection.execute(text("PRAGMA ignore_check_constraints = ON"))
        connection.execute(update(CASE).where(CASE.c.number == files.story.number).values(status=status.value))
        assert files.found(connection) == [Finding("off_the_record", files.story.number, "状态和办理记录对不上")]


@pytest.mark.parametrize(
    "details", [{"clocks_begun": 3}, {"clocks_begun": [{"id": 1}]}, {"clocks_ended": [[99, "met"]]}]
)
def test_details_in_which_no_clock_can_be_read_are_named_instead_of_ending_the_look(
    files: Files, details: dict[str, Any]
) -> None:
    with files.tampered() as connection:
        first = files.of(connection, EVENT)[0]
        unreadable = {**first.details, **details}
        connection.execute(update(EVENT).where(EVENT.c.id == first.id).values(details=unreadable))
        assert "办理记录里的时限读不出来" in {finding.sentence for finding in files.found(connection)}
