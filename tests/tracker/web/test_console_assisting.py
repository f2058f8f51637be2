"""协办 on the pages: the office asks, the water bureau writes, the lead reads, the citizen learns no name."""

import re

import pytest

from tests.story import Story, at, begin
from tests.tracker.web.clients import Web
from tests.tracker.web.console import Browser, words
from tracker.rules.words import Action, Status
from tracker.web.console.forms import WORDS

QUESTION = "水泵房供电是否正常，请到现场核实"
OPINION = "到现场核实，供电正常，与电梯停运无关。"


@pytest.fixture
def handled(web: Web) -> Story:
    return begin(web.place).walk(Status.HANDLING)


def ask(web: Web, story: Story) -> None:
    desk, water = Browser.of(web, web.place.officers.li_min), str(web.place.bodies.water)
    assert desk.do(story.number, "assist", assistant=water, text=QUESTION).status_code == 303


def test_li_min_finds_the_form_with_the_bodies_that_may_be_asked(web: Web, handled: Story) -> None:
    page = Browser.of(web, web.place.officers.li_min).get(f"/cases/{handled.number}").text
    form = page[page.index("actions/assist") :]
    form = form[: form.index("</form>")]
    assert "区水利局" in form
    assert "区住房和城乡建设局" not in form
    assert WORDS["assist"]["says"] in page


def test_the_whole_way_from_the_question_to_the_opinion(web: Web, handled: Story) -> None:
    ask(web, handled)
    helper = Browser.of(web, web.place.officers.sun_li)
    assert "协办，11月30日前提交意见" in words(helper.get())
    assert handled.number in helper.numbers("?mine=1")
    page = words(helper.get(f"/cases/{handled.number}"))
    assert QUESTION in page
    assert re.search("等待意见 11月30日.*?前，剩5个工作日", page)
    assert "查看联系方式" not in page
    assert helper.do(handled.number, "opine", text=OPINION).status_code == 303
    lead = words(Browser.of(web, web.place.officers.zhou_qiang).get(f"/cases/{handled.number}"))
    assert OPINION in lead
    assert "已提交意见" in lead


def test_the_lead_is_warned_before_answering_without_the_opinion(web: Web, handled: Story) -> None:
    ask(web, handled)
    lead = Browser.of(web, web.place.officers.zhou_qiang)
    assert "区水利局 的协办意见还没有提交" in words(lead.get(f"/cases/{handled.number}"))
    helper = Browser.of(web, web.place.officers.sun_li)
    helper.do(handled.number, "opine", text=OPINION)
    assert "协办意见还没有提交" not in words(lead.get(f"/cases/{handled.number}"))


def test_an_outsider_sees_neither_the_case_nor_a_word_of_it(web: Web, handled: Story) -> None:
    ask(web, handled)
    outsider = Browser.of(web, web.place.officers.song_jia)
    assert handled.number not in outsider.get().text
    assert outsider.get(f"/cases/{handled.number}").status_code == 404
    assert outsider.do(handled.number, "opine", text=OPINION).status_code == 404


def test_the_office_is_told_why_a_body_cannot_be_asked(web: Web, handled: Story) -> None:
    desk, housing = Browser.of(web, web.place.officers.li_min), str(web.place.bodies.housing)
    answer = desk.do(handled.number, "assist", assistant=housing, text=QUESTION)
    assert answer.status_code == 409
    assert "同一个部门" in words(answer)
    assert QUESTION in answer.text


def test_a_program_gets_the_assistances_with_the_case(web: Web, handled: Story) -> None:
    ask(web, handled)
    caller = web.officer(web.place.officers.sun_li)
    [row] = web.client.get(f"/api/v1/cases/{handled.number}", headers=caller).json()["assistances"]
    assert (row["body"], row["question"], row["mine"], row["settled"]) == ("区水利局", QUESTION, True, None)
    [listed] = web.client.get("/api/v1/queue", headers=caller).json()["rows"]
    assert listed["assists"] == "协办，11月30日前提交意见"


def test_a_late_opinion_says_so_for_ever(web: Web, handled: Story) -> None:
    ask(web, handled)
    handled.now = web.clock.now = at(12, 1)
    handled.do(web.place.officers.sun_li, Action.OPINE, text=OPINION)
    page = words(Browser.of(web, web.place.officers.li_min).get(f"/cases/{handled.number}"))
    assert "已提交意见 逾期" in page
