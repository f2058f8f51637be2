"""Pages in the system's Chromium: a phone and a desktop, each failing its test on any error of the page.

Playwright's synchronous API keeps an event loop in the thread until it is stopped, so it lives only as
long as this package; no test beside it may be a coroutine.
"""

import re
import shutil
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx2
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.journeys.processes import Installation, Process, installed, wait_until
from tests.tools import lacking

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
SCREENSHOTS = ROOT / "var" / "screenshots"
QUIET = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 800}
PATIENCE = 30_000
"""Milliseconds that a busy machine may need; a page that is right at once costs nothing."""

REFUSAL = re.compile(r"the server responded with a status of 4(09|22) ")
"""The browser notes it as an error; the page tells the person, and the test reads it there."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    program = shutil.which("chromium")
    if program is None:
        lacking("Chromium")
    with sync_playwright() as playwright:
        expect.set_options(timeout=PATIENCE)
        browser = playwright.chromium.launch(executable_path=program, args=list(QUIET))
        yield browser
        browser.close()


@pytest.fixture
def served(request: pytest.FixtureRequest) -> None:
    """The house of a test opens before its browser and so closes after it: no page asks a house that is gone."""
    if "stage" in request.fixturenames:
        request.getfixturevalue("stage")


@pytest.fixture
def phone(chromium: Browser, served: None) -> Iterator[Page]:
    context = chromium.new_context(
        viewport=PHONE, device_scale_factor=2, is_mobile=True, has_touch=True, locale="zh-CN"  # type: ignore[arg-type]
    )
    with faultless_page(context) as page:
        yield page


@pytest.fixture
def desktop(chromium: Browser, served: None) -> Iterator[Page]:
    context = chromium.new_context(viewport=DESKTOP, locale="zh-CN")  # type: ignore[arg-type]
    with faultless_page(context) as page:
        yield page


@contextmanager
def faultless_page(context: BrowserContext) -> Iterator[Page]:
    """A page whose script errors and console errors fail the test that used it."""
    faults: list[str] = []
    page = context.new_page()
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    yield page
    context.close()
    assert [fault for fault in faults if not REFUSAL.search(fault)] == []


def shoot(page: Page, name: str) -> None:
    """Keeps ``var/screenshots/<name>.png`` for the eyes, and refuses a page that scrolls sideways."""
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SCREENSHOTS / f"{name}.png", full_page=True)
    too_wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert too_wide <= 0, f"{name} scrolls sideways by {too_wide} px"


@dataclass(slots=True)
class Demo:
    """``huiyin run`` with the demonstration district; the address stays the same over a restart."""

    installation: Installation
    address: str
    process: Process = field(init=False)

    def start(self) -> None:
        self.process = self.installation.start("run")
        wait_until(self._ready, every=0.2)

    def stop(self) -> None:
        self.process.stop()

    def _ready(self) -> bool:
        assert self.process.popen.poll() is None, self.process.log.read_text("utf-8")
        try:
            return httpx2.get(f"{self.address}/readyz").is_success
        except httpx2.TransportError:
            return False


@pytest.fixture(scope="package")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    port, folder = free_port(), tmp_path_factory.mktemp("demo")
    address = f"http://127.0.0.1:{port}"
    settings = {"demo": "1", "port": str(port), "public_url": address, "outbox_seconds": "0.2"}
    with installed("", folder, **settings) as installation:
        demo = Demo(installation, address)
        demo.start()
        yield demo
        demo.stop()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
