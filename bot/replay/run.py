"""Citizens side by side, each to the end of their talk."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.channels.base import Said, Unreachable
from bot.replay.deciding import Filed, Guided, Move, decide, is_delay
from bot.replay.door import Citizen, Via
from bot.replay.lines import Line
from bot.replay.report import Ending, Report

AT_ONCE = 16
MOST_MOVES = 20
PATIENCE_SECONDS = 120.0
QUIET_SECONDS = 0.15
"""A turn may be several messages: it is over when nothing has come for so long."""
GRACE_SECONDS = 3.0
"""What was said calls for nothing; so long more is waited for."""


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds; tests are less patient."""

    patience: float = PATIENCE_SECONDS
    quiet: float = QUIET_SECONDS
    grace: float = GRACE_SECONDS


async def replay(
    lines: Sequence[Line],
    via: Via,
    *,
    at_once: int = AT_ONCE,
    insist: bool = False,
    pace: Pace | None = None,
    on_end: Callable[[Ending], None] = lambda ending: None,
) -> Report:
    """One citizen a line, ``at_once`` of them at a time. Trouble of one is that one's ``failed`` ending."""
    places = asyncio.Semaphore(at_once)
    loop = asyncio.get_running_loop()
    started = loop.time()

    async def live(line: Line) -> Ending:
        async with places:
            ending = await _Talk(line, insist=insist, pace=pace or Pace()).run(via)
        on_end(ending)
        return ending

    endings = await asyncio.gather(*map(live, lines))
    return Report(tuple(endings), loop.time() - started)


class _Talk:
    """One citizen's way through the dialogue."""

    def __init__(self, line: Line, *, insist: bool, pace: Pace) -> None:
        self._line = line
        self._insist = insist
        self._pace = pace
        self._turns: list[float] = []
        self._questions = 0

    async def run(self, via: Via) -> Ending:
        try:
            async with via.citizen(self._line.number) as citizen:
                return await self._talk(citizen, whole=via.whole)
        except Unreachable as error:
            return self._end(failed=str(error))

    async def _talk(self, citizen: Citizen, *, whole: bool) -> Ending:
        await citizen.say(self._line.text)
        for _ in range(MOST_MOVES):
            move = await self._answer(citizen, whole=whole)
            if isinstance(move, Filed):
                return self._end(number=move.number)
            if isinstance(move, Guided):
                return self._end(guided=move.reason)
            if move is None:
                return self._end(failed=f"第 {len(self._turns) + 1} 轮之后无路可走")
            self._questions += move.question
            await citizen.press(move.choice)
        return self._end(failed=f"{MOST_MOVES} 步还没有结果")

    async def _answer(self, citizen: Citizen, *, whole: bool) -> Move | None:
        loop = asyncio.get_running_loop()
        asked = heard = loop.time()
        says: list[Said] = []
        move: Move | None = None
        while more := await citizen.hears(self._wait(says, move)):
            heard = loop.time()
            says += [said for said in more if not is_delay(said)]
            move = decide(says, citizen=self._line.number, insist=self._insist)
            if whole and says:
                break
        if says:
            self._turns.append(heard - asked)
        return move

    def _wait(self, says: list[Said], move: Move | None) -> float:
        if not says:
            return self._pace.patience
        return self._pace.quiet if move else self._pace.grace

    def _end(self, *, number: str = "", guided: str = "", failed: str = "") -> Ending:
        turns = tuple(self._turns)
        return Ending(
            self._line.number,
            number=number,
            guided=guided,
            failed=failed,
            questions=self._questions,
            turns=turns,
        )
