"""Notices → people. A claim is committed before the network call, its outcome after: never in one transaction.

Any number of outboxes may run. A sender that dies leaves an open attempt, and its notice is claimed
again when the lease is over: at least once, never silently not at all.
"""

import asyncio
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

import structlog
from sqlmodel import Session

from tracker.cases import posting
from tracker.cases.posting import Claim, Failure
from tracker.db import Database
from tracker.house import House
from tracker.models import Notice
from tracker.models.views import key
from tracker.rules.delivery import Way
from tracker.transports import Letter, Press, Transport, TransportError

log = structlog.get_logger()

Clock = Callable[[], datetime]


async def deliver_due(
    db: Database, house: House, doors: Mapping[str, Transport], *, clock: Clock, limit: int = 200
) -> int:
    """Sends what is due, at most ``limit`` notices, some at once. Returns how many arrived."""
    outbox = _Outbox(db, house, doors, clock)
    arrived, left = 0, limit
    while left and (due := await asyncio.to_thread(outbox.count_due, left)):
        arrived += await outbox.round(due)
        left -= due
    return arrived


@dataclass(frozen=True, slots=True)
class _Outbox:
    db: Database
    house: House
    doors: Mapping[str, Transport]
    clock: Clock

    def count_due(self, most: int) -> int:
        """Reading only, so that an idle outbox takes no write lock."""
        with self.db.reading() as session:
            return len(session.exec(posting.DUE.limit(most), params={"now": self.clock()}).all())

    async def round(self, due: int) -> int:
        tickets = iter(range(due))
        workers = min(due, self.house.policy.patience.at_once)
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(self.work(tickets)) for _ in range(workers)]
        return sum(task.result() for task in tasks)

    async def work(self, tickets: Iterator[int]) -> int:
        """Sends one notice a ticket, until the tickets or the notices are used up."""
        arrived = 0
        for _ in tickets:
            claim = await asyncio.to_thread(self._claim)
            if claim is None:
                break
            arrived += await self._deliver(claim)
        return arrived

    def _claim(self) -> Claim | None:
        with self.db.writing() as session:
            return posting.claim(session, self.house, self._kinds, now=self.clock())

    async def _deliver(self, claim: Claim) -> bool:
        """Whether the notice arrived. One bad row stops nobody else: it is claimed again after its lease."""
        try:
            failure = await self._try(claim)
            await asyncio.to_thread(self._write_down, claim, failure)
        except Exception as trouble:
            log.error("notice_stuck", notice=claim.notice.id, error=type(trouble).__name__)
            return False
        return failure is None

    async def _try(self, claim: Claim) -> Failure | None:
        if claim.way is None:
            return Failure("没有可用的联系方式")
        door = self.doors.get(claim.way.kind)
        if door is None:
            return Failure(f"没有开通 {claim.way.kind}")
        try:
            async with asyncio.timeout(self.house.policy.patience.send.total_seconds()):
                await door.send(self._address(claim.way), _letter(claim.notice))
        except TransportError as error:
            return Failure(str(error), error.permanent, error.retry_after)
        except Exception as error:
            log.error("transport_broke", notice=claim.notice.id, door=claim.way.kind, error=type(error).__name__)
            return Failure(f"发送时出错（{type(error).__name__}）")
        return None

    def _address(self, way: Way) -> str:
        return self.house.seals.open(way.address_sealed) if way.address_sealed else ""

    def _write_down(self, claim: Claim, failure: Failure | None) -> None:
        """What follows from the outcome may break; that the letter left the house is on record all the same."""
        try:
            with self.db.writing() as session:
                self._record(session, claim, failure)
                posting.follow_up(session, self.house, key(claim.notice.id), now=self.clock())
        except Exception as trouble:
            log.error("notice_without_follow_up", notice=claim.notice.id, error=type(trouble).__name__)
            with self.db.writing() as session:
                self._record(session, claim, failure)

    def _record(self, session: Session, claim: Claim, failure: Failure | None) -> None:
        now = self.clock()
        posting.close_attempt(session, claim, failure, now=now)
        if failure:
            posting.failed(session, self.house, claim, self._kinds, failure, now=now)
        elif claim.way:
            posting.arrived(session, key(claim.notice.id), claim.way.kind, now=now)

    @property
    def _kinds(self) -> list[str]:
        return sorted(self.doors)


def _letter(notice: Notice) -> Letter:
    buttons = tuple(Press(button["label"], button["data"]) for button in notice.buttons)
    return Letter(notice.key, notice.subject, notice.text, notice.created_at, buttons)
