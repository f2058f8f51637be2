"""The Telegram door from settings: which server, which token, and whether updates are fetched or pushed."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from starlette.routing import Route

from bot.channels.answering import Conversation
from bot.channels.base import Unreachable
from bot.channels.telegram.channel import TelegramChannel
from bot.channels.telegram.door import Leader, TelegramDoor

WEBHOOK_PATH = "/telegram/webhook"


@dataclass(frozen=True, slots=True)
class TelegramSettings:
    """``secret`` empty: updates are fetched; otherwise Telegram pushes them to ``public_url``."""

    token: str
    api_base: str
    secret: str
    public_url: str

    def channel(self) -> TelegramChannel:
        return TelegramChannel(self.token, api_base=self.api_base)

    async def reaches_telegram(self) -> bool:
        """Raises :class:`TokenRefused`; false when nobody answers, which may pass."""
        channel = self.channel()
        try:
            await channel.open()
        except Unreachable:
            return False
        await channel.close()
        return True


class TelegramService:
    """One bot, ready to be run beside whatever else the process does."""

    def __init__(
        self,
        settings: TelegramSettings,
        conversation: Conversation,
        *,
        clock: Callable[[], datetime],
        leader: Leader,
    ) -> None:
        self._settings = settings
        self._door = TelegramDoor(settings.channel(), conversation, clock=clock, leader=leader)

    def routes(self) -> list[Route]:
        """The webhook's address; nothing when updates are fetched."""
        secret = self._settings.secret
        return [self._door.webhook_route(WEBHOOK_PATH, secret=secret)] if secret else []

    async def run(self, stop: asyncio.Event) -> None:
        if self._settings.secret:
            url = self._settings.public_url + WEBHOOK_PATH
            await self._door.serve_webhook(stop, url=url, secret=self._settings.secret)
        else:
            await self._door.poll(stop)
