"""Effects of the dialogue done for real; what became of them is an event again."""

import asyncio
from collections.abc import Callable

from bot.channels.base import Channel, Unreachable
from bot.desk import Desk, DeskRefused
from bot.dialogue.effects import Act, Add, Appeal, File, Keep, LookUp, Mine, Rate, Understand, Urge, Withdraw
from bot.dialogue.events import Done, Filed, Found, Kept, LookedUp, Refused, Result, Understood
from bot.script import SENTENCES
from nlp import Understanding
from tracker.contract import EvidenceKept, Progress


class Actor:
    """Acts for one turn. Raises :class:`bot.desk.DeskDown`; a refusal is a result like any other."""

    def __init__(self, *, desk: Desk, channel: Channel, understand: Callable[[str], Understanding]) -> None:
        self._desk = desk
        self._channel = channel
        self._understand = understand

    async def act(self, effect: Act) -> Result:
        try:
            return await self._act(effect)
        except DeskRefused as refusal:
            return Refused(effect, refusal.code, refusal.detail)
        except Unreachable:
            return Refused(effect, "not_fetched", SENTENCES["file.not_fetched"])

    async def _act(self, effect: Act) -> Result:
        match effect:
            case Understand():
                return Understood(await asyncio.to_thread(self._understand, effect.text))
            case File():
                return Filed(effect, await self._desk.file(effect.case, key=effect.key))
            case LookUp():
                return LookedUp(effect, await self._desk.lookup(effect.lookup))
            case Mine():
                return Found(effect, tuple(await self._desk.mine(effect.who)))
            case Keep():
                return await self._keep(effect)
        return Done(effect, await self._change(effect))

    async def _keep(self, effect: Keep) -> Kept:
        file = effect.attachment
        if file.kept:
            return Kept(effect, EvidenceKept(id=file.kept, kind=file.kind, size=file.size))
        data = await self._channel.fetch(file)
        return Kept(effect, await self._desk.keep(data, name=file.name or file.kind))

    async def _change(self, effect: Add | Urge | Withdraw | Rate | Appeal) -> Progress:
        match effect:
            case Add():
                return await self._desk.add(effect.number, effect.addition, key=effect.key)
            case Urge():
                return await self._desk.urge(effect.number, effect.who)
            case Withdraw():
                return await self._desk.withdraw(effect.number, effect.who)
            case Rate():
                return await self._desk.rate(effect.number, effect.rating)
            case Appeal():
                return await self._desk.appeal(effect.number, effect.appeal)
