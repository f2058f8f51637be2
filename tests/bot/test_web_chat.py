"""The addresses behind the chat page: who may write, what is refused and how, and what becomes news."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import httpx2
import pytest
from sqlalchemy.exc import OperationalError
from starlette.applications import Starlette
from starlette.routing import Mount

from bot.channels.base import Attachment, Heard
from bot.channels.web import Pace, WebChat
from bot.desk import DeskDown, DeskRefused
from tests.fakes.conversation import EchoConversation
from tests.fakes.desk import FakeDesk
from tracker.contract import Channel, Sender

ROOT = "http://huiyin.test"
OURS = {"Origin": ROOT, "X-Huiyin": "chat"}
DATABASE_DOWN = OperationalError("INSERT", {}, Exception("down"))
JPEG = b"\xff\xd8\xff picture"


class Stage:
    """The chat mounted as in production, over a conversation that echoes."""

    def __init__(self, *, pace: Pace | None = None, public_url: str = "") -> None:
        self.conversation, self.desk = EchoConversation(), FakeDesk()
        self.chat = WebChat(
            conversation=self.conversation,
            desk=self.desk,
            history=self.conversation.history,
            clock=lambda: datetime.now(UTC),
            secret="a secret of the tests only",
            pace=pace,
            public_url=public_url,
            rhythm=0.05,
        )
        self.app = Starlette(routes=[Mount("/chat", self.chat.app)])

    def browser(self) -> "Browser":
        return Browser(self)


class Browser:
    """One person's browser: keeps its cookie, and what it has seen."""

    def __init__(self, stage: Stage) -> None:
        transport = httpx2.ASGITransport(app=stage.app)
        self.http = httpx2.AsyncClient(transport=transport, base_url=ROOT, headers=OURS)

    async def open(self) -> httpx2.Response:
        return await self.http.get("/chat/")

    async def say(self, text: str = "", *, key: str = "key-00000001", **more: Any) -> httpx2.Response:
        return await self.http.post("/chat/say", json={"key": key, "text": text, **more})

    async def send(self, data: bytes, name: str = "门口.jpg") -> httpx2.Response:
        return await self.http.post(f"/chat/evidence?key=file-0001&name={name}", content=data)

    async def news(self, **seen: Any) -> Any:
        response = await self.http.get("/chat/news", params=seen)
        assert response.status_code == 200, response.text
        return response.json()


@pytest.fixture
def stage() -> Stage:
    return Stage()


@pytest.fixture
async def wang(stage: Stage) -> AsyncIterator[Browser]:
    browser = stage.browser()
    async with browser.http:
        await browser.open()
        yield browser


def problem(response: httpx2.Response) -> tuple[int, str]:
    body = response.json()
    assert response.headers["content-type"] == "application/problem+json"
    assert not body["detail"].isascii()
    return response.status_code, body["code"]


async def answered(wang: Browser) -> dict[str, Any]:
    """The only exchange, as soon as it has its answer."""
    news = await wang.news()
    while not (news["exchanges"] and news["exchanges"][0]["says"]):
        news = await wang.news(pending=1)
    [exchange] = news["exchanges"]
    return dict(exchange)


async def test_wang_is_given_a_signed_cookie_that_no_script_can_read(stage: Stage) -> None:
    response = await stage.browser().open()
    cookie = response.headers["set-cookie"]
    assert {"HttpOnly", "SameSite=lax", "Path=/chat"} <= set(cookie.split("; "))


async def test_the_same_browser_stays_the_same_person(wang: Browser) -> None:
    assert "set-cookie" not in (await wang.open()).headers


async def test_what_wang_says_is_stored_and_the_answer_becomes_news(wang: Browser) -> None:
    assert (await wang.say("窗口没人")).status_code == 202
    exchange = await answered(wang)
    assert exchange["text"] == "窗口没人"
    assert exchange["key"] == "key-00000001"
    assert exchange["says"] == [{"text": "听到：窗口没人", "choices": [[{"label": "好", "data": "ok"}]]}]


async def test_a_pressed_button_arrives_as_its_data(wang: Browser, stage: Stage) -> None:
    await wang.say(button="rate:YX20261123-0001:1:satisfied")
    [heard] = stage.conversation.heard.values()
    assert (heard.button, heard.text) == ("rate:YX20261123-0001:1:satisfied", "")


async def test_the_same_key_again_is_the_same_message(wang: Browser, stage: Stage) -> None:
    for _ in range(10):
        assert (await wang.say("窗口没人")).status_code == 202
    assert stage.conversation.texts() == ["窗口没人"]


