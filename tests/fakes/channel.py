"""A way to one person that keeps what it was given to say, and can fail like a real one."""

from collections.abc import Sequence

from bot.channels.base import Attachment, Said, Unreachable


class FakeChannel:
    def __init__(self, name: str = "web") -> None:
        self.name = name
        self.said: list[tuple[str, Said]] = []
        self.files: dict[str, bytes] = {}
        self.failure: Unreachable | None = None

    async def say(self, sender: str, says: Sequence[Said]) -> None:
        if self.failure is not None:
            raise self.failure
        self.said += [(sender, said) for said in says]

    async def fetch(self, attachment: Attachment) -> bytes:
        if attachment.ref not in self.files:
            raise Unreachable("gone", permanent=True)
        return self.files[attachment.ref]
