"""The patterns many times over, by SQL: real rows in thousands within seconds."""

from typing import Any

from sqlalchemy import (
    CTE,
    Column,
    ColumnElement,
    Connection,
    Integer,
    NullPool,
    Select,
    String,
    Table,
    cast,
    create_engine,
    func,
    literal,
    select,
    text,
)

from tracker.models import Row

COPIED = ("complainant", "case", "contact", "clock", "alarm", "event", "notice", "answer", "card", "rating")

# Far above the ids of the patterns, far below the end of a four-byte integer after ten thousand copies.
STRIDE = 10_000
UNIQUE_WORDS = {"number", "query_hash", "filing_key", "sender_hash", "key"}


def multiply(url: str, times: int) -> None:
    """Every case of the database, and all that hangs on it, ``times`` times; nobody else may be writing."""
    engine = create_engine(url, poolclass=NullPool)
    with engine.begin() as connection:
        _unchecked(connection)
        for name in COPIED:
            table = Row.metadata.tables[name]
            connection.execute(table.insert().from_select(list(table.c.keys()), _copies(table, times)))
            _go_on_counting(connection, table)
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))


def _copies(table: Table, times: int) -> Select[Any]:
    copy = _numbers(times)
    return select(*[_of_copy(column, copy.c.number) for column in table.c]).select_from(table.join(copy, literal(True)))


def _numbers(times: int) -> CTE:
    """1, 2, … for the copies; the patterns themselves are the first of ``times``."""
    numbers = select(literal(1).label("number")).cte("copy", recursive=True)
    return numbers.union_all(select(numbers.c.number + 1).where(numbers.c.number < times - 1))


def _of_copy(column: Column[Any], number: ColumnElement[int]) -> ColumnElement[Any]:
    if _is_key(column):
        return column + number * STRIDE
    if column.name in UNIQUE_WORDS:
        return column + "~" + cast(number, String)
    return column


def _is_key(column: Column[Any]) -> bool:
    """The id of a copied row, or a link to one."""
    links = {key.column.table.name for key in column.foreign_keys}
    return bool(links & set(COPIED)) or (column.primary_key and not links and isinstance(column.type, Integer))


def _unchecked(connection: Connection) -> None:
    """Copies of sound rows are sound, and to look up every link takes longer than all the rest.

    SQLite checks links only where a connection asks for it.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL session_replication_role = replica"))


def _go_on_counting(connection: Connection, table: Table) -> None:
    """The ids given by PostgreSQL's sequences start after the copies."""
    if connection.dialect.name == "postgresql" and "id" in table.c:
        sequence = func.pg_get_serial_sequence(f'"{table.name}"', "id")
        connection.execute(select(func.setval(sequence, select(func.max(table.c.id)).scalar_subquery())))
