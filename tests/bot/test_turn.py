"""One message, one way: heard, understood, acted on, saved, said, and never lost in between."""

import asyncio
import logging
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import count

import pytest
import sqlalchemy as sa

from bot.channels.base import Heard, Unreachable
from bot.desk import DeskDown
from bot.talks import Overtaken, Talks, talk_table
from bot.turn import DESK_PATIENCE, PATIENCE, Conversation
from nlp import Understanding
from tests.fakes.channel import FakeChannel
from tests.fakes.desk import FakeDesk
from tests.fakes.understanding import understand

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
WANG, LIU = "wang-xiuying", "liu-jianjun"
WHOLE = "教育局窗口上周三互相推诿，让我跑了四趟"


class World:
    """A conversation with everything around it; ``restart`` forgets all that is not in the database."""

    def __init__(self, engine: sa.Engine) -> None:
        self.engine = engine
        self.talks = Talks(engine)
        self.desk = FakeDesk()
        self.channel = FakeChannel()
        self.keys = count(1)
        self.restart()

    def restart(self) -> None:
        self.conversation = Conversation(talks=self.talks, desk=self.desk, understand=understand, clock=lambda: NOW)

    async def hears(self, text: str = "", *, button: str | None = None, sender: str = WANG) -> None:
        heard = Heard("web", sender, str(next(self.keys)), NOW, text, button)
        assert await self.conversation.receive(heard)

    async def told(self, sender: str = WANG) -> str:
        return "\n".join(said.text for said in await self.conversation.answer(self.channel, sender))

    async def says(self, text: str, sender: str = WANG) -> str:
        await self.hears(text, sender=sender)
        return await self.told(sender)

    async def presses(self, label: str) -> str:
        choices = [choice for _, said in self.channel.said for row in said.choices for choice in row]
        await self.hears(button=[choice.data for choice in choices if choice.label == label][-1])
        return await self.told()


@pytest.fixture
def world(database_url: str) -> Iterator[World]:
    engine = sa.create_engine(database_url)
    yield World(engine)
    engine.dispose()


async def test_a_citizen_gets_a_number(world: World) -> None:
    await world.says(WHOLE)
    await world.presses("匿名")
    assert "YX20261123-0001" in await world.presses("提交")
    assert world.desk.only.case.text == WHOLE


async def test_a_repeated_update_is_answered_once(world: World) -> None:
    heard = Heard("web", WANG, "same", NOW, WHOLE)
    assert [await world.conversation.receive(heard) for _ in range(10)] == [True] + [False] * 9
    await world.told()
    said = len(world.channel.said)
    await world.conversation.receive(heard)
    assert await world.told() == ""
    assert len(world.channel.said) == said


async def test_the_talk_goes_on_after_a_restart_at_any_point(world: World) -> None:
    for words in ("他们互相推诿", "房管局", "上周三", "匿名", "提交"):
        await world.hears(words)
        world.restart()
        await world.told()
    assert world.desk.only.case.text == "他们互相推诿\n房管局\n上周三"


async def test_messages_received_before_a_crash_are_answered_after_it(world: World) -> None:
    await world.hears(WHOLE)
    await world.hears("/help", sender=LIU)
    world.restart()
    assert await world.conversation.resume(world.channel) == 2
    assert {sender for sender, _ in world.channel.said} == {WANG, LIU}
    assert await world.conversation.resume(world.channel) == 0


async def test_what_was_decided_and_not_said_is_said_after_a_restart(world: World) -> None:
    world.channel.failure = Unreachable("timeout")
    assert await world.says(WHOLE) == ""
    world.restart()
    world.channel.failure = None
    assert "记下了" in await world.told()
    assert await world.told() == ""


async def test_whoever_blocked_the_bot_is_given_up(world: World) -> None:
    world.channel.failure = Unreachable("blocked", permanent=True)
    assert await world.says(WHOLE) == ""
    world.channel.failure = None
    assert await world.conversation.resume(world.channel) == 0


