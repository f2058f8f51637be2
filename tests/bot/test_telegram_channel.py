"""The way to one person over the Bot API, with the real library speaking real HTTP."""

from collections.abc import AsyncIterator

import pytest

from bot.channels.base import Attachment, Choice, Said, Unreachable
from bot.channels.telegram import TelegramChannel, TokenRefused
from bot.channels.telegram.hearing import Press
from bot.emulated import EmulatedBotApi, Person
from tests.fakes.bot_api import channel_to, clock, emulated

RATE = (
    (Choice("满意", "rate:YX20261123-0001:1:satisfied"),),
    (Choice("不满意", "rate:YX20261123-0001:1:dissatisfied"),),
)


@pytest.fixture
async def api() -> AsyncIterator[EmulatedBotApi]:
    async with emulated() as running:
        yield running


@pytest.fixture
async def telegram(api: EmulatedBotApi) -> AsyncIterator[TelegramChannel]:
    channel = channel_to(api)
    await channel.open()
    yield channel
    await channel.close()


@pytest.fixture
def wang(api: EmulatedBotApi) -> Person:
    return api.person(7001, "王秀英")


async def test_wang_reads_the_words_as_they_are_with_buttons_under_them(
    telegram: TelegramChannel, wang: Person
) -> None:
    await telegram.say("7001", [Said("一。"), Said("<b>您满意吗</b> *?*", RATE)])
    first, second = wang.messages
    assert (first.text, first.keyboard) == ("一。", [])
    assert second.text == "<b>您满意吗</b> *?*"
    assert second.keyboard == [
        [("满意", "rate:YX20261123-0001:1:satisfied")],
        [("不满意", "rate:YX20261123-0001:1:dissatisfied")],
    ]


async def test_a_long_answer_comes_in_parts_with_the_buttons_under_the_last(
    telegram: TelegramChannel, wang: Person
) -> None:
    await telegram.say("7001", [Said("答复内容很长。" * 1000, RATE)])
    *first, last = wang.messages
    assert "".join(m.text for m in [*first, last]) == "答复内容很长。" * 1000
    assert all(not m.keyboard for m in first)
    assert last.keyboard


async def test_the_menu_of_commands_is_in_chinese(api: EmulatedBotApi, telegram: TelegramChannel) -> None:
    assert [c["command"] for c in api.cloud.commands] == ["new", "status", "help", "cancel"]
    assert all(not c["description"].isascii() for c in api.cloud.commands)


async def test_who_blocked_the_bot_is_out_of_reach_for_good(telegram: TelegramChannel, wang: Person) -> None:
    wang.block()
    with pytest.raises(Unreachable) as caught:
        await telegram.say("7001", [Said("答复")])
    assert caught.value.permanent


async def test_who_never_wrote_is_out_of_reach_for_good(telegram: TelegramChannel) -> None:
    with pytest.raises(Unreachable) as caught:
        await telegram.say("9999", [Said("答复")])
    assert caught.value.permanent


async def test_trouble_at_telegram_is_worth_another_try(
    api: EmulatedBotApi, telegram: TelegramChannel, wang: Person
) -> None:
    api.fail("sendMessage", status=502)
    with pytest.raises(Unreachable) as caught:
        await telegram.say("7001", [Said("答复")])
    assert not caught.value.permanent
    await telegram.say("7001", [Said("答复")])
    assert [m.text for m in wang.messages] == ["答复"]


async def test_told_to_slow_down_the_bot_waits_and_says_it_once(
    api: EmulatedBotApi, telegram: TelegramChannel, wang: Person
) -> None:
    api.fail("sendMessage", status=429, retry_after=1)
    await telegram.say("7001", [Said("答复")])
    assert [m.text for m in wang.messages] == ["答复"]
    assert len(api.calls("sendMessage")) == 2


async def test_a_photo_is_fetched_as_it_was_sent(telegram: TelegramChannel, api: EmulatedBotApi, wang: Person) -> None:
    wang.photo(b"\xff\xd8\xff picture")
    file_id = api.cloud.updates[-1]["message"]["photo"][-1]["file_id"]
    assert await telegram.fetch(Attachment("photo", file_id, size=11)) == b"\xff\xd8\xff picture"


@pytest.mark.parametrize("declared", [30 * 1024 * 1024, 0], ids=["declared", "unknown"])
async def test_a_file_over_20_mb_is_refused_for_good(
    telegram: TelegramChannel, api: EmulatedBotApi, declared: int
) -> None:
    file_id = api.cloud.store(bytes(21 * 1024 * 1024), "documents/{id}")
    with pytest.raises(Unreachable) as caught:
        await telegram.fetch(Attachment("document", file_id, size=declared))
    assert caught.value.permanent


async def test_a_path_on_this_machine_is_never_read(telegram: TelegramChannel, api: EmulatedBotApi) -> None:
    file_id = api.cloud.store(b"x", "/etc/hostname")
    with pytest.raises(Unreachable) as caught:
        await telegram.fetch(Attachment("document", file_id))
    assert caught.value.permanent


async def test_a_released_button_stops_waiting_and_its_keyboard_is_gone(
    telegram: TelegramChannel, api: EmulatedBotApi, wang: Person
) -> None:
    await telegram.say("7001", [Said("满意吗", RATE)])
    wang.press("满意")
    query = api.cloud.updates[-1]["callback_query"]["id"]
    await telegram.release(Press(query, 7001, wang.messages[0].message_id))
    assert wang.messages[0].keyboard == []
    assert api.cloud.queries == {query: True}


async def test_a_second_release_of_the_same_button_is_harmless(telegram: TelegramChannel, wang: Person) -> None:
    await telegram.release(Press("forgotten", 7001, 1))
    assert wang.messages == []


@pytest.mark.parametrize("token", ["1:wrong", "not a token", ""])
async def test_a_wrong_token_is_one_clear_sentence(api: EmulatedBotApi, token: str) -> None:
    with pytest.raises(TokenRefused, match="HUIYIN_TELEGRAM_TOKEN"):
        await TelegramChannel(token, api_base=api.url).open()


async def test_an_update_nobody_can_read_is_passed_over_and_the_next_is_heard(
    telegram: TelegramChannel, api: EmulatedBotApi, wang: Person
) -> None:
    strange = api.cloud.post("message", {"message_id": "?", "date": "yesterday"})
    wang.text("窗口没人")
    updates = await telegram.updates(0, now=clock())
    assert [(u.id, u.heard.text if u.heard else None) for u in updates] == [(strange, None), (strange + 1, "窗口没人")]
