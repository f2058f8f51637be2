"""Hear → understand → step → act → save → say. The only place where the parts meet."""

import asyncio
import hashlib
import logging
import traceback
from collections import deque
from collections.abc import Callable
from datetime import datetime
from weakref import WeakValueDictionary

from bot.acting import Actor
from bot.channels.base import Channel, Heard, Said, Unreachable
from bot.desk import Desk, DeskDown
from bot.dialogue import Talk, codec, step
from bot.dialogue.effects import Say
from bot.dialogue.events import Event, Message, Pressed
from bot.dialogue.words import tidy, wordless
from bot.script import render, sentence
from bot.talks import Inbound, Overtaken, Stored, Talks
from nlp import Understanding
from tracker.contract import TEXT_LIMIT, Sender
from tracker.contract import Channel as ChannelName

log = logging.getLogger(__name__)

PATIENCE = 3
"""Turns of one message that may break before it is set aside with an apology, so that the next is heard."""

DESK_PATIENCE = 30
"""The same where the tracker broke: half an hour of tries, since its faults often pass. Silence has no limit."""

RESUMED_AT_ONCE = 8
"""People whose waiting messages are taken up at the same time."""


class Conversation:
    """Turns what people send into answers: each message once, each person's messages in order."""

    def __init__(
        self,
        *,
        talks: Talks,
        desk: Desk,
        understand: Callable[[str], Understanding],
        clock: Callable[[], datetime],
    ) -> None:
        self._talks = talks
        self._understand = understand
        self._desk = desk
        self._clock = clock
        self._locks: WeakValueDictionary[tuple[str, str], asyncio.Lock] = WeakValueDictionary()

    async def receive(self, heard: Heard) -> bool:
        """Durably stored when it returns; false when this (channel, key) was there before."""
        return await asyncio.to_thread(self._talks.keep, heard)

    async def answer(self, channel: Channel, sender: str) -> tuple[Said, ...]:
        """Everything unanswered of this person is answered and said, in order; what was said is returned.

        Nothing is lost when the tracker or the person cannot be reached: it stays for the next
        call or for :meth:`resume`, and the person hears that it does.
        """
        return await self._take_up(channel, sender, explain=True)

    async def resume(self, channel: Channel) -> int:
        """Takes up every person with anything unanswered or unsaid; how many there were.

        To be called after a start, and from time to time for what the tracker or the network delayed.
        """
        senders = await asyncio.to_thread(self._talks.waiting, channel.name)
        places = asyncio.Semaphore(RESUMED_AT_ONCE)

        async def take_up(sender: str) -> None:
            async with places:
                await self._take_up(channel, sender, explain=False)

        async with asyncio.TaskGroup() as group:
            for sender in senders:
                group.create_task(take_up(sender))
        return len(senders)

    async def _take_up(self, channel: Channel, sender: str, *, explain: bool) -> tuple[Said, ...]:
        """``explain``: the person has just written and should not meet silence."""
        lock = self._locks.setdefault((channel.name, sender), asyncio.Lock())
        async with lock:
            stuck = not await self._decide_all(channel, sender)
            said = await self._say_all(channel, sender)
            return said + await self._say_busy(channel, sender) if stuck and explain else said

    async def _decide_all(self, channel: Channel, sender: str) -> bool:
        """Decides every waiting message; false when one of them has to go on waiting."""
        while True:
            inbound, stored = await asyncio.to_thread(self._talks.next, channel.name, sender)
            if inbound is None:
                return True
            try:
                await self._decide(channel, inbound, stored)
            except Overtaken:
                log.info("message %s was taken up elsewhere too, looking again", inbound.id)
            except DeskDown as down:
                log.warning("message %s waits for the tracker: %s", inbound.id, down)
                if not await self._gave_up(inbound, DESK_PATIENCE if down.broke else None):
                    return False
            except Exception as error:
                log.error("message %s broke its turn: %s", inbound.id, _anonymous(error))
                if not await self._gave_up(inbound, PATIENCE):
                    return False

    async def _decide(self, channel: Channel, inbound: Inbound, stored: Stored) -> None:
        talk, says = _remembered(stored, inbound.heard)
        event = await self._event(inbound.heard)
        talk, replies = await self._play(channel, talk, event, now=inbound.heard.at)
        await asyncio.to_thread(
            self._talks.decide,
            inbound,
            (*says, *replies),
            at=self._clock(),
            state=codec.dump(talk),
            version=stored.version,
        )

    async def _play(
        self, channel: Channel, talk: Talk, event: Event, *, now: datetime
    ) -> tuple[Talk, tuple[Said, ...]]:
        """One event and all that comes back of it, to the end."""
        actor = Actor(desk=self._desk, channel=channel, understand=self._understand)
        events, says = deque([event]), list[Said]()
        while events:
            talk, effects = step(talk, events.popleft(), now)
            for effect in effects:
                if isinstance(effect, Say):
                    says.append(render(effect))
                else:
                    events.append(await actor.act(effect))
        return talk, tuple(says)

    async def _event(self, heard: Heard) -> Event:
        if heard.button is not None:
            return Pressed(heard.button)
        text = tidy(heard.text)
        readable = heard.private and len(text) <= TEXT_LIMIT and not wordless(text)
        meaning = await asyncio.to_thread(self._understand, text) if readable else None
        return Message(_key(heard), text, meaning, heard.attachments, heard.private)

    async def _gave_up(self, inbound: Inbound, patience: int | None) -> bool:
        """Counts the failed turn; true when the message was set aside and the next may be heard."""
        await asyncio.to_thread(self._talks.failed, inbound)
        if patience is None or inbound.attempts + 1 < patience:
            return False
        await asyncio.to_thread(self._talks.decide, inbound, (sentence("apology"),), at=self._clock())
        return True

    async def _say_all(self, channel: Channel, sender: str) -> tuple[Said, ...]:
        said: list[Said] = []
        for outbound in await asyncio.to_thread(self._talks.unsaid, channel.name, sender):
            given_up = False
            try:
                await channel.say(sender, outbound.says)
            except Unreachable as error:
                if not error.permanent:
                    break
                given_up = True
            await asyncio.to_thread(self._talks.said, outbound.id, at=self._clock(), given_up=given_up)
            if not given_up:
                said += outbound.says
        return tuple(said)

    async def _say_busy(self, channel: Channel, sender: str) -> tuple[Said, ...]:
        busy = (sentence("busy"),)
        try:
            await channel.say(sender, busy)
        except Unreachable:
            log.info("a person could not be told to wait")
            return ()
        return busy


def _remembered(stored: Stored, heard: Heard) -> tuple[Talk, tuple[Said, ...]]:
    """The talk as it was left; a fresh one, and a sentence about it, when that cannot be read any more."""
    who = Sender(channel=ChannelName(heard.channel), sender=heard.sender)
    if stored.state is None:
        return Talk(who), ()
    talk = codec.load(stored.state)
    return (talk, ()) if talk else (Talk(who), (sentence("reset"),))


def _key(heard: Heard) -> str:
    """Unique among all messages of all channels, and the same whenever this one is answered again."""
    whole = "\0".join((heard.channel, heard.sender, heard.key))
    return hashlib.blake2b(whole.encode(), digest_size=16).hexdigest()


def _anonymous(error: Exception) -> str:
    """Type and place. Messages of exceptions may carry what the person wrote."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} at {frame.name}:{frame.lineno}"
