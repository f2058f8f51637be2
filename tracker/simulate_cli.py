"""``huiyin simulate``: the road of one case if nobody acts, or what another policy would change."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from tracker.settings import load_settings

if TYPE_CHECKING:
    from tracker.rules.facts import Org
    from tracker.rules.foreseeing import Foreseen, Moved

SHANGHAI = ZoneInfo("Asia/Shanghai")
MOST = 20


def simulate(
    what: Annotated[str, typer.Argument(help="诉求件编号，或者放着改过的政策文件（如 limits.toml）的目录")],
) -> None:
    """预演：没有人办会怎样；换了政策会改变哪些日期。只看，不改。"""
    from tracker import opening
    from tracker.policy.calendar import build_calendar
    from tracker.policy.load import PolicyError, load_policy
    from tracker.queries.calendar import tables_in_force
    from tracker.queries.foreseeing import changes, future
    from tracker.rules.errors import NotFound

    settings = load_settings()
    with opening.reading(settings) as session:
        house = opening.bare_house(build_calendar(tables_in_force(session)))
        try:
            if Path(what).is_dir():
                moved, total = changes(session, house, load_policy(Path(what)))
                lines = _changed(moved, total)
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


def _changed(moved: "tuple[Moved, ...]", total: int) -> "Iterator[str]":
    yield f"未办结的时限 {total} 个，其中 {len(moved)} 个改变日期。"
    yield from (f"  {one.number} {one.step.zh}：{one.was} → {one.now}" for one in moved[:MOST])
    if len(moved) > MOST:
        yield f"  还有 {len(moved) - MOST} 个"
