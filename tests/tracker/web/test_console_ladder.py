"""谁会在什么时候被提醒: the ladder on the case page, what has gone off and what is to come."""

from tests.builders import house
from tests.story import Story, at, begin
from tests.tracker.cases.test_absences import goes_away
from tests.tracker.web.clients import Web
from tests.tracker.web.console import Browser, words
from tracker.rules.words import Action, Status
from tracker.sweep import sweep


def handled(web: Web) -> Story:
    """Signed on Monday 23 November, 7 working days: 50 % on the 27th, 80 % on 1 December, due on the 2nd."""
    return begin(web.place).walk(Status.HANDLING)


def test_everybody_who_will_be_reminded_stands_on_the_case_page_with_the_hour(web: Web) -> None:
    story = handled(web)
    page = words(Browser.of(web, web.place.officers.li_min).get(f"/cases/{story.number}"))
    assert "谁会在什么时候被提醒" in page
    assert "办理已用50% 将提醒 · 蓝牌 周强（承办人）" in page
    assert "办理已到期 将提醒 · 红牌 周强（承办人）、陈志远（部门负责人）、李敏（受理员）" in page
    assert "郑海涛（上级）" in page


def test_zhou_qiang_sees_what_he_was_reminded_of_and_takes_it_up(web: Web) -> None:
    story, zhou_qiang = handled(web), Browser.of(web, web.place.officers.zhou_qiang)
    web.clock.now = at(12, 2, 10)
    sweep(web.place.db, house(), now=web.clock.now)
    page = zhou_qiang.get(f"/cases/{story.number}")
    assert "无人知晓的，2026-12-03 09:00再提醒并报上一级" in words(page)
    forms = [part.split('"')[0] for part in page.text.split('action="/console')[1:] if "/acknowledge" in part[:80]]
    assert zhou_qiang.post(forms[-1]).headers["location"] == f"/console/cases/{story.number}#ladder"
    after = words(zhou_qiang.get(f"/cases/{story.number}"))
    assert "已知晓：周强" in after
    assert "无人知晓的" not in after
    assert Browser.of(web, web.place.officers.sun_li).post(forms[-1]).status_code == 404


def test_whoever_is_away_on_that_day_is_named_as_passed_over(web: Web) -> None:
    story, people = handled(web), web.place.officers
    goes_away(web.place, people.zhou_qiang)
    page = words(Browser.of(web, people.li_min).get(f"/cases/{story.number}"))
    assert "办理已用50% 将提醒 · 蓝牌 陈志远（部门负责人） 跳过：" in page
    assert "周强（承办人）请假至12月31日" in page


def test_the_page_of_what_was_handed_over_late_still_shows_its_steps(web: Web) -> None:
    """Reminders went off before it left; their words went with it."""
    story, director = begin(web.place), web.place.officers.zhao_guodong
    story.do(web.place.officers.li_min, Action.RESTRICT, reason="反映的是该局负责人")
    story.now = web.clock.now = at(11, 27, 9)
    sweep(web.place.db, house(), now=web.clock.now)
    assert Action.ESCALATE in {event.action for event in story.events()}
    story.hand_over()
    page = Browser.of(web, director).get(f"/cases/{story.number}")
    assert page.status_code == 200
    assert "已移送" in words(page)
