"""The bot in a terminal: lines in, sentences out, buttons as numbers. Works as well behind a pipe."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from uuid import uuid4

from rich.console import Console

from bot.channels.base import Attachment, Choice, Heard, Said, Unreachable
from bot.desk import Desk, DeskDown, DeskRefused
from bot.turn import Conversation
from tracker.contract import Channel as ChannelName
from tracker.contract import InboxQuery, Message

NAME = ChannelName.TERMINAL.value

WELCOME = "直接打字说事；按钮用数字选；“/file 路径”发照片或文档；Ctrl-D 结束。"
GOODBYE = "再见。没提交的内容给您留着，下次接着说。"

FILE = "/file "


class Terminal:
    """One person at one console. Numbers stand for the buttons of the last answer that had any."""

    name = NAME

    def __init__(self, console: Console) -> None:
        self._console = console
        self._choices: tuple[Choice, ...] = ()

    async def say(self, sender: str, says: Sequence[Said]) -> None:
        choices = tuple(choice for said in says for row in said.choices for choice in row)
        self._choices = choices or self._choices
        place = 0
        for said in says:
            self._print(said.text)
            for row in said.choices:
                self._print("   ".join(f"[{place + n}] {choice.label}" for n, choice in enumerate(row, 1)))
                place += len(row)

    async def fetch(self, attachment: Attachment) -> bytes:
        try:
            return await asyncio.to_thread(Path(attachment.ref).read_bytes)
        except OSError as error:
            raise Unreachable(type(error).__name__, permanent=True) from error

    def heard(self, line: str, *, sender: str, at: datetime) -> Heard:
        """A number is the button it stands for, ``/file PATH`` a document, everything else is said."""
        key = uuid4().hex
        words = line.strip()
        if words.isdecimal() and 1 <= int(words) <= len(self._choices):
            return Heard(NAME, sender, key, at, button=self._choices[int(words) - 1].data)
        if words.startswith(FILE):
            path = Path(words.removeprefix(FILE).strip()).expanduser()
            size = path.stat().st_size if path.is_file() else 0
            attachment = Attachment("document", str(path), path.name, size)
            return Heard(NAME, sender, key, at, attachments=(attachment,))
        return Heard(NAME, sender, key, at, text=line)

    def _print(self, text: str) -> None:
        self._console.print(text, markup=False, highlight=False, emoji=False, soft_wrap=True)


async def chat(
    conversation: Conversation,
    desk: Desk,
    *,
    sender: str,
    read_line: Callable[[], str],
    console: Console,
    clock: Callable[[], datetime],
) -> None:
    """Talks until ``read_line`` gives the empty string, which is how files and terminals end."""
    terminal = Terminal(console)
    console.print(WELCOME, markup=False, highlight=False)
    await conversation.answer(terminal, sender)
    seen = await _show_notices(terminal, desk, sender, after=0)
    while line := await asyncio.to_thread(read_line):
        await conversation.receive(terminal.heard(line.rstrip("\n"), sender=sender, at=clock()))
        await conversation.answer(terminal, sender)
        seen = await _show_notices(terminal, desk, sender, after=seen)
    await _show_notices(terminal, desk, sender, after=seen)  # asking again is what marks the last ones delivered
    console.print(GOODBYE, markup=False, highlight=False)


async def _show_notices(terminal: Terminal, desk: Desk, sender: str, *, after: int) -> int:
    """The newest id shown. While the tracker does not answer there is simply no news yet."""
    try:
        notices = await desk.inbox(InboxQuery(channel=ChannelName.TERMINAL, sender=sender, after=after))
    except (DeskDown, DeskRefused):
        return after
    for notice in notices:
        await terminal.say(sender, (_said(notice),))
    return notices[-1].id if notices else after


def _said(notice: Message) -> Said:
    buttons = tuple(Choice(button.label, button.data) for button in notice.buttons)
    return Said(notice.text, (buttons,) if buttons else ())
