"""``huiyin learn``: what officers' corrections would change in the understanding; adopting it, and going back."""

from collections.abc import Callable, Iterable
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
        if back:
            _back(folder)
        elif versions:
            _versions(folder)
        elif check:
            _check(folder)
        else:
            _learn(folder, rows, sentences, by=by if write else None)

    return learn


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
    from nlp.learning import Lesson, examples, propose

    lessons, now = [Lesson(*row) for row in rows()], versions.current(folder)
    reader, judge = _reading(folder)
    found = examples(reader, lessons)
    proposal = propose(found, now)
    for line in learn_report.report(proposal, found):
        typer.echo(line)
    if proposal.moved_words:
        _figures(judge, sentences, now, proposal.overlay)
    _write(folder, proposal, by=by)


def _reading(folder: Path) -> "tuple[Reader, Judge]":
    """With the operator's own tables, and without anything learned."""
    from nlp import labelled
    from nlp.learning import Reader
    from nlp.overlay import FIELDS
    from nlp.tokens import common_words
    from nlp.understand import engine, mask, read_from

    read_from(folder)
    reading = engine()

    def scores(text: str) -> "Mapping[str, Sequence[Guess]]":
        understood = reading.understand(text)
        return {name: getattr(understood, name) for name in FIELDS}

    everyday = labelled.everyday(reading.words(sentence.text) for sentence in labelled.read(SHIPPED))
    reader = Reader(mask, reading.words, scores, common_words(), everyday)
    return reader, lambda text: (scores(text), reading.words(text))


def _figures(judge: "Judge", sentences: Path, before: "Overlay", after: "Overlay") -> None:
    from nlp import labelled, learn_report

    for line in learn_report.figures(labelled.tested(judge, labelled.read(_sentences(sentences)), before, after)):
        typer.echo(line)


def _sentences(chosen: Path) -> Path:
    """Where the program runs without its tests, the sentences that came with it; the lexicon has seen those."""
    return SHIPPED if chosen == SENTENCES and not chosen.exists() else chosen


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
