"""件件有着落, counted independently: plain SQL over the tables, knowing nothing of the verbs that wrote them.

Each probe asks for what must not exist. ``number`` says where it was found, ``what`` fills the sentence.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby, pairwise
from operator import attrgetter

from sqlalchemy import bindparam, select, text
from sqlmodel import Session

from tracker.models import Row
from tracker.rules.ledger import Link, breaks

CASE, EVENT = Row.metadata.tables["case"], Row.metadata.tables["event"]
INSTANT = CASE.c.registered_at.type

LATE = timedelta(hours=1)
"""The loops run every few seconds: what is left lying for so long was forgotten."""

UNREACHED = timedelta(days=3)
"""A person who could not be reached stays on the officers' list; for so long only when nobody reads it."""

TWICE = timedelta(minutes=10)
"""The same words of the same person again so soon: one complaint that became two cases."""

ROWS_AT_ONCE = 1000

OPEN = "c.status NOT IN ('closed', 'guided', 'withdrawn', 'handed_over', 'unsupplemented', 'on_file')"
LIVE = "k.case_id = c.id AND k.settled IS NULL"


@dataclass(frozen=True, slots=True)
class Finding:
    """``number`` is a case's, or a day's where a whole case is missing; ``sentence`` is Chinese."""

    kind: str
    number: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Probe:
    kind: str
    sentence: str
    sql: str


PROBES = (
    Probe("no_holder", "没有单位负责", f'SELECT c.number FROM "case" c WHERE {OPEN} AND c.holder_id IS NULL'),
    Probe(
        "no_clock",
        "没有在走的时限",
        f'SELECT c.number FROM "case" c WHERE {OPEN} AND NOT EXISTS (SELECT 1 FROM clock k WHERE {LIVE})',
    ),
    Probe(
        "no_alarm",
        "时限 {what} 没有提醒",
        f"""SELECT c.number, k.step AS what FROM "case" c JOIN clock k ON {LIVE}
            WHERE NOT EXISTS (SELECT 1 FROM alarm a WHERE a.clock_id = k.id AND a.state IN ('planned', 'fired'))""",
    ),
    Probe(
        "late_alarm",
        "时限提醒 {what} 到点没有发出",
        """SELECT c.number, a.level AS what FROM "case" c JOIN alarm a ON a.case_id = c.id
           WHERE a.state = 'planned' AND a.at <= :late""",
    ),
    Probe(
        "silent_overdue",
        "时限 {what} 已经逾期，没有惊动任何人",
        f"""SELECT c.number, k.step AS what FROM "case" c JOIN clock k ON {LIVE}
            WHERE k.due_at <= :late AND NOT EXISTS (
                SELECT 1 FROM alarm a WHERE a.clock_id = k.id AND a.state = 'fired' AND a.at >= k.due_at)""",
    ),
    Probe(
        "wrong_due",
        "队列里的到期时间和时限不一致",
        f"""SELECT c.number FROM "case" c WHERE {OPEN}
            AND c.next_due <> (SELECT min(k.due_at) FROM clock k WHERE {LIVE})""",
    ),
    # Counts those of ended and answered cases as well: nobody is asked there any more.
    Probe(
        "no_assist_clock",
        "等着 {what} 的协办意见，却没有在走的协办时限",
        """SELECT c.number, b.name AS what FROM assistance s
           JOIN "case" c ON c.id = s.case_id JOIN body b ON b.id = s.body_id
           WHERE s.opinion IS NULL AND s.ended_at IS NULL AND NOT EXISTS (
               SELECT 1 FROM clock k WHERE k.case_id = c.id AND k.step = 'assist'
               AND k.owner_id = s.body_id AND k.settled IS NULL)""",
    ),
    Probe(
        "no_answer",
        "已办结，却没有审核通过的答复",
        """SELECT c.number FROM "case" c WHERE c.status = 'closed'
           AND NOT EXISTS (SELECT 1 FROM answer a WHERE a.case_id = c.id AND a.approved)""",
    ),
    Probe(
        "no_reason",
        "已经结束，却没有写明原因",
        f"""SELECT c.number FROM "case" c WHERE NOT ({OPEN}) AND coalesce(c.ended_reason, '') = ''""",
    ),
    Probe(
        "untold",
        "有审核通过的答复没有发给投诉人",
        """SELECT c.number FROM "case" c
           WHERE (SELECT count(*) FROM answer a WHERE a.case_id = c.id AND a.approved)
               > (SELECT count(*) FROM notice n WHERE n.case_id = c.id AND n.template = 'answered')
           AND c.withdrawn_at IS NULL""",
    ),
    Probe(
        "unserved",
        "答复已经送到，却没有登记送达",
        """SELECT c.number FROM "case" c JOIN answer a ON a.case_id = c.id AND a.round = c.round AND a.approved
           WHERE c.status = 'answered' AND a.delivered_at IS NULL AND EXISTS (
               SELECT 1 FROM notice n WHERE n.case_id = c.id AND n.template = 'answered'
               AND n.delivered_at <= :late AND n.created_at >= a.reviewed_at)""",
    ),
    # Who withdrew or rated the answer ended the case with their own words and needs no notice of it.
    Probe(
        "unheard",
        "已经结束，却没有告诉投诉人",
        """SELECT c.number FROM "case" c
           WHERE c.status IN ('guided', 'closed', 'handed_over', 'unsupplemented', 'on_file')
           AND c.withdrawn_at IS NULL
           AND NOT EXISTS (SELECT 1 FROM notice n WHERE n.case_id = c.id
               AND n.complainant_id IS NOT NULL AND n.template = c.status)
           AND NOT EXISTS (SELECT 1 FROM rating r WHERE r.case_id = c.id AND r.round = c.round)""",
    ),
    Probe(
        "no_register",
        "没有登记的记录",
        """SELECT c.number FROM "case" c WHERE NOT EXISTS (
               SELECT 1 FROM event e WHERE e.case_id = c.id AND e.seq = 1 AND e.action = 'register')""",
    ),
    Probe(
        "stuck",
        "通知 {what} 到点没有发出",
        """SELECT coalesce(c.number, '—') AS number, n.template AS what
           FROM notice n LEFT JOIN "case" c ON c.id = n.case_id
           WHERE n.state IN ('queued', 'sending') AND n.next_at <= :late""",
    ),
    Probe(
        "unreached",
        "通知 {what} 没有送到，也没有人处理",
        """SELECT coalesce(c.number, '—') AS number, n.template AS what
           FROM notice n LEFT JOIN "case" c ON c.id = n.case_id
           WHERE n.state = 'needs_person' AND n.seen_by IS NULL AND n.created_at <= :unreached""",
    ),
    Probe(
        "missing",
        "这一天发出的编号有 {what} 个没有诉求件",
        """SELECT CAST(d.day AS TEXT) AS number, d.last - count(c.id) AS what
           FROM number_counter d LEFT JOIN "case" c
               ON substr(c.number, 3, 8) = replace(CAST(d.day AS TEXT), '-', '')
           GROUP BY d.day, d.last HAVING count(c.id) <> d.last""",
    ),
)

