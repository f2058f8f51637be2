"""The loops of the clock role: each acts on rows, says that it is alive, and survives a bad pass."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime

import structlog

from tracker.anchors import keep_daily
from tracker.db import Database
from tracker.house import House
from tracker.outbox import deliver_due
from tracker.settings import Settings
from tracker.sweep import catch_up, compare_new, sweep, sweep_accountability
from tracker.transports import open_doors
from tracker.watch import beat, watch

log = structlog.get_logger()

WATCH_SECONDS = 60.0


def clock() -> datetime:
    """The one clock of the running program."""
    return datetime.now(UTC)


async def keep_going(db: Database, house: House, settings: Settings, stop: asyncio.Event) -> None:
    """Sweeping, sending and watching, side by side, until ``stop``."""
    async with open_doors(settings) as doors, asyncio.TaskGroup() as tasks:

        async def sweep_once() -> None:
            await asyncio.to_thread(sweep, db, house, now=clock())
            await asyncio.to_thread(sweep_accountability, db, house, now=clock())
            await asyncio.to_thread(compare_new, db, house, now=clock())

        async def send_once() -> None:
            await deliver_due(db, house, doors, clock=clock)

        async def watch_once() -> None:
            await asyncio.to_thread(catch_up, db, house, now=clock())
            await asyncio.to_thread(watch, db, house, now=clock())
            await asyncio.to_thread(keep_daily, db, settings.data_dir, now=clock())

        tasks.create_task(_every(settings.sweep_seconds, "sweep", sweep_once, db, stop))
        tasks.create_task(_every(settings.outbox_seconds, "outbox", send_once, db, stop))
        tasks.create_task(_every(WATCH_SECONDS, "watch", watch_once, db, stop))


async def _every(
    seconds: float, name: str, work: Callable[[], Awaitable[None]], db: Database, stop: asyncio.Event
) -> None:
    while not stop.is_set():
        try:
            await work()
            await asyncio.to_thread(_beat, db, name)
        except Exception as error:
            # The next pass may well succeed; a pass that never does shows in the missing heartbeat.
            log.error("pass_failed", loop=name, error=type(error).__name__)
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), seconds)


def _beat(db: Database, name: str) -> None:
    with db.writing() as session:
        beat(session, name, clock())
