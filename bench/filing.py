"""Filing over HTTP, many at once, against bare transactions that insert the same rows."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import httpx2
import psycopg
from psycopg import sql
from psycopg.rows import dict_row
from psycopg.types.json import Json
from sqlalchemy import make_url

from bench.crowd import COPIED, UNIQUE_WORDS
from bench.ratios import Ratio, Wrong, times_as_long
from bench.server import serving
from bench.sizes import Sizes
from bench.turn import TEXT
from nlp import understand
from tracker.contract import Channel, Conduct, FileCase, Judgement, Kind, Level
from tracker.house import House
from tracker.models import Row

Connection = psycopg.Connection[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Recorded:
    """One row as a filing left it."""

    table: str
    values: dict[str, Any]


def measure(url: str, house: House, sizes: Sizes) -> Iterator[Ratio]:
    """``url`` is a PostgreSQL database with a district in it."""
    with ExitStack() as stack:
        server = stack.enter_context(serving(url))
        clients = [stack.enter_context(_bot(server, house)) for _ in range(sizes.clients)]
        connections = [stack.enter_context(_connected(url)) for _ in range(sizes.clients)]
        number = _file(clients[0])
        rows = _recorded(connections[0], number)
        pool = stack.enter_context(ThreadPoolExecutor(sizes.clients))
        times = times_as_long(
            lambda: _all(pool, _file, clients, sizes.filings),
            lambda: _all(pool, lambda connection: _insert(connection, rows), connections, sizes.filings),
            repeats=sizes.repeats,
        )
        _check(connections[0], filings=1 + 2 * (sizes.repeats + 1) * sizes.clients * sizes.filings, of=rows)
    than = f"bare transactions of the same {len(rows)} rows"
    yield Ratio("PostgreSQL", f"filing, {sizes.clients} at once", than, times)


def _all(pool: ThreadPoolExecutor, work: Callable[[Any], str], hands: Sequence[Any], each: int) -> None:
    """Every hand does ``each`` pieces of work, all hands at the same time; each number comes once."""
    numbers = [n for done in pool.map(lambda hand: [work(hand) for _ in range(each)], hands) for n in done]
    if len(set(numbers)) != len(hands) * each:
        raise Wrong("a number was given twice")


def _bot(server: str, house: House) -> httpx2.Client:
    headers = {"Authorization": f"Bearer {house.seals.service_token('bot')}"}
    return httpx2.Client(base_url=server, headers=headers, timeout=60)


def _file(client: httpx2.Client) -> str:
    """The number that a new citizen was given."""
    citizen = uuid4().hex
    answer = client.post("/api/v1/cases", content=_filing(citizen), headers={"Idempotency-Key": citizen, **JSON})
    number: str = answer.raise_for_status().json()["number"]
    return number


JSON = {"Content-Type": "application/json"}
MEANING = understand(TEXT)


def _filing(citizen: str) -> str:
    """As the bot sends it, with everything that was understood."""
    guesses = {
        "kind": MEANING.kind, "conduct": MEANING.conduct, "topics": MEANING.topics, "departments": MEANING.departments,
    }  # fmt: skip
    understood = {
        name: [Judgement(label=g.label, score=g.score, because=list(g.because)) for g in ranked]
        for name, ranked in guesses.items()
    }
    return FileCase(
        channel=Channel.WEB,
        sender=citizen,
        text=TEXT,
        kind=Kind(MEANING.kind[0].label),
        conduct=Conduct(MEANING.conduct[0].label),
        department=MEANING.departments[0].label,
        target_body=MEANING.target.body,
        level=Level.ANONYMOUS,
        understood=understood,
    ).model_dump_json()


def _connected(url: str) -> Connection:
    parts = make_url(url)
    return psycopg.connect(
        host=str(parts.query["host"]), user=parts.username, dbname=parts.database, row_factory=dict_row
    )


def _recorded(connection: Connection, number: str) -> list[Recorded]:
    """All rows that the filing of this case wrote, those first that others link to."""
    with connection.transaction():
        case = _rows(connection, "case", "number", number)
        found = [*_rows(connection, "complainant", "id", case[0].values["complainant_id"]), *case]
        for table in COPIED[2:]:
            found += _rows(connection, table, "case_id", case[0].values["id"])
    return found


def _rows(connection: Connection, table: str, column: str, value: Any) -> list[Recorded]:
    query = sql.SQL("SELECT * FROM {} WHERE {} = %s").format(sql.Identifier(table), sql.Identifier(column))
    return [Recorded(table, row) for row in connection.execute(query, [value])]


def _insert(connection: Connection, rows: list[Recorded]) -> str:
    """The number of a new case with the same rows, in one transaction."""
    ids: dict[tuple[str, int], int] = {}
    number = ""
    with connection.transaction():
        connection.execute("UPDATE number_counter SET last = last + 1")
        for row in rows:
            values = {name: _renewed(row, name, ids) for name in row.values if name != "id"}
            query = sql.SQL("INSERT INTO {} ({}) VALUES ({}) RETURNING *").format(
                sql.Identifier(row.table),
                sql.SQL(", ").join(map(sql.Identifier, values)),
                sql.SQL(", ").join(map(sql.Placeholder, values)),
            )
            new = connection.execute(query, values).fetchone()
            if new and "id" in new:
                ids[row.table, row.values["id"]] = new["id"]
            if new and row.table == "case":
                number = new["number"]
    return number


def _renewed(row: Recorded, name: str, ids: dict[tuple[str, int], int]) -> Any:
    value = row.values[name]
    if name in UNIQUE_WORDS:
        return uuid4().hex
    if isinstance(value, dict | list):
        return Json(value)
    links = (key.column.table.name for key in Row.metadata.tables[row.table].c[name].foreign_keys)
    return next((ids[link, value] for link in links if (link, value) in ids), value)


def _check(connection: Connection, *, filings: int, of: list[Recorded]) -> None:
    """Both ways have left the same rows, as many as were filed."""
    for table in {row.table for row in of}:
        wanted = filings * sum(row.table == table for row in of)
        query = sql.SQL("SELECT count(*) AS found FROM {}").format(sql.Identifier(table))
        found = connection.execute(query).fetchone()
        if found is None or found["found"] != wanted:
            raise Wrong(f"{table} has {found} rows instead of {wanted}")
