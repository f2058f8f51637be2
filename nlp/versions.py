"""The versions of what was learned, and which of them is in force.

``<folder>/0001/…`` are the tables, ``<folder>/active`` names the one in force (``-``: none, the shipped lexicon alone).
A version appears whole or not at all, and so does the change from one to another: write, then rename.
"""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from nlp import overlay
from nlp.lexicon import ENDING, LexiconError, lines_of
from nlp.overlay import FIELDS, Overlay

NONE = "-"
POINTER = "active"
EDITED = "edited"
"""The folder beside the versions for tables that an operator writes by hand."""


@dataclass(frozen=True, slots=True)
class Version:
    """``before`` was in force when this one was written, :data:`NONE` where nothing was."""

    name: str
    date: str
    corrections: int
    by: str
    before: str


def active(folder: Path) -> str:
    """The name of the version in force, or :data:`NONE`. Raises :class:`LexiconError` for one that is gone."""
    pointer = folder / POINTER
    name = lines_of(pointer)[0].strip() if pointer.exists() else NONE
    if name != NONE and not _is_version(folder / name):
        raise LexiconError(f"{pointer.name}:1：没有 {name[:40]!r} 这个版本，请写现有的版本号，或写 {NONE} 停用")
    return name


def current(folder: Path) -> Overlay:
    """What is in force; empty where nothing is. Raises :class:`LexiconError` for a bad line."""
    name = active(folder)
    return Overlay() if name == NONE else overlay.read(folder / name)


def versions(folder: Path) -> list[Version]:
    """Oldest first."""
    return [about(folder, path.name) for path in sorted(folder.glob("*")) if _is_version(path)]


def about(folder: Path, name: str) -> Version:
    """From the header of the first table. Raises :class:`LexiconError` where it has been lost."""
    table = folder / name / f"{FIELDS[0]}{ENDING}"
    try:
        said = dict(line.removeprefix("# ").split(": ", 1) for line in lines_of(table) if _is_said(line))
        return Version(name, said["date"], int(said["corrections"]), said["by"], said["before"])
    except (OSError, KeyError, ValueError):
        raise LexiconError(f"{name}/{table.name}：开头缺少 date、corrections、by、before 这几行说明") from None


def _is_said(line: str) -> bool:
    return line.startswith("# ") and ": " in line


def add(folder: Path, learned: Overlay, *, date: str, corrections: int, by: str) -> Version:
    """Writes the next version and puts it in force."""
    with _alone(folder):
        version = Version(_next(folder), date, corrections, " ".join(by.split()), active(folder))
        draft = Path(tempfile.mkdtemp(prefix=".draft-", dir=folder))
        try:
            overlay.write(learned, draft, _header(version))
            draft.chmod(0o755)
            draft.rename(folder / version.name)
        finally:
            shutil.rmtree(draft, ignore_errors=True)
        _point(folder, version.name)
    return version


def back(folder: Path) -> tuple[str, str]:
    """(the version that was in force, the one before it that is now). Nothing is deleted.

    Raises :class:`LexiconError` where the shipped lexicon is in force already.
    """
    with _alone(folder):
        old = active(folder)
        if old == NONE:
            raise LexiconError("现在用的就是出厂词表，没有可以退回的版本")
        before = about(folder, old).before
        if before != NONE and not _is_version(folder / before):
            raise LexiconError(f"{old} 之前的版本 {before} 已经不在了。要停用，请把 {POINTER} 的内容改成 {NONE}")
        _point(folder, before)
    return old, before


def _header(version: Version) -> Sequence[str]:
    return (
        "origin: learned from officers' corrections by huiyin learn; added to the weights of the shipped lexicon.",
        f"date: {version.date}",
        f"corrections: {version.corrections}",
        f"by: {version.by}",
        f"before: {version.before}",
    )


def _is_version(path: Path) -> bool:
    return path.name.isascii() and path.name.isdecimal() and path.is_dir()


def _next(folder: Path) -> str:
    return f"{max((int(path.name) for path in folder.glob('*') if _is_version(path)), default=0) + 1:04d}"


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One writer at a time, over processes; the lock ends with the process, however it ends."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _point(folder: Path, name: str) -> None:
    """Readers see the old name or the new one, also after a power cut."""
    draft = folder / f".{POINTER}"
    with draft.open("w", encoding="utf-8") as file:
        file.write(f"{name}\n")
        file.flush()
        os.fsync(file.fileno())
    draft.replace(folder / POINTER)
