"""Doors that take letters, sometimes fail, and remember to whom what was brought: a second book beside the product's.

Whether a try fails follows from the letter and the try alone, so that threads change nothing.
"""

import threading
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from hashlib import sha256

from tracker.transports import Letter, TransportError

STUMBLES = 40
"""One first try in so many fails for the moment."""


@dataclass
class Mail:
    """``gone`` are addresses that do not exist any more. ``post`` are the letters of an address, oldest first;
    ``fresh`` those to citizens since somebody last looked.
    """

    gone: set[str] = field(default_factory=set)
    brought: Counter[str] = field(default_factory=Counter)
    post: dict[str, list[Letter]] = field(default_factory=lambda: defaultdict(list))
    tries: Counter[str] = field(default_factory=Counter)
    keys: set[str] = field(default_factory=set)
    fresh: list[Letter] = field(default_factory=list)
    twice: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, address: str, letter: Letter, *, keep: bool) -> None:
        with self._lock:
            self.tries[letter.key] += 1
            if address in self.gone:
                raise TransportError("地址不存在", permanent=True)
            if self.tries[letter.key] == 1 and _drawn(letter.key) % STUMBLES == 0:
                raise TransportError("对方暂时没有应答")
            self.twice += letter.key in self.keys
            self.keys.add(letter.key)
            self.brought[address] += 1
            if keep:
                self.post[address].append(letter)
                self.fresh.append(letter)


@dataclass(frozen=True, slots=True)
class Door:
    """One kind of door; only citizens' letters are kept, since only they are read again."""

    mail: Mail
    keep: bool

    async def send(self, address: str, letter: Letter) -> None:
        self.mail.take(address, letter, keep=self.keep)


def _drawn(key: str) -> int:
    return int.from_bytes(sha256(key.encode()).digest()[:4], "big")
