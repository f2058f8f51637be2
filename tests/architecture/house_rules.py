"""The rules of the house, each a function from a file to its offences ("file:line what")."""

import ast
import sys
from collections.abc import Callable, Iterator

from tests.architecture.source import Source

Rule = Callable[[Source], Iterator[str]]

MOST_FUNCTION_LINES = 40
MOST_FILE_LINES = 320

COMMAND_LINES = ("huiyin.py", "*cli.py")
COMMITTERS = ("tracker/db.py", "bot/talks.py")
EDGES = (
    *COMMAND_LINES,
    "bench/*",
    "bot/channels/*.py",
    "tracker/web/deps.py",
    "tracker/loops.py",
)
"""Where the clock is read. Everywhere else time is an argument."""

CLOCKS = {("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today"), ("date", "today"),
          ("time", "time"), ("time", "time_ns"), ("time", "localtime"), ("time", "gmtime")}  # fmt: skip

PURE = {
    "tracker/rules/*.py": ("tracker.rules",),
    "bot/dialogue/*.py": (
        "bot.dialogue",
        "bot.script",
        "bot.channels.base",
        "nlp",
        "pydantic",
        "tracker.contract",
    ),
}
"""Rooms without clock, log or IO: what they import beside the harmless part of the standard library."""

IMPURE = {"asyncio", "io", "logging", "os", "pathlib", "random", "secrets", "shutil", "socket", "sqlite3",
          "subprocess", "tempfile", "threading", "time", "urllib"}  # fmt: skip


def short_functions(source: Source) -> Iterator[str]:
    for function in source.functions():
        lines = (function.end_lineno or function.lineno) - function.lineno + 1
        if lines > MOST_FUNCTION_LINES:
            yield f"{source.at(function)} {function.name} has {lines} lines"


def short_files(source: Source) -> Iterator[str]:
    lines = len(source.text.splitlines())
    if lines > MOST_FILE_LINES:
        yield f"{source.name} has {lines} lines"


def only_edges_read_the_clock(source: Source) -> Iterator[str]:
    if source.is_one_of(EDGES):
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Attribute) and (_last_name(node.value), node.attr) in CLOCKS:
            yield f"{source.at(node)} reads the clock"


def only_two_files_commit(source: Source) -> Iterator[str]:
    if source.is_one_of(COMMITTERS):
        return
    for call in _calls(source):
        if isinstance(call.func, ast.Attribute) and call.func.attr in ("commit", "begin_nested"):
            yield f"{source.at(call)} commits"


def imports_stand_at_the_top(source: Source) -> Iterator[str]:
    if source.is_one_of(COMMAND_LINES):
        return
    for function in source.functions():
        for node in ast.walk(function):
            if isinstance(node, ast.Import | ast.ImportFrom):
                yield f"{source.at(node)} imports inside {function.name}"


def no_error_is_swallowed(source: Source) -> Iterator[str]:
    for node in ast.walk(source.tree):
        if isinstance(node, ast.ExceptHandler) and all(map(_does_nothing, node.body)):
            yield f"{source.at(node)} passes over an error"
        if isinstance(node, ast.ExceptHandler) and _is_broad(node.type) and not _speaks_up(node):
            yield f"{source.at(node)} catches everything and says nothing"


def suppress_is_narrow(source: Source) -> Iterator[str]:
    for call in _calls(source):
        if _last_name(call.func) == "suppress" and any(map(_is_broad, call.args)):
            yield f"{source.at(call)} suppresses everything"


def only_command_lines_print(source: Source) -> Iterator[str]:
    if source.is_one_of((*COMMAND_LINES, "bench/*")):
        return
    for call in _calls(source):
        if isinstance(call.func, ast.Name) and call.func.id == "print":
            yield f"{source.at(call)} prints"


def pure_rooms_stay_pure(source: Source) -> Iterator[str]:
    for room, allowed in PURE.items():
        if source.is_one_of((room,)):
            yield from (f"{source.name} imports {m}" for m in _imported(source) if not _is_pure(m, allowed))


RULES: tuple[Rule, ...] = (
    short_functions,
    short_files,
    only_edges_read_the_clock,
    only_two_files_commit,
    imports_stand_at_the_top,
    no_error_is_swallowed,
    suppress_is_narrow,
    only_command_lines_print,
    pure_rooms_stay_pure,
)


def _calls(source: Source) -> Iterator[ast.Call]:
    yield from (node for node in ast.walk(source.tree) if isinstance(node, ast.Call))


def _last_name(node: ast.expr) -> str:
    """``datetime`` of both ``datetime`` and ``dt.datetime``."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def _does_nothing(node: ast.stmt) -> bool:
    is_constant = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    return is_constant or isinstance(node, ast.Pass | ast.Continue)


def _is_broad(node: ast.expr | None) -> bool:
    return node is None or _last_name(node) in ("Exception", "BaseException")


def _speaks_up(handler: ast.ExceptHandler) -> bool:
    """Raises again, or writes a line for the operator."""
    inside = [node for statement in handler.body for node in ast.walk(statement)]
    called = {_last_name(node.func) for node in inside if isinstance(node, ast.Call)}
    raises = any(isinstance(node, ast.Raise) for node in inside)
    return raises or bool(called & {"warning", "error", "exception"})


def _imported(source: Source) -> Iterator[str]:
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def _is_pure(module: str, allowed: tuple[str, ...]) -> bool:
    top = module.partition(".")[0]
    ours = any(module == name or module.startswith(f"{name}.") for name in allowed)
    return ours or (top in sys.stdlib_module_names and top not in IMPURE)
