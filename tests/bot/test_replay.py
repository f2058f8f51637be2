"""Every line of a file becomes a citizen's talk to the end, at each of the doors."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import pytest
import sqlalchemy as sa
from rich.console import Console

from bot.channels.base import Choice, Said, Unreachable
from bot.desk import DeskDown, DeskRefused
from bot.replay import (
    BadFile,
    Ending,
    Line,
    Report,
    Via,
    over_telegram,
    over_terminal,
    over_web,
    progress_bar,
    read_lines,
    replay,
)
from bot.replay.deciding import Filed, Guided, Move, Press, decide
from bot.replay.run import Pace
from bot.script import SENTENCES
from bot.talks import Talks
from bot.turn import Conversation
from nlp import understand
from tests.fakes.desk import FakeDesk

COMPLAINTS = [
    "上周三在区政务大厅社保窗口办退休手续，窗口工作人员推来推去，跑了三趟都没办成。",
    "富乐路口的路灯坏了半个月，打电话给城管局一直说在处理，没有人来修。",
    "小区楼下夜市凌晨还在放音响，多次反映给街道办都没人管，老人睡不着觉。",
    "驾校退费说好七天到账，两个月了还没退，市场监管所让我找教育局，教育局又让我回去。",
]
QUICK = Pace(patience=20, quiet=0.15, grace=0.5)


def clock() -> datetime:
    return datetime.now(UTC)


class Stage:
    """The real conversation over a desk in memory."""

    def __init__(self, url: str) -> None:
        self.desk = FakeDesk()
        self.talks = Talks(sa.create_engine(url))
        self.conversation = Conversation(talks=self.talks, desk=self.desk, understand=understand, clock=clock)

    def door(self, name: str) -> AbstractAsyncContextManager[Via]:
        if name == "telegram":
            return over_telegram(self.conversation, clock=clock)
        if name == "web":
            return over_web(self.conversation, desk=self.desk, history=self.talks.history, clock=clock)
        return over_terminal(self.conversation, clock=clock)


@pytest.fixture
def stage(sqlite_url: str) -> Stage:
    return Stage(sqlite_url)


def lines(*texts: str) -> list[Line]:
    return [Line(number, text) for number, text in enumerate(texts, 1)]


@pytest.mark.parametrize("door", ["telegram", "web", "terminal"])
async def test_every_complaint_ends_with_a_number_of_its_own(stage: Stage, door: str) -> None:
    ended: list[Ending] = []
    async with stage.door(door) as via:
        report = await replay(lines(*COMPLAINTS), via, at_once=2, pace=QUICK, on_end=ended.append)
    assert report.failed == []
    assert sorted(report.numbers) == sorted(stage.desk.cases)
    assert len(set(report.numbers)) == len(COMPLAINTS)
    assert all(case.case.text in COMPLAINTS for case in stage.desk.cases.values())
    assert {ending.line for ending in ended} == {1, 2, 3, 4}
    assert report.turn(50) > 0


async def test_a_second_replay_on_the_same_database_meets_other_people(stage: Stage) -> None:
    for _ in range(2):
        async with stage.door("telegram") as via:
            report = await replay(lines(COMPLAINTS[0]), via, pace=QUICK)
        assert report.filed == 1
    assert len(stage.desk.cases) == 2


async def test_who_only_greets_is_guided_and_gets_no_number(stage: Stage) -> None:
    async with stage.door("terminal") as via:
        report = await replay(lines("你好", "😀😀"), via, pace=QUICK)
    assert (report.filed, report.failed) == (0, [])
    assert report.guided.total() == 2
    assert stage.desk.cases == {}


async def test_a_text_longer_than_a_telegram_message_arrives_whole(stage: Stage) -> None:
    long = COMPLAINTS[0] + "窗口说材料不齐，又不说缺哪一样。" * 300
    async with stage.door("telegram") as via:
        report = await replay(lines(long), via, pace=QUICK)
    assert report.filed == 1
    assert stage.desk.only.case.text.count("缺哪一样") == 300


@pytest.mark.parametrize("door", ["telegram", "web", "terminal"])
async def test_a_tracker_that_refuses_is_a_failure_with_the_line_and_not_the_text(stage: Stage, door: str) -> None:
    stage.desk.refuse = DeskRefused("incomplete", "不行", 422)
    async with stage.door(door) as via:
        report = await replay(lines(*COMPLAINTS[:1]), via, pace=QUICK)
    [failed] = report.failed
    assert failed.line == 1
    assert COMPLAINTS[0] not in report.render()


async def test_a_tracker_that_is_down_for_a_while_only_costs_time(stage: Stage) -> None:
    stage.desk.down = DeskDown("down")
    async with stage.door("terminal") as via:
        running = asyncio.create_task(replay(lines(COMPLAINTS[0]), via, pace=QUICK))
        while "file" not in stage.desk.calls:
            await asyncio.sleep(0.02)
        stage.desk.down = None
        report = await running
    assert report.filed == 1


async def test_a_door_that_does_not_open_fails_each_citizen_and_ends() -> None:
    class Shut:
        whole = True

        @asynccontextmanager
        async def citizen(self, number: int) -> AsyncIterator[object]:
            raise Unreachable("HTTP 502")
            yield

    report = await replay(lines("一", "二"), Shut(), pace=QUICK)  # type: ignore[arg-type]
    assert [(ending.line, ending.failed) for ending in report.failed] == [(1, "HTTP 502"), (2, "HTTP 502")]


def said(text: str, *data: str) -> Said:
    return Said(text, (tuple(Choice(word, word) for word in data),) if data else ())


def pressed(data: str, *, question: bool = False) -> Press:
    return Press(Choice(data, data), question)


CONFIRM = said("请看一下", "submit:1f0c22ab", "edit:1f0c22ab", "drop:1f0c22ab")
LEVELS = said("请选择身份方式", *(f"level:1f0c22ab:{level}" for level in ("real", "confidential", "anonymous")))
ASKED = said("什么时候？", "skip:1f0c22ab")
OFFERED = said(SENTENCES["elsewhere"].replace("{who}", "法院"), "register:1f0c22ab", "drop:1f0c22ab")
RECEIPT = said(SENTENCES["filed"].replace("{number}", "YX20261123-0001").replace("{code}", "AB12"), "new", "status")


@pytest.mark.parametrize(
    ("says", "move"),
    [
        ([ASKED], pressed("skip:1f0c22ab", question=True)),
        ([LEVELS], pressed("level:1f0c22ab:anonymous")),
        ([said("记下了。"), CONFIRM], pressed("submit:1f0c22ab")),
        ([OFFERED], Guided("告知由其他单位负责")),
        ([RECEIPT], Filed("YX20261123-0001")),
        ([said("您刚登记过 YX20261123-0001。", "new")], None),
        ([said("记下了。")], None),
        ([], None),
    ],
)
def test_the_citizen_takes_the_shortest_way(says: list[Said], move: Move | None) -> None:
    assert decide(says, citizen=2) == move


def test_every_second_citizen_is_confidential() -> None:
    assert decide([LEVELS], citizen=1) == pressed("level:1f0c22ab:confidential")


def test_who_insists_registers_where_the_bot_guides_elsewhere() -> None:
    assert decide([OFFERED], citizen=1, insist=True) == pressed("register:1f0c22ab")


def test_a_title_that_the_text_does_not_contain_is_said_first(tmp_path: Path) -> None:
    file = tmp_path / "lines.jsonl"
    file.write_text(
        '{"title": "路灯", "text": "灯坏了"}\n\n{"title": "灯坏了", "text": "灯坏了三天"}\n', encoding="utf-8"
    )
    assert read_lines(file) == [Line(1, "路灯\n灯坏了"), Line(3, "灯坏了三天")]


@pytest.mark.parametrize("content", [b"{", b"[]", b'{"title": "x"}', b'{"text": 5}', b"\xff\xfe"])
def test_a_bad_file_is_one_clear_sentence(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "lines.jsonl"
    file.write_bytes(content)
    with pytest.raises(BadFile, match=r"第 1 行|读不了"):
        read_lines(file)


def test_the_report_says_how_it_went() -> None:
    endings = (
        Ending(1, number="YX20261123-0001", questions=2, turns=(0.1, 0.2)),
        Ending(2, number="YX20261123-0002", questions=1, turns=(0.3,)),
        Ending(3, guided="像广告", turns=(0.4,)),
        Ending(4, failed="HTTP 502"),
    )
    assert Report(endings, 2.0).render().splitlines() == [
        "共 4 人，用时 2.0 秒",
        "已登记：2",
        "未登记、已说明原因：1",
        "  · 像广告：1",
        "失败：1",
        "  · 第 4 行：HTTP 502",
        "每件提问：1.50 次",
        "每轮应答：p50 200 毫秒，p95 400 毫秒",
    ]


def test_the_progress_bar_counts_every_kind_of_ending() -> None:
    console = Console(file=StringIO(), force_terminal=True, width=120)
    with progress_bar(3, console) as count:
        for ending in (Ending(1, number="YX20261123-0001"), Ending(2, guided="寒暄"), Ending(3, failed="没有应答")):
            count(ending)
    shown = console.file.getvalue()  # type: ignore[attr-defined]
    assert "已登记 1 · 已引导 1 · 失败 1" in shown
