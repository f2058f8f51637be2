"""The server of a process: it lets waiting pages go before it waits for its connections to end."""

import socket
from collections.abc import Callable

import uvicorn


class Server(uvicorn.Server):
    """``release`` is called once when the stop begins; a page that waits for news would hold it up for as long."""

    def __init__(self, config: uvicorn.Config, *, release: Callable[[], None]) -> None:
        super().__init__(config)
        self._release = release

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._release()
        await super().shutdown(sockets)
