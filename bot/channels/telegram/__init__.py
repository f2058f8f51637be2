"""Telegram. Only this package imports python-telegram-bot."""

from bot.channels.telegram.channel import TelegramChannel, TokenRefused
from bot.channels.telegram.door import TelegramDoor
from bot.channels.telegram.serving import TelegramService, TelegramSettings

__all__ = ["TelegramChannel", "TelegramDoor", "TelegramService", "TelegramSettings", "TokenRefused"]
