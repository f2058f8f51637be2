"""What README.md and docs/ promise exists, and what exists is written down."""

import re
from pathlib import Path

import pytest

from tests.architecture.program import commands, setting_names
from tests.architecture.source import ROOT
from tracker.settings import Settings

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
COMMAND = re.compile(r"(?:^|[`\s/])huiyin ((?:[a-z]+(?: |$|`))+)", re.M)
TARGET = re.compile(r"(?:^|`)make ([a-z-]+)", re.M)
VARIABLE = re.compile(r"HUIYIN_[A-Z_]+[A-Z]")


def text() -> str:
    return "\n".join(page.read_text(encoding="utf-8") for page in PAGES)


def test_every_command_in_the_docs_exists() -> None:
    named = {found.strip(" `").split()[0] for found in COMMAND.findall(text())}
    assert named
    assert named <= commands()


def test_every_command_is_in_the_docs() -> None:
    named = {found.strip(" `").split()[0] for found in COMMAND.findall(text())}
    assert commands() - named == set()


def test_every_make_target_in_the_docs_exists() -> None:
    targets = set(re.findall(r"^([a-z][a-z-]*):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))
    named = set(TARGET.findall(text()))
    assert {"run", "test"} <= named <= targets


def test_every_setting_is_in_the_docs() -> None:
    assert setting_names() - set(VARIABLE.findall(text())) == set()


def test_every_variable_in_the_docs_is_a_setting() -> None:
    assert set(VARIABLE.findall(text())) - setting_names() == set()


@pytest.mark.parametrize("name", sorted(Settings.model_fields))
def test_every_setting_explains_itself(name: str) -> None:
    assert Settings.model_fields[name].description


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_relative_link_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []
