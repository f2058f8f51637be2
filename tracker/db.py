"""The only place that commits, and the door at which the promise is checked.

SQLite: WAL, synced at every commit (a number once told must survive a power cut), one writer at a time
(``BEGIN IMMEDIATE`` under a process-wide lock: the default transaction silently loses updates).
PostgreSQL: rows are locked where a verb reads them.
"""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, event, make_url, select, text
from sqlalchemy.orm import Session as OrmSession
from sqlmodel import Session, create_engine

from tracker.models import Answer, Case, Clock
from tracker.models.views import case_facts, key
from tracker.rules.errors import OnRecord, PromiseBroken
from tracker.rules.promise import broken

WRITE = "huiyin_write"
BUSY_MS = 15_000


CASES_AT_ONCE = 500


class Database:
    """Sessions on one database. ``writer`` and ``write_lock`` are for the bot's own tables beside ours.

    ``at_opening`` is called with every session before its work: what the process must know anew each time.
    """

    def __init__(self, url: str, *, pool_size: int = 40) -> None:
        self.url = url
        self.is_sqlite = make_url(url).get_backend_name() == "sqlite"
        self.at_opening: Callable[[Session], None] = _nothing
        # AnyIO runs endpoints in 40 threads; SQLAlchemy's 5+10 would make 25 of them wait.
        # Parameters are people's words: they must not stand in an error's message.
        self.engine = create_engine(
            url, pool_size=pool_size, max_overflow=10, pool_pre_ping=not self.is_sqlite, hide_parameters=True
        )
        self.writer = self.engine.execution_options(**{WRITE: True})
        self.write_lock: threading.Lock | _NoLock = threading.Lock() if self.is_sqlite else _NoLock()
        if self.is_sqlite:
            _prepare_sqlite(self.engine)

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A transaction that commits when the block ends, if every case it touched keeps the promise.

        Raises :class:`PromiseBroken`, and whatever the block raises, after rolling back; only what is
        refused :class:`OnRecord` is committed with its refusal and raised afterwards.
        """
        with self.write_lock, Session(self.writer, expire_on_commit=False) as session:
            _watch_cases(session)
            self.at_opening(session)
            refused: OnRecord | None = None
            try:
                yield session
            except OnRecord as refusal:
                refused = refusal
            session.flush()
            _check_promise(session)
            session.commit()
        if refused is not None:
            raise refused

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A snapshot to read from; nothing of it is ever committed."""
        with Session(self.engine) as session:
            self.at_opening(session)
            yield session

    @contextmanager
    def leading(self, duty: int) -> Iterator[bool]:
        """True for one process at a time, as long as the block lasts; others may ask again later.

        SQLite has one process for everything, so there the answer is always true. The lock lives and ends
        with a connection of its own: a leader that dies loses it, and so does one whose connection is cut.
        """
        if self.is_sqlite:
            yield True
            return
        with self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.detach()
            yield bool(connection.scalar(text("SELECT pg_try_advisory_lock(:duty)"), {"duty": duty}))

    def close(self) -> None:
        self.engine.dispose()


class _NoLock:
    def __enter__(self) -> None: ...

    def __exit__(self, *_: object) -> None: ...


def _prepare_sqlite(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def _pragmas(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        for pragma in ("journal_mode=WAL", "synchronous=FULL", f"busy_timeout={BUSY_MS}", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        write = connection.get_execution_options().get(WRITE, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


def _watch_cases(session: Session) -> None:
    touched: set[int] = set()
    session.info["touched"] = touched

    @event.listens_for(session, "after_flush")
    def _note(flushed: OrmSession, _context: Any) -> None:
        for row in (*flushed.new, *flushed.dirty):
            case_id = row.id if isinstance(row, Case) else getattr(row, "case_id", None)
            if case_id is not None:
                touched.add(case_id)


def _check_promise(session: Session) -> None:
    """In portions, so that a change of ten thousand cases is checked in as many bytes as one of five hundred."""
    touched = sorted(session.info["touched"])
    for first in range(0, len(touched), CASES_AT_ONCE):
        _check_cases(session, touched[first : first + CASES_AT_ONCE])


def _check_cases(session: Session, ids: Sequence[int]) -> None:
    cases = session.scalars(select(Case).where(Case.id.in_(ids))).all()  # type: ignore[union-attr]
    answered = set(session.scalars(select(Answer.case_id).where(Answer.case_id.in_(ids), Answer.approved)))  # type: ignore[call-overload, attr-defined]
    clocks: dict[int, list[Clock]] = {}
    for clock in session.scalars(select(Clock).where(Clock.case_id.in_(ids))):  # type: ignore[attr-defined]
        clocks.setdefault(clock.case_id, []).append(clock)
    for case in cases:
        why = broken(case_facts(case, clocks.get(key(case.id), ()), answered=key(case.id) in answered))
        if why:
            raise PromiseBroken(why)


def _nothing(_session: Session) -> None: ...
