"""The server of a process: it lets waiting pages go before it waits for its connections to end."""

import socket
from collections.abc import Callable
from contextlib import suppress

import uvicorn
from fastapi import FastAPI

from tracker.settings import Settings


class Server(uvicorn.Server):
    """``release`` is called once when the stop begins; a page that waits for news would hold it up for as long."""

    def __init__(self, config: uvicorn.Config, *, release: Callable[[], None]) -> None:
        super().__init__(config)
        self._release = release

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._release()
        await super().shutdown(sockets)


def serve(settings: Settings, api: FastAPI) -> bool:
    """Until a signal; false when it could not start. ``api.state.release_pages`` is set while the app starts."""
    config = uvicorn.Config(
        api, host=settings.host, port=settings.port, log_level="warning", log_config=None, server_header=False
    )

    def release() -> None:
        api.state.release_pages()

    server = Server(config, release=release)
    with suppress(KeyboardInterrupt):
        server.run()
    return server.started
