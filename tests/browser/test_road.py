"""The whole road in a real browser, through one running ``huiyin run``: from the first message to the answer."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import DESKTOP, PHONE, Demo, faultless_page
from tests.browser.people import Citizen, Officer, look_at
from tracker.rules.words import Action

Desk = Callable[[str], Officer]

RUN_AROUND = "我去区房管局办房产证，窗口推来推去，跑了四趟都没办成。"
ANSWER = {
    "facts": "经查，投诉人于11月10日至18日四次到区房管局窗口，窗口两名人员对所缺材料说法不一，未出具一次性告知单。",
    "done": "已对两名窗口人员批评教育，11月25日为投诉人补齐材料并当场办结，窗口即日起实行一次性告知单。",
    "basis": "《优化营商环境条例》第三十六条，首问负责制、一次性告知制",
}

REPAIRED = {
    "facts": "经核实，东津路主管道11月20日爆管，影响沿线三个小区供水，投诉人反映属实。",
    "done": "已督促供水企业连夜抢修，11月24日恢复供水，停水期间安排送水车每日两次。",
    "basis": "《城市供水条例》第二十二条",
}


@pytest.fixture
def desk(chromium: Browser, demo: Demo) -> Iterator[Desk]:
    """Every officer who arrives has a browser of their own."""
    with ExitStack() as screens:

        def arrive(username: str) -> Officer:
            context = chromium.new_context(viewport=DESKTOP, locale="zh-CN")  # type: ignore[arg-type]
            return Officer(screens.enter_context(faultless_page(context)), demo.address).arrives(username)

        yield arrive


@pytest.fixture
def wang_xiuying(phone: Page, demo: Demo) -> Citizen:
    """On her phone, led from the front page to the chat."""
    phone.goto(demo.address)
    phone.get_by_role("link", name="开始说事").last.click()
    expect(phone.get_by_role("status")).to_have_text("已连接")
    return Citizen(phone)


def test_a_complaint_of_wang_xiuying_comes_back_as_an_answer(
    wang_xiuying: Citizen, desk: Desk, demo: Demo, tmp_path: Path
) -> None:
    number, code = complains(wang_xiuying, tmp_path)
    li_min_dispatches(desk("limin"), number)
    wu_gang_answers(desk("wugang"), number)
    wang_xiaofang_approves(desk("wangxiaofang"), number)
    wang_xiuying_is_satisfied(wang_xiuying, number)
    the_case_is_closed(desk("limin"), number)
    the_public_page_says_so(wang_xiuying.page, demo.address, number, code)
    for accused in ("zhouqiang", "chenzhiyuan", "yangfan"):
        assert not desk(accused).sees(number)


def complains(citizen: Citizen, folder: Path) -> tuple[str, str]:
    look_at(citizen.page, "chat-welcome")
    citizen.says(RUN_AROUND)
    citizen.hears("这事大概是什么时候发生的？")
    picture = folder / "告示.png"
    Image.new("RGB", (240, 160), "#8a5a2b").save(picture)
    citizen.shows(picture)
    citizen.hears("材料已收到（共 1 份）")
    citizen.says("上周三上午")
    citizen.hears("请选择身份方式")
    look_at(citizen.page, "chat-level")
    receipt = citizen.files("匿名")
    look_at(citizen.page, "chat-filed")
    return receipt


def li_min_dispatches(li_min: Officer, number: str) -> None:
    look_at(li_min.page, "queue")
    li_min.opens(number)
    expect(li_min.page.locator(".said")).to_contain_text(RUN_AROUND)
    look_at(li_min.page, "case-registered")
    li_min.does(Action.ACCEPT)
    assert li_min.suggested() == "区效能办投诉查办科"
    look_at(li_min.page, "case-accepted")
    li_min.does(Action.DISPATCH)


def wu_gang_answers(wu_gang: Officer, number: str) -> None:
    """A weak answer first: it is refused on the spot, and what was typed stands there still."""
    wu_gang.opens(number)
    wu_gang.does(Action.SIGN)
    weak = {**ANSWER, "done": "已转有关单位处理。"}
    wu_gang.tries(Action.ANSWER, weak)
    expect(wu_gang.form(Action.ANSWER).get_by_role("alert")).to_contain_text("没有写明结果")
    for name, text in weak.items():
        expect(wu_gang.form(Action.ANSWER).locator(f"[name={name}]")).to_have_value(text)
    look_at(wu_gang.page, "case-refused")
    wu_gang.does(Action.ANSWER, ANSWER)


def wang_xiaofang_approves(wang_xiaofang: Officer, number: str) -> None:
    wang_xiaofang.opens(number)
    expect(wang_xiaofang.page.locator(".answer")).to_contain_text(ANSWER["facts"])
    look_at(wang_xiaofang.page, "case-reviewing")
    wang_xiaofang.does(Action.APPROVE)


def wang_xiuying_is_satisfied(citizen: Citizen, number: str) -> None:
    """The page was open all the time; nobody reloads it."""
    answer = citizen.page.locator(".bubble.news", has_text="有答复了")
    expect(answer).to_contain_text(ANSWER["done"])
    expect(answer).to_contain_text(number)
    look_at(citizen.page, "chat-answered")
    assert citizen.choices()[-3:] == ["满意", "基本满意", "不满意"]
    citizen.taps("满意")
    citizen.hears(f"谢谢您的评价，已记在 {number} 上")
    expect(citizen.page.locator(".choices").get_by_role("button", name="不满意")).to_have_count(0)
    look_at(citizen.page, "chat-rated")


def the_case_is_closed(li_min: Officer, number: str) -> None:
    li_min.opens(number, ended=True)
    expect(li_min.page.locator(".track .now")).to_have_text("已办结")
    expect(li_min.page.get_by_text("投诉人对第1轮评价：满意")).to_be_visible()
    look_at(li_min.page, "case-closed")


def looks_up(page: Page, address: str, number: str, code: str) -> None:
    page.goto(f"{address}/status")
    page.get_by_label("受理编号").fill(number)
    page.get_by_label("查询码").fill(code)
    page.get_by_role("button", name="查进度").click()


def the_public_page_says_so(page: Page, address: str, number: str, code: str) -> None:
    looks_up(page, address, number, code)
    expect(page.locator(".now")).to_contain_text("已办结")
    expect(page.get_by_text(ANSWER["done"])).to_be_visible()
    look_at(page, "status-closed")


def test_a_plea_for_help_is_answered_by_the_department_itself(wang_xiuying: Citizen, desk: Desk) -> None:
    wang_xiuying.says("东津路的自来水停了三天，一家老小没水用，请帮忙解决。")
    number, _ = wang_xiuying.files("保密")
    li_min = desk("limin")
    li_min.opens(number)
    li_min.does(Action.ACCEPT)
    assert li_min.suggested() == "区水利局"
    li_min.does(Action.DISPATCH)
    sun_li = desk("sunli")
    sun_li.opens(number)
    sun_li.does(Action.SIGN)
    sun_li.does(Action.ANSWER, REPAIRED)
    li_min.opens(number)
    li_min.does(Action.APPROVE)
    wang_xiuying.hears(REPAIRED["done"])


def test_what_is_not_ours_is_guided_to_where_it_belongs(wang_xiuying: Citizen, desk: Desk, demo: Demo) -> None:
    wang_xiuying.says("东津路的自来水停了三天，一家老小没水用，请帮忙解决。")
    number, code = wang_xiuying.files("匿名")
    li_min = desk("limin")
    li_min.opens(number)
    li_min.does(Action.GUIDE, {"reason": "该小区由市水务集团供水，请拨打供水热线 96503。"})
    expect(li_min.page.locator(".alert", has_text="已引导")).to_contain_text("96503")
    look_at(li_min.page, "case-guided")
    wang_xiuying.hears("请拨打供水热线 96503")
    look_at(wang_xiuying.page, "chat-guided")
    looks_up(wang_xiuying.page, demo.address, number, code)
    expect(wang_xiuying.page.locator(".steps")).to_contain_text("请拨打供水热线 96503")
    look_at(wang_xiuying.page, "status-guided")


def test_the_talk_goes_on_after_the_process_was_started_again(chromium: Browser, demo: Demo) -> None:
    """In the middle of the questions; what is written while nobody answers goes out afterwards, once."""
    context = chromium.new_context(viewport=PHONE, locale="zh-CN")  # type: ignore[arg-type]
    page = context.new_page()  # the lost connection is an error in its console, as it should be
    page.goto(f"{demo.address}/chat/")
    wang_xiuying = Citizen(page)
    wang_xiuying.says(RUN_AROUND)
    wang_xiuying.hears("这事大概是什么时候发生的？")
    demo.stop()
    expect(page.get_by_role("status")).to_have_text("正在重新连接")
    wang_xiuying.says("上周三上午")
    expect(page.locator(".state")).to_have_text("还没有送出，恢复连接后自动发送")
    demo.start()
    expect(page.get_by_role("status")).to_have_text("已连接")
    wang_xiuying.hears("请选择身份方式")
    number, _ = wang_xiuying.files("匿名")
    expect(page.locator(".bubble.mine", has_text="上周三上午")).to_have_count(1)
    expect(page.locator(".bubble.bot").last).to_contain_text(number)
    context.close()


def test_every_button_of_the_chat_answers(wang_xiuying: Citizen) -> None:
    page = wang_xiuying.page
    page.locator(".examples button").first.click()
    expect(page.get_by_label("您要说的话")).to_have_value("窗口上班时间没有人")
    for label, answer in (("新投诉", "请说说是什么事"), ("查进度", "还没有登记过诉求件"), ("帮助", "怎么用：")):
        page.locator(".quick").get_by_role("button", name=label).click()
        wang_xiuying.hears(answer)
    page.get_by_role("button", name="结束对话").click()
    page.get_by_role("button", name="继续对话").click()
    wang_xiuying.hears("怎么用：")


@pytest.mark.parametrize("username", ["limin", "wugang", "luozhiming", "zhaoguodong", "zhenghaitao"])
def test_no_page_of_the_console_has_a_dead_control(username: str, desk: Desk) -> None:
    officer = desk(username)
    for path in ("", "?ended=1", "/undelivered", "/cards", "/calendar"):
        officer.page.goto(f"{officer.address}/console{path}")
        look_at(officer.page, f"console-{username}{path.replace('/', '-').replace('?', '-')}")
