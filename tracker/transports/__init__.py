"""Doors to people, one file a kind."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

import httpx2

from tracker.settings import Settings, SettingsError
from tracker.transports.base import Letter, Press, Transport, TransportError
from tracker.transports.console import Console
from tracker.transports.email import Email, SmtpServer
from tracker.transports.telegram import Telegram

__all__ = ["Letter", "Press", "Transport", "TransportError", "check_mail", "open_doors"]

FOOTER = "本邮件由回音系统自动发出，请勿回复。请登录 {url}/console 办理。"


def check_mail(settings: Settings) -> None:
    """Raises :class:`SettingsError` for an SMTP address that cannot be read."""
    if settings.smtp_url:
        _email(settings)


@asynccontextmanager
async def open_doors(settings: Settings) -> AsyncIterator[Mapping[str, Transport]]:
    """Every kind of door that the settings provide for, while the block lasts.

    Raises :class:`SettingsError` for an SMTP address that cannot be read.
    """
    doors: dict[str, Transport] = {"console": Console()}
    if settings.smtp_url:
        doors["email"] = _email(settings)
    async with httpx2.AsyncClient() as client:
        token = settings.telegram_token.get_secret_value()
        if token:
            doors["telegram"] = Telegram(client, api_base=settings.telegram_api_base, token=token)
        yield doors


def _email(settings: Settings) -> Email:
    try:
        server = SmtpServer.from_url(settings.smtp_url)
    except ValueError as error:
        raise SettingsError(f"HUIYIN_SMTP_URL：{error}") from error
    return Email(server, sender=settings.mail_from, footer=FOOTER.format(url=settings.public_url))
