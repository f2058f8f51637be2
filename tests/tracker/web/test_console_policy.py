"""The page 办理规则: read by everybody, proposed by the director, previewed, put into force by somebody else."""

from dataclasses import replace

import pytest
from httpx2 import Response

from tests.builders import house
from tests.story import at, begin
from tests.tracker.web.clients import Web
from tests.tracker.web.console import CSRF, Browser, words
from tracker.policy.load import fingerprint, load_policy, text_of
from tracker.queries.calendar import keep_current
from tracker.rules.words import Kind, Status, Step

LIMITS = text_of("limits.toml")
BASE = fingerprint(LIMITS)
HANDLE_HELP = next(
    n for n, limit in enumerate(load_policy().limits) if limit.step is Step.HANDLE and Kind.HELP in limit.kinds
)


@pytest.fixture
def office(web: Web) -> Web:
    """The application with a house of its own that follows the database."""
    mine = replace(house())
    web.client.app.state.house = mine  # type: ignore[attr-defined]
    keep_current(web.place.db, mine)
    return web


def director(office: Web) -> Browser:
    return Browser.of(office, office.place.officers.zhao_guodong)


def change(browser: Browser, amount: str = "5", *, reason: str = "求助要办得更快", **fields: str) -> Response:
    return browser.post(
        "/policy/amounts", {"base": BASE, f"amount-{HANDLE_HELP}": amount, "reason": reason, **fields}
    )


def upload(browser: Browser, text: str, *, file: str = "limits.toml", csrf: str = CSRF) -> Response:
    return browser.web.client.post(
        "/console/policy/files", data={"csrf": csrf, "file": file, "reason": "上级有新的规定"},
        files={"content": (file, text.encode())},
        headers={"Cookie": browser.cookie, "Accept": "text/html"}, follow_redirects=False,
    )  # fmt: skip


def path_of(response: Response) -> str:
    assert response.status_code == 303, words(response)
    return response.headers["location"].removeprefix("/console")


def test_li_min_reads_every_limit_and_rung_with_its_basis_and_changes_nothing(office: Web) -> None:
    page = Browser.of(office, office.place.officers.li_min).get("/policy")
    assert "办理 咨询 3个工作日 《四川省12345政务服务便民热线运行管理办法》（2025）：咨询3个工作日" in words(page)
    assert "参照榆林、成都电子监察办法" in words(page)
    assert "受理员、效能办主任，登记红牌" in words(page)
    assert load_policy().fingerprint in words(page)
    assert "随程序启用，没有修改过" in words(page)
    assert 'type="number"' not in page.text


def test_sun_li_reads_what_is_in_force_and_neither_proposes_nor_sees_what_is_planned(office: Web) -> None:
    sun_li = Browser.of(office, office.place.officers.sun_li)
    path = path_of(change(director(office)))
    assert "历次修改" not in words(sun_li.get("/policy"))
    assert sun_li.get(path).status_code == 403
    assert change(sun_li).status_code == 403
    assert "办理规则由效能办主任提出修改：赵国栋" in words(change(sun_li))
    assert sun_li.post(f"{path}/activate", {"reason": "同意"}).status_code == 403


def test_zhao_guodong_proposes_sees_whose_dates_change_and_luo_zhiming_activates(office: Web) -> None:
    story = begin(office.place)
    kept = begin(office.place).walk(Status.HANDLING)
    path = path_of(change(director(office)))
    seen = words(director(office).get(path))
    assert "办理（求助、建议、表扬）：7个工作日 → 5个工作日" in seen
    assert "在办 2 件，其中 1 件的日期会改变" in seen
    assert f"{story.number} 办理 12月7日（周一） 12月3日（周四）" in seen
    assert kept.number not in seen
    assert "不能启用自己提出的规则，请由另一人启用：罗志明" in seen
    assert director(office).post(f"{path}/activate", {"reason": "同意"}).status_code == 403
    luo_zhiming = Browser.of(office, office.place.officers.luo_zhiming)
    done = luo_zhiming.post(f"{path}/activate", {"reason": "与省里一致"})
    assert done.headers["location"].endswith("?done=active")
    assert "在办 2 件" not in words(luo_zhiming.get("/policy"))
    assert "罗志明，2026-11-23" in words(luo_zhiming.get(f"{path}?done=active"))
    assert "2 件，其中 1 件以后的日期改变" in words(luo_zhiming.get(path))
    assert "求助、建议、表扬 5个工作日" in words(Browser.of(office, office.place.officers.li_min).get("/policy"))


