"""Brings a database to the tables of this version, and says whether it is there.

The bot keeps its own tables and its own version in the same database: they are not looked at here.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, event, text
from sqlalchemy.pool import NullPool

from tracker.models import Row

VERSION_TABLE = "tracker_version"
OTHERS = "bot_"

# Any fixed number: replicas that start together migrate one after the other.
ONE_AT_A_TIME = 0x4855_4959


def upgrade(url: str) -> None:
    """To the newest version. A database that is already there is left alone."""
    with _connected(url) as connection:
        command.upgrade(_config(connection), "head")


def downgrade(url: str, version: str = "base") -> None:
    """Back to an older version; ``base`` drops every table of the tracker and what is in them."""
    with _connected(url) as connection:
        command.downgrade(_config(connection), version)


def current(url: str) -> str | None:
    """The version of the database; ``None`` when it has never been migrated."""
    with _connected(url, write=False) as connection:
        return version_of(connection)


def is_current(url: str) -> bool:
    return current(url) == newest()


def newest() -> str | None:
    """The version that this program needs."""
    return ScriptDirectory.from_config(_config()).get_current_head()


def version_of(connection: Connection) -> str | None:
    return MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE}).get_current_revision()


def differences(url: str) -> list[Any]:
    """What the tables still lack against the models, in alembic's terms; empty when they agree."""
    with _connected(url, write=False) as connection:
        return list(compare_metadata(MigrationContext.configure(connection, opts=comparing()), Row.metadata))


def comparing() -> dict[str, Any]:
    """Alembic's options, the same for migrating and for comparing."""
    return {
        "target_metadata": Row.metadata,
        "version_table": VERSION_TABLE,
        "render_as_batch": True,
        "compare_type": True,
        "transactional_ddl": True,
        "include_name": _is_ours,
    }


def _is_ours(name: str | None, kind: str, _parents: Any) -> bool:
    return kind != "table" or not (name or "").startswith(OTHERS)


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", "tracker:migrations")
    config.attributes["connection"] = connection
    return config


@contextmanager
def _connected(url: str, *, write: bool = True) -> Iterator[Connection]:
    """One transaction around everything: a start that is killed half-way leaves the old version.

    Foreign keys stay off in SQLite here, because altering a table means to rebuild it.
    """
    engine = create_engine(url, poolclass=NullPool)
    if write and engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _leave_transactions_to_us)
        event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    with engine.begin() as connection:
        if write and engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ONE_AT_A_TIME})
        yield connection


def _leave_transactions_to_us(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
