"""``huiyin chat``: a talk in a terminal, and behind a pipe."""

import io
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from rich.console import Console

from bot import cli
from bot.channels.base import Attachment, Choice, Said, Unreachable
from bot.channels.terminal import Terminal, chat
from bot.desk import DeskDown
from bot.talks import Talks
from bot.turn import Conversation
from tests.fakes.desk import FakeDesk
from tests.fakes.understanding import understand
from tracker.contract import Channel, Sender

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
WANG = Sender(channel=Channel.TERMINAL, sender="wang-xiuying")


def talks_on(url: str) -> Talks:
    return Talks(sa.create_engine(url, poolclass=sa.NullPool))


def conversation(url: str, desk: FakeDesk) -> Conversation:
    return Conversation(
        talks=talks_on(url), desk=desk, understand=understand, clock=lambda: NOW
    )


async def typed(url: str, desk: FakeDesk, *lines: str) -> str:
    out, waiting = io.StringIO(), io.StringIO("".join(f"{line}\n" for line in lines))
    await chat(
        conversation(url, desk),
        desk,
        sender=WANG.sender,
        read_line=waiting.readline,
        console=Console(file=out, width=200),
        clock=lambda: NOW,
    )
    return out.getvalue()


async def test_a_scripted_talk_ends_with_a_number_and_a_goodbye(sqlite_url: str) -> None:
    desk = FakeDesk()
    shown = await typed(sqlite_url, desk, "教育局窗口上周三互相推诿", "3", "1")
    assert "[1] 实名   [2] 保密   [3] 匿名" in shown
    assert "YX20261123-0001" in shown
    assert shown.rstrip().endswith("下次接着说。")
    assert desk.only.case.sender == WANG.sender


async def test_news_of_the_case_is_shown_between_the_lines(sqlite_url: str) -> None:
    desk = FakeDesk()
    desk.notify(WANG, "您的诉求件已受理。")
    shown = await typed(sqlite_url, desk, "/help")
    assert shown.count("您的诉求件已受理。") == 1


async def test_without_the_tracker_the_talk_still_opens(sqlite_url: str) -> None:
    desk = FakeDesk()
    desk.down = DeskDown("HTTP 503")
    assert "怎么用" in await typed(sqlite_url, desk, "/help")


async def test_the_draft_waits_for_the_next_time(sqlite_url: str) -> None:
    desk = FakeDesk()
    await typed(sqlite_url, desk, "教育局窗口上周三互相推诿")
    await typed(sqlite_url, desk, "匿名", "提交")
    assert desk.only.case.text == "教育局窗口上周三互相推诿"


async def test_a_file_is_sent_by_its_path(sqlite_url: str, tmp_path: Path) -> None:
    photo = tmp_path / "a.jpg"
    photo.write_bytes(b"jpeg")
    desk = FakeDesk()
    shown = await typed(sqlite_url, desk, "教育局窗口上周三互相推诿", f"/file {photo}", f"/file {tmp_path}/none")
    assert "材料已收到（共 1 份）" in shown
    assert "请再发一次" in shown
    assert desk.evidence == [b"jpeg"]


async def test_numbers_count_through_all_rows_and_a_number_out_of_range_is_only_text() -> None:
    terminal = Terminal(Console(file=io.StringIO()))
    rows = ((Choice("甲", "a"), Choice("乙", "b")), (Choice("丙", "c"),))
    await terminal.say("wang-xiuying", (Said("一", rows), Said("二", ((Choice("丁", "d"),),))))
    heard = [terminal.heard(line, sender="wang-xiuying", at=NOW) for line in ("3", "4", "5", "0", "二")]
    assert [(one.button, one.text) for one in heard] == [
        ("c", ""), ("d", ""), (None, "5"), (None, "0"), (None, "二"),
    ]  # fmt: skip


async def test_markup_is_printed_as_it_is() -> None:
    out = io.StringIO()
    await Terminal(Console(file=out, width=80)).say("wang-xiuying", (Said("[red]紧急[/red] :smile:"),))
    assert out.getvalue() == "[red]紧急[/red] :smile:\n"


async def test_a_folder_is_no_evidence(tmp_path: Path) -> None:
    with pytest.raises(Unreachable):
        await Terminal(Console(file=io.StringIO())).fetch(Attachment("document", str(tmp_path)))


def test_the_command_talks_over_standard_input(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    @asynccontextmanager
    async def open_room() -> AsyncIterator[cli.Room]:
        desk = FakeDesk()
        yield cli.Room(conversation(sqlite_url, desk), desk, talks_on(sqlite_url))

    monkeypatch.setattr(sys, "stdin", io.StringIO("/help\n"))
    cli.chat(open_room, sender="wang-xiuying")
    assert "怎么用" in capsys.readouterr().out
