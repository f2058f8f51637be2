"""The chat page in a real browser, on a phone and on a desktop, over a conversation that echoes."""

import asyncio
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect
from starlette.applications import Starlette
from starlette.routing import Mount

from bot.channels.base import Choice, Heard, Said
from bot.channels.web import WebChat
from bot.emulated.serving import serving
from tests.browser.conftest import PHONE, shoot
from tests.fakes.conversation import EchoConversation
from tests.fakes.desk import FakeDesk
from tracker.contract import Button, Channel, Message, Sender

TWO = ((Choice("跳过", "skip:1"), Choice("取消", "drop:1")),)


def reply(heard: Heard) -> tuple[Said, ...]:
    words = heard.button or heard.text or "材料"
    return (Said("记下了。"), Said(f"听到：{words}", TWO))


@dataclass
class Stage:
    """A server in a thread: playwright's own loop occupies this one."""

    conversation: EchoConversation = field(default_factory=lambda: EchoConversation(reply))
    desk: FakeDesk = field(default_factory=FakeDesk)
    address: str = ""

    def notify(self, number: str) -> None:
        rate = [Button(label=label, data=f"rate:{number}:1:{score}") for label, score in RATES]
        [sender] = {heard.sender for heard in self.conversation.heard.values()}
        message = Message(id=1, text=f"您反映的 {number} 有答复了。", buttons=rate, at=datetime.now(UTC))
        self.desk.notices.append((Sender(channel=Channel.WEB, sender=sender), message))

    async def serve(self, ready: threading.Event, stop: threading.Event) -> None:
        chat = WebChat(
            conversation=self.conversation,
            desk=self.desk,
            history=self.conversation.history,
            clock=lambda: datetime.now(UTC),
            secret="a secret of the tests only",
            title="游仙区效能投诉",
            rhythm=0.1,
        )
        stopping = asyncio.Event()
        async with serving(Starlette(routes=[Mount("/chat", chat.app)])) as root, asyncio.TaskGroup() as tasks:
            self.address = f"{root}/chat/"
            tasks.create_task(chat.run(stopping))
            ready.set()
            await asyncio.to_thread(stop.wait)
            stopping.set()


RATES = (("满意", "satisfied"), ("基本满意", "fair"), ("不满意", "dissatisfied"))


@pytest.fixture
def stage() -> Iterator[Stage]:
    stage, ready, stop = Stage(), threading.Event(), threading.Event()
    thread = threading.Thread(target=lambda: asyncio.run(stage.serve(ready, stop)))
    thread.start()
    ready.wait()
    yield stage
    stop.set()
    thread.join()


def write(page: Page, words: str) -> None:
    page.get_by_label("您要说的话").fill(words)
    page.get_by_label("您要说的话").press("Enter")


def test_wang_talks_on_her_phone(stage: Stage, phone: Page) -> None:
    phone.goto(stage.address)
    expect(phone.get_by_role("status")).to_have_text("已连接")
    shoot(phone, "chat-phone-empty")
    write(phone, "社保窗口中午没人")
    expect(phone.locator(".bubble.mine")).to_have_text("社保窗口中午没人")
    expect(phone.locator(".bubble.bot").last).to_have_text("听到：社保窗口中午没人")
    shoot(phone, "chat-phone-asked")
    phone.get_by_role("button", name="跳过").tap()
    expect(phone.locator(".pressed")).to_have_text("跳过")
    expect(phone.locator(".bubble.bot").last).to_have_text("听到：skip:1")
    expect(phone.get_by_role("button", name="跳过")).to_have_count(1)


def test_nothing_to_touch_is_smaller_than_a_finger_and_no_letter_smaller_than_16_px(stage: Stage, phone: Page) -> None:
    phone.goto(stage.address)
    write(phone, "窗口没人")
    expect(phone.locator(".choices")).to_be_visible()
    for thing in phone.locator("button:visible, textarea, .attach").all():
        box = thing.bounding_box()
        assert box is not None
        assert min(box["height"], box["width"]) >= 44, thing.inner_text()
    sizes = phone.locator("body *:visible").evaluate_all(
        "all => all.map(e => parseFloat(getComputedStyle(e).fontSize))"
    )
    assert min(sizes) >= 16


