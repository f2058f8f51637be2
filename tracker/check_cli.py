"""``huiyin check`` and ``huiyin ledger``: is the promise kept, and is what is written what was written?"""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from tracker.cli import At, instant
from tracker.settings import Settings, SettingsError, load_settings

if TYPE_CHECKING:
    from tracker.anchors import Anchor
    from tracker.check import Finding

LINES = 20
"""Findings of one kind that are printed one by one; ``--json`` has them all."""

ledger = typer.Typer(help="办理记录的链：校验、锚定。", no_args_is_help=True)


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


@ledger.command()
def verify() -> None:
    """校验每一件的办理记录，并与库外的锚核对。"""
    from tracker import anchors, opening
    from tracker.check import chains, rows

    settings = load_settings()
    with opening.reading(settings) as session:
        kept = _kept_anchors(settings)
        findings = [*chains(session), *rows(session), *anchors.verify(session, kept)]
    typer.echo("\n".join(_summary(findings)) or f"办理记录完整，与 {len(kept)} 个锚一致。")
    _exit(findings)


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


def _exit(findings: "Sequence[Finding]") -> None:
    if findings:
        raise typer.Exit(1)