DOUBLED = """SELECT c.number, c.complainant_id, c.filing_hash, c.registered_at FROM "case" c
    WHERE EXISTS (SELECT 1 FROM "case" o WHERE o.complainant_id = c.complainant_id
        AND o.filing_hash = c.filing_hash AND o.id <> c.id)
    ORDER BY c.complainant_id, c.filing_hash, c.registered_at"""


def check(session: Session, *, now: datetime) -> list[Finding]:
    """Everything that is lost, late without an echo, or not as it was written. Empty when the promise is kept."""
    probed = [finding for probe in PROBES for finding in _run(session, probe, now)]
    return [*probed, *doubled(session), *chains(session)]


def forgotten(session: Session, *, now: datetime) -> list[Finding]:
    """What the loops should have done and did not: read off two indexes, so cheap enough for every minute."""
    probes = (probe for probe in PROBES if probe.kind in ("late_alarm", "stuck"))
    return [finding for probe in probes for finding in _run(session, probe, now)]


def broken(session: Session, numbers: Collection[str], *, now: datetime) -> list[Finding]:
    """What the probes find about these cases alone, for a page that shows them; their chains are not read."""
    return [found for probe in PROBES for found in _run(session, probe, now, numbers)] if numbers else []


def doubled(session: Session) -> Iterator[Finding]:
    """Cases that are one filing: the same person, the same content, minutes apart."""
    rows = session.connection().execute(text(DOUBLED).columns(registered_at=INSTANT))
    for _, same in groupby(rows, attrgetter("complainant_id", "filing_hash")):
        for first, second in pairwise(same):
            if second.registered_at - first.registered_at <= TWICE:
                yield Finding("doubled", second.number, f"和 {first.number} 是同一次提交")


def chains(session: Session) -> Iterator[Finding]:
    """Every break in the chain of events of every case; reads all events once, in order."""
    e = EVENT.c
    link = (CASE.c.number, e.seq, e.at, e.actor, e.action, e.reason, e.visibility, e.details, e.before)
    events = select(*link, e.hash).join(CASE, CASE.c.id == e.case_id).order_by(e.case_id, e.seq)
    rows = session.connection().execute(events.execution_options(yield_per=ROWS_AT_ONCE))
    for number, chain in groupby(rows, attrgetter("number")):
        for sentence in breaks((Link(*row[:-1]), row.hash) for row in chain):
            yield Finding("broken_chain", number, sentence)


def _run(session: Session, probe: Probe, now: datetime, numbers: Collection[str] = ()) -> Iterator[Finding]:
    instants = {"late": now - LATE, "unreached": now - UNREACHED}
    used = {name: at for name, at in instants.items() if f":{name}" in probe.sql}
    sql = f"SELECT * FROM ({probe.sql}) AS p WHERE p.number IN :numbers" if numbers else probe.sql
    query = text(sql).bindparams(*(bindparam(name, at, INSTANT) for name, at in used.items()))
    if numbers:
        query = query.bindparams(bindparam("numbers", list(numbers), expanding=True))
    for row in session.connection().execute(query).mappings():
        yield Finding(probe.kind, row["number"], probe.sentence.format(what=row.get("what", "")))
