"""The product is killed while the town complains: what was acknowledged is there, once, and every talk goes on.

It is a real process and dies by SIGKILL; Telegram is emulated in the test's own process and lives on.
With ``CITIZENS=200 KILLS=12`` in the environment the whole town complains, otherwise a part of it.
"""

import asyncio
import logging
import os
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
import sqlalchemy as sa

from bot.dialogue.buttons import CASE_NUMBER
from bot.emulated import EmulatedBotApi
from bot.replay.report import percentile
from bot.script import SENTENCES
from bot.talks import message_table
from tests.fakes.bot_api import clock, emulated
from tests.journeys.citizens import Citizen, citizens
from tests.journeys.processes import Installation, Process, free_port, installed, travelling
from tracker.models import Case, Notice
from tracker.models.notices import UNSENT

log = logging.getLogger(__name__)

CITIZENS = int(os.environ.get("CITIZENS", "60"))
KILLS = int(os.environ.get("KILLS", "4"))
SEED = int(os.environ.get("SEED", "20261123"))
AT_ONCE = 30
"""So many talk at a time: at each kill some begin, some are in the middle and some are about to be filed."""

FEWEST_ANSWERS = 4
"""Nobody gets a number with fewer messages of the bot, so a kill planned below this does come."""

LEASE = timedelta(hours=1)
"""After so long a notice whose sender died is anybody's again."""


@pytest.fixture
async def api() -> AsyncIterator[EmulatedBotApi]:
    async with emulated() as running:
        yield running


@pytest.fixture
def house(database_url: str, tmp_path: Path, api: EmulatedBotApi) -> Iterator[Installation]:
    telegram = {"telegram_token": api.token, "telegram_api_base": api.url}
    with installed(database_url, tmp_path, demo="1", port=free_port(), **telegram) as installation:
        yield installation


@pytest.fixture
def engine(database_url: str) -> sa.Engine:
    """Holds no connection open: a killed SQLite is recovered only where nobody else has the file."""
    return sa.create_engine(database_url, poolclass=sa.NullPool)


@pytest.fixture
def mortal(house: Installation, api: EmulatedBotApi, engine: sa.Engine) -> "Mortal":
    return Mortal(house, api, engine)


class Mortal:
    """``huiyin run``, one life after the other."""

    def __init__(self, house: Installation, api: EmulatedBotApi, engine: sa.Engine) -> None:
        self._house = house
        self._cloud = api.cloud
        self._engine = engine
        self._running: Process

    def start(self) -> None:
        self._running = self._house.start("run")

    def kill(self) -> None:
        assert self._running.popen.poll() is None, self._running.log.read_text("utf-8")
        self._running.kill()

    async def dies(self, times: int, *, people: int, dice: Random) -> None:
        """At random moments, counted in messages of the bot; every second one then waits for the worst moment."""
        moments = sorted(dice.sample(range(1, people * FEWEST_ANSWERS), times))
        for n, moment in enumerate(moments):
            await self._cloud.until(lambda moment=moment: self._said() >= moment, timeout=600)  # type: ignore[misc]
            if n % 2:
                await self._filed_unknown_to_the_citizen(people)
            else:
                await asyncio.sleep(dice.uniform(0, 0.2))
            self.kill()
            self.start()

    async def _filed_unknown_to_the_citizen(self, people: int) -> None:
        """The next case was committed this instant: its number has not been said and the talk not been saved."""
        before = self._cases()
        while self._cases() == before < people:
            await asyncio.sleep(0.001)

    def _said(self) -> int:
        return sum(map(len, self._cloud.chats.values()))

    def _cases(self) -> int:
        with self._engine.connect() as connection:
            return connection.execute(sa.select(sa.func.count()).select_from(Case)).scalar_one()


@pytest.mark.timeout(1200)
async def test_a_town_files_while_the_product_is_killed(
    mortal: Mortal, house: Installation, api: EmulatedBotApi, engine: sa.Engine
) -> None:
    people = citizens(api, CITIZENS)
    mortal.start()
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(mortal.dies(KILLS, people=len(people), dice=Random(SEED)))
        filing = tasks.create_task(file_all(people))
    filed = filing.result()
    log.info(figures(people))
    each_has_one_case(filed, engine)
    mortal.kill()
    mortal.start()
    await asyncio.gather(*(citizen.looks_up(number) for citizen, number in filed.items()))
    mortal.kill()
    nobody_met_silence(people, engine)
    nothing_is_lost(house, engine)


