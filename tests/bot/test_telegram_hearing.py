"""What a person did in Telegram → what the bot hears."""

from datetime import UTC, datetime
from typing import Any

import pytest
from telegram import Update

from bot.channels.base import Attachment, Heard
from bot.channels.telegram.hearing import heard_from

SENT = datetime(2026, 11, 23, 1, 30, tzinfo=UTC)
NOW = datetime(2026, 11, 23, 1, 31, tzinfo=UTC)
WANG = {"id": 7001, "is_bot": False, "first_name": "王秀英"}
PRIVATE = {"id": 7001, "type": "private", "first_name": "王秀英"}
GROUP = {"id": -100500, "type": "supergroup", "title": "邻里群"}
BOT = {"id": 4242, "is_bot": True, "first_name": "回音"}
FILE = {"file_id": "f1", "file_unique_id": "u1", "file_size": 900}


def message(*, chat: dict[str, Any] = PRIVATE, sender: dict[str, Any] = WANG, **content: Any) -> dict[str, Any]:
    return {"message_id": 5, "date": int(SENT.timestamp()), "chat": chat, "from": sender, **content}


def hear(**update: Any) -> Heard | None:
    return heard_from(Update.de_json({"update_id": 77, **update}), NOW, bot="42")


def said(heard: Heard | None) -> Heard:
    assert heard is not None
    return heard


def test_words_are_heard_with_the_moment_they_were_sent() -> None:
    assert hear(message=message(text="窗口没人")) == Heard("telegram", "7001", "42:77:5", SENT, text="窗口没人")


def test_a_command_loses_the_name_of_the_bot() -> None:
    assert said(hear(message=message(text="/start@huiyin_bot"))).text == "/start"


def test_an_edited_message_is_a_new_one_marked_as_a_correction() -> None:
    edited = message(text="是三号窗口", edit_date=int(NOW.timestamp()))
    heard = said(hear(edited_message=edited))
    assert (heard.text, heard.at) == ("（更正）是三号窗口", NOW)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ({"document": FILE | {"file_name": "回执.pdf"}}, Attachment("document", "f1", "回执.pdf", 900)),
        ({"video": FILE | {"width": 1, "height": 1, "duration": 1}}, Attachment("video", "f1", size=900)),
        ({"video_note": FILE | {"length": 1, "duration": 1}}, Attachment("video", "f1", size=900)),
        ({"voice": FILE | {"duration": 1}}, Attachment("voice", "f1", size=900)),
        ({"audio": FILE | {"duration": 1}}, Attachment("voice", "f1", size=900)),
        ({"location": {"latitude": 31.4738, "longitude": 104.7663}}, Attachment("location", "31.473800,104.766300")),
        ({"contact": {"phone_number": "1", "first_name": "某"}}, Attachment("other")),
        ({"dice": {"value": 3, "emoji": "🎲"}}, Attachment("other")),
    ],
)
def test_what_is_not_text_is_heard_by_its_kind(content: dict[str, Any], expected: Attachment) -> None:
    heard = said(hear(message=message(**content)))
    assert heard.attachments == (expected,)


def test_an_animation_is_a_video_although_it_is_a_document_too() -> None:
    both = {"animation": FILE | {"width": 1, "height": 1, "duration": 1}, "document": FILE}
    assert [a.kind for a in said(hear(message=message(**both))).attachments] == ["video"]


def test_of_a_photo_the_largest_size_is_taken_and_the_caption_is_the_text() -> None:
    sizes = [FILE | {"width": 90, "height": 60}, FILE | {"file_id": "big", "width": 900, "height": 600}]
    heard = said(hear(message=message(photo=sizes, caption="门口")))
    assert heard.text == "门口"
    assert heard.attachments == (Attachment("photo", "big", size=900),)


def test_a_pressed_button_is_dated_by_the_clock_because_telegram_gives_no_date() -> None:
    query = {
        "id": "q",
        "from": WANG,
        "chat_instance": "x",
        "data": "rate:YX20261123-0001:1:satisfied",
        "message": message(sender=BOT, text="答复"),
    }
    heard = hear(callback_query=query)
    assert heard == Heard("telegram", "7001", "42:77:q", NOW, button="rate:YX20261123-0001:1:satisfied")


def test_a_group_is_heard_only_when_it_calls_the_bot_and_never_with_its_words() -> None:
    called = hear(message=message(chat=GROUP, text="/start@huiyin_bot 张三欠我钱"))
    assert called == Heard("telegram", "-100500", "42:77:5", SENT, private=False)
    answered = hear(message=message(chat=GROUP, text="好的", reply_to_message=message(chat=GROUP, sender=BOT)))
    assert answered == Heard("telegram", "-100500", "42:77:5", SENT, private=False)
    assert hear(message=message(chat=GROUP, text="物业又不管")) is None


@pytest.mark.parametrize(
    "update",
    [
        {"message": message(chat=GROUP, new_chat_members=[WANG])},
        {"message": message(pinned_message=message(text="旧"))},
        {"message": message(sender=BOT, text="我也是机器人")},
        {"channel_post": {"message_id": 1, "date": 1, "chat": {"id": -1, "type": "channel"}, "text": "公告"}},
        {},
    ],
    ids=["join", "pin", "bot", "channel", "unknown"],
)
def test_what_no_person_said_is_not_heard(update: dict[str, Any]) -> None:
    assert hear(**update) is None
