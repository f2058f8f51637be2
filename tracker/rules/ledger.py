"""The chain of events of a case: each carries the hash of the one before, so an edit shows.

Where words were erased in time (保存期限), a tombstone vouches for the event, and a later event for the tombstone.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from tracker.rules.words import Action
from tracker.rules.workdays import local_date

GENESIS = "0" * 64
STANDS = frozenset({Action.ARCHIVE.value, Action.ERASE.value, Action.HOLD.value, Action.LIFT_HOLD.value})
"""What these events say is never erased."""


@dataclass(frozen=True, slots=True)
class Link:
    """One event as it enters the chain. ``details`` must be JSON; ``at`` aware, kept to the microsecond."""

    number: str
    seq: int
    at: datetime
    actor: str
    action: str
    reason: str
    visibility: str
    details: Mapping[str, Any]
    before: str


@dataclass(frozen=True, slots=True)
class Tomb:
    """Event ``seq`` without its words: the ``hash`` it had, the seal of what ``remains``, the event that erased it."""

    seq: int
    hash: str
    remains: str
    by: int


def canonical(link: Link) -> bytes:
    """UTF-8 JSON, sorted keys, no spaces, UTC time: the same bytes on every machine and database."""
    fields = {
        "number": link.number,
        "seq": link.seq,
        "at": link.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": link.actor,
        "action": link.action,
        "reason": link.reason,
        "visibility": link.visibility,
        "details": dict(link.details),
        "before": link.before,
    }
    return _json(fields)


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def seal(link: Link) -> str:
    """SHA-256 of the canonical form, hex."""
    return hashlib.sha256(canonical(link)).hexdigest()


def digest_of(value: Any) -> str:
    """SHA-256 of anything JSON can say, hex."""
    return hashlib.sha256(_json(value)).hexdigest()


def digest_of_tombs(tombs: Iterable[Tomb]) -> str:
    """What the erasing event says about the tombstones it set."""
    return digest_of([[tomb.seq, tomb.hash, tomb.remains] for tomb in sorted(tombs, key=lambda tomb: tomb.seq)])


def breaks(chain: Iterable[tuple[Link, str]], tombs: Iterable[Tomb] = ()) -> list[str]:
    """What is wrong with one case's (link, stored hash) pairs, in Chinese and in order; empty when nothing is.

    A tail cut off leaves a whole chain: anchors kept elsewhere show that.
    """
    found: list[str] = []
    graves = _Graves(tombs)
    before = GENESIS
    for expected, (link, stored) in enumerate(chain, start=1):
        where = f"第{link.seq}条办理记录"
        if link.seq != expected:
            found.append(f"{where}：这里应是第{expected}条，记录有缺失或顺序不对")
        if link.before != before:
            found.append(f"{where}：和前一条接不上")
        whole = seal(link) == stored
        if not whole and not graves.cover(link, stored):
            found.append(f"{where}：写入后被改动过")
        found.extend(f"{where}：{why}" for why in graves.vouch(link) if whole)
        before = stored
    return [*found, *graves.left()]


class _Graves:
    """The tombstones of one chain, and which of its events vouched for them."""

    def __init__(self, tombs: Iterable[Tomb]) -> None:
        self._by_seq = {tomb.seq: tomb for tomb in tombs}
        self._unvouched = {tomb.by for tomb in self._by_seq.values()}
        self._until: Mapping[str, str] = {}

    def cover(self, link: Link, stored: str) -> bool:
        """This event was erased and is what was left of it then."""
        tomb = self._by_seq.get(link.seq)
        return (
            tomb is not None
            and link.action not in STANDS
            and tomb.by > link.seq
            and (tomb.hash, tomb.remains) == (stored, seal(link))
        )

    def vouch(self, link: Link) -> Iterator[str]:
        """Takes an unbroken event at its word; yields what does not fit."""
        if link.action == Action.ARCHIVE:
            self._until = link.details.get("until", {})
        if link.action == Action.ERASE:
            self._unvouched.discard(link.seq)
            mine = [tomb for tomb in self._by_seq.values() if tomb.by == link.seq]
            if digest_of_tombs(mine) != link.details.get("tombs"):
                yield "清除的存证和当时记下的对不上"
            until = self._until.get(link.details.get("part", ""))
            if until is None or local_date(link.at).isoformat() <= until:
                yield "没有到保存期限就清除了"

    def left(self) -> list[str]:
        return [f"有清除的存证，却没有第{seq}条清除记录" for seq in sorted(self._unvouched)]
