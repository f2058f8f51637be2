"""The methods of the Bot API that this product uses, with Telegram's own refusals."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from starlette.datastructures import UploadFile

from bot.emulated.state import BOT, JSON, ApiError, Cloud, Sent, Webhook

TEXT_UNITS = 4096
DATA_BYTES = 64
FILE_BYTES = 20 * 1024 * 1024
LONGEST_POLL = 50

Params = Mapping[str, Any]
Method = Callable[[Params], Awaitable[Any]]


class Methods:
    """One coroutine a method. Each takes the call's parameters and gives ``result`` or raises :class:`ApiError`."""

    def __init__(self, cloud: Cloud) -> None:
        self._cloud = cloud
        self._poll: asyncio.Event | None = None
        self._table: dict[str, Method] = {
            "getme": self.get_me,
            "getupdates": self.get_updates,
            "setwebhook": self.set_webhook,
            "deletewebhook": self.delete_webhook,
            "getwebhookinfo": self.get_webhook_info,
            "sendmessage": self.send_message,
            "sendphoto": self.send_file,
            "senddocument": self.send_file,
            "sendchataction": self.send_chat_action,
            "editmessagetext": self.edit_text,
            "editmessagereplymarkup": self.edit_keyboard,
            "answercallbackquery": self.answer_query,
            "setmycommands": self.set_commands,
            "getmycommands": self.get_commands,
            "getfile": self.get_file,
        }

    async def call(self, name: str, params: Params) -> Any:
        self._cloud.calls.append((name, params))
        faults = self._cloud.faults[name.lower()] or self._cloud.faults["*"]
        if faults:
            raise faults.popleft()
        method = self._table.get(name.lower())
        if method is None:
            raise ApiError(404, "Not Found: method not found")
        return await method(params)

    async def get_me(self, params: Params) -> JSON:
        return BOT | {
            "can_join_groups": True,
            "can_read_all_group_messages": False,
            "supports_inline_queries": False,
        }

    async def get_updates(self, params: Params) -> list[JSON]:
        cloud = self._cloud
        if cloud.webhook:
            raise ApiError(409, "Conflict: can't use getUpdates method while webhook is active")
        self._allow(params)
        if self._poll is not None:
            self._poll.set()
        mine = self._poll = asyncio.Event()
        cloud.confirm(_number(params, "offset"))
        cloud.wake()
        timeout = min(_number(params, "timeout"), LONGEST_POLL)
        await cloud.until(lambda: bool(cloud.updates) or mine.is_set(), timeout=timeout)
        if mine.is_set():
            raise ApiError(409, "Conflict: terminated by other getUpdates request")
        self._poll = None
        limit = _number(params, "limit") or 100
        return list(cloud.updates)[:limit]

    async def set_webhook(self, params: Params) -> bool:
        url = str(params.get("url", ""))
        self._allow(params)
        self._cloud.webhook = Webhook(url, str(params.get("secret_token", ""))) if url else None
        self._cloud.wake()
        return True

    async def delete_webhook(self, params: Params) -> bool:
        self._cloud.webhook = None
        if _flag(params, "drop_pending_updates"):
            self._cloud.updates.clear()
        return True

    async def get_webhook_info(self, params: Params) -> JSON:
        hook = self._cloud.webhook
        return {
            "url": hook.url if hook else "",
            "has_custom_certificate": False,
            "pending_update_count": len(self._cloud.updates),
        }

    async def send_message(self, params: Params) -> JSON:
        chat = self._chat(params)
        sent = Sent(self._cloud.next_id(), _text(params), _keyboard(params))
        return self._message(chat, self._cloud.send(chat, sent))

    async def send_file(self, params: Params) -> JSON:
        chat = self._chat(params)
        upload = next((value for value in params.values() if isinstance(value, UploadFile)), None)
        if upload is None:
            raise ApiError(400, "Bad Request: there is no file in the request")
        file_id = self._cloud.store(await upload.read(), "documents/{id}")
        sent = Sent(self._cloud.next_id(), str(params.get("caption", "")), _keyboard(params), file_id)
        return self._message(chat, self._cloud.send(chat, sent))

    async def send_chat_action(self, params: Params) -> bool:
        self._chat(params)
        return True

    async def edit_text(self, params: Params) -> JSON:
        chat = self._chat(params)
        message = self._cloud.find(chat, _number(params, "message_id"))
        text, keyboard = _text(params), _keyboard(params)
        _refuse_the_same((message.text, message.keyboard), (text, keyboard))
        message.text, message.keyboard = text, keyboard
        return self._message(chat, message)

    async def edit_keyboard(self, params: Params) -> JSON:
        chat = self._chat(params)
        message = self._cloud.find(chat, _number(params, "message_id"))
        keyboard = _keyboard(params)
        _refuse_the_same(message.keyboard, keyboard)
        message.keyboard = keyboard
        return self._message(chat, message)

    async def answer_query(self, params: Params) -> bool:
        query = str(params.get("callback_query_id"))
        if self._cloud.queries.get(query) is not False:
            raise ApiError(400, "Bad Request: query is too old and response timeout expired or query ID is invalid")
        self._cloud.queries[query] = True
        self._cloud.wake()
        return True

    async def set_commands(self, params: Params) -> bool:
        self._cloud.commands = _decoded(params, "commands") or []
        return True

    async def get_commands(self, params: Params) -> list[JSON]:
        return self._cloud.commands

    async def get_file(self, params: Params) -> JSON:
        file_id = str(params.get("file_id"))
        stored = self._cloud.files.get(file_id)
        if stored is None:
            raise ApiError(400, "Bad Request: invalid file_id")
        if len(stored.data) > FILE_BYTES:
            raise ApiError(400, "Bad Request: file is too big")
        return {
            "file_id": file_id,
            "file_unique_id": file_id,
            "file_size": len(stored.data),
            "file_path": stored.path,
        }

    def _allow(self, params: Params) -> None:
        kinds = _decoded(params, "allowed_updates")
        if kinds is not None:
            self._cloud.allowed = frozenset(kinds)

    def _chat(self, params: Params) -> int:
        chat = _number(params, "chat_id")
        self._cloud.check_chat(chat)
        return chat

    def _message(self, chat: int, sent: Sent) -> JSON:
        kind = "private" if chat > 0 else "supergroup"
        return {
            "message_id": sent.message_id,
            "date": self._cloud.timestamp(),
            "from": BOT,
            "chat": {"id": chat, "type": kind},
            "text": sent.text,
        }