async def test_a_burst_is_answered_in_order(world: World) -> None:
    for words in ("他们互相推诿", "而且态度差", "中午不上班"):
        await world.hears(words)
    await asyncio.gather(*(world.told() for _ in range(5)))
    await world.presses("匿名")
    await world.presses("提交")
    assert world.desk.only.case.text == "他们互相推诿\n而且态度差\n中午不上班"


async def test_while_the_tracker_is_down_nothing_is_lost_and_it_is_said_once(world: World) -> None:
    await world.says(WHOLE)
    await world.presses("匿名")
    world.desk.down = DeskDown("HTTP 503")
    assert "系统正忙" in await world.presses("提交")
    assert "系统正忙" in await world.says("还有一件事")
    said = len(world.channel.said)
    await world.conversation.resume(world.channel)
    assert len(world.channel.said) == said
    world.desk.down = None
    await world.conversation.resume(world.channel)
    assert world.desk.only.case.text == WHOLE
    assert "YX20261123-0001" in world.channel.said[-2][1].text
    assert "您刚登记过" in world.channel.said[-1][1].text


async def test_a_tracker_that_breaks_over_one_message_does_not_deafen_the_bot(world: World) -> None:
    await world.says(WHOLE)
    await world.presses("匿名")
    world.desk.down = DeskDown("HTTP 500", broke=True)
    await world.presses("提交")
    for _ in range(DESK_PATIENCE - 2):
        assert "系统正忙" in await world.told()
    assert "没能处理" in await world.told()
    world.desk.down = None
    assert "YX20261123-0001" in await world.says("提交")


async def test_a_crash_between_filing_and_saving_files_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    await world.says(WHOLE)
    await world.presses("匿名")
    with monkeypatch.context() as patch:
        patch.setattr(world.talks, "decide", _crash)
        with pytest.raises(KeyboardInterrupt):
            await world.presses("提交")
    world.restart()
    await world.conversation.resume(world.channel)
    assert list(world.desk.cases) == ["YX20261123-0001"]
    assert "YX20261123-0001" in world.channel.said[-1][1].text


def _crash(*_: object, **__: object) -> None:
    raise KeyboardInterrupt


async def test_a_turn_that_was_overtaken_is_played_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    decide, times = world.talks.decide, count()

    def overtaken_once(*args: object, **kwargs: object) -> None:
        if next(times) == 0:
            raise Overtaken
        decide(*args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(world.talks, "decide", overtaken_once)
    assert "记下了" in await world.says(WHOLE)
    assert next(times) == 2


async def test_a_message_that_breaks_every_time_does_not_deafen_the_bot(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    def stumble(text: str) -> Understanding:
        if "绊脚石" in text:
            raise ValueError(text)
        return understand(text)

    world.conversation = Conversation(talks=world.talks, desk=world.desk, understand=stumble, clock=lambda: NOW)
    with caplog.at_level(logging.ERROR):
        assert "系统正忙" in await world.says("绊脚石")
        told = [await world.says("/help") for _ in range(PATIENCE - 1)]
    assert "没能处理" in told[-1]
    assert "怎么用" in told[-1]
    assert "ValueError at stumble" in caplog.text
    assert "绊脚石" not in caplog.text


async def test_a_talk_that_cannot_be_read_any_more_starts_afresh_and_says_so(world: World) -> None:
    await world.says(WHOLE)
    with world.engine.begin() as connection:
        connection.execute(talk_table.update().values(state={"schema": 0}))
    told = await world.says("/help")
    assert "系统刚刚升级" in told
    assert "怎么用" in told


async def test_every_person_on_every_channel_files_a_case_of_their_own(world: World) -> None:
    people = [("web", WANG), ("web", LIU), ("telegram", WANG)]
    for name, sender in people:
        channel = FakeChannel(name)
        for words in (WHOLE, "匿名", "提交"):
            await world.conversation.receive(Heard(name, sender, f"{sender}-{words}", NOW, words))
            await world.conversation.answer(channel, sender)
    assert [(case.case.channel, case.case.sender) for case in world.desk.cases.values()] == people


async def test_two_people_do_not_hear_each_other(world: World) -> None:
    await asyncio.gather(world.says(WHOLE), world.says("/help", LIU))
    assert {said.text[:3] for sender, said in world.channel.said if sender == LIU} == {"怎么用"}
