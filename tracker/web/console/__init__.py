"""The officers' console: every page works without a script."""

from fastapi import APIRouter

from tracker.web.console import calendar, calendar_notices, cards, case, login, queue, requests, undelivered

router = APIRouter()
for part in (login, queue, case, requests, undelivered, cards, calendar, calendar_notices):
    router.include_router(part.router)

__all__ = ["router"]
