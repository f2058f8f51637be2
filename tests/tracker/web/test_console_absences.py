"""The page 请假代办, as an officer's browser reaches it."""

from tests.story import at
from tests.tracker.web.clients import Web
from tests.tracker.web.console import Browser, words


def test_zhou_qiang_enters_his_leave_sees_it_and_comes_back(web: Web) -> None:
    web.clock.now = at(11, 23, 10)
    people = web.place.officers
    zhou_qiang = Browser.of(web, people.zhou_qiang)
    wish = {"first": "2026-11-23", "last": "2026-11-27", "deputy": str(people.chen_zhiyuan)}
    entered = zhou_qiang.post("/absences", wish)
    assert entered.headers["location"] == "/console/absences?done=entered"
    page = words(zhou_qiang.get("/absences?done=entered"))
    assert "周强 区住房和城乡建设局 请假中 11月23日" in page
    assert "由 陈志远 代办" in page
    assert "周强" not in words(Browser.of(web, people.sun_li).get("/absences"))
    again = zhou_qiang.post("/absences", wish)
    assert (again.status_code, "请先销假" in words(again)) == (422, True)
    number = zhou_qiang.get("/absences").text.split("/console/absences/")[1].split("/")[0]
    assert zhou_qiang.post(f"/absences/{number}/end").headers["location"].endswith("done=ended")
    assert "目前没有人请假" in words(zhou_qiang.get("/absences"))


def test_a_day_that_is_no_date_is_refused_in_chinese_with_what_was_typed(web: Web) -> None:
    page = Browser.of(web, web.place.officers.sun_li).post("/absences", {"first": "明天", "last": "2099-01-01"})
    assert (page.status_code, "请填写开始日期，例如 2026-11-30" in words(page)) == (422, True)
    assert 'value="2099-01-01"' in page.text
