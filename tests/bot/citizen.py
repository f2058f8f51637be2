"""A person in front of the pure dialogue: says and presses things, and reads what comes back."""

from collections import deque
from datetime import timedelta

from bot.acting import Actor
from bot.channels.base import Attachment, Said
from bot.dialogue import Talk, step
from bot.dialogue.codec import dump, load
from bot.dialogue.effects import Act, File, Say
from bot.dialogue.events import Event, Message, Pressed
from bot.dialogue.words import tidy, wordless
from bot.script import render
from tests.fakes.channel import FakeChannel
from tests.fakes.desk import REGISTERED, FakeDesk
from tests.fakes.understanding import understand
from tracker.contract import TEXT_LIMIT, Channel, Sender


class Citizen:
    """``talk`` goes through its JSON after every turn, as it does in life."""

    def __init__(self, desk: FakeDesk | None = None, *, name: str = "wang-xiuying") -> None:
        self.desk = desk or FakeDesk()
        self.talk = Talk(Sender(channel=Channel.WEB, sender=name))
        self.now = REGISTERED
        self.heard: tuple[Said, ...] = ()
        self.acts: list[Act] = []
        self._channel = FakeChannel()
        self.files_at = self._channel.files
        self._messages = 0

    @property
    def labels(self) -> list[str]:
        return [choice.label for said in self.heard for row in said.choices for choice in row]

    @property
    def filings(self) -> list[File]:
        return [act for act in self.acts if isinstance(act, File)]

    def waits(self, *, hours: float) -> None:
        self.now += timedelta(hours=hours)

    def button(self, label: str) -> str:
        """Data of the last button with this label."""
        data = [c.data for said in self.heard for row in said.choices for c in row if c.label == label]
        assert data, f"no button {label} under {self.heard}"
        return data[-1]

    async def says(self, text: str, *attachments: Attachment, private: bool = True) -> str:
        self._messages += 1
        text = tidy(text)
        readable = len(text) <= TEXT_LIMIT and not wordless(text)
        meaning = understand(text) if readable else None
        key = f"{self._messages:08x}-{self.talk.who.sender}"
        return await self._play(Message(key, text, meaning, attachments, private))

    async def sends(self, kind: str, *, data: bytes = b"x", size: int = 1) -> str:
        self.files_at["ref"] = data
        return await self.says("", Attachment(kind, "ref", f"a.{kind}", size))

    async def presses(self, label: str) -> str:
        return await self.presses_data(self.button(label))

    async def presses_data(self, data: str) -> str:
        return await self._play(Pressed(data))

    async def files(self, text: str = "教育局窗口上周三互相推诿，让我跑了四趟") -> str:
        """The whole way from a text that leaves nothing to ask to the number."""
        await self.says(text)
        if "另报一件" in self.labels:
            await self.presses("另报一件")
        await self.presses("匿名")
        await self.presses("提交")
        return next(reversed(self.desk.cases))

    async def _play(self, event: Event) -> str:
        actor = Actor(desk=self.desk, channel=self._channel, understand=understand)
        events, says = deque([event]), list[Said]()
        while events:
            self.talk, effects = step(self.talk, events.popleft(), self.now)
            for effect in effects:
                if isinstance(effect, Say):
                    says.append(render(effect))
                else:
                    self.acts.append(effect)
                    events.append(await actor.act(effect))
        restored = load(dump(self.talk))
        assert restored == self.talk
        self.heard = tuple(says)
        return "\n".join(said.text for said in says)
