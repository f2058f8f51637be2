"""A talk as JSON and back. A talk that cannot be read any more is not an error: people start afresh."""

from typing import Any

from pydantic import TypeAdapter, ValidationError

from bot.dialogue.state import Talk

SCHEMA = 1
"""Goes up whenever an older talk can no longer be read as a new one."""

_TALK = TypeAdapter(Talk)


def dump(talk: Talk) -> dict[str, Any]:
    return {"schema": SCHEMA, "talk": _TALK.dump_python(talk, mode="json")}


def load(state: dict[str, Any]) -> Talk | None:
    """None when the state is of another schema, or broken."""
    if state.get("schema") != SCHEMA:
        return None
    try:
        return _TALK.validate_python(state.get("talk"))
    except ValidationError:
        return None
