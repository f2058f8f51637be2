"""The project's own files, read as syntax trees."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROOMS = ("bot", "nlp", "tracker", "bench")

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class Source:
    """One file of the product; ``name`` is its path from the root, with slashes."""

    name: str
    text: str
    tree: ast.Module

    def is_one_of(self, patterns: tuple[str, ...]) -> bool:
        return any(fnmatch(self.name, pattern) for pattern in patterns)

    def functions(self) -> Iterator[FunctionNode]:
        yield from (node for node in ast.walk(self.tree) if isinstance(node, FunctionNode))

    def at(self, node: ast.stmt | ast.expr | ast.ExceptHandler) -> str:
        return f"{self.name}:{node.lineno}"


@cache
def product() -> tuple[Source, ...]:
    """Every Python file that is not a test."""
    rooms = [path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py"))]
    return tuple(read(path) for path in [*ROOT.glob("*.py"), *rooms])


def read(path: Path) -> Source:
    return parse(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8"))


def parse(name: str, text: str) -> Source:
    return Source(name=name, text=text, tree=ast.parse(text, filename=name))
