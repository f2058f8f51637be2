"""回音: the composition root and the command line. The only file that sees every room."""

import asyncio
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, ExitStack, asynccontextmanager, contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli import Door
from nlp import cli as nlp_cli
from nlp import learn_cli
from tracker import check_cli, retain_cli, running, simulate_cli, workdays_cli
from tracker import cli as tracker_cli
from tracker.logs import set_up_logs
from tracker.settings import Settings, SettingsError, load_settings

if TYPE_CHECKING:
    from fastapi import FastAPI

    from bot.channels.telegram import TelegramService, TelegramSettings
    from bot.cli import Room
    from bot.desk import HttpDesk
    from bot.talks import Talks
    from bot.turn import Conversation
    from tracker.db import Database
    from tracker.opening import Rooms

POLLING = 0x4855_4902
"""The duty of asking Telegram for updates: one process at a time (any fixed number)."""

DESK = "http://desk"

app = typer.Typer(
    help="回音：件件有着落、事事有回音。", no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False
)
demo_app = typer.Typer(help="演示区县：载入数据，或让一批市民通过真实渠道来投诉。", invoke_without_command=True)
app.add_typer(workdays_cli.app, name="workdays")
app.add_typer(demo_app, name="demo")
tracker_cli.add_to(app)
check_cli.add_to(app)
retain_cli.add_to(app, lambda db, before: talks_of(db).forget(before))
app.command("simulate")(simulate_cli.simulate)
app.command("understand")(nlp_cli.understand)
app.command("learn")(learn_cli.command(tracker_cli.taught))


def upgrade(settings: Settings) -> None:
    """Both packages keep their own tables and their own version in one database."""
    import bot.migrate
    from tracker import opening

    opening.upgrade(settings)
    bot.migrate.upgrade(settings.database)


@contextmanager
def open_rooms(*, ready: bool = False) -> Iterator["Rooms"]:
    """``ready``: migrated, and with the demonstration district in a demonstration."""
    from tracker.opening import rooms

    settings = load_settings()
    with rooms(settings) as opened:
        if ready:
            upgrade(settings)
            if settings.demo:
                tracker_cli.load_demo(opened.db, opened.house)
        yield opened


@asynccontextmanager
async def desk_over(rooms: "Rooms", api: "FastAPI | None") -> AsyncIterator["HttpDesk"]:
    """The tracker as the bot sees it: over HTTP, or the same requests inside one process."""
    import httpx2

    from bot.desk import HttpDesk

    transport = httpx2.ASGITransport(app=api) if api is not None else None
    headers = {"Authorization": f"Bearer {rooms.house.seals.service_token('bot')}"}
    base = DESK if api is not None else rooms.settings.desk_url
    async with httpx2.AsyncClient(transport=transport, base_url=base, headers=headers, timeout=30) as client:
        yield HttpDesk(client)


def talks_of(db: "Database") -> "Talks":
    from bot.talks import Talks

    return Talks(db.engine, writer=db.writer, guard=lambda: db.write_lock)


def conversation_with(rooms: "Rooms", desk: "HttpDesk") -> "Conversation":
    from bot.turn import Conversation
    from nlp import read_from, understand
    from tracker.loops import clock

    read_from(rooms.settings.lexicon)
    return Conversation(talks=talks_of(rooms.db), desk=desk, understand=understand, clock=clock)


def web_app(rooms: "Rooms", beside: Callable[["FastAPI"], AbstractAsyncContextManager[None]]) -> "FastAPI":
    """API, console, public pages and the web chat under one roof; ``beside`` runs as long as they do."""
    from tracker.loops import clock
    from tracker.web.app import create_app

    @asynccontextmanager
    async def lifespan(api: "FastAPI") -> AsyncIterator[None]:
        async with desk_over(rooms, api) as desk, running.beside(chat_at(rooms, api, desk)), beside(api):
            yield

    return create_app(rooms.settings, rooms.db, rooms.house, clock=clock, lifespan=lifespan)


def chat_at(rooms: "Rooms", api: "FastAPI", desk: "HttpDesk") -> running.Work:
    """Mounts the chat page; the work keeps its unanswered messages going."""
    from bot.channels.web import WebChat
    from tracker.loops import clock

    settings = rooms.settings
    page = WebChat(
        conversation=conversation_with(rooms, desk),
        desk=desk,
        history=talks_of(rooms.db).history,
        clock=clock,
        secret=settings.secret,
        title="游仙区效能投诉" if settings.demo else "效能投诉",
        public_url=settings.public_url,
    )
    api.mount("/chat", page.app)
    api.state.release_pages = page.release
    return page.run


@asynccontextmanager
async def telegram_beside(rooms: "Rooms", api: "FastAPI") -> AsyncIterator[None]:
    """The Telegram door, open while the block runs; nothing without a token."""
    if not rooms.settings.telegram_token.get_secret_value():
        yield
        return
    async with desk_over(rooms, api) as desk:
        service = telegram_service(rooms, desk)
        api.router.routes[:0] = service.routes()
        async with running.beside(service.run):
            yield


def telegram_service(rooms: "Rooms", desk: "HttpDesk") -> "TelegramService":
    from bot.channels.telegram import TelegramService
    from tracker.loops import clock

    @asynccontextmanager
    async def leader() -> AsyncIterator[bool]:
        with ExitStack() as held:
            yield await asyncio.to_thread(held.enter_context, rooms.db.leading(POLLING))

    conversation = conversation_with(rooms, desk)
    return TelegramService(telegram_settings(rooms.settings), conversation, clock=clock, leader=leader)


