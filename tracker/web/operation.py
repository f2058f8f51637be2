"""For whoever runs it: is the process alive, can it work, and how much is there to do."""

from datetime import datetime

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse, PlainTextResponse
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest
from sqlalchemy import ColumnElement, func
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from tracker.db import Database
from tracker.migrate import newest, version_of
from tracker.models import Alarm, Case, Clock, Heartbeat, Notice, Row
from tracker.rules.delivery import State
from tracker.rules.words import ENDED
from tracker.watch import SILENT, seen_from_outside
from tracker.web.deps import Db, Now, TheHouse

router = APIRouter(tags=["运维"])

LOOPS = ("sweep", "outbox")


@router.get("/healthz", summary="进程在运行")
def alive() -> dict[str, str]:
    return {"status": "ok"}


@router.get("/readyz", summary="数据库可用、版本正确；并报告后台循环是否按时")
def ready(db: Db, now: Now) -> Response:
    """503 when this process cannot serve. A late loop runs elsewhere: it is said, and changes no status."""
    found = _readiness(db, now)
    return JSONResponse(found, 200 if found["database"] == found["migrations"] == "ok" else 503)


@router.get("/watchz", summary="扫描、发送、巡查都在走，通知发得出去", response_class=PlainTextResponse)
def watched(db: Db, house: TheHouse, now: Now) -> Response:
    """503 with a line for each thing that is wrong and what to do: for a monitor that is no part of this program."""
    with db.reading() as session:
        lines = seen_from_outside(session, house, now=now)
    return PlainTextResponse("\n".join(lines) or "ok", 503 if lines else 200)


@router.get("/metrics", summary="Prometheus 指标", response_class=Response)
def metrics(db: Db, now: Now) -> Response:
    registry = CollectorRegistry()
    with db.reading() as session:
        for name, words, count in _figures(now):
            Gauge(f"huiyin_{name}", words, registry=registry).set(session.exec(count).one())
    return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)


def _readiness(db: Database, now: datetime) -> dict[str, str]:
    try:
        with db.reading() as session:
            if version_of(session.connection()) != newest():
                return {"database": "ok", "migrations": "outdated"}
            return {"database": "ok", "migrations": "ok", **_loops(session, now)}
    except SQLAlchemyError:
        return {"database": "unreachable", "migrations": "unknown"}


def _loops(session: Session, now: datetime) -> dict[str, str]:
    last = dict(session.exec(select(Heartbeat.name, Heartbeat.at)).all())
    return {name: "ok" if name in last and now - last[name] <= SILENT else "late" for name in LOOPS}


def _figures(now: datetime) -> list[tuple[str, str, SelectOfScalar[int]]]:
    """Name, help, and the query that counts it."""
    is_open = col(Case.status).not_in([status.value for status in ENDED])
    late = col(Clock.settled).is_(None), col(Clock.due_at) <= now
    ringing = col(Alarm.state) == "planned", col(Alarm.at) <= now
    unsent = col(Notice.state).in_((State.QUEUED.value, State.SENDING.value)), col(Notice.next_at) <= now
    stuck = col(Notice.state) == State.NEEDS_PERSON.value
    return [
        ("open_cases", "Cases that have not ended", _count(Case, is_open)),
        ("overdue_clocks", "Running clocks past their due instant", _count(Clock, *late)),
        ("due_alarms", "Alarms whose time has come and that have not gone off", _count(Alarm, *ringing)),
        ("outbox_depth", "Notices due and not yet delivered", _count(Notice, *unsent)),
        ("needs_person", "Notices that no door could deliver", _count(Notice, stuck)),
    ]


def _count(table: type[Row], *where: ColumnElement[bool]) -> SelectOfScalar[int]:
    return select(func.count()).select_from(table).where(*where)
