"""How a process starts, keeps something going, and stops."""

import asyncio
import signal
import socket
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager

from tracker.settings import Settings, SettingsError, trouble

Work = Callable[[asyncio.Event], Coroutine[object, object, None]]
"""Something that goes on until its event is set."""


def check_port(settings: Settings) -> None:
    """Raises :class:`SettingsError` when somebody else listens there."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            where = f"{settings.host}:{settings.port}"
            advice = "请停掉占用的程序，或用 HUIYIN_PORT 换一个端口。"
            raise SettingsError(f"{where} 不能用：{trouble(error)}。{advice}") from error


@asynccontextmanager
async def beside(work: Work) -> AsyncIterator[None]:
    """``work`` goes on beside the block and is asked to stop after it; what it raises is raised here."""
    stop = asyncio.Event()
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(work(stop))
        try:
            yield
        finally:
            stop.set()


async def until_stopped(work: Work) -> None:
    """Runs ``work`` until SIGINT or SIGTERM sets its event."""
    stop = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    await work(stop)
