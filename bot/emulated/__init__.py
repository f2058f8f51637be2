"""A Bot API server of our own, speaking HTTP: for demonstrations and tests, where Telegram is not.

It keeps Telegram's rules as far as a bot can notice them (what each method refuses, how updates are
confirmed, how a webhook is retried) and runs in the event loop of whoever opens it::

    async with EmulatedBotApi(clock=clock) as api:
        ...                                   # a bot whose API base is api.url
        wang = api.person(7001, "王秀英")
        wang.text("你好")
        print(await wang.hears())
"""

from bot.emulated.people import Group, Person
from bot.emulated.server import EmulatedBotApi
from bot.emulated.state import Sent

__all__ = ["EmulatedBotApi", "Group", "Person", "Sent"]
