"""The real web server as a process of its own, on a free port."""

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2

SECRET = "for measuring only, never for citizens"
ROOT = Path(__file__).parents[1]
PATIENCE = 60.0
"""Seconds a start may take on a machine that is busy with other things."""


@contextmanager
def serving(database_url: str) -> Iterator[str]:
    """The root address of ``huiyin web`` on this database, which must have its tables."""
    address = f"http://127.0.0.1:{_free_port()}"
    with tempfile.TemporaryDirectory(prefix="huiyin-bench-") as folder:
        settings = {
            "HUIYIN_DATABASE_URL": database_url,
            "HUIYIN_DATA_DIR": folder,
            "HUIYIN_SECRET_KEY": SECRET,
            "HUIYIN_PORT": address.rpartition(":")[2],
            "HUIYIN_PUBLIC_URL": address,
        }
        others = {name: value for name, value in os.environ.items() if not name.startswith("HUIYIN_")}
        server = subprocess.Popen([sys.executable, "-m", "huiyin", "web"], cwd=ROOT, env={**others, **settings})
        try:
            _wait(address, server)
            yield address
        finally:
            server.terminate()
            server.wait()


def _wait(address: str, server: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + PATIENCE
    while not _answers(address):
        if server.poll() is not None or time.monotonic() > end:
            raise RuntimeError("the web server did not start")
        time.sleep(0.1)


def _answers(address: str) -> bool:
    try:
        return httpx2.get(f"{address}/readyz").status_code == httpx2.codes.OK
    except httpx2.TransportError:
        return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
