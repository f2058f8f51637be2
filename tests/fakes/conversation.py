"""A conversation that remembers in memory and repeats what it hears: for testing doors without a dialogue."""

import asyncio
from collections import defaultdict
from collections.abc import Callable

from bot.channels.base import Channel, Choice, Heard, Said
from bot.talks import Exchange

Reply = Callable[[Heard], tuple[Said, ...]]


def echo(heard: Heard) -> tuple[Said, ...]:
    words = heard.button or heard.text or "，".join(attachment.kind for attachment in heard.attachments)
    return (Said(f"听到：{words}", ((Choice("好", "ok"),),)),)


class EchoConversation:
    """Keeps the promises of the real one: once per key, in order per person, durable before it returns."""

    def __init__(self, reply: Reply = echo) -> None:
        self.heard: dict[str, Heard] = {}
        self.answered: list[str] = []
        self.said: dict[str, tuple[Said, ...]] = {}
        self.broken: Exception | None = None
        self.refused = 0
        self.at_once = self.most_at_once = 0
        self._reply = reply
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def receive(self, heard: Heard) -> bool:
        if self.broken:
            self.refused += 1
            raise self.broken
        fresh = heard.key not in self.heard
        self.heard.setdefault(heard.key, heard)
        return fresh

    async def answer(self, channel: Channel, sender: str) -> tuple[Said, ...]:
        async with self._locks[sender]:
            self.at_once += 1
            self.most_at_once = max(self.most_at_once, self.at_once)
            says = [said for heard in self._waiting(sender) for said in await self._answer_one(channel, heard)]
            self.at_once -= 1
            return tuple(says)

    async def resume(self, channel: Channel) -> int:
        senders = {heard.sender for heard in self.heard.values() if heard.key not in self.answered}
        for sender in senders:
            await self.answer(channel, sender)
        return len(senders)

    def history(self, channel: str, sender: str, limit: int) -> list[Exchange]:
        mine = [heard for heard in self.heard.values() if (heard.channel, heard.sender) == (channel, sender)]
        return [Exchange(heard, self.said.get(heard.key, ())) for heard in mine[-limit:]]

    def texts(self) -> list[str]:
        return [heard.text for heard in self.heard.values()]

    def _waiting(self, sender: str) -> list[Heard]:
        return [h for h in self.heard.values() if h.sender == sender and h.key not in self.answered]

    async def _answer_one(self, channel: Channel, heard: Heard) -> tuple[Said, ...]:
        says = self._reply(heard)
        await asyncio.sleep(0.01)
        self.answered.append(heard.key)
        self.said[heard.key] = says
        await channel.say(heard.sender, says)
        return says
