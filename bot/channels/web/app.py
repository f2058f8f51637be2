"""The addresses of the page. Everything a person sends is stored before it is acknowledged."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, StringConstraints, ValidationError
from sqlalchemy.exc import SQLAlchemyError
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from bot.channels.answering import Answering, Conversation
from bot.channels.base import Attachment, Heard, Said, Unreachable
from bot.channels.web.answers import Refusal, Shield, astray, broken, busy, refused, sent
from bot.channels.web.news import History, NewsDesk, Seen, stored_key
from bot.channels.web.pace import Pace
from bot.channels.web.page import render_page
from bot.channels.web.visitor import Visitors
from bot.desk import Desk, DeskDown, DeskRefused
from tracker.contract import Channel as ChannelName

HERE = Path(__file__).parent
SAY_BYTES = 1024 * 1024
EVIDENCE_BYTES = 20 * 1024 * 1024
IMAGES = frozenset({"jpg", "png", "webp", "gif"})


class TooLarge(Exception):
    """More bytes than the limit."""


class Saying(BaseModel):
    """``key`` is made by the page; the same key again is the same message."""

    key: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{8,64}$")]
    text: str = ""
    button: Annotated[str, StringConstraints(max_length=64)] | None = None


class WebChannel:
    """A page fetches what was said by itself; saying is waking it."""

    name = ChannelName.WEB.value

    def __init__(self, ring: Callable[[str], None]) -> None:
        self._ring = ring

    async def say(self, sender: str, says: Sequence[Said]) -> None:
        self._ring(sender)

    async def fetch(self, attachment: Attachment) -> bytes:
        raise Unreachable("uploads are handed to the desk as they come", permanent=True)


class WebChat:
    """``app`` is mounted by whoever owns the server; ``run`` mends what was left unanswered until stopped.

    ``history`` is :meth:`bot.talks.Talks.history`; ``rhythm`` in seconds, see :class:`NewsDesk`.
    """

    def __init__(
        self,
        *,
        conversation: Conversation,
        desk: Desk,
        history: History,
        clock: Callable[[], datetime],
        secret: str,
        title: str = "效能投诉",
        public_url: str = "",
        pace: Pace | None = None,
        rhythm: float = 3.0,
    ) -> None:
        self._conversation = conversation
        self._desk = desk
        self._clock = clock
        self._visitors = Visitors(secret, public_url=public_url)
        self._news = NewsDesk(history, desk, rhythm=rhythm)
        self._pace = pace or Pace()
        self._title = title
        self.channel = WebChannel(self._news.bells.ring)
        self._answering = Answering(conversation, self.channel)
        self.app = self._application()

    async def run(self, stop: asyncio.Event) -> None:
        await self._answering.mend(stop)
        self.release()
        await self._answering.settle()

    def release(self) -> None:
        """Sends every page that waits for news home, so that the server can stop."""
        self._news.close()

    def _application(self) -> Starlette:
        routes = [
            Route("/", self._page),
            Route("/say", self._say, methods=["POST"]),
            Route("/evidence", self._evidence, methods=["POST"]),
            Route("/news", self._wait_for_news),
            Route("/leave", self._leave, methods=["POST"]),
            Mount("/static", StaticFiles(directory=HERE / "static")),
        ]
        return Starlette(
            routes=routes,
            middleware=[Middleware(Shield)],
            exception_handlers={Refusal: refused, SQLAlchemyError: busy, HTTPException: astray, Exception: broken},
        )

    async def _page(self, request: Request) -> Response:
        response = render_page(self._title)
        if self._visitors.known(request) is None:
            self._visitors.welcome(request, response)
        return response

    async def _say(self, request: Request) -> Response:
        person = self._writer(request)
        try:
            saying = Saying.model_validate_json(await _body(request, limit=SAY_BYTES))
        except TooLarge:
            raise Refusal(413, "too_long", "这条消息太长了，请分成几条发。") from None
        except ValidationError:
            raise Refusal(422, "malformed", "这条消息的格式不对，请刷新页面再试。") from None
        self._check_pace(person)
        return await self._take(person, saying.key, text=saying.text, button=saying.button)

    async def _evidence(self, request: Request) -> Response:
        """The file itself is the body; its name, percent-encoded, and the key are in the query."""
        person = self._writer(request)
        saying = _file_saying(request.query_params)
        self._check_pace(person)
        try:
            data = await _body(request, limit=EVIDENCE_BYTES)
        except TooLarge:
            raise Refusal(413, "too_large", "这个文件超过 20 MB，收不了。请压缩，或者拍成照片再发。") from None
        attachment = await self._keep(data, name=saying.text)
        return await self._take(person, saying.key, attachments=(attachment,))

    async def _wait_for_news(self, request: Request) -> Response:
        person = self._visitor(request)
        try:
            seen = Seen.model_validate(dict(request.query_params))
        except ValidationError:
            raise Refusal(422, "malformed", "请刷新页面。") from None
        return sent(await self._news.wait(person, seen, gone=request.is_disconnected))

    async def _leave(self, request: Request) -> Response:
        self._writer(request)
        response = Response(status_code=204)
        self._visitors.forget(request, response)
        return response

    async def _take(self, person: str, key: str, **content: Any) -> Response:
        heard = Heard(self.channel.name, person, stored_key(person, key), self._clock(), **content)
        await self._conversation.receive(heard)
        self._news.bells.ring(person)
        self._answering.soon(person)
        return Response(status_code=202)

    async def _keep(self, data: bytes, *, name: str) -> Attachment:
        try:
            kept = await self._desk.keep(data, name=name)
        except DeskRefused as refusal:
            raise Refusal(refusal.status, refusal.code, refusal.detail) from None
        except DeskDown:
            raise Refusal(503, "busy", "系统正忙，文件没有收下，请稍后再发。") from None
        kind = "photo" if kept.kind in IMAGES else "document"
        return Attachment(kind, name=name, size=kept.size, kept=kept.id)

    def _visitor(self, request: Request) -> str:
        person = self._visitors.known(request)
        if person is None:
            raise Refusal(401, "unknown_visitor", "这个页面已经失效，请刷新页面。")
        return person

    def _writer(self, request: Request) -> str:
        if not self._visitors.on_our_page(request):
            raise Refusal(403, "foreign_page", "请在本站的页面里发送。")
        return self._visitor(request)

    def _check_pace(self, person: str) -> None:
        seconds = self._pace.wait(person, self._clock())
        if seconds:
            detail = f"您发得太快了，请 {seconds} 秒后再发。刚才这条没有发出去。"
            raise Refusal(429, "too_many", detail, headers={"Retry-After": str(seconds)})


async def _body(request: Request, *, limit: int) -> bytes:
    """Raises :class:`TooLarge` as soon as it is."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > limit:
            raise TooLarge
    return bytes(body)


def _file_saying(query: Mapping[str, str]) -> Saying:
    name = query.get("name", "")[:100] or "文件"
    try:
        return Saying(key=query.get("key", ""), text=name)
    except ValidationError:
        raise Refusal(422, "malformed", "请刷新页面再试。") from None
