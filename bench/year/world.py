"""What everybody in the simulated year shares: the database, the hour, the doors, and the books kept beside it."""

import random
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session, select

from bench.year.books import Books
from bench.year.doors import Mail
from tracker.cases.acting import act, locked
from tracker.contract import FileCase
from tracker.db import Database
from tracker.house import House
from tracker.models import Body
from tracker.models.views import key
from tracker.queries.org import load_org
from tracker.rules.errors import Refusal
from tracker.rules.facts import OfficerFacts, Org
from tracker.rules.words import Action, Role

SHANGHAI = ZoneInfo("Asia/Shanghai")


@dataclass
class Folder:
    """What the people of the simulation remember of one case; the product knows nothing of it."""

    filed: FileCase
    rng: random.Random
    filed_at: datetime
    keeper: int | None = None
    ready: datetime | None = None
    forgotten: bool = False
    poor: bool = False
    left_by: set[int] = field(default_factory=set)
    resume_on: date | None = None
    asked_extension: bool = False
    found: bool = False
    seen: int = 0
    silent: bool = False
    called: bool = False
    withdrew: bool = False
    done: set[str] = field(default_factory=set)


def _lists() -> dict[tuple[str, str], list[str]]:
    return defaultdict(list)


@dataclass
class World:
    """``refused`` counts what the product did not let people do, by act and kind of refusal.

    ``coming`` are the citizens who will look again: when, in which order, at which case.
    """

    db: Database
    house: House
    rng: random.Random
    books: Books
    now: datetime
    folder: Path
    mail: Mail = field(default_factory=Mail)
    folders: dict[str, Folder] = field(default_factory=dict)
    refused: Counter[tuple[str, str]] = field(default_factory=Counter)
    told_why: dict[tuple[str, str], str] = field(default_factory=dict)
    done: Counter[str] = field(default_factory=Counter)
    coming: list[tuple[datetime, int, str]] = field(default_factory=list)
    visits: int = 0
    extra: set[datetime] = field(default_factory=set)
    codes: dict[int, str] = field(default_factory=dict)
    cases_of: dict[tuple[str, str], list[str]] = field(default_factory=_lists)
    marked: set[str] = field(default_factory=set)
    admonished: Counter[int] = field(default_factory=Counter)
    revoked: list[tuple[datetime, int]] = field(default_factory=list)
    findings: list[str] = field(default_factory=list)
    org: Org = field(default_factory=lambda: Org({}, {}))

    def look_around(self) -> None:
        """Who works here and who is away, as the product knows it."""
        with self.db.reading() as session:
            self.org = load_org(session)
            self.codes = {key(body.id): body.code for body in session.exec(select(Body))}

    @property
    def today(self) -> date:
        return self.now.astimezone(SHANGHAI).date()

    def chance(self, share: float) -> bool:
        return self.rng.random() < share

    def away(self, officer: OfficerFacts, *, in_days: int = 0) -> bool:
        return officer.absence(self.today + timedelta(days=in_days)) is not None

    def present(self, role: Role, *, body: int | None = None) -> list[OfficerFacts]:
        """Those of this role who are not on leave today, by id."""
        found = (o for o in self.org.officers.values() if role in o.roles and body in (None, o.body))
        return sorted((o for o in found if not self.away(o)), key=lambda o: o.id)

    def act(self, number: str, action: Action, officer: int, **fields: str) -> bool:
        """What an officer does who has just opened the case; whether the product let them."""

        def do(session: Session) -> None:
            version = locked(session, number).version
            act(
                session, self.house, number=number, action=action, officer_id=officer,
                version=version, fields=fields, now=self.now,
            )  # fmt: skip

        return self.attempt(action.value, do)

    def attempt(self, what: str, do: Callable[[Session], Any]) -> bool:
        """One transaction; a refusal is counted, anything else is a fault and ends the year."""
        try:
            with self.db.writing() as session:
                do(session)
        except Refusal as refusal:
            kind = type(refusal).__name__
            self.refused[what, kind] += 1
            self.told_why.setdefault((what, kind), str(refusal))
            return False
        self.done[what] += 1
        return True

    def read(self, look: Callable[[Session], Any]) -> Any:
        with self.db.reading() as session:
            return look(session)
