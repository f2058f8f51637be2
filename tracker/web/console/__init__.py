"""The officers' console: every page works without a script."""

from fastapi import APIRouter

from tracker.web.console import (
    absences,
    accountability,
    calendar,
    calendar_notices,
    cards,
    case,
    figures,
    gaming,
    hot,
    interests,
    letters,
    login,
    now,
    queue,
    requests,
    undelivered,
)

router = APIRouter()
_PARTS = (
    login, queue, case, undelivered, cards, accountability, gaming, calendar, calendar_notices, letters, interests,
    absences, requests, figures, now, hot,
)  # fmt: skip
for part in _PARTS:
    router.include_router(part.router)

__all__ = ["router"]
