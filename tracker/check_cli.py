"""``huiyin check``, ``watch`` and ``ledger``: is the promise kept, do the loops run, does the record stand?"""

import json
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tracker.cli import At, instant
from tracker.settings import Settings, SettingsError, load_settings, trouble

if TYPE_CHECKING:
    from tracker.anchors import Anchor
    from tracker.check import Finding

LINES = 20
"""Findings of one kind that are printed one by one; ``--json`` has them all."""

ledger = typer.Typer(help="办理记录的链：校验、锚定。", no_args_is_help=True)


def add_to(app: typer.Typer) -> None:
    app.command("check")(check)
    app.command("watch")(watch)
    app.add_typer(ledger, name="ledger")


def check(
    at: At = "",
    as_json: Annotated[bool, typer.Option("--json", help="以 JSON 输出全部发现")] = False,
) -> None:
    """逐件核对承诺：有没有无人负责、没有时限、没有回音的件。全部守住才以 0 退出。"""
    from tracker import opening
    from tracker.check import check as look

    settings = load_settings()
    now = instant(at, settings)
    with opening.reading(settings) as session:
        findings = look(session, now=now)
    if as_json:
        typer.echo(json.dumps([asdict(finding) for finding in findings], ensure_ascii=False, indent=2))
    else:
        typer.echo("\n".join(_summary(findings)) or "件件有着落，事事有回音：没有发现问题。")
    _exit(findings)


def watch(
    at: At = "",
    once: Annotated[bool, typer.Option("--once", help="只看一次，有问题时不以 0 退出")] = False,
) -> None:
    """从旁看一眼：扫描、发送、巡查还在走吗，通知发得出去吗，有没有该响没响的。只看，不改。"""
    settings = load_settings()
    while True:
        lines = _seen(at, settings)
        typer.echo("\n".join(lines) or "扫描、发送、巡查都在走，通知发得出去。")
        if once:
            _exit(lines)
            return
        time.sleep(60)


def _seen(at: str, settings: Settings) -> list[str]:
    from sqlalchemy.exc import SQLAlchemyError

    from tracker import opening
    from tracker.policy.calendar import load_calendar
    from tracker.watch import seen_from_outside

    now = instant(at, settings)
    try:
        with opening.reading(settings) as session:
            return seen_from_outside(session, opening.bare_house(load_calendar()), now=now)
    except SQLAlchemyError:
        return ["连不上数据库：请检查 HUIYIN_DATABASE_URL，以及数据库是否在运行。"]


@ledger.command()
def verify(
    anchor: Annotated[str, typer.Option("--anchor", help="存下来的锚：邮件或文件的路径，或从里面复制的一行")] = "",
) -> None:
    """校验每一件的办理记录，并与库外的锚核对。"""
    from tracker import anchors, opening
    from tracker.check import erased, records, rows

    settings = load_settings()
    brought = _brought_anchors(anchor) if anchor else []
    with opening.reading(settings) as session:
        kept = _kept_anchors(settings)
        findings = [*records(session), *rows(session), *anchors.verify(session, kept)]
        standing, gone = anchors.standing(session, brought), erased(session)
    whole = f"办理记录完整，与 {len(kept)} 个锚一致。"
    whole += f"其中 {gone} 件的内容已按保存期限清除，存证齐全。" if gone else ""
    typer.echo("\n".join(_summary(findings)) or whole)
    typer.echo("\n".join(map(_verdict, standing)), nl=bool(standing))
    _exit([*findings, *(one for one, holds in standing if not holds)])


def _brought_anchors(anchor: str) -> "list[Anchor]":
    """Of a file, or of the words themselves."""
    from tracker import anchors

    written = anchor.lstrip().startswith("{")
    try:
        return anchors.found_in(anchor.encode() if written else Path(anchor).read_bytes())
    except OSError as error:
        raise SettingsError(f"打不开 {anchor}：{trouble(error)}。") from error
    except ValueError as error:
        raise SettingsError(f"{'这一行' if written else anchor}{error}。") from error


def _verdict(standing: "tuple[Anchor, bool]") -> str:
    one, holds = standing
    found = "当天的记录都在，没有改动" if holds else "和现在的数据库对不上，当天的记录有改动或删除"
    return f"带来的锚 {one.date}（{one.cases} 件）：{found}。"


@ledger.command()
def anchor(at: At = "") -> None:
    """把全部办理记录的摘要写成一行，存到库外。"""
    from tracker import anchors, opening

    settings = load_settings()
    now = instant(at, settings)
    with opening.reading(settings) as session:
        dropped = anchors.drop(session, now=now)
    path = anchors.keep(dropped, settings.data_dir)
    typer.echo(f"{dropped.date}：{dropped.cases} 件，{dropped.sha256}")
    typer.echo(f"已追加到 {path}。请把它复制到这台机器以外的地方。")


def _kept_anchors(settings: Settings) -> "list[Anchor]":
    from tracker import anchors

    try:
        return anchors.kept(settings.data_dir)
    except ValueError as error:
        raise SettingsError(f"{error}，请用备份恢复这个文件。") from error


def _summary(findings: "Sequence[Finding]") -> Iterator[str]:
    for kind, count in Counter(finding.kind for finding in findings).items():
        yield f"{kind}：{count}"
        of_kind = [finding for finding in findings if finding.kind == kind]
        yield from (f"  {finding.number} {finding.sentence}" for finding in of_kind[:LINES])
        if count > LINES:
            yield f"  …… 另有 {count - LINES} 条，用 --json 查看全部"


def _exit(findings: "Sequence[object]") -> None:
    if findings:
        raise typer.Exit(1)
