"""What the program itself says it can do: its commands and its settings."""

import typer
from typer.core import TyperGroup

import huiyin
from tracker.settings import Settings


def commands() -> set[str]:
    root = typer.main.get_command(huiyin.app)
    assert isinstance(root, TyperGroup)
    return set(root.commands)


def setting_names() -> set[str]:
    return {f"HUIYIN_{name}".upper() for name in Settings.model_fields}
