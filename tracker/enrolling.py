"""A new officer, by an operator at the keyboard."""

from dataclasses import dataclass
from datetime import datetime

from argon2 import PasswordHasher
from sqlmodel import Session, col, or_, select

from tracker.accounts import HASHER
from tracker.house import House
from tracker.models import Body, Door, Officer
from tracker.models.views import key
from tracker.rules.errors import Incomplete
from tracker.rules.words import Role

SHORTEST_PASSWORD = 10
NOT_OF_OFFICERS = frozenset({Role.COMPLAINANT, Role.SYSTEM, Role.ASSISTANT})


@dataclass(frozen=True, slots=True)
class Newcomer:
    """``body`` is a code or a full name; ``email`` may be empty: then notices stay on the console."""

    username: str
    name: str
    body: str
    roles: tuple[str, ...]
    password: str
    email: str = ""


def enrol(
    session: Session, house: House, newcomer: Newcomer, *, now: datetime, hasher: PasswordHasher = HASHER
) -> Officer:
    """Raises :class:`Incomplete` saying what is wrong with the newcomer's particulars."""
    body = session.exec(select(Body).where(or_(Body.code == newcomer.body, Body.name == newcomer.body))).first()
    if body is None:
        raise Incomplete(f"没有“{newcomer.body}”这个单位，请核对单位代码或全称。")
    _check(session, newcomer)
    officer = Officer(
        username=newcomer.username,
        name=newcomer.name,
        body_id=key(body.id),
        roles=list(newcomer.roles),
        password_hash=hasher.hash(newcomer.password),
        created_at=now,
    )
    session.add(officer)
    session.flush()
    if newcomer.email:
        sealed = house.seals.seal(newcomer.email)
        session.add(Door(officer_id=key(officer.id), kind="email", address_sealed=sealed))
    return officer


def _check(session: Session, newcomer: Newcomer) -> None:
    known = {role.value for role in Role} - {role.value for role in NOT_OF_OFFICERS}
    if unknown := [role for role in newcomer.roles if role not in known]:
        raise Incomplete(f"没有“{unknown[0]}”这个角色，可用：{'、'.join(sorted(known))}。")
    if len(newcomer.password) < SHORTEST_PASSWORD:
        raise Incomplete(f"密码太短，至少 {SHORTEST_PASSWORD} 位。")
    if session.exec(select(Officer.id).where(col(Officer.username) == newcomer.username)).first() is not None:
        raise Incomplete(f"登录名 {newcomer.username} 已经有人使用。")
