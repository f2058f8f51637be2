"""Log-in, queue and the smaller pages of the console."""

import hashlib
import re
from datetime import timedelta

import pytest
from sqlmodel import col, select

from tests.builders import NOW, complaint, filing, register, walk
from tests.tracker.web.clients import Web
from tests.tracker.web.console import Browser, words
from tracker.demo import PASSWORD
from tracker.models import Notice
from tracker.models.views import key
from tracker.rules.delivery import State
from tracker.rules.words import Kind, Status
from tracker.settings import Settings
from tracker.sweep import sweep
from tracker.web.console.login import own_path
from tracker.web.pages import STATIC
from tracker.web.security import COOKIE

PAGES = ("", "/undelivered", "/cards", "/accountability", "/figures", "/calendar")


def log_in(web: Web, password: str = PASSWORD, **fields: str) -> tuple[int, str, str]:
    """Status, where it leads, and what is said."""
    response = web.client.post(
        "/console/login", data={"username": "limin", "password": password, **fields}, follow_redirects=False
    )
    return response.status_code, response.headers.get("location", ""), words(response)


def undeliverable(web: Web, template: str) -> int:
    """The newest notice of this kind has no door left."""
    with web.place.db.writing() as session:
        found = select(Notice).where(Notice.template == template).order_by(col(Notice.id).desc()).limit(1)
        notice = session.exec(found).one()
        notice.state, notice.last_error = State.NEEDS_PERSON, "对方已停用"
        return key(notice.id)


class TestLogIn:
    def test_li_min_logs_in_sees_her_name_and_logs_out(self, web: Web) -> None:
        assert log_in(web)[:2] == (303, "/console")
        page = web.client.get("/console")
        assert "李敏 区效能办 · 受理员" in words(page)
        csrf = re.search(r'name="csrf" value="([^"]+)"', page.text)
        assert csrf is not None
        web.client.post("/console/logout", data={"csrf": csrf[1]})
        assert web.client.get("/console", follow_redirects=False).status_code == 303

    def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(self, web: Web) -> None:
        web.client.app.state.settings = Settings(demo=True, public_url="https://huiyin.example")  # type: ignore[attr-defined]
        response = web.client.post(
            "/console/login", data={"username": "limin", "password": PASSWORD}, follow_redirects=False
        )
        cookie = response.headers["set-cookie"].lower()
        for part in ("httponly", "samesite=lax", "secure", "path=/console", "max-age=36000"):
            assert part in cookie

    def test_over_plain_http_the_cookie_is_still_sent(self, web: Web) -> None:
        response = web.client.post(
            "/console/login", data={"username": "limin", "password": PASSWORD}, follow_redirects=False
        )
        assert "secure" not in response.headers["set-cookie"].lower()

    def test_a_wrong_password_keeps_the_name_and_never_the_password(self, web: Web) -> None:
        response = web.client.post("/console/login", data={"username": "limin", "password": "my-guess"})
        assert response.status_code == 401
        assert "用户名或密码不正确" in words(response)
        assert 'value="limin"' in response.text
        assert "my-guess" not in response.text

    def test_guessing_is_stopped_with_the_minutes_to_wait(self, web: Web) -> None:
        answers = [log_in(web, "guess") for _ in range(6)]
        assert answers[-1][0] == 429
        assert "尝试次数太多，请15分钟后再试" in answers[-1][2]

    def test_a_log_in_form_from_another_site_is_refused(self, web: Web) -> None:
        response = web.client.post(
            "/console/login", data={"username": "limin", "password": PASSWORD},
            headers={"Sec-Fetch-Site": "cross-site"},
        )  # fmt: skip
        assert response.status_code == 403
        assert COOKIE not in response.headers.get("set-cookie", "")

    def test_every_page_asks_for_the_log_in_and_comes_back_after_it(self, web: Web) -> None:
        for path in (*PAGES, "/cases/YX20261123-0001?done=accept"):
            web.client.cookies.clear()
            asked = web.client.get(f"/console{path}", follow_redirects=False)
            assert asked.status_code == 303
            form = web.client.get(asked.headers["location"])
            wanted = re.search(r'name="next" value="([^"]*)"', form.text)
            assert wanted is not None
            assert log_in(web, next=wanted[1])[1] == f"/console{path}"

    @pytest.mark.parametrize(
        "elsewhere",
        ["https://evil.example", "//evil.example", "/\\evil.example", "/console/\\evil", "/consoleevil", "/chat/", ""],
    )
    def test_the_log_in_leads_nowhere_else(self, elsewhere: str) -> None:
        assert own_path(elsewhere) == "/console"

    def test_a_live_page_whose_log_in_has_ended_is_led_to_the_log_in(self, web: Web) -> None:
        response = web.client.get("/console", headers={"HX-Request": "true"})
        assert response.headers["hx-redirect"].startswith("/console/login")

    def test_no_form_is_taken_without_a_log_in(self, web: Web) -> None:
        response = web.client.post("/console/undelivered/1", data={"how": "电话"}, follow_redirects=False)
        assert (response.status_code, response.headers["location"]) == (303, "/console/login")