def test_the_hint_that_a_machine_answers_stays_in_sight(stage: Stage, phone: Page) -> None:
    phone.goto(stage.address)
    for n in range(6):
        write(phone, f"第{n}句")
    expect(phone.locator(".bubble.bot").last).to_have_text("听到：第5句")
    expect(phone.get_by_text("自动助手", exact=True)).to_be_in_viewport()
    expect(phone.locator(".bubble.bot").last).to_be_in_viewport()


def test_after_a_reload_the_talk_is_there_again(stage: Stage, desktop: Page) -> None:
    desktop.goto(stage.address)
    write(desktop, "窗口没人")
    expect(desktop.locator(".bubble.bot").last).to_have_text("听到：窗口没人")
    shoot(desktop, "chat-desktop")
    desktop.reload()
    expect(desktop.locator(".bubble.mine")).to_have_text("窗口没人")
    expect(desktop.locator(".bubble.bot").last).to_have_text("听到：窗口没人")


def test_a_notice_arrives_by_itself_and_is_rated_once(stage: Stage, phone: Page) -> None:
    phone.goto(stage.address)
    write(phone, "窗口没人")
    expect(phone.locator(".choices")).to_be_visible()
    stage.notify("YX20261123-0001")
    expect(phone.locator(".bubble.news")).to_have_text("您反映的 YX20261123-0001 有答复了。")
    shoot(phone, "chat-phone-notice")
    phone.get_by_role("button", name="满意", exact=True).tap()
    expect(phone.locator(".pressed")).to_have_text("满意")
    expect(phone.get_by_role("button", name="不满意")).to_have_count(0)


def test_without_a_network_the_words_wait_and_go_out_once(stage: Stage, chromium: Browser) -> None:
    context = chromium.new_context(viewport=PHONE, locale="zh-CN")  # type: ignore[arg-type]
    phone = context.new_page()
    phone.goto(stage.address)
    expect(phone.get_by_role("status")).to_have_text("已连接")
    context.set_offline(True)
    expect(phone.get_by_role("status")).to_have_text("没有网络")
    write(phone, "断网时说的话")
    expect(phone.locator(".state")).to_have_text("还没有送出，恢复连接后自动发送")
    shoot(phone, "chat-phone-offline")
    context.set_offline(False)
    expect(phone.locator(".bubble.bot").last).to_have_text("听到：断网时说的话")
    expect(phone.get_by_role("status")).to_have_text("已连接")
    expect(phone.locator(".bubble.mine")).to_have_count(1)
    assert stage.conversation.texts() == ["断网时说的话"]
    context.close()


def test_a_photo_is_sent_and_shown(stage: Stage, phone: Page, tmp_path: Path) -> None:
    picture = tmp_path / "门口.png"
    Image.new("RGB", (300, 200), "#0f6b57").save(picture)
    phone.goto(stage.address)
    phone.locator("#file").set_input_files(picture)
    expect(phone.locator(".bubble.mine img")).to_be_visible()
    expect(phone.locator(".bubble.bot").last).to_have_text("听到：材料")
    assert stage.desk.evidence == [picture.read_bytes()]
    shoot(phone, "chat-phone-photo")


def test_a_file_of_30_mb_is_refused_before_it_travels(stage: Stage, phone: Page, tmp_path: Path) -> None:
    huge = tmp_path / "录像.mp4"
    with huge.open("wb") as file:
        file.truncate(30 * 1024 * 1024)
    phone.goto(stage.address)
    phone.locator("#file").set_input_files(huge)
    expect(phone.get_by_role("alert")).to_contain_text("超过 20 MB")
    assert stage.conversation.heard == {}


def test_markup_is_shown_as_it_was_written(stage: Stage, phone: Page) -> None:
    phone.goto(stage.address)
    write(phone, "<img src=x onerror=alert(1)> '; DROP TABLE cases; --")
    expect(phone.locator(".bubble.mine")).to_have_text("<img src=x onerror=alert(1)> '; DROP TABLE cases; --")
    expect(phone.locator(".bubble img")).to_have_count(0)


def test_whoever_uses_the_computer_next_sees_nothing(stage: Stage, desktop: Page) -> None:
    desktop.goto(stage.address)
    write(desktop, "窗口没人")
    expect(desktop.locator(".bubble.mine")).to_have_count(1)
    desktop.get_by_role("button", name="结束对话").click()
    shoot(desktop, "chat-desktop-leaving")
    desktop.get_by_role("button", name="结束并清除").click()
    expect(desktop.locator(".examples")).to_be_visible()
    expect(desktop.locator(".bubble.mine")).to_have_count(0)
