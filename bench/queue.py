"""The queue at two sizes of the same office, over HTTP, as an officer's browser or program asks for it."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from functools import partial

import httpx2

from bench.ratios import Ratio, Wrong, times_as_long
from bench.server import serving
from bench.sizes import Sizes
from tracker.demo import PASSWORD
from tracker.web.security import COOKIE

INTAKE, HANDLER = "limin", "zhouqiang"


def measure(engine: str, small: str, big: str, sizes: Sizes, *, now: datetime) -> Iterator[Ratio]:
    """``small`` and ``big`` are addresses of databases with the crowd in them."""
    with ExitStack() as stack:
        servers = [stack.enter_context(serving(url)) for url in (big, small)]
        clients = {
            who: [stack.enter_context(_logged_in(server, who)) for server in servers] for who in (INTAKE, HANDLER)
        }
        for what, who, path in _views(now):
            works = [partial(_show, client, path) for client in clients[who]]
            times = times_as_long(works[0], works[1], repeats=sizes.repeats, calls=sizes.pages)
            yield Ratio(engine, what, f"the same with {sizes.small:,} instead of {sizes.big:,} open", times)


def _views(now: datetime) -> list[tuple[str, str, str]]:
    further = httpx2.QueryParams({"after": f"{now.isoformat()}~0"})
    return [
        ("queue of the office, first page", INTAKE, "/api/v1/queue"),
        ("queue of the office, what is due from now on", INTAKE, f"/api/v1/queue?{further}"),
        ("queue of the office, in review", INTAKE, "/api/v1/queue?status=reviewing"),
        ("queue of the office, ended cases", INTAKE, "/api/v1/queue?ended=true"),
        ("queue of a department, first page", HANDLER, "/api/v1/queue"),
        ("console page of the office, with its totals", INTAKE, "/console"),
    ]


@contextmanager
def _logged_in(server: str, who: str) -> Iterator[httpx2.Client]:
    """The same token opens the API, and as a cookie the console."""
    with httpx2.Client(base_url=server, timeout=60) as client:
        entered = client.post("/api/v1/sessions", json={"username": who, "password": PASSWORD})
        token = entered.raise_for_status().json()["token"]
        client.headers["Authorization"] = f"Bearer {token}"
        client.cookies.set(COOKIE, token)
        yield client


def _show(client: httpx2.Client, path: str) -> None:
    answer = client.get(path).raise_for_status()
    if path == "/console":
        if "/console/cases/" not in answer.text:
            raise Wrong("the console shows no case")
        return
    rows = answer.json()["rows"]
    if not rows:
        raise Wrong(f"{path} shows nothing")
    due = [row["due_at"] for row in rows if row["due_at"]]
    if due != sorted(due):
        raise Wrong(f"{path} is not ordered by time left")