class TestQueue:
    def test_what_is_due_first_stands_first_with_the_time_left_in_words(self, web: Web) -> None:
        later = register(web.place, under="b", now=NOW + timedelta(days=2)).number
        first = register(web.place, under="a").number
        web.clock.now += timedelta(days=4)
        li_min = Browser.of(web, web.place.officers.li_min)
        assert li_min.numbers() == [first, later]
        page = words(li_min.get())
        assert "▲ 已逾期1个工作日" in page
        assert "1 已逾期" in page
        assert "2 在办" in page

    def test_colour_comes_with_a_sign_and_with_words(self, web: Web) -> None:
        number = register(web.place).number
        web.clock.now += timedelta(days=2)
        sweep(web.place.db, web.client.app.state.house, now=web.clock.now)  # type: ignore[attr-defined]
        page = words(Browser.of(web, web.place.officers.li_min).get())
        assert number in page
        assert re.search(r"● 剩1个工作日 （蓝牌）", page)

    def test_the_accused_body_and_the_outsider_see_no_row(self, web: Web) -> None:
        number = register(web.place, complaint()).number
        officers = web.place.officers
        assert Browser.of(web, officers.li_min).numbers() == [number]
        for officer in (officers.zhou_qiang, officers.chen_zhiyuan, officers.yang_fan, officers.sun_li):
            browser = Browser.of(web, officer)
            assert browser.numbers() == []
            assert "0 在办" in words(browser.get())

    def test_filters_narrow_and_stay_in_the_form(self, web: Web) -> None:
        helped = register(web.place, under="a").number
        asked = register(web.place, filing(kind=Kind.CONSULT), under="b").number
        walk(web.place, asked, Status.DISPATCHED)
        li_min = Browser.of(web, web.place.officers.li_min)
        assert li_min.numbers("?kind=consult") == [asked]
        assert li_min.numbers("?status=registered") == [helped]
        assert li_min.numbers("?mine=1") == [helped]
        assert li_min.numbers(f"?text={asked}") == [asked]
        assert li_min.numbers("?ended=1") == []
        page = li_min.get("?kind=consult&mine=1")
        assert '<option value="consult" selected>' in page.text
        assert 'name="mine" value="1" checked' in page.text
        assert "没有符合条件的诉求件" in words(page)

    def test_an_old_bookmark_still_opens_the_queue(self, web: Web) -> None:
        number = register(web.place).number
        li_min = Browser.of(web, web.place.officers.li_min)
        for nonsense in ("?status=x&kind=y&colour=z", "?ended=2&mine=x", "?status=closed", "?a=b"):
            assert li_min.numbers(nonsense) == [number]

    def test_a_page_that_is_no_more_says_so(self, web: Web) -> None:
        response = Browser.of(web, web.place.officers.li_min).get("?after=nonsense")
        assert response.status_code == 422
        assert "请回到第一页" in words(response)

    def test_page_after_page_shows_every_case_once(self, web: Web) -> None:
        filed = [
            register(web.place, under=f"k{n}", now=NOW + timedelta(minutes=n)).number for n in range(31)
        ]
        li_min = Browser.of(web, web.place.officers.li_min)
        first = li_min.get("?kind=help")
        onward = re.search(r'href="/console(\?[^"]*after=[^"]*)"', first.text)
        assert onward is not None
        rest = onward[1].replace("&amp;", "&")
        assert "kind=help" in rest
        assert li_min.numbers("?kind=help") + li_min.numbers(rest) == filed
        assert "下一页" not in words(li_min.get(rest))


