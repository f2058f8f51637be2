"""The tracker's commands. ``huiyin.py`` registers them."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from tracker.settings import Settings, SettingsError, load_settings

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tracker.db import Database
    from tracker.house import House
    from tracker.queries.lessons import Taught

officer_app = typer.Typer(help="工作人员账号", no_args_is_help=True)

WELCOME = """\
回音已经跑起来了。
  群众说话：{url}/chat/
  工作台：  {url}/console"""
DEMO = """\
  演示账号：limin（受理员）、wugang（承办人）、luozhiming（负责人）……密码都是 huiyin-demo，名单见 docs/demo.md"""
TELEGRAM = """\
  接上 Telegram：向 @BotFather 申请令牌，设置 HUIYIN_TELEGRAM_TOKEN 后重新启动"""

At = Annotated[str, typer.Option("--at", help="当作这个时间来办，如 2026-12-16T00:00；需设置 HUIYIN_TIME_TRAVEL=1")]


def add_to(app: typer.Typer) -> None:
    app.add_typer(officer_app, name="officer")
    app.command("sweep")(sweep)
    app.command("deliver")(deliver)


def instant(at: str, settings: Settings) -> datetime:
    """The clock is read here, at the edge; ``at`` without a zone is Shanghai's.

    Raises :class:`SettingsError` when time travel is not allowed or the words are no instant.
    """
    if not at:
        return datetime.now(UTC)
    if not settings.time_travel:
        raise SettingsError("--at 只能在设置了 HUIYIN_TIME_TRAVEL=1 的演练环境使用。")
    try:
        moment = datetime.fromisoformat(at)
    except ValueError as error:
        raise SettingsError(f"看不懂时间“{at}”，请写成 2026-12-16T00:00。") from error
    return (moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo("Asia/Shanghai"))).astimezone(UTC)


def welcome(settings: Settings) -> None:
    """Where to chat, where to work, and how to attach a Telegram token."""
    typer.echo(WELCOME.format(url=settings.public_url))
    if settings.demo:
        typer.echo(DEMO)
    if not settings.telegram_token.get_secret_value():
        typer.echo(TELEGRAM)


def load_demo(db: "Database", house: "House") -> str:
    """The demonstration district, once; what it says is for the operator."""
    from tracker.accounts import HASHER
    from tracker.demo.load import load_demo as load

    with db.writing() as session:
        loaded = load(session, house, now=datetime.now(UTC), hasher=HASHER.hash)
    return f"演示区县：新增单位 {loaded.bodies} 个，工作人员 {loaded.officers} 名"


def sweep(
    at: At = "",
    gaming: Annotated[int, typer.Option("--gaming", min=0, help="再查一遍最近这些天办过的件有没有异常办理线索")] = 0,
) -> None:
    """扫描一遍到点的提醒：该提醒的提醒，该亮牌的亮牌，该提出问责的提出。"""
    from tracker import opening
    from tracker.sweep import file_all, look_for_gaming, sweep_accountability
    from tracker.sweep import sweep as sweep_once

    settings = load_settings()
    now, (db, house) = instant(at, settings), opening.open_both(settings)
    total = 0
    while fired := sweep_once(db, house, now=now):
        total += fired
    total += sweep_accountability(db, house, now=now)
    typer.echo(f"触发提醒 {total} 条")
    if filed := file_all(db, house, now=now):
        typer.echo(f"归档 {filed} 件")
    if gaming:
        marks = look_for_gaming(db, house, now - timedelta(days=gaming), now=now)
        typer.echo(f"新的异常办理线索 {marks} 条，请在工作台“问责”中核实")


def deliver(at: At = "") -> None:
    """发送一遍到点的通知。"""
    import asyncio

    from tracker import opening
    from tracker.outbox import deliver_due
    from tracker.transports import open_doors

    settings = load_settings()
    now, (db, house) = instant(at, settings), opening.open_both(settings)

    async def deliver_all() -> int:
        async with open_doors(settings) as doors:
            return await deliver_due(db, house, doors, clock=lambda: now)

    typer.echo(f"送达通知 {asyncio.run(deliver_all())} 条")


def taught() -> "tuple[Path, Callable[[], list[Taught]]]":
    """Where the operator's tables and versions are, and what officers put right, read when asked."""
    from tracker import opening
    from tracker.queries import lessons

    settings = load_settings()

    def kept() -> "list[Taught]":
        with opening.reading(settings) as session:
            return lessons.taught(session)

    return settings.lexicon, kept


@officer_app.command("add")
def add_officer(
    username: Annotated[str, typer.Argument(help="登录名")],
    name: Annotated[str, typer.Option(help="姓名")],
    body: Annotated[str, typer.Option(help="单位代码或名称")],
    role: Annotated[list[str], typer.Option(help="intake、handler、head、director、supervisor，可重复")],
    email: Annotated[str, typer.Option(help="接收提醒的邮箱")] = "",
) -> None:
    """新增一名工作人员；密码从键盘输入，不留在命令历史里。"""
    from tracker import opening
    from tracker.enrolling import Newcomer, enrol

    settings = load_settings()
    db, house = opening.open_both(settings)
    password = typer.prompt("密码（至少 10 位）", hide_input=True, confirmation_prompt="再输一次")
    newcomer = Newcomer(username, name, body, tuple(role), password, email)
    with db.writing() as session:
        enrol(session, house, newcomer, now=datetime.now(UTC))
    typer.echo(f"已新增 {name}（{username}）")
