"""Two of every process on one PostgreSQL: they share the work, and where one dies the other goes on alone.

Telegram and the mail server are emulated in the test's own process and live on.
"""

import asyncio
import signal
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import col, func, select

from bot.emulated import EmulatedBotApi
from bot.talks import message_table
from tests.builders import ANSWER, filing, settle
from tests.fakes.bot_api import emulated
from tests.journeys.callers import Officer, Visitor, bot, file
from tests.journeys.citizens import Citizen, citizens
from tests.journeys.mailbox import Mailbox, open_mailbox
from tests.journeys.processes import PATIENCE, Installation, free_port, installed
from tests.people import small_district
from tests.tracker.web.clients import problem
from tracker.db import Database
from tracker.models import Case, Notice
from tracker.models.notices import UNSENT
from tracker.rules.words import Role, Score, Status

pytestmark = [pytest.mark.postgres, pytest.mark.timeout(300)]

CITIZENS = 20
MESSAGES = 25
"""Messages of the bot before the one that fetches is killed: most citizens are in the middle of their talk."""


@dataclass(frozen=True, slots=True)
class Machine:
    """One web, one clock and one bot can be started here; ``root`` is where the web is reached."""

    house: Installation
    root: str


@pytest.fixture
async def api() -> AsyncIterator[EmulatedBotApi]:
    async with emulated() as running:
        yield running


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with open_mailbox() as mailbox:
        yield mailbox


@pytest.fixture
def machines(
    new_postgres: Callable[[str], str], tmp_path: Path, api: EmulatedBotApi, mailbox: Mailbox
) -> Iterator[tuple[Machine, Machine]]:
    """Two, on one database that the first of them has made."""
    url = new_postgres("template0")
    shared = {
        "data_dir": str(tmp_path), "outbox_seconds": "0.2", "smtp_url": mailbox.url,
        "telegram_token": api.token, "telegram_api_base": api.url,
    }  # fmt: skip
    with ExitStack() as open_until_the_end:
        east, west = (_machine(open_until_the_end, url, tmp_path / name, shared) for name in ("east", "west"))
        east.house.run("migrate")
        yield east, west


@pytest.fixture
def db(machines: Sequence[Machine]) -> Iterator[Database]:
    db = Database(machines[0].house.env["HUIYIN_DATABASE_URL"])
    settle(db)
    yield db
    db.close()


@pytest.fixture
async def webs(machines: Sequence[Machine], db: Database) -> Sequence[str]:
    """Both, running."""
    for machine in machines:
        machine.house.start("web")
    roots = tuple(machine.root for machine in machines)
    async with bot(roots) as program:
        await program.is_served()
    return roots


async def test_one_filing_one_page_and_one_case_over_two_webs(webs: Sequence[str], db: Database) -> None:
    async with AsyncExitStack() as doors:
        program = await doors.enter_async_context(bot(webs))
        filed = await asyncio.gather(*(file(program, filing(), key="twice at once") for _ in webs))
        number, again = (receipt.raise_for_status().json()["number"] for receipt in filed)
        assert number == again

        page = await (await doors.enter_async_context(Visitor(webs))).opens()
        assert await page.files("上周三我到富乐路教育局窗口办转学，两个科室互相推诿，让我跑了四趟。") != number

        limin, director = [
            await (await doors.enter_async_context(Officer([web]))).enters(name)
            for web, name in zip(webs, ("limin", "zhaoguodong"), strict=True)
        ]
        both = await asyncio.gather(*(officer.does("accept", number, seen=1) for officer in (limin, director)))
        slower = next(answer for answer in both if not answer.is_success)
        assert [answer.is_success for answer in both].count(True) == 1
        problem(slower, 409, "stale")
    assert len(cases(db)) == 2


async def test_everybody_is_answered_once_though_a_bot_dies_and_a_clock_and_the_database_restarts(
    machines: tuple[Machine, Machine], webs: Sequence[str], db: Database, api: EmulatedBotApi, mailbox: Mailbox
) -> None:
    east, west = machines
    doomed = east.house.start("clock")
    west.house.start("clock")
    people = citizens(api, CITIZENS)
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(the_bot_that_fetches_dies(east, west, api))
        filing = {citizen: tasks.create_task(citizen.files()) for citizen in people}
    filed = {citizen: task.result() for citizen, task in filing.items()}
    await until(lambda: everything_is_said(db))
    assert sorted(cases(db)) == sorted(filed.values())
    everybody_was_heard(filed, db)

    first, second = people[::2], people[1::2]
    async with office(webs) as officers:
        await asyncio.gather(*(officers.answers(filed[citizen]) for citizen in first))
        await until(lambda: everything_is_said(db))
        doomed.kill()
        the_database_restarts(db)
        await asyncio.gather(*(officers.answers(filed[citizen]) for citizen in second))
    await asyncio.gather(*(rates(citizen, filed[citizen]) for citizen in people))
    await until(lambda: everything_is_said(db))

    assert set(cases(db).values()) == {Status.CLOSED}
    everybody_was_told_once(filed, db, mailbox)
    for command in (("check",), ("ledger", "verify")):
        await asyncio.to_thread(west.house.run, *command)
    for process in (*east.house.processes, *west.house.processes):
        assert process.popen.poll() in (None, 0, -signal.SIGKILL)
        assert "Traceback" not in process.log.read_text("utf-8")


