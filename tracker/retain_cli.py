"""``huiyin archive``, ``retain`` and ``hold``: the index of what was filed, and what is kept how long."""

import csv
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from tracker.cli import At, instant
from tracker.rules.retention import Part
from tracker.settings import Settings, SettingsError, load_settings

if TYPE_CHECKING:
    from tracker.db import Database
    from tracker.house import House
    from tracker.retain import Outcome

LINES = 20
"""Cases of one sort that are printed one by one."""

By = Annotated[str, typer.Option(help="由谁决定：效能办主任或上级的登录名，当场输入密码")]
Forget = Callable[["Database", datetime], int]
"""Deletes what people wrote to the bot before an instant; returns how many messages."""

HEAD = ("编号", "类别", "状态", "单位", "登记", "结束", "归档", "联系方式保存到", "内容保存到", "末条记录", "末条哈希")


def archive() -> None:
    """把归档目录打印成 CSV：编号、类别、日期、单位、最后一条办理记录的哈希，没有任何人的原话。"""
    from sqlmodel import col, select

    from tracker import opening
    from tracker.models import ArchiveEntry
    from tracker.rules.words import Kind, Status

    with opening.reading(load_settings()) as session:
        out = csv.writer(sys.stdout)
        out.writerow(HEAD)
        for e in session.exec(select(ArchiveEntry).order_by(col(ArchiveEntry.number))):
            days = (e.registered_on, e.ended_on, e.archived_on, e.contacts_until, e.words_until)
            out.writerow((e.number, Kind(e.kind).zh, Status(e.status).zh, e.body, *days, e.events, e.last_hash))


def hold(
    number: Annotated[str, typer.Argument(help="受理编号")],
    by: By,
    reason: Annotated[str, typer.Option(help="理由，如：行政诉讼正在进行")],
    lift: Annotated[bool, typer.Option("--lift", help="解除保留")] = False,
    at: At = "",
) -> None:
    """诉讼、复议、检查期间保留一件的全部内容，到期也不清除；--lift 解除。"""
    from tracker import opening
    from tracker.cases.retaining import hold as keep

    settings = load_settings()
    now, (db, house) = instant(at, settings), opening.open_both(settings)
    officer = _identify(db, house, by, now)
    with db.writing() as session:
        keep(session, number.strip().upper(), officer_id=officer, reason=reason, lift=lift, now=now)
    typer.echo(f"{number}：{'已解除保留' if lift else '已保留，到期也不清除'}，记入办理记录。")


def add_to(app: typer.Typer, forget: Forget) -> None:
    """The three commands; what people wrote to the bot is kept no longer than how to reach them."""
    app.command("archive")(archive)
    app.command("hold")(hold)
    app.command("retain")(_command(forget))


def _command(forget: Forget) -> Callable[..., None]:

    def retain(
        by: By = "",
        dry_run: Annotated[bool, typer.Option("--dry-run", help="只看（不加 --yes 就是只看）")] = False,
        yes: Annotated[bool, typer.Option("--yes", help="清除保存期满的内容，不能撤回")] = False,
        at: At = "",
    ) -> None:
        """保存期满的联系方式、原话和材料：先看有哪些，主任决定后清除，留下存证。"""
        if yes and (dry_run or not by):
            raise typer.BadParameter("清除要写明由谁决定：--yes --by 登录名；只看用 --dry-run")
        settings = load_settings()
        now = instant(at, settings)
        if yes:
            _erase(settings, by, forget, now)
        else:
            _preview(settings, now)

    return retain


def _preview(settings: Settings, now: datetime) -> None:
    from tracker import opening
    from tracker.policy.calendar import load_calendar
    from tracker.retain import preview

    with opening.reading(settings) as session:
        outcomes = preview(session, opening.bare_house(load_calendar()), now=now)
    typer.echo("\n".join(_told(outcomes, "可以清除")) or "没有保存期满的内容。")
    if outcomes:
        typer.echo("只看了，没有清除。由主任决定后运行：huiyin retain --yes --by 登录名")


def _erase(settings: Settings, by: str, forget: Forget, now: datetime) -> None:
    from tracker import opening
    from tracker.retain import erase_due

    db, house = opening.open_both(settings)
    officer = _identify(db, house, by, now)
    outcomes = erase_due(db, house, settings.data_dir, officer_id=officer, now=now)
    typer.echo("\n".join(_told(outcomes, "已清除")) or "没有保存期满的内容。")
    messages = forget(db, _years_before(now, house.policy.retention.years[Part.CONTACTS]))
    if messages:
        typer.echo(f"已删除和机器人的旧对话 {messages} 条")


def _years_before(now: datetime, years: int) -> datetime:
    try:
        return now.replace(year=now.year - years)
    except ValueError:
        return now.replace(year=now.year - years, day=28)


def _told(outcomes: "Sequence[Outcome]", done: str) -> Iterator[str]:
    for part in Part:
        gone = [one.due.number for one in outcomes if one.due.part is part and not one.why]
        if gone:
            more = f" …… 共 {len(gone)} 件" if len(gone) > LINES else ""
            yield f"{part.zh}{done} {len(gone)} 件：{'、'.join(gone[:LINES])}{more}"
    stays = [one for one in outcomes if one.why]
    yield from (f"  {one.due.number} 的{one.due.part.zh}不清除：{one.why}" for one in stays[:LINES])
    if len(stays) > LINES:
        yield from (f"  {why}：{count} 件" for why, count in Counter(one.why for one in stays).items())


def _identify(db: "Database", house: "House", username: str, now: datetime) -> int:
    """Who types the password at this terminal. Raises what a log-in does."""
    from tracker.accounts import log_in, log_out, signed_in

    password = typer.prompt(f"{username} 的密码", hide_input=True)
    token = log_in(db, house, username, password, now=now, origin="terminal").token
    with db.writing() as session:
        found = signed_in(session, token, now=now)
        log_out(session, token)
    if found is None:
        raise SettingsError("刚刚登录的账号已经停用。")
    return found.officer_id