async def test_two_people_with_the_same_key_do_not_meet(wang: Browser, stage: Stage) -> None:
    sun = stage.browser()
    await sun.open()
    await wang.say("我是王秀英")
    await sun.say("我是孙莉")
    assert sorted(stage.conversation.texts()) == ["我是孙莉", "我是王秀英"]
    assert [e["text"] for e in (await sun.news())["exchanges"]] == ["我是孙莉"]


async def test_news_is_waited_for_and_comes_at_once_when_it_comes(wang: Browser) -> None:
    waiting = asyncio.create_task(wang.news())
    await asyncio.sleep(0.02)
    assert not waiting.done()
    await wang.say("窗口没人")
    assert [e["text"] for e in (await waiting)["exchanges"]] == ["窗口没人"]


async def test_what_the_page_shows_already_is_not_sent_again(wang: Browser) -> None:
    await wang.say("一", key="key-00000001")
    await answered(wang)
    await wang.say("二", key="key-00000002")
    news = await wang.news(since="key-00000001")
    assert [e["text"] for e in news["exchanges"]] == ["二"]


async def test_an_impatient_page_is_answered_at_once_with_nothing(wang: Browser) -> None:
    assert await wang.news(patient=False) == {"exchanges": [], "notices": []}


async def test_a_notice_is_shown_until_the_page_says_it_has_it(wang: Browser, stage: Stage) -> None:
    await wang.say("窗口没人")
    [heard] = stage.conversation.heard.values()
    stage.desk.notify(Sender(channel=Channel.WEB, sender=heard.sender), "您反映的事有答复了")
    await answered(wang)
    [notice] = (await wang.news(since="key-00000001"))["notices"]
    assert notice["says"][0]["text"] == "您反映的事有答复了"
    assert (await wang.news(since="key-00000001"))["notices"] == [notice]
    assert (await wang.news(since="key-00000001", after=notice["id"], patient=False))["notices"] == []


async def test_while_the_tracker_is_down_the_talk_goes_on_without_notices(wang: Browser, stage: Stage) -> None:
    stage.desk.down = DeskDown("down")
    await wang.say("窗口没人")
    assert (await answered(wang))["says"]


@pytest.mark.parametrize(("kept_as", "kind"), [("jpg", "photo"), ("pdf", "document")])
async def test_a_file_is_handed_to_the_desk_and_heard_as_kept(
    wang: Browser, stage: Stage, kept_as: str, kind: str
) -> None:
    assert (await wang.send(JPEG, name=kept_as)).status_code == 202
    [heard] = stage.conversation.heard.values()
    assert stage.desk.evidence == [JPEG]
    assert heard.attachments == (Attachment(kind, name=kept_as, size=len(JPEG), kept="evidence-1"),)


async def test_a_file_of_30_mb_is_refused_in_words_and_nothing_is_heard(wang: Browser, stage: Stage) -> None:
    response = await wang.send(bytes(30 * 1024 * 1024))
    assert problem(response) == (413, "too_large")
    assert "20 MB" in response.json()["detail"]
    assert stage.conversation.heard == {}


async def test_a_file_the_desk_does_not_take_is_refused_in_its_words(wang: Browser, stage: Stage) -> None:
    stage.desk.refuse = DeskRefused("broken_image", "图片已经损坏，打不开。", 415)
    response = await wang.send(JPEG)
    assert problem(response) == (415, "broken_image")
    assert response.json()["detail"] == "图片已经损坏，打不开。"


async def test_a_file_is_not_acknowledged_while_the_desk_is_down(wang: Browser, stage: Stage) -> None:
    stage.desk.down = DeskDown("down")
    assert problem(await wang.send(JPEG)) == (503, "busy")


async def test_nothing_is_acknowledged_that_was_not_stored(wang: Browser, stage: Stage) -> None:
    stage.conversation.broken = DATABASE_DOWN
    assert problem(await wang.say("窗口没人")) == (503, "busy")
    stage.conversation.broken = None
    assert (await wang.say("窗口没人")).status_code == 202


async def test_a_fault_of_ours_is_a_sentence_and_nothing_of_it_is_shown(wang: Browser, stage: Stage) -> None:
    stage.conversation.broken = RuntimeError("王秀英")
    transport = httpx2.ASGITransport(app=stage.app, raise_app_exceptions=False)
    async with httpx2.AsyncClient(transport=transport, headers=OURS, cookies=wang.http.cookies) as http:
        response = await http.post(f"{ROOT}/chat/say", json={"key": "key-00000001"})
    assert problem(response) == (500, "fault")
    assert "王秀英" not in response.text


