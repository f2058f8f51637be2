"""The officers' console: every page works without a script."""

from fastapi import APIRouter

from tracker.web.console import absences, calendar, calendar_notices, cards, case, login, queue, undelivered

router = APIRouter()
for part in (login, queue, case, undelivered, cards, calendar, calendar_notices, absences):
    router.include_router(part.router)

__all__ = ["router"]
