"""An update of Telegram → what a person said. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from telegram import Message, Update
from telegram.constants import ChatType

from bot.channels.base import Attachment, Heard

# The first that fits names the kind; an animation is also a document, so it comes first.
ATTACHMENTS = (
    ("animation", "video"),
    ("video", "video"),
    ("video_note", "video"),
    ("voice", "voice"),
    ("audio", "voice"),
    ("sticker", "sticker"),
    ("document", "document"),
    ("contact", "other"),
    ("poll", "other"),
    ("dice", "other"),
)


@dataclass(frozen=True, slots=True)
class Press:
    """A pressed button: its query waits for an answer, its message still shows the keyboard."""

    query: str
    chat: int
    message: int


@dataclass(frozen=True, slots=True)
class Incoming:
    """One update. ``heard`` is None for what is no message of a person (joins, pins, other bots)."""

    id: int
    heard: Heard | None
    press: Press | None = None


def incoming_from(update: Update, now: datetime, *, bot: str) -> Incoming:
    query = update.callback_query
    press = None
    if query and query.message:
        press = Press(query.id, query.message.chat.id, query.message.message_id)
    return Incoming(update.update_id, heard_from(update, now, bot=bot), press)


def heard_from(update: Update, now: datetime, *, bot: str) -> Heard | None:
    """``now`` dates what Telegram gives no date for (buttons).

    The key is more than the update's number: Telegram draws a new number at random after a silent week,
    and another ``bot`` counts on its own.

    In a group nothing that people write is taken over: only that the bot was addressed.
    """
    if update.callback_query:
        return _pressed(update, now, bot)
    message = update.message or update.edited_message
    if message is None or message.from_user is None or message.from_user.is_bot:
        return None
    key = f"{bot}:{update.update_id}:{message.message_id}"
    if message.chat.type != ChatType.PRIVATE:
        return _in_group(message, key)
    text = _command(message.text or message.caption or "")
    attachments = tuple(_attachments(message))
    if not (text or attachments):
        return None
    if update.edited_message:
        text = f"（更正）{text}"
    return Heard(
        channel="telegram",
        sender=str(message.chat.id),
        key=key,
        at=message.edit_date or message.date,
        text=text,
        attachments=attachments,
    )


def _pressed(update: Update, now: datetime, bot: str) -> Heard | None:
    query = update.callback_query
    if query is None or query.data is None or query.message is None:
        return None
    return Heard(
        channel="telegram",
        sender=str(query.message.chat.id),
        key=f"{bot}:{update.update_id}:{query.id}",
        at=now,
        button=query.data,
        private=query.message.chat.type == ChatType.PRIVATE,
    )


def _in_group(message: Message, key: str) -> Heard | None:
    reply = message.reply_to_message
    to_bot = reply is not None and reply.from_user is not None and reply.from_user.is_bot
    if not to_bot and not (message.text or "").startswith("/"):
        return None
    return Heard(
        channel="telegram",
        sender=str(message.chat.id),
        key=key,
        at=message.date,
        private=False,
    )


def _command(text: str) -> str:
    """``/start@huiyin_bot`` → ``/start``."""
    return re.sub(r"^(/[a-z]+)@\w+", r"\1", text)


def _attachments(message: Message) -> Iterator[Attachment]:
    if message.photo:
        largest = message.photo[-1]
        yield Attachment("photo", largest.file_id, size=largest.file_size or 0)
        return
    if message.location:
        place = message.location
        yield Attachment("location", f"{place.latitude:.6f},{place.longitude:.6f}")
        return
    for name, kind in ATTACHMENTS:
        found = getattr(message, name)
        if found:
            yield Attachment(
                kind,
                getattr(found, "file_id", ""),
                name=getattr(found, "file_name", None) or "",
                size=getattr(found, "file_size", None) or 0,
            )
            return