async def test_who_writes_too_fast_is_told_how_long_to_wait() -> None:
    stage = Stage(pace=Pace(2))
    wang, li = stage.browser(), stage.browser()
    await wang.open()
    await li.open()
    for n in range(2):
        assert (await wang.say("快", key=f"key-0000000{n}")).status_code == 202
    refused = await wang.say("更快", key="key-00000009")
    assert problem(refused) == (429, "too_many")
    assert 0 < int(refused.headers["retry-after"]) <= 60
    assert (await li.say("慢")).status_code == 202


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.test", "X-Huiyin": "chat"},
        {"Origin": "null", "X-Huiyin": "chat"},
        {"Origin": "", "X-Huiyin": "chat"},
        {"Origin": ROOT, "X-Huiyin": ""},
    ],
)
async def test_a_foreign_page_cannot_write_for_wang(wang: Browser, stage: Stage, headers: dict[str, str]) -> None:
    wang.http.headers.update(headers)
    assert problem(await wang.say("我没说过")) == (403, "foreign_page")
    assert problem(await wang.send(JPEG)) == (403, "foreign_page")
    assert problem(await wang.http.post("/chat/leave")) == (403, "foreign_page")
    assert stage.conversation.heard == {}


async def test_behind_a_proxy_the_public_address_counts_as_ours() -> None:
    wang = Stage(public_url="https://xn.gov.test").browser()
    await wang.open()
    wang.http.headers["Origin"] = "https://xn.gov.test"
    assert (await wang.say("窗口没人")).status_code == 202


@pytest.mark.parametrize("cookie", ["", "wang", "wang.", "wang.0000", "."])
async def test_a_forged_cookie_is_nobody(stage: Stage, cookie: str) -> None:
    sun = stage.browser()
    sun.http.headers["Cookie"] = f"huiyin_person={cookie}"
    assert problem(await sun.say("窗口没人")) == (401, "unknown_visitor")
    assert problem(await sun.http.get("/chat/news")) == (401, "unknown_visitor")
    assert "set-cookie" in (await sun.open()).headers


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"[]",
        b'{"text": "no key"}',
        b'{"key": "short", "text": "x"}',
        b'{"key": "key-00000001", "text": 5}',
        b'{"key": "key-00000001", "text": "\\ud800"}',
        b'{"key": "key-00000001", "button": "' + b"x" * 65 + b'"}',
    ],
)
async def test_a_malformed_message_is_refused_in_words(wang: Browser, stage: Stage, body: bytes) -> None:
    response = await wang.http.post("/chat/say", content=body)
    assert problem(response) == (422, "malformed")
    assert stage.conversation.heard == {}


async def test_a_hundred_thousand_characters_reach_the_dialogue_and_ten_times_that_is_refused(
    wang: Browser, stage: Stage
) -> None:
    assert (await wang.say("长" * 100_000)).status_code == 202
    assert problem(await wang.say("长" * 1_000_000, key="key-00000002")) == (413, "too_long")
    assert [len(text) for text in stage.conversation.texts()] == [100_000]


@pytest.mark.parametrize("seen", [{"pending": -1}, {"after": "x"}, {"since": "k" * 200}])
async def test_senseless_news_are_not_asked_for(wang: Browser, seen: dict[str, Any]) -> None:
    assert problem(await wang.http.get("/chat/news", params=seen)) == (422, "malformed")


async def test_who_ends_the_talk_leaves_no_trace_in_the_browser(wang: Browser) -> None:
    await wang.say("窗口没人")
    assert (await wang.http.post("/chat/leave")).status_code == 204
    assert problem(await wang.http.get("/chat/news")) == (401, "unknown_visitor")


async def test_no_script_but_our_own_can_run_and_nobody_keeps_a_copy(wang: Browser) -> None:
    page, script = await wang.open(), await wang.http.get("/chat/static/chat.js")
    for response in (page, script, await wang.say("x"), await wang.http.get("/chat/nowhere")):
        policy = response.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert response.headers["x-content-type-options"] == "nosniff"
    assert page.headers["cache-control"] == "no-store"
    assert "自动助手" in page.text
    assert "<script>" not in page.text


async def test_stopping_sends_waiting_pages_home_and_finishes_what_was_begun(wang: Browser, stage: Stage) -> None:
    stop = asyncio.Event()
    running = asyncio.create_task(stage.chat.run(stop))
    await wang.say("窗口没人")
    exchange = await answered(wang)
    waiting = asyncio.create_task(wang.news(since=exchange["key"]))
    await asyncio.sleep(0.02)
    stop.set()
    assert (await waiting)["exchanges"] == []
    await running


async def test_what_a_crash_left_unanswered_is_answered_after_the_start(wang: Browser, stage: Stage) -> None:
    await stage.conversation.receive(Heard("web", "p", "p:key", datetime.now(UTC), text="昨晚的话"))
    stop = asyncio.Event()
    running = asyncio.create_task(stage.chat.run(stop))
    while not stage.conversation.answered:
        await asyncio.sleep(0.01)
    stop.set()
    await running
    assert stage.conversation.said["p:key"][0].text == "听到：昨晚的话"
