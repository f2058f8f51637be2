"""``python -m bench.year``: a year of one district. Ends with 1 where a case was lost or two counts disagree."""

import os
import subprocess
import sys
import tempfile
from argparse import ArgumentParser, Namespace
from datetime import date
from functools import partial
from pathlib import Path
from time import process_time

from bench.year import keeping, report
from bench.year.figures import result
from bench.year.world import World
from bench.year.year import SECRET, Plan, begin, examine, live
from tracker import migrate

ROOT = Path(__file__).parents[2]
FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)


def main() -> int:
    chosen = _arguments().parse_args()
    data = chosen.data if chosen.data.is_dir() else None
    plan = Plan(chosen.cases, chosen.seed, FIRST, LAST, data)
    with tempfile.TemporaryDirectory(prefix="huiyin-year-") as folder:
        url = f"sqlite:///{folder}/year.db"
        world = _begin_or_go_on(url, plan, Path(folder), chosen.keep)
        weekly = partial(keeping.keep, world, chosen.keep) if chosen.keep else lambda: None
        live(world, plan, say=lambda words: print(words, flush=True), weekly=weekly)
        return _conclude(world, plan, chosen, url=url, folder=Path(folder))


def _begin_or_go_on(url: str, plan: Plan, folder: Path, kept: Path | None) -> World:
    goes_on = kept is not None and keeping.fetch(kept, folder)
    migrate.upgrade(url)
    world = begin(url, plan, folder=folder)
    if kept is not None and goes_on:
        keeping.remember(world, kept)
    return world


def _arguments() -> ArgumentParser:
    parser = ArgumentParser(prog="python -m bench.year", description="A simulated year; see docs/year.md.")
    parser.add_argument("--cases", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data", help="private letters, if any")
    parser.add_argument("--out", type=Path, default=ROOT / "docs", help="where year.md and pictures/ are written")
    parser.add_argument("--keep", type=Path, help="kept here every week; a run that was cut off goes on from it")
    return parser


def _conclude(world: World, plan: Plan, chosen: Namespace, *, url: str, folder: Path) -> int:
    world.findings += examine(world)
    found = result(world, first=plan.first, last=report.last_day(world))
    troubles = [*found.quarrels, *world.findings, *_proved(world, url, folder)]
    origin = "来件取自不随项目发布的真实来信。" if plan.data else "来件是编写的句子。"
    command = f"python -m bench.year --cases {plan.cases} --seed {plan.seed}"
    page = report.write(world, found, chosen.out, origin=origin, command=command)
    print(f"{page}：用了处理器 {process_time() / 60:.1f} 分钟")
    for trouble in troubles:
        print(trouble, file=sys.stderr)
    return 1 if troubles else 0


def _proved(world: World, url: str, folder: Path) -> list[str]:
    """The product's own commands, as an operator types them on this database."""
    settings = {"HUIYIN_DATABASE_URL": url, "HUIYIN_DATA_DIR": str(folder), "HUIYIN_SECRET_KEY": SECRET,
                "HUIYIN_TIME_TRAVEL": "1"}  # fmt: skip
    failed = []
    for command in (["check", "--at", world.now.isoformat()], ["ledger", "verify"]):
        done = subprocess.run(
            [sys.executable, "-m", "huiyin", *command], cwd=ROOT, env={**os.environ, **settings},
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        print(done.stdout.strip())
        failed += [f"{' '.join(command)}: {done.stdout}{done.stderr}"] if done.returncode else []
    return failed


if __name__ == "__main__":
    sys.exit(main())
