"""A PostgreSQL of the tests' own: from the system's binaries, on a Unix socket, gone when the tests are."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

SUPERUSER = "postgres"
OLDEST = 15
PATIENCE = 30.0
"""Seconds a start may take on a machine that is busy with other things."""

FAST_AND_FORGETFUL = (
    "-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off",
    "-c", "max_connections=200", "-c", "listen_addresses=",
)  # fmt: skip


def find_binaries() -> Path | None:
    """The newest installed server's folder, or None when there is none that is new enough."""
    found = [p for p in Path("/usr/lib/postgresql").glob("*/bin") if (p / "initdb").exists()]
    usable = [p for p in found if int(p.parent.name) >= OLDEST]
    return max(usable, key=lambda p: int(p.parent.name), default=None)


@dataclass(frozen=True, slots=True)
class Cluster:
    """A running server; ``folder`` holds its data and its socket."""

    folder: Path

    def url(self, database: str) -> str:
        return f"postgresql+psycopg://{SUPERUSER}@/{database}?host={self.folder}"

    def create(self, database: str, template: str = "template0") -> None:
        self._run("CREATE DATABASE {} TEMPLATE {}", database, template)

    def drop(self, database: str) -> None:
        self._run("DROP DATABASE IF EXISTS {} WITH (FORCE)", database)

    def answers(self) -> bool:
        try:
            self._run("SELECT 1")
        except psycopg.OperationalError:
            return False
        return True

    def _run(self, statement: str, *names: str) -> None:
        address = f"host={self.folder} user={SUPERUSER} dbname=postgres"
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


@contextmanager
def running_cluster(binaries: Path) -> Iterator[Cluster]:
    """Fresh data, a started server; on leaving, both are gone."""
    folder = Path(tempfile.mkdtemp(prefix="huiyin-pg-"))
    try:
        if _is_root():
            shutil.chown(folder, SUPERUSER, SUPERUSER)
        _initialise(binaries, folder)
        with _started(binaries, folder) as cluster:
            yield cluster
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _initialise(binaries: Path, folder: Path) -> None:
    options = ["--auth=trust", f"--username={SUPERUSER}", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
    command = [*_as_server_user(), str(binaries / "initdb"), *options, str(folder / "data")]
    subprocess.run(command, check=True, capture_output=True, cwd=folder)


@contextmanager
def _started(binaries: Path, folder: Path) -> Iterator[Cluster]:
    command = [str(binaries / "postgres"), "-D", str(folder / "data"), "-k", str(folder), *FAST_AND_FORGETFUL]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen([*_as_server_user(), *command], stdout=log, stderr=log, cwd=folder)
    try:
        cluster = Cluster(folder)
        _wait(cluster, server)
        yield cluster
    finally:
        server.send_signal(signal.SIGQUIT)
        server.wait()


def _wait(cluster: Cluster, server: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + PATIENCE
    while not cluster.answers():
        if server.poll() is not None or time.monotonic() > end:
            raise RuntimeError(f"PostgreSQL did not start:\n{(cluster.folder / 'log').read_text()}")
        time.sleep(0.05)


def _as_server_user() -> list[str]:
    """The server refuses to run as root, and must not outlive tests that were killed."""
    command = ["setpriv", "--pdeathsig", "QUIT"]
    if _is_root():
        command += ["--reuid", SUPERUSER, "--regid", SUPERUSER, "--clear-groups"]
    return [*command, "--"]


def _is_root() -> bool:
    return os.geteuid() == 0
