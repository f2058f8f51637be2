"""The whole product in one process on SQLite, with Telegram emulated beside it, and what must hold whatever is sent."""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from bot.emulated import EmulatedBotApi, Sent
from bot.talks import message_table
from tests.fakes.bot_api import emulated
from tests.journeys.callers import Caller
from tests.journeys.citizens import Citizen
from tests.journeys.processes import Process, free_port, installed
from tracker.models import Case

PHONE = "13881234567"
MATTER = f"上周三我到富乐路教育局窗口办转学，两个科室互相推诿，让我跑了四趟。我的电话是{PHONE}。"

_chats = count(7_000_000_001)


@dataclass(frozen=True, slots=True)
class Product:
    """Where it is reached, and what it leaves behind."""

    root: str
    api: EmulatedBotApi
    process: Process
    engine: sa.Engine

    def citizen(self, words: str = MATTER, name: str = "王秀英") -> Citizen:
        """Somebody who has never been here before."""
        return Citizen(self.api.person(next(_chats), name), 1, words)

    def passes_on(self, citizen: Citizen, data: str) -> None:
        """A message with a button that the product has not sent to this person."""
        self.api.cloud.send(citizen.person.chat, Sent(self.api.cloud.next_id(), "转发", [[("按钮", data)]]))

    def case(self, number: str) -> Any:
        """The row, as it lies in the database."""
        mine = sa.select(*Case.__table__.columns).where(col(Case.number) == number)  # type: ignore[attr-defined]
        with self.engine.connect() as connection:
            return connection.execute(mine).one()

    @contextmanager
    def unharmed(self) -> Iterator[None]:
        """Of what happens in the block the log holds no fault and nobody's words, and no turn of a talk breaks."""
        before, broken = len(self._log()), self._broken_turns()
        yield
        written = self._log()[before:]
        faults = [line for line in map(json.loads, written.splitlines()) if line["level"] not in ("info", "warning")]
        assert faults == []
        assert not re.search("[一-鿿]", written)
        assert [secret for secret in self._secrets() if secret in written] == []
        assert self._broken_turns() == broken

    def _broken_turns(self) -> int:
        with self.engine.connect() as connection:
            return connection.scalar(sa.select(sa.func.sum(message_table.c.attempts))) or 0

    def _log(self) -> str:
        return self.process.log.read_text("utf-8")

    def _secrets(self) -> list[str]:
        return [PHONE, self.api.token, *map(str, self.api.cloud.known)]


@asynccontextmanager
async def running_product(folder: Path) -> AsyncIterator[Product]:
    """In the end it has kept its promise to everybody."""
    port, url = free_port(), f"sqlite:///{folder / 'huiyin.db'}"
    root = f"http://127.0.0.1:{port}"
    async with emulated() as api:
        telegram = {"telegram_token": api.token, "telegram_api_base": api.url}
        settings = {"demo": "1", "port": port, "public_url": root, "outbox_seconds": "0.2", **telegram}
        with installed(url, folder, **settings) as house:
            process, engine = house.start("run"), sa.create_engine(url)
            async with Caller([root]) as anybody:
                await anybody.is_served()
            yield Product(root, api, process, engine)
            engine.dispose()
            await asyncio.to_thread(process.stop)
            await asyncio.to_thread(house.run, "check")
