"""A district whose post can be watched: fake doors, a clock that is moved by hand, and looks at the rows."""

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, col, select

from tests.builders import NOW, Place, house
from tests.fakes.doors import FakeDoor
from tracker.house import House
from tracker.models import Attempt, Complainant, Door, Notice
from tracker.models.views import key
from tracker.outbox import deliver_due
from tracker.transports import Transport
from tracker.transports.console import Console

CHAT = "8812"
"""王秀英's chat on Telegram."""


@dataclass
class Post:
    place: Place
    email: FakeDoor = field(default_factory=FakeDoor)
    telegram: FakeDoor = field(default_factory=FakeDoor)
    now: datetime = NOW
    house: House = field(default_factory=house)

    @property
    def doors(self) -> dict[str, Transport]:
        return {"console": Console(), "email": self.email, "telegram": self.telegram}

    def deliver(
        self, *, after: timedelta = timedelta(), doors: Mapping[str, Transport] | None = None, limit: int = 200
    ) -> int:
        """One pass of the outbox, ``after`` so much time."""
        self.now += after
        return asyncio.run(self.one_pass(doors, limit=limit))

    async def one_pass(self, doors: Mapping[str, Transport] | None = None, *, limit: int = 200) -> int:
        return await deliver_due(self.place.db, self.house, doors or self.doors, clock=lambda: self.now, limit=limit)

    @contextmanager
    def writing(self) -> Iterator[Session]:
        with self.place.db.writing() as session:
            yield session

    def notices(self, **like: Any) -> list[Notice]:
        with self.place.db.reading() as session:
            rows = session.exec(select(Notice).filter_by(**like).order_by(col(Notice.id))).all()
            session.expunge_all()
            return list(rows)

    def notice(self, **like: Any) -> Notice:
        (only,) = self.notices(**like)
        return only

    def attempts(self, notice: Notice) -> list[tuple[str, str, str]]:
        """(door, outcome, error) of every try, in order."""
        with self.place.db.reading() as session:
            rows = session.exec(select(Attempt).where(Attempt.notice_id == key(notice.id)).order_by(col(Attempt.id)))
            return [(row.door, row.outcome, row.error) for row in rows]

    def box_of(self, officer_id: int) -> str:
        """The officer's first e-mail address."""
        with self.place.db.reading() as session:
            doors = select(Door).where(Door.officer_id == officer_id, Door.kind == "email").order_by(col(Door.rank))
            door = session.exec(doors).first()
            assert door is not None, "the demonstration district gives every officer a box"
            return self.house.seals.open(door.address_sealed)

    def citizen(self) -> Complainant:
        with self.place.db.reading() as session:
            person = session.exec(select(Complainant)).one()
            session.expunge(person)
            return person
