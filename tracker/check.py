"""件件有着落, counted independently: plain SQL over the tables, knowing nothing of the verbs that wrote them.

Each probe asks for what must not exist. ``number`` says where it was found, ``what`` fills the sentence.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby, pairwise
from operator import attrgetter

from sqlalchemy import RowMapping, bindparam, func, select, text
from sqlmodel import Session

from tracker.cases.archiving import INDEXED, index_digest
from tracker.models import Row
from tracker.queries.policy import in_force, why_unreadable
from tracker.queries.retention import contents_of
from tracker.queries.unlike_record import unlike_the_record
from tracker.rules.ledger import Link, Tomb, breaks, digest_of

CASE, EVENT = Row.metadata.tables["case"], Row.metadata.tables["event"]
TOMB, ENTRY = Row.metadata.tables["tombstone"], Row.metadata.tables["archive_entry"]
INSTANT = CASE.c.registered_at.type

LATE = timedelta(hours=1)
"""The loops run every few seconds: what is left lying for so long was forgotten."""

UNREACHED = timedelta(days=3)
"""A person who could not be reached stays on the officers' list; for so long only when nobody reads it."""

TWICE = timedelta(minutes=10)
"""The same words of the same person again so soon: one complaint that became two cases."""

ROWS_AT_ONCE = 1000
CASES_AT_ONCE = 500

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
           AND NOT EXISTS (SELECT 1 FROM appeal p WHERE p.case_id = c.id AND p.round = c.round)
           AND NOT EXISTS (SELECT 1 FROM rating r WHERE r.case_id = c.id AND r.round = c.round)""",
    ),
    Probe(
        "appeal_lost",
        "投诉人申请了{what}，却没有人在办",
        f"""SELECT c.number, CASE p.stage WHEN 'recheck' THEN '复查' ELSE '复核' END AS what
            FROM appeal p JOIN "case" c ON c.id = p.case_id
            WHERE p.outcome IS NULL AND (c.status NOT IN ('rechecking', 'final_rechecking')
                OR NOT EXISTS (SELECT 1 FROM clock k WHERE {LIVE} AND k.step = p.stage))""",
    ),
    Probe(
        "appeal_missing",
        "正在复查或复核，却没有投诉人的申请",
        """SELECT c.number FROM "case" c WHERE c.status IN ('rechecking', 'final_rechecking')
           AND NOT EXISTS (SELECT 1 FROM appeal p WHERE p.case_id = c.id AND p.outcome IS NULL)""",
    ),
    Probe(
        "appeal_untold",
        "复查或复核已经决定，却没有告诉投诉人",
        """SELECT c.number FROM "case" c
           WHERE (SELECT count(*) FROM appeal p WHERE p.case_id = c.id AND p.decided_by IS NOT NULL)
               > (SELECT count(*) FROM notice n WHERE n.case_id = c.id
                  AND n.template IN ('appeal_decided', 'appeal_revoked'))""",
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
           WHERE n.state = 'needs_person' AND n.contact_kind IS NULL
           AND n.seen_by IS NULL AND n.created_at <= :unreached""",
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
    return [*probed, *unreadable_policies(session), *doubled(session), *chains(session), *rows(session)]


def forgotten(session: Session, *, now: datetime) -> list[Finding]:
    """What the loops should have done and did not: read off two indexes, so cheap enough for every minute."""
    probes = (probe for probe in PROBES if probe.kind in ("late_alarm", "stuck"))
    return [finding for probe in probes for finding in _run(session, probe, now)]


def broken(session: Session, numbers: Collection[str], *, now: datetime) -> list[Finding]:
    """What the probes find about these cases alone, for a page that shows them; their chains are not read."""
    return [found for probe in PROBES for found in _run(session, probe, now, numbers)] if numbers else []


def unreadable_policies(session: Session) -> Iterator[Finding]:
    """Versions in force that are not what was activated, or that this program cannot read: it works without them."""
    for row in in_force(session):
        why = why_unreadable(row)
        if why:
            yield Finding("policy_unreadable", "—", f"启用的办理规则（{row.file} {row.fingerprint}）不能用：{why}")


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
    buried = _Tombs(session)
    for number, chain in groupby(rows, attrgetter("number")):
        for sentence in breaks(((Link(*row[:-1]), row.hash) for row in chain), buried.of(number)):
            yield Finding("broken_chain", number, sentence)


