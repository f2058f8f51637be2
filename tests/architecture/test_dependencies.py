"""pyproject.toml, the pinned lists and the imports name the same libraries."""

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from typing import Any

import pytest

from tests.architecture.source import ROOMS, ROOT, Source, product

BY_OTHERS = {
    "psycopg": "SQLAlchemy loads it for postgresql+psycopg://",
    "python-multipart": "FastAPI loads it for forms and files",
    "tzdata": "zoneinfo reads it where the machine has no time zones",
}
"""Declared, and imported by a library instead of by us."""

DEV_ONLY = ("bench/*", "nlp/train.py", "nlp/fitting.py", "nlp/pairing.py")
OUR_OWN = {*ROOMS, "huiyin", "tests"}


def pyproject() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def plain(requirement: str) -> str:
    """``python-telegram-bot`` of ``python-telegram-bot[rate-limiter]>=22.8``."""
    return re.split(r"[\[=<>~ ;]", requirement, maxsplit=1)[0].lower().replace("_", "-")


def declared() -> set[str]:
    return set(map(plain, pyproject()["project"]["dependencies"]))


def imported(source: Source) -> set[str]:
    names = {a.name for node in ast.walk(source.tree) if isinstance(node, ast.Import) for a in node.names}
    names |= {node.module or "" for node in ast.walk(source.tree) if isinstance(node, ast.ImportFrom)}
    tops = {name.partition(".")[0] for name in names}
    return tops - OUR_OWN - set(sys.stdlib_module_names) - {"starlette"}  # starlette is FastAPI's own floor


def distributions() -> set[str]:
    owners = packages_distributions()
    sources = [source for source in product() if not source.is_one_of(DEV_ONLY)]
    tops = set().union(*map(imported, sources))
    return {plain(owner) for top in tops for owner in owners[top]}


def test_everything_imported_is_declared() -> None:
    # pydantic and sqlalchemy come with, and are re-exported by, fastapi and sqlmodel.
    assert distributions() - declared() <= {"pydantic", "sqlalchemy"}


def test_everything_declared_is_imported_or_has_a_reason() -> None:
    assert declared() - distributions() == set(BY_OTHERS)


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_the_pinned_list_names_every_declared_library_once_and_no_index(name: str) -> None:
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    assert all(re.fullmatch(r"[a-z0-9._-]+==[\w.]+", line) for line in lines)
    assert declared() <= {plain(line) for line in lines}


def test_the_development_list_only_adds_to_the_other() -> None:
    runtime, development = (
        set((ROOT / name).read_text(encoding="utf-8").splitlines())
        for name in ("requirements.txt", "requirements-dev.txt")
    )
    assert runtime < development
