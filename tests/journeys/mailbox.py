"""A real SMTP server that keeps what it takes."""

import socket
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP as WIRE

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


class Mailbox:
    """``url`` is what HUIYIN_SMTP_URL wants."""

    def __init__(self) -> None:
        self.url = ""
        self.letters: list[EmailMessage] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        assert isinstance(envelope.content, bytes)
        self.letters.append(message_from_bytes(envelope.content, policy=WIRE))
        return "250 OK"

    def taken(self) -> Counter[tuple[str, str]]:
        """How often each (recipient, subject) came."""
        return Counter((str(letter["To"]), str(letter["Subject"])) for letter in self.letters)

    def to(self, username: str) -> dict[str, int]:
        """How often each subject came to this officer. Letters of one pass are sent at once: they have no order."""
        return {subject: times for (to, subject), times in self.taken().items() if to.startswith(f"{username}@")}


@contextmanager
def open_mailbox() -> Iterator[Mailbox]:
    mailbox = Mailbox()
    # The controller learns a port that the system chose too late: it wants to call it at the start.
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(mailbox, hostname="127.0.0.1", port=port)
    controller.start()
    mailbox.url = f"smtp://127.0.0.1:{port}"
    try:
        yield mailbox
    finally:
        controller.stop()