def telegram_settings(settings: Settings) -> "TelegramSettings":
    from bot.channels.telegram import TelegramSettings

    return TelegramSettings(
        settings.telegram_token.get_secret_value(),
        settings.telegram_api_base,
        settings.telegram_webhook_secret.get_secret_value(),
        settings.public_url,
    )


def check_token(settings: Settings) -> None:
    """Raises :class:`SettingsError` for a token that Telegram refuses; an unreachable Telegram is asked again later."""
    from bot.channels.telegram import TokenRefused

    if not settings.telegram_token.get_secret_value():
        return
    try:
        if not asyncio.run(telegram_settings(settings).reaches_telegram()):
            typer.echo("暂时连不上 Telegram，会继续尝试。", err=True)
    except TokenRefused as error:
        raise SettingsError(str(error)) from error


def serve(settings: Settings, api: "FastAPI") -> None:
    from tracker.web import serving

    if not serving.serve(settings, api):
        raise typer.Exit(1)


@app.command()
def run() -> None:
    """全部在一个进程里跑起来：网页、时限、通知、机器人（先迁移数据库）。"""
    from tracker.loops import keep_going

    settings = load_settings()
    set_up_logs()
    running.check_port(settings)
    check_token(settings)
    with open_rooms(ready=True) as rooms:

        @asynccontextmanager
        async def beside(api: "FastAPI") -> AsyncIterator[None]:
            loops = running.beside(lambda stop: keep_going(rooms.db, rooms.house, settings, stop))
            async with loops, telegram_beside(rooms, api):
                yield

        tracker_cli.welcome(settings)
        serve(settings, web_app(rooms, beside))


@app.command()
def web() -> None:
    """只跑网页：群众对话、工作台、接口。"""
    settings = load_settings()
    set_up_logs()
    running.check_port(settings)
    with open_rooms() as rooms:
        serve(settings, web_app(rooms, lambda _api: nullcontext()))


@app.command()
def clock() -> None:
    """只跑时限和通知：扫描到点的提醒，发送通知，巡查承诺。"""
    from tracker.loops import keep_going

    set_up_logs()
    with open_rooms() as rooms:

        async def work(stop: asyncio.Event) -> None:
            await keep_going(rooms.db, rooms.house, rooms.settings, stop)

        asyncio.run(running.until_stopped(work))


@app.command("bot")
def run_bot() -> None:
    """只跑 Telegram 机器人（长轮询）；网页服务在 HUIYIN_DESK_URL。"""
    settings = load_settings()
    if not settings.telegram_token.get_secret_value():
        raise SettingsError("没有 Telegram 令牌。请向 @BotFather 申请，并设置 HUIYIN_TELEGRAM_TOKEN。")
    set_up_logs()
    check_token(settings)
    with open_rooms() as rooms:

        async def work(stop: asyncio.Event) -> None:
            async with desk_over(rooms, None) as desk:
                await telegram_service(rooms, desk).run(stop)

        asyncio.run(running.until_stopped(work))


@asynccontextmanager
async def open_room(rooms: "Rooms") -> AsyncIterator["Room"]:
    """The bot with the tracker behind it, without a socket."""
    from bot.cli import Room
    from tracker.loops import clock
    from tracker.web.app import create_app

    async with desk_over(rooms, create_app(rooms.settings, rooms.db, rooms.house, clock=clock)) as desk:
        yield Room(conversation_with(rooms, desk), desk, talks_of(rooms.db))


@app.command()
def chat(sender: Annotated[str, typer.Option(help="以谁的身份说话")] = "me") -> None:
    """在终端里和机器人说话。"""
    from bot.cli import chat as talk

    with open_rooms(ready=True) as rooms:
        talk(lambda: open_room(rooms), sender=sender)


@app.command()
def migrate() -> None:
    """把数据库升级到本版本。"""
    upgrade(load_settings())
    typer.echo("数据库已是最新")


@demo_app.callback()
def demo(context: typer.Context) -> None:
    """载入演示区县；已有的不重复载入。"""
    if context.invoked_subcommand is None:
        with open_rooms() as rooms:
            upgrade(rooms.settings)
            typer.echo(tracker_cli.load_demo(rooms.db, rooms.house))


@demo_app.command()
def replay(
    file: Annotated[Path, typer.Argument(help='每行一个 {"text": …}')],
    via: Annotated[Door, typer.Option(help="走哪扇门")] = Door.TELEGRAM,
) -> None:
    """让文件里的每段文字由一位市民真实地说一遍，回答机器人的提问，直到拿到编号或得到说明。"""
    from bot.cli import replay as play

    with open_rooms(ready=True) as rooms:
        if not play(lambda: open_room(rooms), file=file, via=via):
            raise typer.Exit(1)


def main() -> None:
    """One clear sentence for what a person can put right; everything else stays an error."""
    from bot.replay import BadFile
    from nlp.lexicon import LexiconError
    from tracker.policy.calendar import HolidayTableError
    from tracker.policy.load import PolicyError
    from tracker.rules.errors import Refusal

    try:
        app()
    except (SettingsError, PolicyError, HolidayTableError, LexiconError, BadFile, Refusal) as error:
        typer.echo(str(error), err=True)
        sys.exit(2)


if __name__ == "__main__":
    main()
