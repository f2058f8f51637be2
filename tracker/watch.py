"""Who watches the loops: are they alive, is anything left lying, is the promise kept? Says so once a day, aloud."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta

import structlog
from sqlmodel import Session, select

from tracker.cases.calendars import remind_of_next_year
from tracker.cases.noticing import tell_all
from tracker.check import Finding, check, forgotten
from tracker.db import Database
from tracker.house import House
from tracker.models import Heartbeat
from tracker.models.upsert import insert_into
from tracker.queries.org import load_org
from tracker.rules.facts import BodyKind, Org
from tracker.rules.words import Role
from tracker.rules.workdays import local_date

log = structlog.get_logger()

LOOPS = {"sweep": "时限扫描", "outbox": "通知发送"}

SILENT = timedelta(minutes=5)
"""A loop that has not finished a pass for so long is not running."""

THOROUGH = timedelta(hours=1)
"""Between two readings of everything; what the loops left lying is looked for at every pass."""

MOST_LINES = 10


def beat(session: Session, name: str, now: datetime) -> None:
    """The loop ``name`` has finished a pass."""
    row = insert_into(session, Heartbeat).values(name=name, at=now, details={})
    session.execute(row.on_conflict_do_update(index_elements=["name"], set_={"at": now}))


def watch(db: Database, house: House, *, now: datetime) -> list[str]:
    """What is wrong, in Chinese; also logged, and told to the director once a day. So is a holiday notice that
    is still to be brought in; that is a duty of the office, and nothing that is wrong with the program.

    Nothing right after a start: the other loops get one pass to catch up with what the night has left.
    """
    with db.reading() as session:
        beats = _beats(session)
        if _is_silent(beats, "watch", now):
            return []
        thorough = now - beats.get("check", datetime.min.replace(tzinfo=UTC)) >= THOROUGH
        look = check if thorough else forgotten
        found = [*_silent_loops(beats, now), *_counted(look(session, now=now))]
    with db.writing() as session:
        if thorough:
            beat(session, "check", now)
        people = _who_hears_of_it(load_org(session))
        if found:
            log.error("promise_in_danger", findings=found)
            _tell(session, house, people, found, now)
        if remind_of_next_year(session, house, people, now=now):
            log.warning("calendar_missing", known_until=str(house.calendar.known_until))
    return found


def _beats(session: Session) -> dict[str, datetime]:
    return dict(session.exec(select(Heartbeat.name, Heartbeat.at)).all())


def _is_silent(beats: Mapping[str, datetime], name: str, now: datetime) -> bool:
    return name not in beats or now - beats[name] > SILENT


def _silent_loops(beats: Mapping[str, datetime], now: datetime) -> list[str]:
    return [f"{zh}已经停了" for name, zh in LOOPS.items() if _is_silent(beats, name, now)]


def _counted(findings: Iterable[Finding]) -> list[str]:
    """Without numbers of cases: a director may have to be recused from one of them."""
    return [f"{sentence}（{n} 件）" for sentence, n in Counter(f.sentence for f in findings).items()]


def _tell(session: Session, house: House, people: list[int], found: Sequence[str], now: datetime) -> None:
    tell_all(
        session, house, people, "watch",
        key=f"watch:{local_date(now)}", now=now, count=len(found), findings="\n".join(found[:MOST_LINES]),
    )  # fmt: skip


def _who_hears_of_it(org: Org) -> list[int]:
    office = org.only(BodyKind.OFFICE)
    for role in (Role.DIRECTOR, Role.INTAKE):
        people = [officer.id for officer in org.working(office.id, role)] if office else []
        if people:
            return people
    return []
