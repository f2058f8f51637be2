"""The chain of events of a case: each carries the hash of the one before, so an edit shows."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

GENESIS = "0" * 64


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
    return json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def seal(link: Link) -> str:
    """SHA-256 of the canonical form, hex."""
    return hashlib.sha256(canonical(link)).hexdigest()


def breaks(chain: Iterable[tuple[Link, str]]) -> list[str]:
    """What is wrong with one case's (link, stored hash) pairs, in Chinese and in order; empty when nothing is.

    A tail cut off leaves a whole chain: anchors kept elsewhere show that.
    """
    found: list[str] = []
    before = GENESIS
    for expected, (link, stored) in enumerate(chain, start=1):
        where = f"第{link.seq}条办理记录"
        if link.seq != expected:
            found.append(f"{where}：这里应是第{expected}条，记录有缺失或顺序不对")
        if link.before != before:
            found.append(f"{where}：和前一条接不上")
        if seal(link) != stored:
            found.append(f"{where}：写入后被改动过")
        before = stored
    return found
