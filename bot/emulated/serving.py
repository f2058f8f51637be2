"""An ASGI application on a free port of this machine, in the caller's event loop."""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import uvicorn
from starlette.types import ASGIApp

PATIENCE = 2
"""Seconds that requests under way may take to end."""


@asynccontextmanager
async def serving(app: ASGIApp) -> AsyncIterator[str]:
    """Its root address (``http://127.0.0.1:…``) while the block lasts. The lifespan is not run."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        config = uvicorn.Config(app, log_config=None, lifespan="off", ws="none", timeout_graceful_shutdown=PATIENCE)
        server = _Server(config)
        task = asyncio.create_task(server.serve(sockets=[listener]))
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            await task


class _Server(uvicorn.Server):
    """Leaves the signals of the process to whoever owns it."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield
