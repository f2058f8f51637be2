"""``huiyin learn``: what officers' corrections would change in the understanding; adopting it, and going back."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from nlp.labelled import Judge
    from nlp.learning import Proposal, Reader
    from nlp.overlay import Overlay
    from nlp.understanding import Guess

SENTENCES = Path("tests/nlp/sentences")
"""Labelled sentences that nothing was learned from, below the folder the program is started in."""

SHIPPED = Path(__file__).with_name("sentences")
"""What the lexicon was learned from: where its words are common, they are everyday words."""

Rows = Callable[[], Iterable[tuple[str, str, str, str, str, bool]]]
"""The values of a :class:`nlp.learning.Lesson`, row by row."""

Taught = Callable[[], tuple[Path, Rows]]
"""The folder of the operator's tables and versions, and what reads the lessons; both asked only when needed."""


def command(taught: Taught) -> Callable[..., None]:
    """The command over a house that keeps corrections."""

    def learn(
        *,
        write: Annotated[bool, typer.Option("--write", help="写成新版本并启用，运行中的程序几秒内改用")] = False,
        back: Annotated[bool, typer.Option("--back", help="退回上一个版本")] = False,
        versions: Annotated[bool, typer.Option("--versions", help="列出各个版本，哪一个正在用")] = False,
        check: Annotated[bool, typer.Option("--check", help="检查手工改写的词表和正在用的版本")] = False,
        by: Annotated[str, typer.Option(help="与 --write 同用：由谁决定采用")] = "",
        sentences: Annotated[Path, typer.Option(help="检验句：文件或文件夹")] = SENTENCES,
    ) -> None:
        """从工作人员的更正里学习：先看会改变什么，要采用再加 --write。"""
        if sum((write, back, versions, check)) > 1:
            raise typer.BadParameter("--write、--back、--versions、--check 一次只能用一个")
        folder, rows = taught()
        with _said_clearly(folder):
            if back:
                _back(folder)
            elif versions:
                _versions(folder)
            elif check:
                _check(folder)
            else:
                _learn(folder, rows, sentences, by=by if write else None)

    return learn


@contextmanager
def _said_clearly(folder: Path) -> Iterator[None]:
    from nlp.lexicon import LexiconError

    try:
        yield
    except OSError as problem:
        place = problem.filename or folder
        raise LexiconError(f"{place} 读不了或写不进（{type(problem).__name__}）。请检查权限和磁盘空间。") from problem


def _back(folder: Path) -> None:
    from nlp import versions

    old, now = versions.back(folder)
    typer.echo(f"已停用 {old}，现在用的是{_named(now)}。{old} 没有删除。")


def _versions(folder: Path) -> None:
    from nlp import versions

    active, kept = versions.active(folder), versions.versions(folder)
    typer.echo(f"{'*' if active == versions.NONE else ' '} 出厂词表")
    for one in kept:
        mark = "*" if one.name == active else " "
        typer.echo(f"{mark} {one.name}  {one.date}  更正 {one.corrections} 项  {one.by}  在{_named(one.before)}之后")


def _named(version: str) -> str:
    return "出厂词表" if version == "-" else f" {version} "


def _check(folder: Path) -> None:
    from nlp import lexicon, versions
    from nlp.lexicon import LexiconError

    found = lexicon.problems(folder / versions.EDITED)
    try:
        versions.current(folder)
    except LexiconError as problem:
        found.append(str(problem))
    typer.echo("\n".join(found) or "词表都可以用。", err=bool(found))
    if found:
        raise typer.Exit(1)


def _learn(folder: Path, rows: Rows, sentences: Path, *, by: str | None) -> None:
    from nlp import learn_report, versions
    from nlp.crosscheck import cross_checked, harmful
    from nlp.learning import Lesson, examples, propose
    from nlp.overlay import FIELDS

    lessons, now = [Lesson(*row) for row in rows()], versions.current(folder)
    reader, judge = _reading(folder)
    found = examples(reader, lessons)
    unseen = cross_checked(found)
    proposal = propose(found, now, fields=frozenset(FIELDS) - harmful(unseen))
    for line in learn_report.report(proposal, unseen):
        typer.echo(line)
    if proposal.moved_words:
        _figures(judge, sentences, now, proposal.overlay)
    _write(folder, proposal, by=by)


def _reading(folder: Path) -> "tuple[Reader, Judge]":
    """With the operator's own tables, and without anything learned.

    Raises :class:`nlp.lexicon.LexiconError` where one of the tables cannot be used: learning would start from others.
    """
    from nlp import labelled, lexicon, versions
    from nlp.learning import Reader
    from nlp.lexicon import LexiconError
    from nlp.overlay import FIELDS
    from nlp.tokens import common_words
    from nlp.understand import engine, mask, read_from

    if found := lexicon.problems(folder / versions.EDITED):
        raise LexiconError("\n".join(found))
    read_from(folder)
    reading = engine()

    def scores(text: str) -> "Mapping[str, Sequence[Guess]]":
        understood = reading.understand(text)
        return {name: getattr(understood, name) for name in FIELDS}

    everyday = labelled.everyday(reading.words(sentence.text) for sentence in labelled.read(SHIPPED))
    reader = Reader(mask, reading.words, scores, common_words(), everyday)
    return reader, lambda text: (scores(text), reading.words(text))


def _figures(judge: "Judge", chosen: Path, before: "Overlay", after: "Overlay") -> None:
    """Where the program runs without its tests, the sentences that came with it have to do."""
    from nlp import labelled, learn_report

    place = SHIPPED if chosen == SENTENCES and not chosen.exists() else chosen
    if place == SHIPPED:
        typer.echo(f"这里没有 {SENTENCES}，改用出厂词表学过的句子：只能看出有没有变坏。")
    for line in learn_report.figures(labelled.tested(judge, labelled.read(place), before, after)):
        typer.echo(line)


def _write(folder: Path, proposal: "Proposal", *, by: str | None) -> None:
    from nlp import versions

    if not proposal.moved_words:
        typer.echo("和正在用的版本没有差别" + ("，不写新版本。" if by is not None else "。"))
    elif by is None:
        typer.echo("以上只是看一看，什么都没有改。要采用，请运行 huiyin learn --write。")
    else:
        today = datetime.now(UTC).astimezone(ZoneInfo("Asia/Shanghai")).date().isoformat()
        count = sum(proposal.counts.values())
        new = versions.add(folder, proposal.overlay, date=today, corrections=count, by=by or "未署名")
        typer.echo(f"已写成版本 {new.name} 并启用，运行中的程序几秒内改用。要退回，请运行 huiyin learn --back。")
