"""The officers' console: every page works without a script."""

from fastapi import APIRouter

from tracker.web.console import calendar, calendar_notices, cards, case, interests, letters, login, queue, undelivered

router = APIRouter()
for part in (login, queue, case, undelivered, cards, calendar, calendar_notices, interests, letters):
    router.include_router(part.router)

__all__ = ["router"]
