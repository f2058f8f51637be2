"""Citizens with a telephone who want a number and are not to be put off. All invented."""

import asyncio
from dataclasses import dataclass, field

from bot.channels.base import Choice, Said
from bot.emulated import EmulatedBotApi, Person, Sent
from bot.replay.deciding import Filed, Press, decide

PATIENCE = 120.0
"""Seconds a citizen waits for a word on a machine that is busy with other things."""

WHEN = ("", "11月3日上午", "上周三", "今天下午三点")
WHERE = ("", "富乐路", "芙蓉路", "小枧镇")
BODIES = ("", "房管局", "市场监管所", "人社局", "教育局", "医保局", "公积金中心")
MATTERS = ("办房产证", "换营业执照", "领补贴", "给孩子转学", "报销住院费", "迁户口", "开一张证明", "交一份材料")
TROUBLES = (
    "跑了四趟，每个窗口都说不归自己管",
    "材料收下两个月没有下文，一问就说再等等",
    "上班时间窗口没人，白等了一上午",
    "工作人员态度很差，话没说完就赶我走",
    "每次去都说还缺一样，从来不一次说清楚",
    "另外多收了三百元，又不肯开收据",
)
ANSWER = "就在昨天下午，芙蓉路房管局的大厅"
"""Fits every question there is."""


@dataclass(slots=True, eq=False)
class Citizen:
    """``turns``: seconds from each move to the first word of the answer. ``moves``: what they wrote or pressed."""

    person: Person
    index: int
    words: str
    moves: int = 0
    turns: list[float] = field(default_factory=list)
    _moved_at: float | None = None

    @property
    def heard(self) -> list[str]:
        return [message.text for message in self.person.messages]

    async def files(self) -> str:
        """Writes, and goes on with whatever is asked until there is a number, which is returned."""
        self.writes(self.words)
        said: list[Said] = []
        while True:
            said += await self.hears()
            move = decide(said, citizen=self.index, insist=True)
            if isinstance(move, Filed):
                return move.number
            if isinstance(move, Press):
                self.replies(move)
                said = []
            else:
                assert move is None, f"{self.words} ended with {move.reason}"

    async def looks_up(self, number: str) -> None:
        """Asks how far it is and waits for the page of the case."""
        self.writes("/status")
        await self.is_told(f"{number} · ")

    async def is_told(self, words: str) -> None:
        """Waits for a message with these words in it."""
        while not any(words in said.text for said in await self.hears()):
            continue

    async def hears(self) -> list[Said]:
        """What is new. Silence is what must never be."""
        messages = await self.person.hears(timeout=PATIENCE)
        assert messages, f"silence after {self.heard[-3:]}"
        if self._moved_at is not None:
            self.turns.append(asyncio.get_running_loop().time() - self._moved_at)
            self._moved_at = None
        return [_said(message) for message in messages]

    def replies(self, move: Press) -> None:
        """Every third answers questions in words, which then belong to the complaint."""
        if move.question and self.index % 3 == 0:
            self.writes(ANSWER)
        else:
            self.presses(move.choice.data)

    def writes(self, words: str) -> int:
        """The update's id, as for a press."""
        self._moves()
        return self.person.text(words)

    def presses(self, button: str) -> int:
        self._moves()
        return self.person.press(button)

    def _moves(self) -> None:
        self.moves += 1
        self._moved_at = asyncio.get_running_loop().time()


def citizens(api: EmulatedBotApi, count: int) -> list[Citizen]:
    """No two complain in the same words."""
    return [Citizen(api.person(700_000 + n), n, complaint(n)) for n in range(count)]


def complaint(n: int) -> str:
    """Some say when, where and about whom, and others have to be asked. The ticket makes it one of its kind."""
    when, where, body, matter, trouble = (
        WHEN[n % len(WHEN)],
        WHERE[n // 2 % len(WHERE)],
        BODIES[n % len(BODIES)],
        MATTERS[n // 3 % len(MATTERS)],
        TROUBLES[n % len(TROUBLES)],
    )
    return f"{when}我到{where}{body}{matter}，{trouble}。取的号是A{n:03d}。"


def _said(message: Sent) -> Said:
    return Said(message.text, tuple(tuple(Choice(*button) for button in row) for row in message.keyboard))
