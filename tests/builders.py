"""Shared beginnings of stories: the house, a small district, a filing, and a case walked to where a test starts."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from functools import cache
from typing import Any

from argon2 import PasswordHasher
from sqlmodel import Session, select

from tests.people import BODY_CODES, WANG_XIUYING, Bodies, Officers, small_district
from tracker.cases.acting import act
from tracker.cases.filing import file_case
from tracker.contract import FileCase, Receipt
from tracker.db import Database
from tracker.demo import load_district
from tracker.house import House
from tracker.models import Body, Case, Officer
from tracker.models.views import key
from tracker.policy.calendar import load_calendar
from tracker.policy.load import load_policy
from tracker.rules.words import Action, Conduct, Kind, Status
from tracker.sealing import Seals

SECRET = "a secret of the tests, long enough"
NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
"""Monday 23 November 2026, 9 in the morning in Mianyang."""

CHEAP_HASHER = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
"""A real log-in in a millisecond instead of half a second."""

ANSWER = {
    "facts": "经查，该小区二号楼电梯自11月3日起停运，物业公司未按期委托维修。",
    "done": "我单位于11月24日约谈物业公司，电梯已于11月26日修复并通过检验，已电话告知住户。",
    "basis": "《四川省物业管理条例》《特种设备安全法》第三十六条",
}


@cache
def house() -> House:
    return House(policy=load_policy(), calendar=load_calendar(), seals=Seals(SECRET))


@dataclass(frozen=True, slots=True)
class Place:
    """A database with the small district in it."""

    db: Database
    bodies: Bodies
    officers: Officers


def settle(db: Database, *, now: datetime = NOW) -> Place:
    """Loads the small district and finds everybody's id."""
    with db.writing() as session:
        load_district(session, house(), small_district(), now=now, hasher=CHEAP_HASHER.hash)
        return Place(db, _bodies(session), _officers(session))


def filing(**changes: Any) -> FileCase:
    """王秀英 asks for help with a lift; nobody's conduct is in question."""
    words: dict[str, Any] = {
        **WANG_XIUYING.model_dump(),
        "text": "富乐路幸福小区二号楼的电梯坏了二十天，老人上不了楼，请帮忙催一催。",
        "kind": Kind.HELP,
        "department": "房管",
        "place": "富乐路幸福小区",
    }
    return FileCase(**{**words, **changes})


def complaint(**changes: Any) -> FileCase:
    """王秀英 complains about how the housing bureau behaves: it is accused, so it is shut out."""
    words: dict[str, Any] = {
        "text": "到房管局办房产证跑了四趟，每个窗口都说不归自己管，来回推。",
        "kind": Kind.COMPLAINT,
        "conduct": Conduct.BUCK_PASSING,
        "target_body": "房管局",
    }
    return filing(**{**words, **changes})


def register(place: Place, what: FileCase | None = None, *, under: str = "key-1", now: datetime = NOW) -> Receipt:
    """``under`` is the idempotency key: another key, another case."""
    with place.db.writing() as session:
        return file_case(session, house(), what or filing(), key=under, now=now)


@dataclass(frozen=True, slots=True)
class Move:
    to: Status
    action: Action
    officer: int
    fields: Mapping[str, str]


def road(place: Place) -> list[Move]:
    """The ordinary road through the housing bureau."""
    o = place.officers
    return [
        Move(Status.ACCEPTED, Action.ACCEPT, o.li_min, {}),
        Move(Status.DISPATCHED, Action.DISPATCH, o.li_min, {"body": str(place.bodies.housing)}),
        Move(Status.HANDLING, Action.SIGN, o.zhou_qiang, {}),
        Move(Status.REVIEWING, Action.ANSWER, o.zhou_qiang, {**ANSWER, "overrule": "同一部电梯"}),
        Move(Status.ANSWERED, Action.APPROVE, o.li_min, {}),
        Move(Status.ANSWERED, Action.DELIVER, o.li_min, {"reason": "已电话告知投诉人"}),
        Move(Status.CLOSED, Action.CLOSE, o.li_min, {"reason": "回访后投诉人没有其他意见"}),
    ]


def aside(place: Place) -> list[Move]:
    """Off the ordinary road: 李敏 cannot decide yet."""
    return [Move(Status.SUPPLEMENTING, Action.ASK_FACTS, place.officers.li_min, {"text": "请说明是哪个窗口、哪一天"})]


def walk(place: Place, number: str, to: Status, *, now: datetime = NOW) -> int:
    """Takes a registered case along the ordinary road until it has status ``to``; returns its version."""
    version = version_of(place, number)
    for move in aside(place) if to is Status.SUPPLEMENTING else road(place):
        with place.db.writing() as session:
            version = act(
                session, house(), number=number, action=move.action, officer_id=move.officer,
                version=version, fields=move.fields, now=now,
            ).version  # fmt: skip
        if move.to is to:
            return version
    raise ValueError(f"the ordinary road does not lead to {to.value}")


def version_of(place: Place, number: str) -> int:
    with place.db.reading() as session:
        return session.exec(select(Case.version).where(Case.number == number)).one()


def _bodies(session: Session) -> Bodies:
    ids = {code: key(row_id) for code, row_id in session.exec(select(Body.code, Body.id))}
    return Bodies(**{f.name: ids[BODY_CODES.get(f.name, f.name)] for f in fields(Bodies)})


def _officers(session: Session) -> Officers:
    ids = {username: key(row_id) for username, row_id in session.exec(select(Officer.username, Officer.id))}
    return Officers(**{f.name: ids[f.name.replace("_", "")] for f in fields(Officers)})
