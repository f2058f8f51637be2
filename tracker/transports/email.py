"""E-mail by SMTP."""

import hashlib
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import format_datetime
from urllib.parse import unquote, urlsplit

import aiosmtplib

from tracker.transports.base import Letter, TransportError

PORTS = {"smtp": 25, "smtps": 465}

POLICY_REFUSAL = "5.7."
"""Enhanced status (RFC 3463) of a server that dislikes us or the letter, not the address."""


@dataclass(frozen=True, slots=True)
class SmtpServer:
    host: str
    port: int
    username: str | None = None
    password: str | None = None
    tls: bool = False

    @classmethod
    def from_url(cls, url: str) -> "SmtpServer":
        """``smtp://[user:pass@]host[:port]`` (STARTTLS where offered) or ``smtps://`` (TLS from the first byte).

        Raises :class:`ValueError` in Chinese, without the password.
        """
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError as error:
            raise ValueError("发信服务器的端口不对") from error
        if parts.scheme not in PORTS or not parts.hostname:
            raise ValueError("发信服务器应写成 smtp://用户名:密码@主机:端口 或 smtps://…")
        return cls(
            host=parts.hostname,
            port=port or PORTS[parts.scheme],
            username=unquote(parts.username) if parts.username else None,
            password=unquote(parts.password) if parts.password else None,
            tls=parts.scheme == "smtps",
        )


class Email:
    """``footer`` stands under every letter."""

    def __init__(self, server: SmtpServer, *, sender: str, footer: str = "") -> None:
        self._server = server
        self._sender = sender
        self._footer = footer

    async def send(self, address: str, letter: Letter) -> None:
        server = self._server
        try:
            await aiosmtplib.send(
                self._message(address, letter),
                recipients=[address],
                sender=self._sender,
                hostname=server.host,
                port=server.port,
                username=server.username,
                password=server.password,
                use_tls=server.tls,
            )
        except aiosmtplib.SMTPRecipientsRefused as error:
            raise _refused(error.recipients[0]) from error
        except aiosmtplib.SMTPResponseException as error:
            # Log-in, sender or content were refused: ours to mend, the address may be good.
            raise TransportError(f"发信服务器答复 {error.code}") from error
        except (aiosmtplib.SMTPException, OSError) as error:
            raise TransportError(f"连不上发信服务器（{type(error).__name__}）") from error

    def _message(self, address: str, letter: Letter) -> EmailMessage:
        message = EmailMessage()
        message["From"] = self._sender
        message["To"] = address
        message["Subject"] = " ".join(letter.subject.split())
        message["Date"] = format_datetime(letter.at)
        message["Message-ID"] = self._message_id(letter)
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(f"{letter.text}\n\n-- \n{self._footer}\n" if self._footer else f"{letter.text}\n")
        return message

    def _message_id(self, letter: Letter) -> str:
        """The same at every try, so that a mail program shows a letter sent twice once."""
        domain = self._sender.rpartition("@")[2].rstrip(">")
        return f"<{hashlib.sha256(letter.key.encode()).hexdigest()[:32]}@{domain}>"


def _refused(error: aiosmtplib.SMTPRecipientRefused) -> TransportError:
    unknown = 500 <= error.code < 600 and not error.message.startswith(POLICY_REFUSAL)
    return TransportError(f"收件地址被拒收（{error.code}）", permanent=unknown)
