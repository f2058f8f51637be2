"""登录、退出."""

from typing import Annotated

from fastapi import Form, Query, Request, Response
from fastapi.responses import RedirectResponse

from tracker.accounts import log_in, log_out
from tracker.rules.errors import Refusal
from tracker.web.console.viewer import LOGIN, console_router
from tracker.web.console.viewer import Form as ViewersForm
from tracker.web.deps import Db, Now, TheHouse, TheSettings
from tracker.web.pages import page
from tracker.web.security import CONSOLE, COOKIE, TheHasher, caller, check_origin, clear_cookie, set_cookie

router = console_router()

Typed = Annotated[str, Form(max_length=200)]


@router.get("/login")
def ask(next: Annotated[str, Query()] = CONSOLE) -> Response:
    return page("console/login.html", username="", refusal="", next=own_path(next))


@router.post("/login")
def enter(
    *,
    request: Request,
    db: Db,
    house: TheHouse,
    settings: TheSettings,
    now: Now,
    hasher: TheHasher,
    username: Typed = "",
    password: Typed = "",
    next: Typed = CONSOLE,
) -> Response:
    check_origin(request, settings)
    try:
        origin = caller(request)
        token, _ = log_in(db, house, username.strip(), password, now=now, origin=origin, hasher=hasher)
    except Refusal as refusal:
        return page(
            "console/login.html", status=refusal.status, username=username, refusal=str(refusal), next=own_path(next)
        )
    response = RedirectResponse(own_path(next), 303)
    set_cookie(response, token, settings)
    return response


@router.post("/logout")
def leave(request: Request, db: Db, _form: ViewersForm) -> Response:
    with db.writing() as session:
        log_out(session, request.cookies[COOKIE])
    response = RedirectResponse(LOGIN, 303)
    clear_cookie(response)
    return response


def own_path(wanted: str) -> str:
    """Only pages of the console: a link must not use the log-in to send an officer elsewhere."""
    inside = wanted == CONSOLE or wanted.startswith((f"{CONSOLE}/", f"{CONSOLE}?"))
    return wanted if inside and "\\" not in wanted else CONSOLE
