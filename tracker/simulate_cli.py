"""``huiyin simulate``: the road of one case if nobody acts, or what another policy would change."""

import datetime as dt
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from tracker.settings import load_settings

if TYPE_CHECKING:
    from tracker.rules.facts import Org
    from tracker.rules.foreseeing import Foreseen, Moved
    from tracker.rules.projecting import Preview

SHANGHAI = ZoneInfo("Asia/Shanghai")
MOST = 20


def simulate(
    what: Annotated[str, typer.Argument(help="诉求件编号，改过的规则文件（如 limits.toml），或者放着这些文件的目录")],
) -> None:
    """预演：没有人办会怎样；换了政策会改变哪些日期。只看，不改。"""
    from tracker import opening
    from tracker.policy.calendar import build_calendar
    from tracker.policy.load import PolicyError
    from tracker.queries.calendar import tables_in_force
    from tracker.queries.foreseeing import changes, future
    from tracker.queries.policy import policy_in_force, policy_with, preview
    from tracker.rules.errors import NotFound

    settings = load_settings()
    with opening.reading(settings) as session:
        house = opening.bare_house(build_calendar(tables_in_force(session)), policy_in_force(session))
        try:
            if Path(what).exists():
                new = policy_with(session, Path(what))
                lines = _to_come(preview(session, house, new, now=dt.datetime.now(dt.UTC)))
                lines = chain(lines, _running(*changes(session, house, new)))
            else:
                _, org, seen = future(session, house, what)
                lines = _road(seen, org)
        except (NotFound, PolicyError) as error:
            typer.echo(str(error), err=True)
            raise typer.Exit(1) from error
        for line in lines:
            typer.echo(line)


def _road(seen: "tuple[Foreseen, ...]", org: "Org") -> "Iterator[str]":
    if not seen:
        yield "没有待发的提醒。"
    for one in seen:
        names = "、".join(org.officers[officer].name for officer in one.told)
        card = f"，登记{one.card.zh}" if one.card else ""
        citizen = "，告知投诉人" if one.citizen else ""
        yield f"{one.at.astimezone(SHANGHAI):%Y-%m-%d %H:%M} {one.step.zh} {one.level}：提醒{names}{card}{citizen}"
        yield from (f"    未能提醒：{skip}" for skip in one.skipped)


def _to_come(found: "Preview") -> "Iterator[str]":
    yield f"在办 {found.cases} 件，其中 {len(found.changes)} 件的日期会改变（假定以后每个环节都用足时间）。"
    yield from (f"  {one.number} {one.step.zh}：{one.was} → {one.now}" for one in found.changes[:MOST])
    if len(found.changes) > MOST:
        yield f"  还有 {len(found.changes) - MOST} 件"
    yield f"告诉过投诉人的答复日期 {found.promised} 个，全部保持：{found.held} 个按新规则会更晚，仍按原来的日期办。"


def _running(moved: "tuple[Moved, ...]", total: int) -> "Iterator[str]":
    yield f"在走的时限 {total} 个照开始时的规则走完，其中 {len(moved)} 个按新规则会是另一个日期。"
    yield from (f"  {one.number} {one.step.zh}：{one.was}，按新规则 {one.now}" for one in moved[:MOST])
    if len(moved) > MOST:
        yield f"  还有 {len(moved) - MOST} 个"