@pytest.mark.timeout(600)
async def test_a_talk_goes_on_after_a_kill_at_every_point(
    mortal: Mortal, house: Installation, api: EmulatedBotApi, engine: sa.Engine
) -> None:
    wang = Citizen(api.person(7001, "王秀英"), 0, "每个窗口都说不归自己管，来回推，跑了四趟也没办成。")
    talk: Sequence[tuple[Callable[[], int], str]] = (
        (lambda: wang.writes(wang.words), "ask.body"),
        (lambda: wang.writes("是房管局的窗口"), "ask.when"),
        (lambda: wang.presses("跳过/不清楚"), "level"),
        (lambda: wang.presses("匿名"), "confirm"),
        (lambda: wang.presses("提交"), "filed.next"),
    )
    for move, answer in talk:
        move()
        mortal.start()
        await wang.is_told(SENTENCES[answer].partition("{")[0])
        mortal.kill()
    mortal.start()
    number = CASE_NUMBER.findall("".join(wang.heard))[-1]
    await wang.looks_up(number)
    mortal.kill()
    each_has_one_case({wang: number}, engine)
    nobody_met_silence([wang], engine)
    nothing_is_lost(house, engine)


@pytest.mark.timeout(300)
async def test_an_update_delivered_ten_times_is_answered_once(
    house: Installation, api: EmulatedBotApi, engine: sa.Engine
) -> None:
    """Half of the ten before a restart and half after it."""
    wang = Citizen(api.person(7001, "王秀英"), 0, "11月3日我到富乐路房管局窗口办房产证，跑了四趟，来回推。")
    update = wang.writes(wang.words)
    for again in (4, 5):
        for _ in range(again):
            api.cloud.again(update)
        wang.writes("/help")
        running = house.start("run")
        await wang.is_told(SENTENCES["help"])
        await asyncio.to_thread(running.stop)
    assert Counter(said.startswith(SENTENCES["understood"]) for said in wang.heard)[True] == 1
    nobody_met_silence([wang], engine)


async def file_all(people: Sequence[Citizen]) -> Mapping[Citizen, str]:
    """Everybody's number."""
    places = asyncio.Semaphore(AT_ONCE)

    async def come(citizen: Citizen) -> str:
        async with places:
            return await citizen.files()

    numbers = await asyncio.gather(*map(come, people))
    return dict(zip(people, numbers, strict=True))


def figures(people: Sequence[Citizen]) -> str:
    turns = [turn for citizen in people for turn in citizen.turns]
    heard = [Counter(citizen.heard) for citizen in people]
    repeated = sum(counter.total() - len(counter) for counter in heard)
    return (
        f"{len(people)} citizens, {KILLS} kills, {len(turns)} turns, "
        f"{sum(map(Counter.total, heard))} messages of the bot, {repeated} of them repeated, "
        f"turn p50 {percentile(turns, 50):.2f} s, p95 {percentile(turns, 95):.2f} s"
    )


def each_has_one_case(filed: Mapping[Citizen, str], engine: sa.Engine) -> None:
    """Also: nobody was ever shown another number than their own."""
    with engine.connect() as connection:
        cases = connection.execute(sa.select(Case.number, Case.text, Case.complainant_id)).all()  # type: ignore[call-overload]
    words = {case.number: case.text for case in cases}
    assert len(filed) == len(cases) == len({case.complainant_id for case in cases})
    for citizen, number in filed.items():
        assert words[number].startswith(citizen.words)
        assert set(CASE_NUMBER.findall("\n".join(citizen.heard))) == {number}


def nobody_met_silence(people: Sequence[Citizen], engine: sa.Engine) -> None:
    """Every move came in once, no turn of it broke, and every sentence of its answer is in the chat."""
    columns = message_table.c
    with engine.connect() as connection:
        rows = connection.execute(sa.select(columns.sender, columns.replies, columns.attempts)).all()
    for citizen in people:
        mine = [row for row in rows if row.sender == str(citizen.person.chat)]
        assert [row.attempts for row in mine] == [0] * citizen.moves
        assert {reply["text"] for row in mine for reply in row.replies} == set(citizen.heard)


def nothing_is_lost(house: Installation, engine: sa.Engine) -> None:
    """Officers included: a notice whose sender was killed is sent by the next one."""
    house.run("check")
    house.run("ledger", "verify")
    house.run("deliver", *travelling(clock() + LEASE))
    with engine.connect() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(Notice).where(sa.text(UNSENT))) == 0
