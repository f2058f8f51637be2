"""Officers' log-in: argon2id, sessions kept in a table, and attempts counted so that guessing stays slow."""

import secrets
import threading
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import NamedTuple

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy import delete, func, or_
from sqlmodel import Session, col, select

from tracker.db import Database
from tracker.house import House
from tracker.models import Knock, Officer, OfficerSession
from tracker.models.views import key
from tracker.rules.errors import Refusal, TooMany
from tracker.sealing import new_token, token_hash

SESSION = timedelta(hours=10)
"""One working day: nobody is thrown out over a long case, nobody stays in over night."""

HASHER = PasswordHasher()
"""argon2id with the library's profile (RFC 9106); tests use a cheaper one."""

# A verification takes 64 MiB: as many at once as the web server has threads would take gigabytes.
_VERIFYING = threading.BoundedSemaphore(4)


class WrongPassword(Refusal):
    code = "wrong_password"
    status = 401


@dataclass(frozen=True, slots=True)
class Gate:
    """At most ``tries`` knocks of the same caller within :data:`WINDOW`."""

    name: str
    tries: int


WINDOW = timedelta(minutes=15)
LOGIN_HERE = Gate("login-here", 5)
LOGIN_NAME = Gate("login-name", 30)
LOGIN_ORIGIN = Gate("login-origin", 30)
LOOKUP_ORIGIN = Gate("lookup-origin", 20)
LOOKUP_NUMBER = Gate("lookup-number", 20)
"""Through the bot, which has one address for everybody."""


class LogIn(NamedTuple):
    """``token`` goes to the browser and is stored nowhere; ``csrf`` goes into its forms."""

    token: str
    csrf: str


@dataclass(frozen=True, slots=True)
class SignedIn:
    officer_id: int
    csrf: str


def knock(session: Session, house: House, gate: Gate, caller: str, *, now: datetime) -> Knock:
    """One more attempt. Raises :class:`TooMany` with the minutes to wait.

    ``caller`` is kept as a keyed hash only: what people type as a user name is sometimes a password.
    """
    what = f"{gate.name}:{house.seals.mark('knock', caller)}"
    lately = select(func.count(), func.min(Knock.at)).where(Knock.what == what, Knock.at > now - WINDOW)
    tries, first = session.execute(lately).one()
    if tries >= gate.tries:
        minutes = -(-(first + WINDOW - now) // timedelta(minutes=1))
        raise TooMany(f"尝试次数太多，请{minutes}分钟后再试。")
    attempt = Knock(what=what, at=now)
    session.add(attempt)
    session.flush()
    return attempt


def forgive(session: Session, attempt: Knock) -> None:
    """The attempt was none: only failures count."""
    session.execute(delete(Knock).where(col(Knock.id) == key(attempt.id)))


def log_in(
    db: Database,
    house: House,
    username: str,
    password: str,
    *,
    now: datetime,
    origin: str,
    hasher: PasswordHasher = HASHER,
) -> LogIn:
    """A new session for ``username``; ``origin`` is the caller's network address.

    Raises :class:`WrongPassword` (the same for an unknown name) or :class:`TooMany`. Only failures count.
    """
    attempts = _knock_at_all(db, house, username, origin, now=now)
    with db.reading() as session:
        officer = session.exec(select(Officer).where(Officer.username == username, Officer.active)).first()
    stored = officer.password_hash if officer else _decoy(hasher)
    # Half a second of work: never inside a transaction.
    if not _verified(hasher, stored, password) or officer is None:
        raise WrongPassword("用户名或密码不正确，请重新输入。")
    renewed = hasher.hash(password) if hasher.check_needs_rehash(stored) else None
    with db.writing() as session:
        _let_in(session, attempts, now=now)
        return _open_session(session, key(officer.id), renewed, now=now)


def signed_in(session: Session, token: str, *, now: datetime) -> SignedIn | None:
    """Whose token it is, while it is valid and its officer active."""
    found = session.exec(
        select(OfficerSession)
        .join(Officer, col(Officer.id) == OfficerSession.officer_id)
        .where(OfficerSession.token_hash == token_hash(token), OfficerSession.expires_at > now)
        .where(Officer.active)
    ).first()
    return SignedIn(found.officer_id, found.csrf) if found else None


def log_out(session: Session, token: str) -> None:
    session.execute(delete(OfficerSession).where(col(OfficerSession.token_hash) == token_hash(token)))


def _knock_at_all(db: Database, house: House, username: str, origin: str, *, now: datetime) -> list[Knock]:
    callers = ((LOGIN_HERE, f"{username}@{origin}"), (LOGIN_NAME, username), (LOGIN_ORIGIN, origin))
    with db.writing() as session:
        return [knock(session, house, gate, caller, now=now) for gate, caller in callers]


def _let_in(session: Session, attempts: list[Knock], *, now: datetime) -> None:
    """Earlier slips of the same person at the same place are forgotten too, and what is past is swept away."""
    here, *_ = attempts
    session.execute(delete(Knock).where(or_(col(Knock.at) <= now - WINDOW, col(Knock.what) == here.what)))
    for attempt in attempts:
        forgive(session, attempt)
    session.execute(delete(OfficerSession).where(col(OfficerSession.expires_at) <= now))


def _verified(hasher: PasswordHasher, stored: str, password: str) -> bool:
    with _VERIFYING:
        try:
            return hasher.verify(stored, password)
        except (VerifyMismatchError, InvalidHashError):
            return False


@cache
def _decoy(hasher: PasswordHasher) -> str:
    """Verified for unknown names, so that the time taken does not tell which names exist."""
    return hasher.hash(secrets.token_urlsafe())


def _open_session(session: Session, officer_id: int, renewed: str | None, *, now: datetime) -> LogIn:
    if renewed:
        session.get_one(Officer, officer_id).password_hash = renewed
    log_in = LogIn(new_token(), new_token())
    session.add(
        OfficerSession(
            token_hash=token_hash(log_in.token),
            officer_id=officer_id,
            csrf=log_in.csrf,
            created_at=now,
            expires_at=now + SESSION,
        )
    )
    return log_in
