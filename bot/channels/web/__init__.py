"""The web chat: a page, and the few addresses it talks to."""

from bot.channels.web.app import WebChat
from bot.channels.web.pace import Pace

__all__ = ["Pace", "WebChat"]
