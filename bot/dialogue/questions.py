"""What to ask about a matter: a table, read from above; what is known is never asked."""

from collections.abc import Callable

from bot.dialogue.state import MOST_QUESTIONS, Draft, Question
from tracker.contract import Conduct, Kind

_HAPPENED = frozenset({Kind.COMPLAINT, Kind.HELP, Kind.REPORT})
"""Kinds that tell of something that happened somewhere."""


def next_question(draft: Draft) -> Question | None:
    if len(draft.asked) >= MOST_QUESTIONS:
        return None
    return next((question for question, missing in MISSING if question not in draft.asked and missing(draft)), None)


def _body(draft: Draft) -> bool:
    return _about_conduct(draft) and draft.body is None


def _where(draft: Draft) -> bool:
    """The body complained about is a place to go to; a broken street lamp is not found without one."""
    asked = {Question.WHEN_WHERE, Question.WHEN} & set(draft.asked)
    known = draft.place or (_about_conduct(draft) and draft.body)
    return draft.kind in _HAPPENED and not known and not asked


def _when(draft: Draft) -> bool:
    asked = {Question.WHEN_WHERE, Question.WHERE} & set(draft.asked)
    return _about_conduct(draft) and draft.happened is None and not asked


def _about_conduct(draft: Draft) -> bool:
    return draft.kind in _HAPPENED and draft.facts.conduct is not Conduct.NONE


MISSING: tuple[tuple[Question, Callable[[Draft], bool]], ...] = (
    (Question.BODY, _body),
    (Question.WHEN_WHERE, lambda draft: _when(draft) and _where(draft)),
    (Question.WHERE, _where),
    (Question.WHEN, _when),
)
