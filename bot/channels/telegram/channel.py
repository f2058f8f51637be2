"""The Bot API through python-telegram-bot: saying, fetching, and asking for updates."""

import logging
import os
from collections.abc import Awaitable, Sequence
from datetime import datetime, timedelta
from typing import Any, TypeVar

from telegram import BotCommand, InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions, Update
from telegram.constants import FileSizeLimit
from telegram.error import BadRequest, Forbidden, InvalidToken, TelegramError
from telegram.error import Conflict as PollingConflict
from telegram.ext import AIORateLimiter, ExtBot
from telegram.request import HTTPXRequest

from bot.channels.base import Attachment, Choice, Said, Unreachable
from bot.channels.telegram.hearing import Incoming, Press, incoming_from
from bot.channels.telegram.pieces import pieces

log = logging.getLogger(__name__)
# httpx writes every address it calls, and the address of the Bot API contains the token.
logging.getLogger("httpx").setLevel(logging.WARNING)
# Otherwise the library warns each time Telegram asks it to slow down that times will become timedeltas.
os.environ.setdefault("PTB_TIMEDELTA", "true")

API_BASE = "https://api.telegram.org"
KINDS = ("message", "edited_message", "callback_query")
COMMANDS = (
    BotCommand("new", "提出新的投诉"),
    BotCommand("status", "查询办理进度"),
    BotCommand("help", "使用帮助"),
    BotCommand("cancel", "取消正在填写的内容"),
)
POLL_SECONDS = 25
RETRIES = 3

T = TypeVar("T")


class TokenRefused(Exception):
    """Telegram does not know the bot's token; ``str`` is the sentence for the operator."""

    def __init__(self) -> None:
        super().__init__("Telegram 不认可这个机器人令牌，请核对 HUIYIN_TELEGRAM_TOKEN（由 @BotFather 发给您）。")


class Conflict(Exception):
    """Somebody else is fetching this bot's updates."""


class TelegramChannel:
    """The way to one person over the Bot API at ``api_base``.

    ``limited`` keeps Telegram's own pace (30 messages a second); an emulated server needs none.
    """

    name = "telegram"

    def __init__(self, token: str, *, api_base: str = API_BASE, limited: bool = True) -> None:
        root = api_base.rstrip("/")
        self._name = token.partition(":")[0]
        limits = {} if limited else {"overall_max_rate": 0, "group_max_rate": 0}
        try:
            self._bot = ExtBot(
                token,
                base_url=f"{root}/bot",
                base_file_url=f"{root}/file/bot",
                request=HTTPXRequest(connection_pool_size=64, pool_timeout=10, read_timeout=10),
                get_updates_request=_Updates(connection_pool_size=2, read_timeout=10),
                rate_limiter=AIORateLimiter(max_retries=RETRIES, **limits),
            )
        except InvalidToken:
            raise TokenRefused from None

    async def open(self) -> None:
        """Proves the token. Raises :class:`TokenRefused`, or :class:`Unreachable` when nobody answers."""
        try:
            await self._bot.initialize()
            await self._bot.set_my_commands(COMMANDS)
        except TelegramError as error:
            await self.close()
            if isinstance(error, InvalidToken):
                raise TokenRefused from None
            raise _unreachable(error) from error

    async def close(self) -> None:
        await self._bot.shutdown()

    async def say(self, sender: str, says: Sequence[Said]) -> None:
        for said in says:
            *first, last = pieces(said.text) or [""]
            for part in first:
                await self._send(sender, part, None)
            await self._send(sender, last, _keyboard(said.choices))

    async def fetch(self, attachment: Attachment) -> bytes:
        limit = FileSizeLimit.FILESIZE_DOWNLOAD
        if attachment.size > limit:
            raise Unreachable("文件超过 20 MB，Telegram 不允许下载", permanent=True)
        file = await _reached(self._bot.get_file(attachment.ref))
        # A path on this machine is never opened: which files a server may name is not its decision.
        if (file.file_size or 0) > limit or not (file.file_path or "").startswith("http"):
            raise Unreachable("文件无法下载", permanent=True)
        return bytes(await _reached(file.download_as_bytearray()))

    async def release(self, press: Press) -> None:
        """Ends the waiting sign on a pressed button and takes the old keyboard away."""
        try:
            await self._bot.answer_callback_query(press.query)
            await self._bot.edit_message_reply_markup(press.chat, press.message)
        except TelegramError as error:
            # Only decoration: the press itself is stored already. A second press finds no keyboard.
            log.info("button not released: %s", type(error).__name__)

    async def updates(self, offset: int, *, now: datetime) -> list[Incoming]:
        """Waits up to half a minute. What lies below ``offset`` is forgotten by Telegram for ever.

        Raises :class:`Conflict`, :class:`TokenRefused`, :class:`Unreachable`.
        """
        try:
            updates = await self._bot.get_updates(
                offset=offset or None, timeout=timedelta(seconds=POLL_SECONDS), allowed_updates=KINDS
            )
        except PollingConflict as error:
            raise Conflict from error
        except InvalidToken:
            raise TokenRefused from None
        except TelegramError as error:
            raise _unreachable(error) from error
        return [incoming_from(update, now, bot=self._name) for update in updates]

    def parse(self, payload: object, *, now: datetime) -> Incoming:
        """An update as a webhook brings it. Raises ValueError for what is no update at all."""
        if not isinstance(payload, dict) or not isinstance(payload.get("update_id"), int):
            raise ValueError("no update")
        return incoming_from(Update.de_json(_readable(payload), self._bot), now, bot=self._name)

    async def use_polling(self) -> None:
        await _reached(self._bot.delete_webhook(drop_pending_updates=False))

    async def use_webhook(self, url: str, *, secret: str) -> None:
        """``secret``: 1-256 characters of A-Z, a-z, 0-9, ``_`` and ``-``."""
        await _reached(self._bot.set_webhook(url, secret_token=secret, allowed_updates=KINDS))

    async def _send(self, sender: str, text: str, keyboard: InlineKeyboardMarkup | None) -> None:
        plain = LinkPreviewOptions(is_disabled=True)
        await _reached(self._bot.send_message(int(sender), text, reply_markup=keyboard, link_preview_options=plain))


class _Updates(HTTPXRequest):
    """Reduces an update that the library cannot read to its number.

    Otherwise one such update would be fetched for ever, and the library would log its content.
    """

    @staticmethod
    def parse_json_payload(payload: bytes) -> Any:
        answer = HTTPXRequest.parse_json_payload(payload)
        if isinstance(answer.get("result"), list):
            answer["result"] = [_readable(update) for update in answer["result"]]
        return answer


def _readable(update: dict[str, Any]) -> dict[str, Any]:
    try:
        Update.de_json(update)
    except (TypeError, KeyError, ValueError, AttributeError) as error:
        log.error("update %s cannot be read: %s", update["update_id"], type(error).__name__)
        return {"update_id": update["update_id"]}
    return update


def _keyboard(rows: Sequence[Sequence[Choice]]) -> InlineKeyboardMarkup | None:
    if not rows:
        return None
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(choice.label, callback_data=choice.data) for choice in row] for row in rows]
    )


async def _reached(call: Awaitable[T]) -> T:
    try:
        return await call
    except TelegramError as error:
        raise _unreachable(error) from error


def _unreachable(error: TelegramError) -> Unreachable:
    """Blocked, unknown or malformed is for good; flood, time-out, network and our own token are not."""
    permanent = isinstance(error, Forbidden | BadRequest)
    return Unreachable(type(error).__name__, permanent=permanent)
