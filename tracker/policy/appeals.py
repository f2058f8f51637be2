"""Reads ``appeals.toml``."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tracker.rules.words import AppealStage


@dataclass(frozen=True, slots=True)
class Appeals:
    """``ask_days`` are natural days; ``remedy`` says under a decision of each stage how to go on."""

    ask_days: int
    remedy: Mapping[AppealStage, str]


def appeals_from(file: Mapping[str, Any]) -> Appeals:
    """Raises :class:`ValueError` or :class:`KeyError`."""
    if file["ask_days"] < 1 or not file["basis"]:
        raise ValueError("ask_days must be positive, and have a legal basis")
    return Appeals(file["ask_days"], {stage: file["remedy"][stage.value] for stage in AppealStage})
