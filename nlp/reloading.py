"""Something read from files that notices when they change, and never loses its last good state."""

import logging
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Lock
from typing import Generic, TypeVar

from nlp.lexicon import LexiconError

T = TypeVar("T")

EVERY = 1.0
"""Seconds between two looks at the folder; a look is a stat for each file."""

log = logging.getLogger("huiyin.lexicon")


class Watched(Generic[T]):
    """``load(folder)`` again whenever a file below ``folder`` has come, gone or changed.

    A load that raises :class:`LexiconError` or :class:`OSError` is logged once and the last good state stays.
    Where there is none yet, ``otherwise()`` is used; without it the error is raised, so that a start says so.
    """

    def __init__(self, folder: Path, load: Callable[[Path], T], otherwise: Callable[[], T] | None = None) -> None:
        self._folder, self._load, self._otherwise = folder, load, otherwise
        self._lock = Lock()
        self._states: list[T] = []
        self._seen: tuple[object, ...] | None = None
        self._next = float("-inf")

    def current(self, now: float) -> T:
        """``now`` is a monotonic clock. While one thread reloads, the others go on with what they have."""
        if self._states and now < self._next:
            return self._states[-1]
        if self._lock.acquire(blocking=not self._states):
            try:
                self._look(now)
            finally:
                self._lock.release()
        return self._states[-1]

    def _look(self, now: float) -> None:
        if self._states and now < self._next:
            return
        seen = tuple(_signs(self._folder))
        if not self._states or seen != self._seen:
            self._states[:] = [self._loaded()]
        # What was seen before the load: a file that changes meanwhile is noticed at the next look.
        self._seen, self._next = seen, now + EVERY

    def _loaded(self) -> T:
        try:
            return self._load(self._folder)
        except (LexiconError, OSError) as problem:
            if not self._states and self._otherwise is None:
                raise
            log.warning("词表有误，暂不采用：%s", problem)
            return self._states[-1] if self._states else self._fallback()

    def _fallback(self) -> T:
        assert self._otherwise is not None, "asked only where there is one"
        return self._otherwise()


def _signs(folder: Path) -> Iterator[tuple[str, int, int, int]]:
    """Name, identity, size and time of every file below; nothing for a folder that is not there."""
    for root, folders, names in os.walk(folder):
        # Drafts and locks are hidden: what is still being written is nobody's to read.
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(name for name in names if not name.startswith(".")):
            path = os.path.join(root, name)
            try:
                status = os.stat(path)
            except FileNotFoundError:
                yield path, 0, 0, 0
            else:
                yield path, status.st_ino, status.st_size, status.st_mtime_ns
