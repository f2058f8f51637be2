"""The server stops although somebody is waiting for an answer that nobody will give any more."""

import asyncio

import httpx2
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tracker.web.serving import Server


async def test_a_waiting_page_is_let_go_before_the_server_waits_for_it() -> None:
    asked, released = asyncio.Event(), asyncio.Event()

    async def news(_request: Request) -> Response:
        asked.set()
        await released.wait()
        return Response("没有新消息")

    app = Starlette(routes=[Route("/news", news)])
    server = Server(uvicorn.Config(app, port=0, log_level="critical", lifespan="off"), release=released.set)
    serving = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    async with httpx2.AsyncClient() as page:
        waiting = asyncio.create_task(page.get(f"http://127.0.0.1:{port}/news"))
        await asked.wait()
        server.should_exit = True
        await serving
        assert (await waiting).text == "没有新消息"
