"""Every sentence that is used exists, every sentence that exists is used."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import bot
from bot.channels.base import Choice, Said
from bot.dialogue.effects import Button, Say, line, say
from bot.script import LABELS, SENTENCES, render

FILES = [
    path
    for path in Path(bot.__file__).parent.rglob("*.py")
    if not {"migrations", "channels"} & set(path.parts) and path.name != "script.py"
]
MAKERS = {"line": SENTENCES, "say": SENTENCES, "sentence": SENTENCES, "Button": LABELS}


def _strings() -> Iterator[str]:
    for path in FILES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value


def _asked_for() -> Iterator[tuple[str, str]]:
    """(maker, key) of every sentence or label that is named on the spot."""
    for path in FILES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MAKERS:
                key = node.args[0] if node.args else None
                if isinstance(key, ast.Constant) and isinstance(key.value, str):
                    yield node.func.id, key.value


def test_every_sentence_asked_for_exists() -> None:
    assert [(maker, key) for maker, key in _asked_for() if key not in MAKERS[maker]] == []


@pytest.mark.parametrize("known", [SENTENCES, LABELS], ids=["sentences", "labels"])
def test_every_sentence_is_used(known: dict[str, str]) -> None:
    assert set(known) - set(_strings()) == set()


def test_what_a_person_wrote_is_never_a_template() -> None:
    said = render(say("fact.text", words="{number} {0.__class__} %s"))
    assert said == Said("· 内容：{number} {0.__class__} %s")


def test_lines_and_buttons_become_one_message() -> None:
    shown = Say((line("back"), line("noted")), ((Button("case", "see:X", {"number": "X"}),),))
    assert render(shown) == Said("好的。\n好，已经加进去了。", ((Choice("X", "see:X"),),))
