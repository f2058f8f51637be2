"""Every sentence and every label of the bot by its key; the words lie in ``script.toml``."""

import tomllib
from importlib.resources import files

from bot.channels.base import Choice, Said
from bot.dialogue.effects import Line, Rows, Say

_SCRIPT = tomllib.loads(files("bot").joinpath("script.toml").read_text(encoding="utf-8"))
SENTENCES: dict[str, str] = _SCRIPT["sentence"]
LABELS: dict[str, str] = _SCRIPT["label"]


def render(say: Say) -> Said:
    """Parameters are put in as they are: what a person wrote is never read as a template."""
    return Said("\n".join(map(_sentence, say.lines)), _choices(say.choices))


def sentence(key: str) -> Said:
    """A sentence without parameters."""
    return Said(SENTENCES[key])


def _sentence(line: Line) -> str:
    return SENTENCES[line.key].strip("\n").format_map(line.params)


def _choices(rows: Rows) -> tuple[tuple[Choice, ...], ...]:
    return tuple(
        tuple(Choice(LABELS[button.key].format_map(button.params), button.data) for button in row) for row in rows
    )
