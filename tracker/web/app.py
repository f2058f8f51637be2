"""The web application: API, console and public pages around one open house."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import datetime

from fastapi import FastAPI

from tracker.db import Database
from tracker.evidence import MOST_BYTES
from tracker.house import House
from tracker.settings import Settings
from tracker.web import api, console, errors, operation, pages, public
from tracker.web.limits import BodyLimit
from tracker.web.security import SecurityHeaders

Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]

PLAIN_BODY = 1024 * 1024
WITH_A_FILE = MOST_BYTES + PLAIN_BODY
"""Room for the form around the file."""


def create_app(
    settings: Settings,
    db: Database,
    house: House,
    *,
    clock: Callable[[], datetime],
    lifespan: Lifespan | None = None,
) -> FastAPI:
    """``clock`` gives the aware instant that every request is judged by."""
    app = FastAPI(
        title="回音",
        summary="投诉登记、办理与督办接口",
        version="1",
        openapi_url=f"{api.PREFIX}/openapi.json",
        # Their pages load scripts from elsewhere.
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
    )
    app.state.settings, app.state.db, app.state.house, app.state.clock = settings, db, house, clock
    _protect(app)
    for router in (api.router, operation.router, console.router, public.router):
        app.include_router(router)
    app.router.routes.append(pages.static)
    return app


def _protect(app: FastAPI) -> None:
    """The middleware added last is the outermost."""
    errors.install(app)
    limits = {f"{api.PREFIX}/evidence": WITH_A_FILE, "/chat/": WITH_A_FILE}
    app.add_middleware(BodyLimit, limits=limits, otherwise=PLAIN_BODY)
    app.add_middleware(SecurityHeaders)
    app.add_middleware(errors.Faults)