async def the_bot_that_fetches_dies(east: Machine, west: Machine, api: EmulatedBotApi) -> None:
    """Only one may fetch: the first to come. The other is ready when it has met Telegram too."""
    fetching = east.house.start("bot")
    await api.cloud.until(lambda: bool(api.calls("getUpdates")), timeout=PATIENCE)
    west.house.start("bot")
    await api.cloud.until(lambda: len(api.calls("deleteWebhook")) == 2, timeout=PATIENCE)
    await api.cloud.until(lambda: sum(map(len, api.cloud.chats.values())) >= MESSAGES, timeout=PATIENCE)
    fetching.kill()


def the_database_restarts(db: Database) -> None:
    """As far as a process can tell: all its connections are cut."""
    others = "datname = current_database() AND pid <> pg_backend_pid()"
    with db.reading() as session:
        session.execute(sa.text(f"SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE {others}"))


@dataclass(frozen=True, slots=True)
class Office:
    """李敏, and who handles at each body by its name; each request goes to the other web than the one before."""

    li_min: Officer
    handlers: Mapping[str, Officer]

    async def answers(self, number: str) -> None:
        """The ordinary road, each case through another body."""
        await done(self.li_min, "accept", number)
        forms = (await self.li_min.opens(number))["actions"]
        offered = [(body, name) for form in forms for body, name in form["bodies"] if name in self.handlers]
        body, name = offered[int(number[-4:]) % len(offered)]
        await done(self.li_min, "dispatch", number, body=str(body))
        await done(self.handlers[name], "sign", number)
        await done(self.handlers[name], "answer", number, **ANSWER, overrule="同一部电梯")
        await done(self.li_min, "approve", number)


@asynccontextmanager
async def office(webs: Sequence[str]) -> AsyncIterator[Office]:
    handlers = {
        body.name: officer.username
        for body in small_district().body
        for officer in body.officers
        if Role.HANDLER in officer.roles
    }
    async with AsyncExitStack() as doors:
        entered = {
            username: await (await doors.enter_async_context(Officer(webs))).enters(username)
            for username in ("limin", *handlers.values())
        }
        yield Office(entered["limin"], {body: entered[username] for body, username in handlers.items()})


async def done(officer: Officer, action: str, number: str, **fields: str) -> None:
    answer = await officer.does(action, number, fields)
    assert answer.is_success, f"{action} {number}: {answer.text}"


async def rates(citizen: Citizen, number: str) -> None:
    """Presses a button of the answer. Every second is only fairly satisfied."""
    await citizen.is_told(f"{number} 有答复了")
    answer = next(message for message in citizen.person.messages if "有答复了" in message.text)
    assert [label for label, _ in answer.buttons] == [score.zh for score in Score]
    citizen.presses(f"rate:{number}:1:{(Score.SATISFIED, Score.FAIR)[citizen.index % 2].value}")
    await citizen.is_told(f"谢谢您的评价，已记在 {number} 上")


def everybody_was_heard(filed: Mapping[Citizen, str], db: Database) -> None:
    """Everything that anybody wrote or pressed came in once, broke no turn, and was answered in the chat."""
    columns = message_table.c
    with db.reading() as session:
        rows = session.execute(sa.select(columns.sender, columns.replies, columns.attempts, columns.given_up)).all()
    for citizen in filed:
        mine = [row for row in rows if row.sender == str(citizen.person.chat)]
        assert [(row.attempts, row.given_up) for row in mine] == [(0, False)] * citizen.moves
        assert {reply["text"] for row in mine for reply in row.replies} <= set(citizen.heard)


def everybody_was_told_once(filed: Mapping[Citizen, str], db: Database, mailbox: Mailbox) -> None:
    """Each notice is one message in its citizen's chat, or one letter in its officer's mailbox."""
    told = select(Case.number, Notice.text).join(Notice, col(Notice.case_id) == col(Case.id))
    with db.reading() as session:
        to_citizens = session.exec(told.where(col(Notice.complainant_id).is_not(None))).all()
        to_officers = session.exec(select(func.count()).where(col(Notice.officer_id).is_not(None))).one()
    heard = {number: Counter(citizen.heard) for citizen, number in filed.items()}
    assert {heard[number][text] for number, text in to_citizens} == {1}
    letters = Counter((letter["Message-ID"], letter["To"]) for letter in mailbox.letters)
    assert len({message_id for message_id, _ in letters}) == letters.total() == to_officers


def everything_is_said(db: Database) -> bool:
    unsaid = sa.select(func.count()).where(message_table.c.said_at.is_(None))
    unsent = sa.select(func.count()).select_from(Notice).where(sa.text(UNSENT))
    with db.reading() as session:
        return session.scalar(unsaid) == session.scalar(unsent) == 0


def cases(db: Database) -> dict[str, str]:
    """The status of every case by its number."""
    with db.reading() as session:
        return dict(session.exec(select(Case.number, Case.status)).all())


async def until(true: Callable[[], bool]) -> None:
    """Looks in a thread: the emulated services live in this one."""
    async with asyncio.timeout(PATIENCE):
        while not await asyncio.to_thread(true):
            await asyncio.sleep(0.05)


def _machine(stack: ExitStack, url: str, folder: Path, shared: Mapping[str, str]) -> Machine:
    folder.mkdir()
    port = free_port()
    root = f"http://127.0.0.1:{port}"
    settings = {**shared, "port": port, "desk_url": root}
    return Machine(stack.enter_context(installed(url, folder, **settings)), root)
