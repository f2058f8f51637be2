"""A replay as the operator sees it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from bot.replay.report import Ending


@contextmanager
def progress_bar(total: int, console: Console) -> Iterator[Callable[[Ending], None]]:
    """Gives what is to be called with every ending."""
    counts = TextColumn("已登记 {task.fields[filed]} · 已引导 {task.fields[guided]} · 失败 {task.fields[failed]}")
    with Progress(BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), counts, console=console) as progress:
        task = progress.add_task("", total=total, filed=0, guided=0, failed=0)

        def count(ending: Ending) -> None:
            fields = progress.tasks[task].fields
            progress.update(task, advance=1, **{ending.kind: fields[ending.kind] + 1})

        yield count
