"""Draws ``docs/dialogue.mmd`` from the tables: ``python -m tests.bot.dialogue.picture > docs/dialogue.mmd``."""

import sys
from collections.abc import Iterable, Iterator

from bot.dialogue.state import FORM, Phase
from bot.dialogue.table import ROWS, WORDS

HEAD = """\
%% Drawn from bot/dialogue/table.py by tests/bot/dialogue/picture.py; a test compares the two.
%% "words" is what a person writes; every other label is a button. Menu and case buttons work on every page.
stateDiagram-v2
    [*] --> idle
"""


def mermaid() -> str:
    return HEAD + "".join(f"    {line}\n" for line in (*_form(), *_buttons(), *_words()))


def _form() -> Iterator[str]:
    yield "state form {"
    yield from (f"    {phase}" for phase in Phase if phase in FORM)
    yield "}"


def _buttons() -> Iterator[str]:
    for row in ROWS:
        yield from (f"{row.phase} --> {to} : {row.verb}" for to in _targets(row.phase, row.to))


def _words() -> Iterator[str]:
    for phase, hearing in WORDS.items():
        yield from (f"{phase} --> {to} : words" for to in _targets(phase, hearing.to))


def _targets(phase: Phase, to: Iterable[Phase]) -> list[str]:
    """“Wherever the draft was” is one arrow to the form; staying is none."""
    reached = set(to) - {phase}
    pages = [str(page) for page in Phase if page in reached]
    return ["form", *(page for page in pages if page not in FORM)] if reached >= FORM - {phase} else pages


if __name__ == "__main__":
    sys.stdout.write(mermaid())
