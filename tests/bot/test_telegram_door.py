"""Updates come in: stored first, confirmed second, answered third. Over real HTTP, both ways."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import httpx2
import pytest
from sqlalchemy.exc import OperationalError
from starlette.applications import Starlette

from bot.channels.base import Heard, Said
from bot.channels.telegram import TokenRefused
from bot.channels.telegram.channel import POLL_SECONDS
from bot.channels.telegram.door import SECRET_HEADER
from bot.emulated import EmulatedBotApi
from bot.emulated.serving import serving
from tests.fakes.bot_api import clock, door_to, emulated, polling
from tests.fakes.conversation import EchoConversation

DATABASE_DOWN = OperationalError("INSERT", {}, Exception("down"))


@pytest.fixture
async def api() -> AsyncIterator[EmulatedBotApi]:
    async with emulated() as running:
        yield running


async def until(ready: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not ready():
            await asyncio.sleep(0.01)


async def test_what_wang_writes_is_answered(api: EmulatedBotApi) -> None:
    wang = api.person(7001, "王秀英")
    wang.text("窗口没人")
    async with polling(api, EchoConversation()):
        assert [m.text for m in await wang.hears()] == ["听到：窗口没人"]
        wang.press("好")
        assert [m.text for m in await wang.hears()] == ["听到：ok"]
        await until(lambda: not wang.messages[0].keyboard)


async def test_nothing_is_confirmed_before_it_is_stored(api: EmulatedBotApi) -> None:
    wang, conversation = api.person(7001), EchoConversation()
    conversation.broken = DATABASE_DOWN
    wang.text("窗口没人")
    async with polling(api, conversation):
        await until(lambda: len(api.calls("getUpdates")) >= 3)
        assert [update["message"]["text"] for update in api.cloud.updates] == ["窗口没人"]
        conversation.broken = None
        assert [m.text for m in await wang.hears()] == ["听到：窗口没人"]
        await until(lambda: not api.cloud.updates)


async def test_an_update_delivered_ten_times_is_answered_once(api: EmulatedBotApi) -> None:
    wang, conversation = api.person(7001), EchoConversation()
    update = wang.text("窗口没人")
    for _ in range(9):
        api.cloud.again(update)
    async with polling(api, conversation):
        await wang.hears()
        api.cloud.again(update)
        wang.text("完")
        await wang.hears()
    assert [m.text for m in wang.messages] == ["听到：窗口没人", "听到：完"]


async def test_persons_are_answered_side_by_side_and_each_in_order(api: EmulatedBotApi) -> None:
    people, conversation = [api.person(7000 + n) for n in range(8)], EchoConversation()
    for n in range(3):
        for person in people:
            person.text(str(n))
    async with polling(api, conversation):
        for person in people:
            assert [m.text for m in await person.hears(3)] == ["听到：0", "听到：1", "听到：2"]
    assert conversation.most_at_once > 1


async def test_a_turn_that_breaks_does_not_stop_the_others(api: EmulatedBotApi) -> None:
    def reply(heard: Heard) -> tuple[Said, ...]:
        if heard.text == "坏":
            raise KeyError(heard.text)
        return (Said("好"),)

    api.person(7001).text("坏")
    li = api.person(7002)
    li.text("早")
    async with polling(api, EchoConversation(reply)):
        assert [m.text for m in await li.hears()] == ["好"]


async def test_a_network_that_fails_is_tried_again(api: EmulatedBotApi) -> None:
    wang = api.person(7001)
    for _ in range(4):
        api.fail(status=502)
    async with polling(api, EchoConversation()):
        wang.text("还在吗")
        assert [m.text for m in await wang.hears()] == ["听到：还在吗"]


async def test_what_a_crash_left_unanswered_is_answered_after_the_start(api: EmulatedBotApi) -> None:
    wang, conversation = api.person(7001), EchoConversation()
    await conversation.receive(Heard("telegram", "7001", "1", clock(), text="昨晚的话"))
    async with polling(api, conversation):
        assert [m.text for m in await wang.hears()] == ["听到：昨晚的话"]


async def test_a_wrong_token_stops_the_start(api: EmulatedBotApi) -> None:
    api.token = "4242:changed"
    door = door_to(api, EchoConversation())
    api.token = "4242:real"
    with pytest.raises(TokenRefused):
        await door.poll(asyncio.Event())


async def test_stopping_does_not_wait_for_the_long_poll_and_loses_nothing(api: EmulatedBotApi) -> None:
    wang, conversation = api.person(7001), EchoConversation()
    async with asyncio.timeout(POLL_SECONDS - 5), polling(api, conversation):
        wang.text("早")
        await wang.hears()
    wang.text("您停了吗")
    async with polling(api, conversation):
        assert [m.text for m in await wang.hears()] == ["听到：您停了吗"]


async def test_two_bots_of_one_token_do_not_answer_twice(api: EmulatedBotApi) -> None:
    lock = asyncio.Lock()

    @asynccontextmanager
    async def elected() -> AsyncIterator[bool]:
        if lock.locked():
            yield False
            return
        async with lock:
            yield True

    wang, conversation = api.person(7001), EchoConversation()
    async with polling(api, conversation, leader=elected), polling(api, conversation, leader=elected):
        for n in range(5):
            wang.text(str(n))
        await wang.hears(5)
    assert [m.text for m in wang.messages] == [f"听到：{n}" for n in range(5)]


async def test_a_bot_goes_on_after_a_time_when_no_leader_could_be_elected(api: EmulatedBotApi) -> None:
    elections = iter([DATABASE_DOWN, DATABASE_DOWN])

    @asynccontextmanager
    async def elected() -> AsyncIterator[bool]:
        if trouble := next(elections, None):
            raise trouble
        yield True

    wang = api.person(7001, "王秀英")
    wang.text("窗口没人")
    async with polling(api, EchoConversation(), leader=elected):
        assert [m.text for m in await wang.hears()] == ["听到：窗口没人"]


async def test_a_stranger_with_the_same_token_is_waited_out(api: EmulatedBotApi) -> None:
    wang = api.person(7001)
    api.fail("getUpdates", status=409, description="Conflict: terminated by other getUpdates request")
    async with polling(api, EchoConversation()):
        wang.text("早")
        assert [m.text for m in await wang.hears()] == ["听到：早"]


async def test_a_group_is_told_once_to_write_privately_and_its_words_are_not_kept(api: EmulatedBotApi) -> None:
    group, conversation = api.group(-100500), EchoConversation()
    wang = api.person(7001)
    async with polling(api, conversation):
        group.text(7001, "/start@huiyin_bot 我家的事")
        group.text(7001, "/new")
        group.text(7001, "没人管")
        wang.text("完")
        await wang.hears()
        await until(lambda: len(group.messages) == 1)
    assert conversation.texts() == ["", "完"]


@asynccontextmanager
async def pushed(api: EmulatedBotApi, conversation: EchoConversation) -> AsyncIterator[str]:
    """A bot in webhook mode; the address Telegram pushes to."""
    door, stop = door_to(api, conversation), asyncio.Event()
    app = Starlette(routes=[door.webhook_route("/telegram", secret="s3cret")])
    async with serving(app) as root, asyncio.TaskGroup() as tasks:
        tasks.create_task(door.serve_webhook(stop, url=f"{root}/telegram", secret="s3cret"))
        await until(lambda: api.cloud.webhook is not None)
        yield f"{root}/telegram"
        stop.set()


async def test_a_pushed_update_is_answered(api: EmulatedBotApi) -> None:
    wang = api.person(7001)
    async with pushed(api, EchoConversation()):
        wang.text("窗口没人")
        assert [m.text for m in await wang.hears()] == ["听到：窗口没人"]
        wang.press("好")
        assert [m.text for m in await wang.hears()] == ["听到：ok"]


async def test_a_push_that_could_not_be_stored_is_not_acknowledged(api: EmulatedBotApi) -> None:
    wang, conversation = api.person(7001), EchoConversation()
    async with pushed(api, conversation):
        conversation.broken = DATABASE_DOWN
        wang.text("窗口没人")
        await until(lambda: conversation.refused > 1)
        assert len(api.cloud.updates) == 1
        conversation.broken = None
        assert [m.text for m in await wang.hears()] == ["听到：窗口没人"]


@pytest.mark.parametrize(
    ("secret", "body", "status"),
    [
        ("wrong", b'{"update_id": 1}', 403),
        ("", b'{"update_id": 1}', 403),
        ("s3cret", b"{", 400),
        ("s3cret", b"[]", 400),
        ("s3cret", b'{"update_id": "one"}', 400),
        ("s3cret", b" " * (1024 * 1024 + 1), 413),
        ("s3cret", b'{"update_id": 1}', 200),
    ],
)
async def test_only_telegram_itself_is_believed(api: EmulatedBotApi, secret: str, body: bytes, status: int) -> None:
    conversation = EchoConversation()
    async with pushed(api, conversation) as url, httpx2.AsyncClient(trust_env=False) as client:
        response = await client.post(url, content=body, headers={SECRET_HEADER: secret})
    assert response.status_code == status
    assert conversation.heard == {}
