"""Who watches the loops: are they alive, is anything left lying, is the promise kept? Says so once a day, aloud.

What breaks the loops or the post breaks this voice too. So there are two more: a canary a day that goes the way of
every notice, and :func:`seen_from_outside`, which anybody may ask who needs none of it to work.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta

import structlog
from sqlmodel import Session, col, select

from tracker.cases.calendars import remind_of_next_year
from tracker.cases.noticing import day_zh, tell_all, tell_house
from tracker.check import Finding, check, forgotten
from tracker.db import Database
from tracker.house import House
from tracker.models import Heartbeat, Notice
from tracker.models.upsert import insert_into
from tracker.queries.org import load_org
from tracker.queries.retention import to_file
from tracker.rules.delivery import State
from tracker.rules.facts import BodyKind, Org
from tracker.rules.words import Role
from tracker.rules.workdays import at, local_date

log = structlog.get_logger()

LOOPS = {"sweep": "时限扫描", "outbox": "通知发送"}
WATCH = {"watch": "巡查"}

SILENT = timedelta(minutes=5)
"""A loop that has not finished a pass for so long is not running."""

THOROUGH = timedelta(hours=1)
"""Between two readings of everything; what the loops left lying is looked for at every pass."""

MOST_LINES = 10
MOST_UNFILED = 1000

TO_THE_HOUSE = {"canary": "自检通知", "anchor": "每日锚的邮件"}

RESTART = "请看 huiyin clock（或 huiyin run）的日志，并重新启动它"
POST = "请检查 HUIYIN_SMTP_URL、收件邮箱和发信服务器，在它送达以前，提醒可能发不出去"
ADVICE: Mapping[str, str] = {
    "sweep": RESTART,
    "outbox": RESTART,
    "watch": RESTART,
    "late_alarm": "请运行 huiyin sweep，再查日志里的 sweep_failed",
    "stuck": "请运行 huiyin deliver，再查日志里的 notice_stuck",
    "canary": POST,
    "anchor": POST,
}
"""What to do, by kind of finding."""


def beat(session: Session, name: str, now: datetime) -> None:
    """The loop ``name`` has finished a pass."""
    row = insert_into(session, Heartbeat).values(name=name, at=now, details={})
    session.execute(row.on_conflict_do_update(index_elements=["name"], set_={"at": now}))


def is_hourly_due(db: Database, duty: str, *, now: datetime) -> bool:
    """True once an hour, for what reads everything; by the heartbeat ``duty``, so over all processes."""
    with db.reading() as session:
        last = _beats(session).get(duty)
    if last is not None and now - last < THOROUGH:
        return False
    with db.writing() as session:
        beat(session, duty, now)
    return True


def send_canary(db: Database, house: House, address: str, *, now: datetime) -> bool:
    """The first call of a day from the canary's hour on sends it; true then."""
    day = local_date(now)
    cause = f"canary:{day}"
    with db.reading() as session:
        sent = session.exec(select(Notice.id).where(Notice.key == f"{cause}:house")).first()
    if sent is not None or now < at(day, house.policy.canary.at):
        return False
    with db.writing() as session:
        return tell_house(session, house, address, "canary", key=cause, now=now, day=day_zh(day)) is not None


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
        silent = [*_silent_loops(beats, LOOPS, now), *_not_arrived(session, house, now)]
        found = [*(one.sentence for one in silent), *_counted(look(session, now=now))]
        found += _not_filed(session, house, now) if thorough else []
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


def seen_from_outside(session: Session, house: House, *, now: datetime) -> list[str]:
    """What stands still or is left lying, each with what to do about it. Reads a few indexes and writes nothing."""
    silent = _silent_loops(_beats(session), {**LOOPS, **WATCH}, now)
    left = forgotten(session, now=now)
    lines = [(kind, _counted(found for found in left if found.kind == kind)) for kind in ("late_alarm", "stuck")]
    standing = [(one.kind, [one.sentence]) for one in (*silent, *_not_arrived(session, house, now))]
    return [f"{sentence}：{ADVICE[kind]}。" for kind, sentences in (*standing, *lines) for sentence in sentences]


def _beats(session: Session) -> dict[str, datetime]:
    return dict(session.exec(select(Heartbeat.name, Heartbeat.at)).all())


def _is_silent(beats: Mapping[str, datetime], name: str, now: datetime) -> bool:
    return name not in beats or now - beats[name] > SILENT


def _silent_loops(beats: Mapping[str, datetime], loops: Mapping[str, str], now: datetime) -> list[Finding]:
    return [Finding(name, "", f"{zh}已经停了") for name, zh in loops.items() if _is_silent(beats, name, now)]


def _not_arrived(session: Session, house: House, now: datetime) -> Iterator[Finding]:
    """The newest of each sort alone: what arrives today says that yesterday's trouble is over."""
    within = house.policy.canary.within
    for template, zh in TO_THE_HOUSE.items():
        sent = select(Notice).where(Notice.template == template, col(Notice.contact_kind).is_not(None))
        newest = session.exec(sent.order_by(col(Notice.id).desc()).limit(1)).first()
        if newest and newest.state != State.DELIVERED and newest.created_at + within <= now:
            minutes = (now - newest.created_at) // timedelta(minutes=1)
            yield Finding(template, "", f"{zh}发出 {minutes} 分钟还没有送达")


def _not_filed(session: Session, house: House, now: datetime) -> list[str]:
    rules = house.policy.retention
    late = to_file(session, house.calendar, rules.file_by, now=now, limit=MOST_UNFILED)
    return [f"复查期满{rules.file_within}个工作日还没有归档（{len(late)} 件）"] if late else []


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
