"""``python -m bench [--small]``: the table of ratios. Ends with 1 where a result was wrong, never over a time."""

import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime

from bench import crowd, filing, patterns, queue, sweep, turn, twins, understanding
from bench.engines import Engine, both_engines
from bench.ratios import Ratio, Wrong
from bench.server import SECRET
from bench.sizes import TOY, WHOLE, Sizes
from tracker.db import Database
from tracker.house import House
from tracker.policy.calendar import load_calendar
from tracker.policy.load import load_policy
from tracker.sealing import Seals


def main() -> int:
    parser = ArgumentParser(prog="python -m bench", description="Ratios within one run; see docs/benchmarks.md.")
    parser.add_argument("--small", action="store_true", help="toy sizes, in seconds: does everything still run?")
    sizes = TOY if parser.parse_args().small else WHOLE
    try:
        for ratio in measure(sizes):
            print(f"{ratio.engine:<11} {ratio.what:<46} ×{ratio.times:<8.2f} {ratio.than}", flush=True)
    except Wrong as wrong:
        print(f"wrong result: {wrong}", file=sys.stderr)
        return 1
    return 0


def measure(sizes: Sizes) -> Iterator[Ratio]:
    yield from understanding.measure(sizes)
    yield from twins.measure(sizes)
    house = House(load_policy(), load_calendar(), Seals(SECRET))
    with both_engines() as engines:
        for engine in engines:
            yield from _on(engine, house, sizes, now=datetime.now(UTC))


def _on(engine: Engine, house: House, sizes: Sizes, *, now: datetime) -> Iterator[Ratio]:
    with closing(Database(engine.new())) as empty:
        patterns.settle_district(empty, house, now=now)
        yield from turn.measure(engine.name, empty, sizes)
    if engine.name == "PostgreSQL":
        yield from filing.measure(empty.url, house, sizes)
    with closing(Database(engine.new())) as few:
        patterns.settle(few, house, sizes.patterns, now=now)
    small, big = (_crowded(engine, few.url, cases // sizes.patterns) for cases in (sizes.small, sizes.big))
    yield from queue.measure(engine.name, small, big, sizes, now=now)
    with closing(Database(small)) as lesser, closing(Database(big)) as greater:
        yield from sweep.measure(engine.name, lesser, greater, house, sizes, now=now)


def _crowded(engine: Engine, few: str, times: int) -> str:
    url = engine.copy(few)
    crowd.multiply(url, times)
    return url


if __name__ == "__main__":
    sys.exit(main())
