"""Doors that remember what came through, and fail as they are told."""

from collections import defaultdict
from dataclasses import dataclass, field

from tracker.transports import Letter


@dataclass
class FakeDoor:
    """``failing`` maps an address to what a try raises; the key ``*`` is for every address."""

    failing: dict[str, Exception] = field(default_factory=dict)
    sent: dict[str, list[Letter]] = field(default_factory=lambda: defaultdict(list))
    tries: int = 0

    async def send(self, address: str, letter: Letter) -> None:
        self.tries += 1
        error = self.failing.get(address) or self.failing.get("*")
        if error:
            raise error
        self.sent[address].append(letter)

    @property
    def subjects(self) -> list[str]:
        return [letter.subject for letters in self.sent.values() for letter in letters]
