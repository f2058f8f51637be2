"""What the emulated Telegram remembers: updates on their way, messages in chats, files, faults on order."""

import asyncio
from collections import defaultdict, deque
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Any

JSON = dict[str, Any]

BOT: JSON = {"id": 4242, "is_bot": True, "first_name": "回音", "username": "huiyin_bot"}


class ApiError(Exception):
    """An answer with ``ok: false``; ``status`` is both HTTP's and ``error_code``."""

    def __init__(self, status: int, description: str, *, retry_after: int | None = None) -> None:
        super().__init__(description)
        self.status = status
        self.description = description
        self.retry_after = retry_after


@dataclass(slots=True)
class Sent:
    """A message of the bot as the person sees it now. ``keyboard``: rows of (label, data)."""

    message_id: int
    text: str
    keyboard: list[list[tuple[str, str]]] = field(default_factory=list)
    file: str | None = None

    @property
    def buttons(self) -> list[tuple[str, str]]:
        return [button for row in self.keyboard for button in row]


@dataclass(frozen=True, slots=True)
class StoredFile:
    path: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Webhook:
    url: str
    secret: str


@dataclass(slots=True)
class Cloud:
    """Everything behind the HTTP surface. Belongs to one event loop."""

    clock: Callable[[], datetime]
    updates: deque[JSON] = field(default_factory=deque)
    chats: defaultdict[int, list[Sent]] = field(default_factory=lambda: defaultdict(list))
    known: set[int] = field(default_factory=set)
    blocked: set[int] = field(default_factory=set)
    files: dict[str, StoredFile] = field(default_factory=dict)
    queries: dict[str, bool] = field(default_factory=dict)
    commands: list[JSON] = field(default_factory=list)
    faults: defaultdict[str, deque[ApiError]] = field(default_factory=lambda: defaultdict(deque))
    calls: list[tuple[str, Mapping[str, Any]]] = field(default_factory=list)
    webhook: Webhook | None = None
    closed: bool = False
    allowed: frozenset[str] = frozenset()
    _past: dict[int, JSON] = field(default_factory=dict)
    _ids: "count[int]" = field(default_factory=lambda: count(1))
    _update_ids: "count[int]" = field(default_factory=lambda: count(1000))
    _news: asyncio.Event = field(default_factory=asyncio.Event)

    def next_id(self) -> int:
        return next(self._ids)

    def timestamp(self) -> int:
        return int(self.clock().timestamp())

    def post(self, kind: str, content: JSON) -> int:
        """Puts an update on its way to the bot; its id. A kind the bot did not ask for is dropped, as Telegram does."""
        update_id = next(self._update_ids)
        if not self.allowed or kind in self.allowed:
            self._past[update_id] = {"update_id": update_id, kind: content}
            self.again(update_id)
        return update_id

    def again(self, update_id: int) -> None:
        """Delivers an update once more, confirmed or not."""
        self.updates.append(self._past[update_id])
        self.wake()

    def confirm(self, offset: int) -> None:
        """Forgets what the bot has confirmed. A negative offset keeps only that many of the newest."""
        if offset < 0:
            offset = self.updates[offset]["update_id"] if len(self.updates) >= -offset else 0
        self.updates = deque(update for update in self.updates if update["update_id"] >= offset)

    def send(self, chat: int, message: Sent) -> Sent:
        self.chats[chat].append(message)
        self.wake()
        return message

    def find(self, chat: int, message_id: int) -> Sent:
        for message in self.chats[chat]:
            if message.message_id == message_id:
                return message
        raise ApiError(400, "Bad Request: message to edit not found")

    def check_chat(self, chat: int) -> None:
        if chat in self.blocked:
            raise ApiError(403, "Forbidden: bot was blocked by the user")
        if chat not in self.known:
            raise ApiError(400, "Bad Request: chat not found")

    def store(self, data: bytes, path: str) -> str:
        file_id = f"file-{self.next_id()}"
        self.files[file_id] = StoredFile(path.format(id=file_id), data)
        return file_id

    def close(self) -> None:
        """Ends every wait."""
        self.closed = True
        self.wake()

    def wake(self) -> None:
        self._news.set()
        self._news = asyncio.Event()

    async def until(self, ready: Callable[[], bool], *, timeout: float) -> bool:
        """Waits for ``ready``, looking again after everything that happens; false when time ran out."""
        with suppress(TimeoutError):
            async with asyncio.timeout(timeout):
                while not (ready() or self.closed):
                    await self._news.wait()
        return ready()
