"""Telegram's Bot API over plain HTTP, so that the tracker can speak to a citizen without the bot."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import httpx2
from pydantic import BaseModel, ValidationError

from tracker.transports.base import Letter, TransportError

TEXT_LIMIT = 4096
"""UTF-16 code units in one message."""

GONE = ("chat not found", "user is deactivated", "bot was blocked", "bot can't initiate", "peer_id_invalid")
FORBIDDEN = 403
TOO_MANY = 429


class _Parameters(BaseModel):
    retry_after: int | None = None


class _Reply(BaseModel):
    """What every answer of the Bot API looks like; the HTTP status is only a shadow of it."""

    ok: bool
    error_code: int = 0
    description: str = ""
    parameters: _Parameters = _Parameters()


class Telegram:
    """``api_base`` is the server's root; the caller keeps and closes ``client``."""

    def __init__(self, client: httpx2.AsyncClient, *, api_base: str, token: str) -> None:
        self._client = client
        self._url = f"{api_base}/bot{token}/sendMessage"

    async def send(self, address: str, letter: Letter) -> None:
        *first, last = parts(letter.text)
        for text in first:
            await self._post({"chat_id": address, "text": text})
        await self._post({"chat_id": address, "text": last, **_markup(letter)})

    async def _post(self, body: dict[str, Any]) -> None:
        try:
            response = await self._client.post(self._url, json=body)
            reply = _Reply.model_validate_json(response.content)
        except httpx2.HTTPError as error:
            # Only the type: the text of some errors carries the address, and the address the token.
            raise TransportError(f"连不上 Telegram（{type(error).__name__}）") from None
        except ValidationError:
            raise TransportError("Telegram 的答复看不懂") from None
        if not reply.ok:
            raise _error(reply)


def parts(text: str) -> Iterator[str]:
    """The text in pieces that fit, broken at a line's end where there is one. At least one piece."""
    while len(units := text.encode("utf-16-le")) > 2 * TEXT_LIMIT:
        fits = len(units[: 2 * TEXT_LIMIT].decode("utf-16-le", errors="ignore"))
        end = text.rfind("\n", 0, fits) + 1 or fits
        yield text[:end]
        text = text[end:]
    yield text


def _markup(letter: Letter) -> dict[str, Any]:
    if not letter.buttons:
        return {}
    row = [{"text": button.label, "callback_data": button.data} for button in letter.buttons]
    return {"reply_markup": {"inline_keyboard": [row]}}


def _error(reply: _Reply) -> TransportError:
    gone = reply.error_code == FORBIDDEN or any(words in reply.description.lower() for words in GONE)
    seconds = reply.parameters.retry_after if reply.error_code == TOO_MANY else None
    return TransportError(
        f"Telegram 答复 {reply.error_code}",
        permanent=gone,
        retry_after=timedelta(seconds=seconds) if seconds is not None else None,
    )