class _Tombs:
    """The tombstones of one case after the other, in the order of the cases."""

    def __init__(self, session: Session) -> None:
        t = TOMB.c
        tombs = select(CASE.c.number, t.seq, t.hash, t.remains, t.by_seq).join(CASE, CASE.c.id == t.case_id)
        in_order = tombs.order_by(t.case_id, t.seq).execution_options(yield_per=ROWS_AT_ONCE)
        self._groups = groupby(session.connection().execute(in_order), attrgetter("number"))
        self._next = self._advance()

    def of(self, number: str) -> list[Tomb]:
        waiting, tombs = self._next
        if waiting != number:
            return []
        self._next = self._advance()
        return tombs

    def _advance(self) -> tuple[str, list[Tomb]]:
        number, rows = next(self._groups, ("", iter(())))
        return number, [Tomb(*row[1:]) for row in rows]


def records(session: Session) -> Iterator[Finding]:
    """:func:`chains`, and whatever the events vouch for beside themselves: the words, the files, the index."""
    yield from chains(session)
    yield from _words(session)
    yield from _filed(session)


def erased(session: Session) -> int:
    """How many cases have no words any more."""
    gone = select(func.count()).where(ENTRY.c.words_erased_at.is_not(None))
    return session.connection().execute(gone).scalar_one()


def _words(session: Session) -> Iterator[Finding]:
    """The complainant's text against what the registration says of it; erased, the event says nothing any more."""
    e = EVENT.c
    first = select(CASE.c.number, CASE.c.text, e.details).join(EVENT, CASE.c.id == e.case_id).where(e.seq == 1)
    for row in session.connection().execute(first.order_by(CASE.c.id).execution_options(yield_per=ROWS_AT_ONCE)):
        told = row.details.get("words")
        if told is not None and told != digest_of([row.details.get("salt"), row.text]):
            yield Finding("broken_words", row.number, "投诉人的原话被改动或删除过")


def _filed(session: Session) -> Iterator[Finding]:
    """What hangs on a filed case, and its line in the index, against what its last filing or erasing event says."""
    e = EVENT.c
    said = select(e.case_id, CASE.c.number, e.action, e.details).join(CASE, CASE.c.id == e.case_id)
    rows = session.connection().execute(said.where(e.action.in_(["archive", "erase"])).order_by(e.case_id, e.seq))
    told = {case_id: list(events) for case_id, events in groupby(rows, attrgetter("case_id"))}
    lines = {row["case_id"]: row for row in session.connection().execute(select(ENTRY)).mappings()}
    for start in range(0, len(ids := list(told)), CASES_AT_ONCE):
        kept = contents_of(session, portion := ids[start : start + CASES_AT_ONCE])
        for case_id in portion:
            events = told[case_id]
            if kept[case_id] != events[-1].details.get("contents"):
                yield Finding("broken_file", events[-1].number, "归档以后，原话、答复、评价或材料被改动或删除过")
            if _index_lost(lines.get(case_id), events[0].details.get("index")):
                yield Finding("broken_index", events[-1].number, "归档目录里的这一行被改动或删除过")
    yield from (
        Finding("broken_index", row["number"], "归档目录里有这一行，办理记录里没有归档")
        for case_id, row in lines.items() if case_id not in told
    )  # fmt: skip


def _index_lost(line: RowMapping | None, told: str | None) -> bool:
    return line is None or line["sha256"] != told or index_digest({name: line[name] for name in INDEXED}) != told


def rows(session: Session) -> Iterator[Finding]:
    """Every status and clock that is not as the events of its case tell it; they are chained, the row is not."""
    for number, sentence in unlike_the_record(session):
        yield Finding("off_the_record", number, sentence)


def _run(session: Session, probe: Probe, now: datetime, numbers: Collection[str] = ()) -> Iterator[Finding]:
    instants = {"late": now - LATE, "unreached": now - UNREACHED}
    used = {name: at for name, at in instants.items() if f":{name}" in probe.sql}
    sql = f"SELECT * FROM ({probe.sql}) AS p WHERE p.number IN :numbers" if numbers else probe.sql
    query = text(sql).bindparams(*(bindparam(name, at, INSTANT) for name, at in used.items()))
    if numbers:
        query = query.bindparams(bindparam("numbers", list(numbers), expanding=True))
    for row in session.connection().execute(query).mappings():
        yield Finding(probe.kind, row["number"], probe.sentence.format(what=row.get("what", "")))
