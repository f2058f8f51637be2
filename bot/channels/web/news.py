"""What a page does not show yet. Asked for by long poll: what the page says it has is what it has."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from weakref import WeakValueDictionary

from pydantic import BaseModel, ConfigDict, Field

from bot.channels.base import Choice, Said
from bot.desk import Desk, DeskDown, DeskRefused
from bot.talks import Exchange
from tracker.contract import Channel, InboxQuery, Message

log = logging.getLogger(__name__)

SHOWN = 50
"""Exchanges a page shows after a reload."""

LOOKS_PER_INBOX = 5

History = Callable[[str, str, int], list[Exchange]]


class Seen(BaseModel):
    """``since``: key of the newest exchange shown with its answer; ``pending``: how many are shown without
    one after it; ``after``: the greatest id of the notices shown; ``patient``: wait for news."""

    model_config = ConfigDict(frozen=True)

    since: str = Field("", max_length=128)
    pending: int = Field(0, ge=0, le=SHOWN)
    after: int = Field(0, ge=0, le=2**31 - 1)
    patient: bool = True


class PageFile(BaseModel):
    kind: str
    name: str
    size: int


class PageSaid(BaseModel):
    text: str
    choices: list[list[dict[str, str]]]


class PageExchange(BaseModel):
    """``says`` is empty while the answer is on its way."""

    key: str
    at: datetime
    text: str
    button: str | None
    files: list[PageFile]
    says: list[PageSaid]


class PageNotice(BaseModel):
    id: int
    at: datetime
    says: list[PageSaid]


class News(BaseModel):
    exchanges: list[PageExchange] = []
    notices: list[PageNotice] = []

    def __bool__(self) -> bool:
        return bool(self.exchanges or self.notices)


class Bells:
    """Wakes the pages of one person."""

    def __init__(self) -> None:
        self._bells: WeakValueDictionary[str, asyncio.Event] = WeakValueDictionary()

    def of(self, person: str) -> asyncio.Event:
        """To be asked for before looking, so that nothing rings unheard in between."""
        return self._bells.setdefault(person, asyncio.Event())

    def ring(self, person: str) -> None:
        bell = self._bells.pop(person, None)
        if bell:
            bell.set()

    def ring_all(self) -> None:
        for person in list(self._bells):
            self.ring(person)


class NewsDesk:
    """Looks at once, then whenever the bell rings or ``rhythm`` seconds have passed, ``patience`` seconds long.

    The rhythm is for what another process has said, and for notices, which nobody rings for.
    """

    def __init__(self, history: History, desk: Desk, *, rhythm: float = 3.0, patience: float = 25.0) -> None:
        self.bells = Bells()
        self._history = history
        self._desk = desk
        self._rhythm = rhythm
        self._looks = max(1, round(patience / rhythm))
        self._closed = False

    async def wait(self, person: str, seen: Seen, *, gone: Callable[[], Awaitable[bool]]) -> News:
        """Empty when nothing happened in time, or when the page has ``gone``."""
        for look in range(self._looks):
            bell = self.bells.of(person)
            news = await self._look(person, seen, inbox=look % LOOKS_PER_INBOX == 0)
            if news or self._closed or not seen.patient or await gone():
                return news
            await _rings(bell, self._rhythm)
        return News()

    def close(self) -> None:
        """Sends every waiting page home, so that the server can stop."""
        self._closed = True
        self.bells.ring_all()

    async def _look(self, person: str, seen: Seen, *, inbox: bool) -> News:
        exchanges = await asyncio.to_thread(self._history, Channel.WEB, person, SHOWN)
        notices = await self._notices(person, seen.after) if inbox else []
        return News(exchanges=unseen(exchanges, seen), notices=notices)

    async def _notices(self, person: str, after: int) -> list[PageNotice]:
        query = InboxQuery(channel=Channel.WEB, sender=person, after=after)
        try:
            return [_page_notice(message) for message in await self._desk.inbox(query)]
        except (DeskDown, DeskRefused) as error:
            log.warning("inbox: %s", type(error).__name__)
            return []


def unseen(exchanges: Sequence[Exchange], seen: Seen) -> list[PageExchange]:
    """All after ``since`` as soon as one of them is new or answered; answers come in the order of the questions."""
    keys = [own_key(exchange) for exchange in exchanges]
    start = keys.index(seen.since) + 1 if seen.since in keys else 0
    rest = exchanges[start:]
    if len(rest) == seen.pending and not any(exchange.says for exchange in rest):
        return []
    return [_page_exchange(exchange) for exchange in rest]


def stored_key(person: str, key: str) -> str:
    """Keys come from the page, so one person's must not meet another's."""
    return f"{person}:{key}"


def own_key(exchange: Exchange) -> str:
    return exchange.heard.key.removeprefix(f"{exchange.heard.sender}:")


def _page_exchange(exchange: Exchange) -> PageExchange:
    heard = exchange.heard
    return PageExchange(
        key=own_key(exchange),
        at=heard.at,
        text=heard.text,
        button=heard.button,
        files=[PageFile(kind=file.kind, name=file.name, size=file.size) for file in heard.attachments],
        says=[_page_said(said) for said in exchange.says],
    )


def _page_notice(message: Message) -> PageNotice:
    buttons = tuple(Choice(button.label, button.data) for button in message.buttons)
    said = Said(message.text, (buttons,) if buttons else ())
    return PageNotice(id=message.id, at=message.at, says=[_page_said(said)])


def _page_said(said: Said) -> PageSaid:
    rows = [[{"label": choice.label, "data": choice.data} for choice in row] for row in said.choices]
    return PageSaid(text=said.text, choices=rows)


async def _rings(bell: asyncio.Event, seconds: float) -> bool:
    try:
        async with asyncio.timeout(seconds):
            return await bell.wait()
    except TimeoutError:
        return False
