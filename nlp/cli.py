"""``huiyin understand``: what the bot makes of a text, for a person or for a program."""

import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated, Any, BinaryIO

import typer

from nlp.explain import explain
from nlp.understand import read_from
from nlp.understand import understand as read


def understand(
    text: Annotated[str | None, typer.Argument(help="要理解的一段话；不写则从标准输入读取")] = None,
    jsonl: Annotated[bool, typer.Option("--jsonl", help='标准输入每行一个 {"text": …}，每行输出一个 JSON')] = False,
    data_dir: Annotated[
        Path, typer.Option(envvar="HUIYIN_DATA_DIR", help="数据目录：改写的词表和学来的版本在它的 lexicon/ 下")
    ] = Path("var"),
) -> None:
    """看看机器人怎样理解一段话，凭的是哪些词。"""
    read_from(data_dir / "lexicon")
    if jsonl:
        raise typer.Exit(1 if _lines(sys.stdin.buffer, sys.stdout.buffer) else 0)
    if text is None:
        text = sys.stdin.buffer.read().decode("utf-8", "replace")
    sys.stdout.buffer.write(_bytes(explain(read(text))))


def _lines(source: Iterable[bytes], sink: BinaryIO) -> int:
    """One line out for one line in, at once. Returns how many were bad."""
    bad = 0
    for answer in _answers(source):
        bad += "error" in answer
        sink.write(_bytes(json.dumps(answer, ensure_ascii=False) + "\n"))
        sink.flush()
    return bad


def _answers(source: Iterable[bytes]) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(source, start=1):
        try:
            text = _text(line)
        except ValueError as problem:
            yield {"error": str(problem), "line": number}
        else:
            yield read(text).as_dict()


def _text(line: bytes) -> str:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        raise ValueError("这一行不是 JSON") from None
    if not isinstance(row, dict) or not isinstance(row.get("text"), str):
        raise ValueError('这一行缺少文字字段 "text"')
    return str(row["text"])


def _bytes(answer: str) -> bytes:
    r"""A lone surrogate leaves as ``\ud800``, which JSON reads back as what it was."""
    return answer.encode("utf-8", "backslashreplace")