class TestUndelivered:
    def test_li_min_tells_the_citizen_and_says_how(self, web: Web) -> None:
        number = register(web.place).number
        walk(web.place, number, Status.ACCEPTED)
        notice = undeliverable(web, "accepted")
        li_min = Browser.of(web, web.place.officers.li_min)
        listed = words(li_min.get("/undelivered"))
        assert "已受理" in listed
        assert "对方已停用" in listed
        done = li_min.post(f"/undelivered/{notice}", {"how": "11月24日电话告知本人"})
        assert done.status_code == 303
        assert "没有未送达的通知" in words(li_min.get("/undelivered"))
        assert "11月24日电话告知本人" in words(li_min.get(f"/cases/{number}"))

    def test_an_answer_told_in_person_is_delivered(self, web: Web) -> None:
        number = register(web.place).number
        walk(web.place, number, Status.ANSWERED)
        notice = undeliverable(web, "answered")
        li_min = Browser.of(web, web.place.officers.li_min)
        li_min.post(f"/undelivered/{notice}", {"how": "上门当面告知"})
        page = words(li_min.get(f"/cases/{number}"))
        assert "送达 区效能办 按时" in page
        assert "回访" in page

    def test_how_must_be_said(self, web: Web) -> None:
        register(web.place)
        notice = undeliverable(web, "desk_new")
        response = Browser.of(web, web.place.officers.li_min).post(f"/undelivered/{notice}", {"how": " "})
        assert response.status_code == 422
        assert "请填写怎样告知的" in words(response)

    def test_it_is_settled_once(self, web: Web) -> None:
        register(web.place)
        notice = undeliverable(web, "desk_new")
        li_min = Browser.of(web, web.place.officers.li_min)
        li_min.post(f"/undelivered/{notice}", {"how": "当面告知"})
        again = li_min.post(f"/undelivered/{notice}", {"how": "当面告知"})
        assert again.status_code == 409
        assert "不用再登记" in words(again)

    def test_only_the_desk_in_charge_sees_and_settles(self, web: Web) -> None:
        number = register(web.place).number
        walk(web.place, number, Status.HANDLING)
        notice = undeliverable(web, "accepted")
        for officer in (web.place.officers.zhou_qiang, web.place.officers.sun_li, web.place.officers.wu_gang):
            browser = Browser.of(web, officer)
            assert number not in browser.get("/undelivered").text
            assert browser.post(f"/undelivered/{notice}", {"how": "电话"}).status_code == 404

    def test_a_notice_that_never_was_is_not_found(self, web: Web) -> None:
        assert Browser.of(web, web.place.officers.li_min).post("/undelivered/999", {"how": "电话"}).status_code == 404


class TestCards:
    def test_a_red_card_is_listed_with_its_reason_and_basis(self, web: Web) -> None:
        number = register(web.place, complaint()).number
        web.clock.now += timedelta(days=7)
        sweep(web.place.db, web.client.app.state.house, now=web.clock.now)  # type: ignore[attr-defined]
        page = words(Browser.of(web, web.place.officers.zhao_guodong).get("/cards"))
        assert "红牌 区效能办 受理" in page
        assert number in page
        assert "《四川省行政机关责任追究制度》" in page
        assert number not in Browser.of(web, web.place.officers.chen_zhiyuan).get("/cards").text

    def test_any_link_opens_a_page(self, web: Web) -> None:
        li_min = Browser.of(web, web.place.officers.li_min)
        for before in ("", "x", "-1", "9" * 400, "1"):
            assert li_min.get(f"/cards?before={before}").status_code == 200


class TestCalendar:
    def test_the_year_shows_holidays_and_make_up_days(self, web: Web) -> None:
        page = words(Browser.of(web, web.place.officers.li_min).get("/calendar"))
        assert "2026年工作日历" in page
        assert "春节调休上班" in page
        assert "国庆节放假" in page
        assert "暂定" not in page

    def test_a_year_without_a_notice_says_that_it_is_a_forecast(self, web: Web) -> None:
        page = words(Browser.of(web, web.place.officers.li_min).get("/calendar?year=2027"))
        assert "暂定 ：国务院办公厅的放假安排目前公布到 2026 年" in page

    def test_a_year_that_is_none_is_this_one(self, web: Web) -> None:
        li_min = Browser.of(web, web.place.officers.li_min)
        for year in ("x", "0", "99999", "９", "1999"):
            assert "2026年工作日历" in words(li_min.get(f"/calendar?year={year}"))


class TestPages:
    def test_nothing_of_the_console_stays_in_a_cache_or_runs_a_script_of_its_own(self, web: Web) -> None:
        number = register(web.place).number
        li_min = Browser.of(web, web.place.officers.li_min)
        for path in (*PAGES, f"/cases/{number}"):
            response = li_min.get(path)
            assert response.headers["cache-control"] == "no-store"
            policy = response.headers["content-security-policy"]
            assert "default-src 'none'" in policy
            assert "unsafe" not in policy
            assert not re.search(r"<script(?! src=)|<style|\sstyle=|\son\w+=|javascript:", response.text)

    def test_vendored_files_are_the_published_ones(self) -> None:
        sums = (STATIC / "vendor" / "SHA256SUMS").read_text().splitlines()
        listed = {line.split()[1]: line.split()[0] for line in sums}
        there = {file.name: file for file in (STATIC / "vendor").iterdir() if file.name != "SHA256SUMS"}
        assert listed == {name: hashlib.sha256(file.read_bytes()).hexdigest() for name, file in there.items()}
