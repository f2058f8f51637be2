"""补正: what the office may ask of a complainant before it decides, how often, and how it ends without a word."""

from collections.abc import Mapping
from datetime import datetime

from tracker.rules.lifecycle import OF_THE_CITIZEN
from tracker.rules.words import Action, Level, Step

ENDED_BY: Mapping[Step, Action] = {Step.SUPPLEMENT: Action.LAPSE, Step.CLUE: Action.FILE_AWAY}
"""What the system does when the time is over and nothing came."""


def asked_of(level: Level) -> Step:
    """Nobody can ask a person without a name again: what 匿名 leaves behind is a clue, or nothing."""
    return Step.CLUE if level is Level.ANONYMOUS else Step.SUPPLEMENT


def why_not_asked(*, asked: bool, due: datetime, now: datetime) -> str | None:
    """Once (政府信息公开条例 30), and before the time for deciding is over; ``None`` when it can be."""
    if asked:
        return "补正只能要求一次，这一件已经要求过。请按现有材料决定受理或引导；受理后可以“向投诉人询问”。"
    if now >= due:
        return "受理期限已经届满，不能再要求补正。请立即决定受理或引导；受理后可以“向投诉人询问”。"
    return None


def is_waiting(step: Step) -> bool:
    """Whether the next word is the complainant's."""
    return step in OF_THE_CITIZEN