def test_a_case_accepted_afterwards_is_handled_in_five_days_and_says_under_which_version(office: Web) -> None:
    story = begin(office.place)
    path = path_of(change(director(office)))
    Browser.of(office, office.place.officers.luo_zhiming).post(f"{path}/activate", {"reason": "同意"})
    li_min = Browser.of(office, office.place.officers.li_min)
    assert li_min.do(story.number, "accept").status_code in (200, 303)
    clock = story.clock(Step.HANDLE)
    assert (clock.amount, clock.due_on) == (5, at(11, 30).date())
    assert f"规则版本 {clock.policy}" in words(li_min.get(f"/cases/{story.number}"))


def test_a_draft_without_a_reason_or_without_a_change_is_refused_in_a_sentence(office: Web) -> None:
    refused = change(director(office), reason=" ")
    assert (refused.status_code, "请写明理由" in words(refused)) == (422, True)
    assert 'value="5"' in refused.text
    assert "没有改动任何一项期限" in words(change(director(office), "7"))
    assert "不能是“很快”" in words(change(director(office), "很快"))
    assert "limits.toml 第" in words(change(director(office), "0"))
    assert "已经换了版本" in words(change(director(office), base="000000000000"))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "请选择改过的规则文件"),
        ("[knobs\n", "limits.toml 第1行：不是 TOML"),
        (LIMITS.replace('step = "clue"', 'step = "clew"'), "limits.toml 第21行：不认识 'clew'"),
        (LIMITS.replace("amount = 60", "amount = -60"), "期限要写 1–730 的整数，不能是 -60"),
        ("x" * 200_001, "文件太大"),
    ],
)
def test_an_uploaded_file_that_does_not_hold_together_is_refused_with_file_and_line(
    office: Web, text: str, sentence: str
) -> None:
    refused = upload(director(office), text)
    assert refused.status_code == 422
    assert sentence in words(refused)


def test_a_ladder_is_uploaded_and_its_difference_shown(office: Web) -> None:
    ladder = text_of("ladder.toml").replace('colours = "A" ', 'colours = "B" ')
    path = path_of(upload(director(office), ladder, file="ladder.toml"))
    assert '+colours = "B"' in words(director(office).get(path))
    assert "0 件的日期会改变" in words(director(office).get(path))


def test_zheng_haitao_sends_it_back_with_his_reason_and_nothing_changes(office: Web) -> None:
    path = path_of(change(director(office)))
    above = Browser.of(office, office.place.officers.zheng_haitao)
    assert above.post(f"{path}/reject", {"reason": "先征求承办单位意见"}).status_code == 303
    assert "先征求承办单位意见" in words(director(office).get(path))
    assert "已经退回" in words(above.post(f"{path}/activate", {"reason": "同意"}))
    assert "随程序启用，没有修改过" in words(director(office).get("/policy"))


def test_the_older_rules_come_back_through_the_same_door(office: Web) -> None:
    luo_zhiming = Browser.of(office, office.place.officers.luo_zhiming)
    first = path_of(change(director(office)))
    luo_zhiming.post(f"{first}/activate", {"reason": "同意"})
    assert "提出恢复" in words(director(office).get("/policy"))
    back = path_of(director(office).post("/policy/again", {"file": "limits.toml", "reason": "改得太急"}))
    assert luo_zhiming.post(f"{back}/activate", {"reason": "同意"}).status_code == 303
    assert "求助、建议、表扬 7个工作日" in words(luo_zhiming.get("/policy"))
    assert "已被代替" in words(luo_zhiming.get("/policy"))
    assert director(office).post("/policy/again", {"version": "999", "reason": "试试"}).status_code == 404


def test_li_min_may_look_at_a_draft_and_not_decide_it(office: Web) -> None:
    li_min = Browser.of(office, office.place.officers.li_min)
    path = path_of(change(director(office)))
    assert "启用后的变化" in words(li_min.get(path))
    refused = li_min.post(f"{path}/activate", {"reason": "同意"})
    assert (refused.status_code, "由另一位主任、查办科室负责人或上级启用" in words(refused)) == (403, True)
    assert li_min.get("/policy/versions/999").status_code == 404


def test_a_form_of_another_page_proposes_nothing(office: Web) -> None:
    assert upload(director(office), LIMITS, csrf="stolen").status_code == 403
    assert director(office).post("/policy/amounts", {"base": BASE}, csrf="stolen").status_code == 403


def test_the_rules_are_found_from_the_queue_and_from_the_calendar(office: Web) -> None:
    li_min = Browser.of(office, office.place.officers.li_min)
    assert all('href="/console/policy"' in li_min.get(path).text for path in ("", "/calendar"))
