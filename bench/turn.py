"""One turn of the bot (keep, understand, step, save, say) against cutting the same text into words."""

import asyncio
import logging
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import count

import jieba  # type: ignore[import-untyped]

from bench.ratios import Ratio, Wrong, times_as_long
from bench.sizes import Sizes
from bot.channels.base import Heard
from bot.talks import Talks
from bot.turn import Conversation
from nlp import understand
from tests.fakes.channel import FakeChannel
from tests.fakes.desk import FakeDesk
from tracker.db import Database

TEXT = (
    "我住在幸福路12号，上个月去房管局办过户，窗口说材料不齐，补了两次又说要找街道盖章，"
    "街道说这不归他们管，来来回回跑了四趟，到现在也没人给个准话，请你们查一查到底该谁办。"
)


def measure(engine: str, db: Database, sizes: Sizes) -> Iterator[Ratio]:
    jieba.setLogLevel(logging.WARNING)
    talks = Talks(db.engine, writer=db.writer, guard=lambda: db.write_lock)
    bot = Conversation(talks=talks, desk=FakeDesk(), understand=understand, clock=lambda: datetime.now(UTC))
    people = (f"bench-turn-{number}" for number in count())
    with asyncio.Runner() as runner:
        times = times_as_long(
            lambda: runner.run(_turn(bot, next(people))),
            lambda: jieba.lcut(TEXT),
            repeats=sizes.repeats,
            calls=sizes.turns,
        )
    yield Ratio(engine, "one turn of the bot", f"jieba.lcut of its {len(TEXT)} characters", times)


async def _turn(bot: Conversation, sender: str) -> None:
    channel = FakeChannel()
    await bot.receive(Heard(channel=channel.name, sender=sender, key=sender, at=datetime.now(UTC), text=TEXT))
    if not await bot.answer(channel, sender):
        raise Wrong("the bot said nothing")
