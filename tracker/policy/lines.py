"""Where in a policy file something stands, and what is wrong with it, in words for whoever wrote the file."""

import re
from collections.abc import Iterator
from tomllib import TOMLDecodeError

AT_LINE = re.compile(r"at line (\d+)")
HEADER = re.compile(r"^\s*\[")
QUOTED = re.compile(r"'([^']+)'")
UNKNOWN_WORD = re.compile(r"^(.+) is not a valid (\w+)$")


def not_toml(text: str, error: TOMLDecodeError) -> str:
    found = AT_LINE.search(str(error))
    line = int(found[1]) if found else last_line(text)
    return f"第{line}行：不是 TOML（{error}）"


def last_line(text: str) -> int:
    return max(1, len(text.splitlines()))


def headers(text: str, header: str) -> list[int]:
    """Lines, from 1, at which a table of this name begins."""
    wanted = re.compile(rf"^\s*{re.escape(header)}\s*(#.*)?$")
    return [n for n, line in enumerate(text.splitlines(), 1) if wanted.match(line)]


def block(text: str, first: int) -> Iterator[tuple[int, str]]:
    """The lines of the table whose header is line ``first``, header included."""
    for n, line in enumerate(text.splitlines(), 1):
        if n > first and HEADER.match(line):
            return
        if n >= first:
            yield n, line


def line_in(text: str, first: int, key: str) -> int:
    """The line of ``key`` in the table that begins at ``first``; its header where the key is missing."""
    wanted = re.compile(rf"^\s*[\"']?{re.escape(key)}[\"']?\s*=")
    return next((n for n, line in block(text, first) if wanted.match(line)), first)


def line_naming(text: str, sentence: str) -> int:
    """The line a complaint is about: the table it begins with, else the first word it quotes, else the first line."""
    entry = sentence.split(":", 1)[0].strip()
    found = headers(text, f"[{entry}]")
    if found:
        return found[0]
    first = next(iter(headers(text, f"[[{entry}]]")), 1)
    marks = [f'"{word}"' for word in QUOTED.findall(sentence)]
    lines = enumerate(text.splitlines(), 1)
    return next((n for n, line in lines if n >= first and any(mark in line for mark in marks)), first)


def sentence_of(error: Exception) -> str:
    """The complaint of a reader, without the words of the programming language."""
    if isinstance(error, KeyError):
        return f"缺少 {error.args[0]}"
    unknown = UNKNOWN_WORD.match(str(error))
    return f"不认识 {unknown[1]}" if unknown else str(error)
