"""Who sits at the screen, and whether the form that arrived is theirs."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from fastapi.routing import APIRoute

from tracker.accounts import signed_in
from tracker.queries.org import load_org
from tracker.rules.errors import Refusal
from tracker.rules.facts import OfficerFacts, Org
from tracker.rules.words import Role
from tracker.web.deps import Db, Now, TheSettings
from tracker.web.pages import page
from tracker.web.security import CONSOLE, COOKIE, check_csrf, check_origin

LOGIN = f"{CONSOLE}/login"


class LogInNeeded(Refusal):
    code = "log_in_needed"
    status = 401


@dataclass(frozen=True, slots=True)
class Viewer:
    """The officer of a valid session; ``csrf`` goes into every form of the page."""

    facts: OfficerFacts
    org: Org
    csrf: str

    @property
    def title(self) -> str:
        """区效能办 · 受理员、效能办主任."""
        roles = "、".join(role.zh for role in Role if role in self.facts.roles)
        return f"{self.org.bodies[self.facts.body].name} · {roles}"


def get_viewer(request: Request, db: Db, now: Now) -> Viewer:
    """Raises :class:`LogInNeeded`."""
    token = request.cookies.get(COOKIE, "")
    with db.reading() as session:
        found = signed_in(session, token, now=now) if token else None
        if found is None:
            raise LogInNeeded("请先登录。")
        org = load_org(session)
    return Viewer(org.officers[found.officer_id], org, found.csrf)


TheViewer = Annotated[Viewer, Depends(get_viewer)]


async def get_form(request: Request, viewer: TheViewer, settings: TheSettings) -> dict[str, str]:
    """The words of a form that this viewer sent from our own page; files in it are left out."""
    check_origin(request, settings)
    form = {name: value for name, value in (await request.form()).items() if isinstance(value, str)}
    check_csrf(form.get("csrf", ""), viewer.csrf)
    return form


Form = Annotated[dict[str, str], Depends(get_form)]


class ConsoleRoute(APIRoute):
    """Sends whoever is not logged in to the log-in, and afterwards back to the page they wanted."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handler = super().get_route_handler()

        async def answer(request: Request) -> Response:
            try:
                return await handler(request)
            except LogInNeeded:
                return _to_log_in(request)

        return answer


def _to_log_in(request: Request) -> Response:
    wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    address = f"{LOGIN}?next={quote(wanted)}" if request.method == "GET" else LOGIN
    if "hx-request" in request.headers:
        return Response(headers={"HX-Redirect": address})
    return RedirectResponse(address, 303)


def console_router() -> APIRouter:
    return APIRouter(prefix=CONSOLE, route_class=ConsoleRoute, include_in_schema=False)


def console_page(
    viewer: Viewer, template: str, *, tab: str = CONSOLE, status: int = 200, **context: Any
) -> HTMLResponse:
    """``tab`` is the address of the entry of the navigation that the page belongs to."""
    return page(f"console/{template}", status=status, viewer=viewer, tab=tab, **context)
