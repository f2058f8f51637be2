"""Two things timed by turns on the same machine, and what their times have to do with each other."""

import gc
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

Work = Callable[[], object]


class Wrong(Exception):
    """What was measured did not do its work; its time means nothing."""


@dataclass(frozen=True, slots=True)
class Ratio:
    """``what`` took ``times`` as long as ``than``; about 1 where only the size of the database differs."""

    engine: str
    what: str
    than: str
    times: float


def times_as_long(what: Work, than: Work, *, repeats: int, calls: int = 1) -> float:
    """The median ratio of pairs timed one right after the other; who goes first changes from pair to pair.

    ``calls`` of each are timed together where one is too short for the clock. Both run once before, unmeasured.
    """
    what(), than()
    ratios: list[float] = []
    for turn in range(repeats):
        first, second = (what, than) if turn % 2 else (than, what)
        seconds = {id(work): _seconds(work, calls) for work in (first, second)}
        ratios.append(seconds[id(what)] / seconds[id(than)])
    return statistics.median(ratios)


def _seconds(work: Work, calls: int) -> float:
    gc.collect()
    start = time.perf_counter()
    for _ in range(calls):
        work()
    return time.perf_counter() - start
