"""The officers' console: every page works without a script."""

from fastapi import APIRouter

from tracker.web.console import (
    accountability,
    calendar,
    calendar_notices,
    cards,
    case,
    gaming,
    login,
    queue,
    undelivered,
)

router = APIRouter()
for part in (login, queue, case, undelivered, cards, accountability, gaming, calendar, calendar_notices):
    router.include_router(part.router)

__all__ = ["router"]
