"""Real `huiyin` processes: started, watched, killed. None outlives its test."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from tests.builders import SECRET

ROOT = Path(__file__).parents[2]
PATIENCE = 120.0
"""Seconds a process may take on a machine that is busy with other things."""


@dataclass(slots=True)
class Process:
    """One running command; what it says is in ``log``."""

    popen: subprocess.Popen[bytes]
    log: Path

    def kill(self) -> None:
        """As a power cut would: no handler runs, nothing is tidied up."""
        self.popen.send_signal(signal.SIGKILL)
        self.popen.wait(PATIENCE)

    def stop(self) -> int:
        """As an operator would."""
        self.popen.send_signal(signal.SIGTERM)
        return self.popen.wait(PATIENCE)

    def ends_well(self) -> str:
        """Waits for the end and returns what was said."""
        code, said = self.popen.wait(PATIENCE), self.log.read_text("utf-8")
        assert code == 0, said
        return said


@dataclass(slots=True)
class Installation:
    """One database and the settings that all its processes share."""

    env: Mapping[str, str]
    folder: Path
    processes: list[Process] = field(default_factory=list)

    def start(self, *arguments: str) -> Process:
        log = self.folder / f"{len(self.processes)}-{arguments[0]}.log"
        with log.open("wb") as output:
            popen = subprocess.Popen(
                [sys.executable, "-m", "huiyin", *arguments], cwd=ROOT, env=self.env, stdout=output, stderr=output
            )
        process = Process(popen, log)
        self.processes.append(process)
        return process

    def run(self, *arguments: str) -> str:
        return self.start(*arguments).ends_well()


@contextmanager
def installed(database_url: str, folder: Path, **settings: str) -> Iterator[Installation]:
    """Processes on this database; ``settings`` are names without ``HUIYIN_``."""
    own = {"database_url": database_url, "secret_key": SECRET, "data_dir": str(folder), "time_travel": "1", **settings}
    outside = {name: value for name, value in os.environ.items() if not name.startswith("HUIYIN_")}
    installation = Installation(outside | {f"HUIYIN_{name.upper()}": value for name, value in own.items()}, folder)
    try:
        yield installation
    finally:
        for process in installation.processes:
            if process.popen.poll() is None:
                process.kill()


def travelling(moment: datetime) -> tuple[str, str]:
    """The option that makes a command believe it is ``moment``."""
    return "--at", moment.astimezone(ZoneInfo("Asia/Shanghai")).isoformat()


def wait_until(true: Callable[[], bool], *, every: float = 0.02) -> None:
    end = time.monotonic() + PATIENCE
    while not true():
        if time.monotonic() > end:
            raise TimeoutError("it did not happen")
        time.sleep(every)


def free_port() -> str:
    """Nobody listens there now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])
