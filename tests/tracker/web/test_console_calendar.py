"""The calendar page: a year with its source, and a notice from the upload to the recount of open clocks."""

import re
from dataclasses import replace

import pytest
from httpx2 import Response

from tests.builders import house
from tests.story import at, begin
from tests.tracker.cases.test_calendars import LONG, SAME, report, second_director
from tests.tracker.policy.test_calendar import TEXT_2026
from tests.tracker.web.clients import Web
from tests.tracker.web.console import CSRF, Browser, words
from tracker.queries.calendar import keep_current
from tracker.rules.words import Status


@pytest.fixture
def office(web: Web) -> Web:
    """The application with a house of its own that follows the database."""
    mine = replace(house())
    web.client.app.state.house = mine  # type: ignore[attr-defined]
    keep_current(web.place.db, mine)
    return web


def upload(browser: Browser, content: bytes, **fields: str) -> Response:
    return browser.web.client.post(
        "/console/calendar/notices", data={"csrf": CSRF, **fields}, files={"file": ("notice.txt", content)},
        headers={"Cookie": browser.cookie, "Accept": "text/html"}, follow_redirects=False,
    )  # fmt: skip


def test_a_year_names_its_notice_its_version_and_the_office_hours(office: Web) -> None:
    page = Browser.of(office, office.place.officers.li_min).get("/calendar?year=2026")
    assert "国务院办公厅关于2026年部分节假日安排的通知（国办发明电〔2025〕7号）" in words(page)
    assert "2026-1，2025-11-04 公布" in words(page)
    assert "09:00–12:00、13:30–17:30" in words(page)
    assert 'class="bridge_holiday"' in page.text


def test_a_year_without_a_notice_is_marked_everywhere(office: Web) -> None:
    page = Browser.of(office, office.place.officers.li_min).get("/calendar?year=2027")
    assert "2027年工作日历 暂定" in words(page)
    assert page.text.count('class="month guess"') == 12
    assert "还没有公布" in words(page)


def test_li_min_uploads_and_zhao_guodong_approves_what_they_have_both_seen(office: Web) -> None:
    story = begin(office.place, report(), now=at(12, 11)).walk(Status.HANDLING)
    office.clock.now = at(12, 14)
    li_min, director = (
        Browser.of(office, who) for who in (office.place.officers.li_min, office.place.officers.zhao_guodong)
    )
    uploaded = upload(li_min, LONG.encode())
    assert uploaded.status_code == 303, words(uploaded)
    path = uploaded.headers["location"].removeprefix("/console")
    seen = words(li_min.get(path))
    assert "按推算 2027-02-05 是春节" in seen
    assert "1月4日（周一） 工作日（暂定） 节日放假" in seen
    assert "未到期的时限 1 个，其中 1 个改变日期" in seen
    assert "放假安排由效能办主任批准：赵国栋" in seen
    assert li_min.post(f"{path}/approve").status_code == 403
    approved = director.post(f"{path}/approve")
    assert approved.headers["location"].endswith("?done=approved")
    assert "重新计算 1 个，改变日期 1 个" in words(director.get(f"{path}?done=approved"))
    assert "1月4日（暂定） → 1月6日" in words(director.get(f"/cases/{story.number}"))
    assert "暂定" not in words(director.get("/calendar?year=2027"))
    assert director.post(f"{path}/approve").status_code == 303


def test_who_uploaded_may_take_it_back_and_not_approve_it(office: Web) -> None:
    officers = office.place.officers
    with office.place.db.writing() as session:
        second_director(session, officers.li_min)
    li_min = Browser.of(office, officers.li_min)
    path = upload(li_min, b"", text=TEXT_2026).headers["location"].removeprefix("/console")
    assert "不能批准自己上传的放假安排，请由赵国栋批准" in words(li_min.get(path))
    assert li_min.post(f"{path}/approve").status_code == 403
    assert li_min.post(f"{path}/reject").status_code == 303
    assert "已退回" in words(li_min.get(path))
    assert "已经退回，请重新上传" in words(Browser.of(office, officers.zhao_guodong).post(f"{path}/approve"))


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "请选择放假通知的文件"),
        ("今年照常上班".encode(), "不是国务院办公厅的节假日安排通知"),
        (b"\xff\xd8\xff\xff", "不是文本"),
        (b"x" * 200_001, "文件太大"),
    ],
)
def test_a_file_that_is_no_notice_gets_a_sentence(office: Web, content: bytes, sentence: str) -> None:
    refused = upload(Browser.of(office, office.place.officers.li_min), content)
    assert refused.status_code == 422
    assert sentence in words(refused)


def test_a_handler_sees_the_calendar_and_no_upload(office: Web) -> None:
    officers = office.place.officers
    wu_gang = Browser.of(office, officers.wu_gang)
    assert not re.search('type="file"', wu_gang.get("/calendar").text)
    assert upload(wu_gang, SAME.encode()).status_code == 403
    path = upload(Browser.of(office, officers.li_min), SAME.encode()).headers["location"].removeprefix("/console")
    assert wu_gang.get(path).status_code == 403
    assert Browser.of(office, officers.li_min).get("/calendar/notices/999").status_code == 404


def test_a_form_of_another_page_uploads_nothing(office: Web) -> None:
    refused = upload(Browser.of(office, office.place.officers.li_min), SAME.encode(), csrf="stolen")
    assert refused.status_code == 403