def _number(params: Params, name: str) -> int:
    try:
        return int(params.get(name) or 0)
    except ValueError:
        raise ApiError(400, f"Bad Request: {name} must be a number") from None


def _flag(params: Params, name: str) -> bool:
    return str(params.get(name, "")).lower() in {"true", "1"}


def _decoded(params: Params, name: str) -> Any:
    """Structures arrive as JSON inside a form field, or plain when the whole body is JSON."""
    value = params.get(name)
    return json.loads(value) if isinstance(value, str) and value else value


def _text(params: Params) -> str:
    text = str(params.get("text", ""))
    if not text.strip():
        raise ApiError(400, "Bad Request: message text is empty")
    if len(text.encode("utf-16-le")) // 2 > TEXT_UNITS:
        raise ApiError(400, "Bad Request: message is too long")
    return text


def _keyboard(params: Params) -> list[list[tuple[str, str]]]:
    markup = _decoded(params, "reply_markup") or {}
    rows = [[(button["text"], button["callback_data"]) for button in row] for row in markup.get("inline_keyboard", [])]
    if any(not 1 <= len(data.encode()) <= DATA_BYTES for row in rows for _, data in row):
        raise ApiError(400, "Bad Request: BUTTON_DATA_INVALID")
    return rows


def _refuse_the_same(old: object, new: object) -> None:
    if old == new:
        raise ApiError(400, "Bad Request: message is not modified")
