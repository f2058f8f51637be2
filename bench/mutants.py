"""``python -m bench.mutants [module…]``: how many small changes to ``tracker.rules`` its own tests notice.

Each change is tried in a process of its own, in memory: no file is touched. Only ``tests/tracker/rules`` runs, and of
it only what can reach the module; the module's own test first. Fewer examples are drawn and none is made smaller: a
property that needs more than fifty examples to notice a change does not notice it here.
"""

import ast
import importlib
import os
import signal
import subprocess
import sys
from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from contextlib import suppress
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import HealthCheck, Phase, settings

from bench.mutating import mutants

ROOT = Path(__file__).parent.parent
TESTS = ROOT / "tests/tracker/rules"
OURS = ("bench", "bot", "nlp", "tests", "tracker")
SECONDS = 120
"""Of processor time, after which a change counts as noticed: it made something endless."""

QUICK = (
    "-x", "-q", "-p", "no:cacheprovider", "--noconftest", "--assert=plain", "--timeout=0",
    "--hypothesis-profile=mutants",
)  # fmt: skip

MODULES = (
    "clocks", "workdays", "counting", "ladder", "recipients", "conflict", "lifecycle", "requests", "accountability",
    "supplementing", "ledger", "replaying", "promise",
)  # fmt: skip


class Changed(MetaPathFinder, Loader):
    """Hands out one module with other source."""

    def __init__(self, name: str, path: Path, source: str) -> None:
        self.name, self.path, self.code = name, path, compile(source, str(path), "exec")

    def find_spec(self, fullname: str, _path: object, _target: object = None) -> ModuleSpec | None:
        return ModuleSpec(fullname, self, origin=str(self.path)) if fullname == self.name else None

    def exec_module(self, module: ModuleType) -> None:
        module.__file__ = str(self.path)
        exec(self.code, module.__dict__)


def main() -> int:
    parser = ArgumentParser(prog="python -m bench.mutants", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("module", nargs="*", default=MODULES, help="of tracker.rules")
    modules = parser.parse_args().module
    _import_libraries()
    survivors = [_judge(module) for module in modules]
    return 1 if any(survivors) else 0


def _judge(module: str) -> int:
    """Prints the score of one module and everything that nobody noticed; returns how many."""
    path = ROOT / f"tracker/rules/{module}.py"
    source, tests = path.read_text("utf-8"), judges_of(module)
    if not tests:
        print(f"{module}: no test of the rules reaches it", flush=True)
        return 1
    if not survives(module, path, source, tests):
        print(f"{module}: the tests fail without any change", flush=True)
        return 1
    tried, alive = 0, 0
    for mutant in mutants(source):
        tried += 1
        if survives(module, path, mutant.source, tests):
            alive += 1
            where = f"{path.relative_to(ROOT)}:{mutant.line}"
            print(f"  {where}  {_short(mutant.was)}  →  {_short(mutant.became)}", flush=True)
    print(f"{module}: {tried - alive} of {tried} noticed, {100 * (tried - alive) / max(tried, 1):.1f} %", flush=True)
    return alive


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 90 else f"{line[:87]}…"


def judges_of(module: str) -> list[str]:
    """The test files from which the module can be reached, its own first."""
    reaching = [path for path in sorted(TESTS.glob("test_*.py")) if f"tracker.rules.{module}" in _reached(path)]
    return [str(path) for path in sorted(reaching, key=lambda path: path.stem != f"test_{module}")]


def _reached(path: Path, seen: frozenset[str] = frozenset()) -> frozenset[str]:
    """The modules of the rules and of their tests that a file imports, and those that these import."""
    for name in _imports(path):
        if name not in seen:
            seen = _reached(ROOT / f"{name.replace('.', '/')}.py", seen | {name})
    return seen


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        yield from (n for n in names if n.startswith(("tracker.rules.", "tests.tracker.rules.")))


def survives(module: str, path: Path, source: str, tests: Sequence[str]) -> bool:
    """Do all the tests pass in a process in which the module is this source?"""
    pid = os.fork()
    if pid == 0:
        os._exit(_tried(Changed(f"tracker.rules.{module}", path, source), tests))
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0


def _tried(changed: Changed, tests: Sequence[str]) -> int:
    signal.signal(signal.SIGVTALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS)
    silent = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silent, 1)
    os.dup2(silent, 2)
    sys.meta_path.insert(0, changed)
    settings.register_profile(
        "mutants", max_examples=50, phases=[Phase.explicit, Phase.generate], database=None, derandomize=True,
        deadline=None, suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    return int(pytest.main([*QUICK, *tests]))


def _import_libraries() -> None:
    """Everything the tests import that is not ours, once and before the first fork."""
    asked = "import sys, hypothesis, pytest; import zoneinfo; print('\\n'.join(sys.modules))"
    told = subprocess.run([sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True, check=True)
    for name in told.stdout.split():
        if name.split(".")[0] not in (*OURS, "__main__") and name not in sys.modules:
            with suppress(ImportError):  # some stand there under a name of their own
                importlib.import_module(name)


if __name__ == "__main__":
    sys.exit(main())
