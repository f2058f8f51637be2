"""The conversation as a pure function: ``step(talk, event, now) -> (talk, effects)``."""

from bot.dialogue.state import Talk
from bot.dialogue.step import step

__all__ = ["Talk", "step"]
