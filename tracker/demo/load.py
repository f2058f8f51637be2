"""Puts a district into the database; what is there already stays as it is."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, select

from tracker.demo.district import BodyEntry, District, OfficerEntry, read_district
from tracker.house import House
from tracker.models import Body, Door, Interest, Officer
from tracker.models.views import key

PASSWORD = "huiyin-demo"
MAIL_HOST = "huiyin.localhost"
"""``.localhost`` never leaves the machine (RFC 6761)."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many were new; both zero when the district was there before."""

    bodies: int
    officers: int


def load_demo(session: Session, house: House, *, now: datetime, hasher: Callable[[str], str]) -> Loaded:
    """The shipped district, every officer with the password :data:`PASSWORD`.

    ``hasher`` makes a stored hash of a password; it is asked at most once, since it is slow on purpose.
    """
    return load_district(session, house, read_district(), now=now, hasher=hasher)


def load_district(
    session: Session, house: House, district: District, *, now: datetime, hasher: Callable[[str], str]
) -> Loaded:
    known = {code: key(row_id) for code, row_id in session.exec(select(Body.code, Body.id))}
    new_bodies = [body for body in district.body if body.code not in known]
    for body in new_bodies:
        known[body.code] = _add_body(session, body, known)
    usernames = set(session.exec(select(Officer.username)))
    newcomers = [(officer, body) for officer, body in district.officers() if officer.username not in usernames]
    if newcomers:
        password_hash = hasher(PASSWORD)
        for officer, body in newcomers:
            _add_officer(session, house, officer, body=known[body.code], password_hash=password_hash, now=now)
        _add_interests(session, district, {officer.username for officer, _ in newcomers}, known, now=now)
    return Loaded(len(new_bodies), len(newcomers))


def _add_interests(
    session: Session, district: District, newcomers: set[str], known: dict[str, int], *, now: datetime
) -> None:
    session.flush()
    ids = {username: key(row_id) for username, row_id in session.exec(select(Officer.username, Officer.id))}
    session.add_all(
        Interest(
            officer_id=ids[entry.username], body_id=known[entry.body] if entry.body else None, person=entry.person,
            relation=entry.relation, declared_at=now,
        )
        for entry in district.interest
        if entry.username in newcomers
    )  # fmt: skip


def _add_body(session: Session, entry: BodyEntry, known: dict[str, int]) -> int:
    row = Body(
        code=entry.code,
        name=entry.name,
        kind=entry.kind.value,
        parent_id=known[entry.parent] if entry.parent else None,
        functions=list(entry.functions),
        aliases=list(entry.aliases),
        fallback=entry.fallback,
    )
    session.add(row)
    session.flush()
    return key(row.id)


def _add_officer(
    session: Session, house: House, entry: OfficerEntry, *, body: int, password_hash: str, now: datetime
) -> None:
    row = Officer(
        username=entry.username,
        name=entry.name,
        body_id=body,
        roles=[role.value for role in entry.roles],
        password_hash=password_hash,
        created_at=now,
    )
    session.add(row)
    session.flush()
    address = house.seals.seal(f"{entry.username}@{MAIL_HOST}")
    session.add(Door(officer_id=key(row.id), kind="email", address_sealed=address))
