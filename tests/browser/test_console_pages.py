"""Console and public pages in a real browser: on a phone, on a desktop, and without any script."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import delete

from tests.browser.conftest import DESKTOP, HERE, faultless_page, free_port, shoot
from tests.builders import ANSWER, CHEAP_HASHER, NOW, Place, complaint, filing, house, register, settle, walk
from tests.tracker.web.clients import Clock
from tracker.cases.proposing import propose
from tracker.contract import Judgement, Receipt
from tracker.db import Database
from tracker.demo import PASSWORD
from tracker.models import OfficerSession
from tracker.rules.accountability import Measure
from tracker.rules.words import Level, Status
from tracker.settings import Settings
from tracker.sweep import sweep
from tracker.web.app import create_app
from tracker.web.security import get_hasher

AUDIT = (HERE / "audit.js").read_text()
UNFOLD = "document.querySelectorAll('details').forEach(d => { d.removeAttribute('name'); d.open = true; })"
CONSOLE = (
    "/console", "/console/undelivered", "/console/cards", "/console/calendar", "/console/calendar?year=2027",
    "/console/interests", "/console/letters", "/console/absences", "/console/figures", "/console/now", "/console/hot",
)  # fmt: skip
ANSWERING_FOR_IT = ("/console/accountability/1", "/console/accountability/new", "/console/gaming")


@dataclass
class Stage:
    """A server in a thread over a district with some cases in it; ``clock`` goes when a test moves it."""

    address: str
    place: Place
    clock: Clock
    overdue: Receipt
    fresh: Receipt

    def case(self, receipt: Receipt) -> str:
        return f"{self.address}/console/cases/{receipt.number}"


@pytest.fixture
def stage(sqlite_url: str, tmp_path: Path) -> Iterator[Stage]:
    db, clock = Database(sqlite_url), Clock()
    place = settle(db)
    overdue, fresh = _cases(place)
    _talk(place)
    clock.now = NOW + timedelta(days=9)
    sweep(db, house(), now=clock.now)
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    app = create_app(Settings(data_dir=tmp_path, public_url=address, demo=True), db, house(), clock=clock)
    app.dependency_overrides[get_hasher] = lambda: CHEAP_HASHER
    with _serving(uvicorn.Server(uvicorn.Config(app, port=port, log_level="critical"))):
        yield Stage(address, place, clock, overdue, fresh)
    db.close()


def _cases(place: Place) -> tuple[Receipt, Receipt]:
    """One that was answered late and one that has just come in."""
    understood = {
        "kind": [Judgement(label="complaint", score=0.97, because=["来回推", "跑了四趟"])],
        "conduct": [Judgement(label="buck_passing", score=0.9, because=["来回推"])],
    }
    overdue = register(place, filing(), under="overdue")
    walk(place, overdue.number, Status.REVIEWING)
    accused = complaint(understood=understood, level=Level.REAL, name="王秀英", phone="13812345678", urgent=True)
    return overdue, register(place, accused, under="fresh", now=NOW + timedelta(days=8))


def _talk(place: Place) -> None:
    """李敏 proposes a talk with the housing bureau."""
    with place.db.writing() as session:
        propose(
            session, house(), officer_id=place.officers.li_min, measure=Measure.TALK, body=place.bodies.housing,
            person=None, grounds="一年内两次逾期，整改通知没有回音", basis="责任追究制度", now=NOW,
        )  # fmt: skip


@contextmanager
def _serving(server: uvicorn.Server) -> Iterator[None]:
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        thread.join(0.02)
        assert thread.is_alive(), "the server did not start"
    yield
    server.should_exit = True
    thread.join()


def log_in(page: Page, stage: Stage, username: str = "limin") -> None:
    page.goto(f"{stage.address}/console/login")
    page.get_by_label("用户名").fill(username)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("heading", name="诉求件")).to_be_visible()
    page.wait_for_load_state("load")  # only then does the queue ask for news by itself


def look_at(page: Page, name: str) -> None:
    """A picture for the eyes; no sideways scroll, and nothing that the audit finds."""
    shoot(page, name)
    assert page.evaluate(AUDIT) == [], name


@pytest.mark.parametrize("device", ["phone", "desktop"])
def test_every_page_is_readable_and_usable(device: str, request: pytest.FixtureRequest, stage: Stage) -> None:
    page: Page = request.getfixturevalue(device)
    for name, path in (("front", "/"), ("status", "/status"), ("login", "/console/login")):
        page.goto(stage.address + path)
        look_at(page, f"{name}-{device}")
    log_in(page, stage)
    for path in (*CONSOLE, *ANSWERING_FOR_IT):
        page.goto(stage.address + path)
        look_at(page, f"{path.strip('/').replace('/', '-').replace('?year=', '-')}-{device}")
    page.goto(f"{stage.address}/console/accountability/new?body={stage.place.bodies.housing}")
    look_at(page, f"accountability-propose-{device}")
    for name, receipt in (("overdue", stage.overdue), ("fresh", stage.fresh)):
        page.goto(stage.case(receipt))
        page.evaluate(UNFOLD)
        look_at(page, f"case-{name}-{device}")


def test_wang_xiuying_looks_up_her_case_on_the_phone(phone: Page, stage: Stage) -> None:
    phone.goto(stage.address)
    phone.get_by_label("受理编号").fill(stage.fresh.number)
    phone.get_by_label("查询码").fill(stage.fresh.query_code)
    phone.get_by_role("button", name="查进度").click()
    expect(phone.get_by_text("已登记")).to_be_visible()
    look_at(phone, "progress-phone")


def test_three_officers_bring_a_case_to_its_answer(desktop: Page, stage: Stage) -> None:
    page = desktop
    log_in(page, stage)
    page.get_by_role("link", name=stage.fresh.number).click()
    page.get_by_role("button", name="受理").click()
    expect(page.get_by_role("status")).to_contain_text("“受理”已经办好")
    page.get_by_role("button", name="转办").click()
    expect(page.get_by_role("status")).to_contain_text("“转办”已经办好")
    for username, button in (("wugang", "签收"), ("wugang", "提交答复"), ("limin", "审核通过")):
        page.get_by_role("button", name="退出").click()
        log_in(page, stage, username)
        page.goto(stage.case(stage.fresh))
        for name, text in ANSWER.items() if button == "提交答复" else ():
            page.locator(f"#answer-{name}").fill(text)
        page.get_by_role("button", name=button, exact=True).click()
        expect(page.get_by_role("status")).to_contain_text(f"“{button}”已经办好")
    expect(page.locator(".track .now")).to_have_text("已答复")
    look_at(page, "case-answered-desktop")


def test_the_filter_changes_the_list_in_place(desktop: Page, stage: Stage) -> None:
    log_in(desktop, stage)
    desktop.evaluate("document.body.dataset.same = 'page'")
    desktop.get_by_label("类别").select_option("投诉")
    expect(desktop.locator(".queue > li")).to_have_count(1)
    expect(desktop.locator(".queue")).to_contain_text(stage.fresh.number)
    expect(desktop).to_have_url(f"{stage.address}/console?text=&status=&kind=complaint&colour=")
    assert desktop.evaluate("document.body.dataset.same") == "page"


def test_a_new_case_appears_by_itself(desktop: Page, stage: Stage) -> None:
    desktop.clock.install()
    log_in(desktop, stage)
    expect(desktop.locator(".queue > li")).to_have_count(2)
    newcomer = register(stage.place, under="newcomer", now=stage.clock.now)
    desktop.clock.run_for("00:31")
    expect(desktop.locator(".queue")).to_contain_text(newcomer.number)
    expect(desktop.locator(".counts")).to_contain_text("3在办")


def test_a_page_left_open_over_night_is_led_to_the_log_in(desktop: Page, stage: Stage) -> None:
    desktop.clock.install()
    log_in(desktop, stage)
    with stage.place.db.writing() as session:
        session.execute(delete(OfficerSession))
    desktop.clock.run_for("00:31")
    expect(desktop.get_by_role("heading", name="工作人员登录")).to_be_visible()


def test_everything_works_without_any_script(chromium: Browser, stage: Stage) -> None:
    context = chromium.new_context(viewport=DESKTOP, java_script_enabled=False)  # type: ignore[arg-type]
    with faultless_page(context) as page:
        log_in(page, stage)
        page.get_by_label("类别").select_option("投诉")
        page.get_by_role("button", name="筛选").click()
        expect(page.locator(".queue > li")).to_have_count(1)
        page.get_by_role("link", name=stage.fresh.number).click()
        page.locator("summary", has_text="办理备注").click()
        page.locator("#note-text").fill("已电话核实")
        page.get_by_role("button", name="办理备注").click()
        expect(page.get_by_role("status")).to_contain_text("“办理备注”已经办好")
        page.locator("summary", has_text="更正").click()
        page.get_by_label("类别").select_option("举报")
        page.get_by_label("效能问题").select_option("无效能问题")
        page.get_by_role("button", name="更正").click()
        expect(page.get_by_role("alert")).to_contain_text("请写明更正理由")
        expect(page.get_by_role("alert")).to_be_in_viewport()
        page.get_by_label("更正理由").fill("已电话核实，没有推诿")
        page.get_by_role("button", name="更正").click()
        expect(page.locator(".timeline")).to_contain_text("效能问题：推诿扯皮 → 无效能问题")
        page.get_by_role("button", name="查看联系方式").click()
        expect(page.get_by_role("status")).to_contain_text("王秀英 · 13812345678")


def test_the_keyboard_reaches_the_text_first(desktop: Page, stage: Stage) -> None:
    desktop.goto(stage.address)
    desktop.keyboard.press("Tab")
    expect(desktop.get_by_role("link", name="跳到正文")).to_be_focused()
    desktop.keyboard.press("Enter")
    expect(desktop.locator("main")).to_be_focused()
