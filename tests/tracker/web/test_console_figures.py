"""统计: what a month was, with the number each share is a share of."""

import pytest

from tests.builders import ANSWER
from tests.story import Story, at, begin
from tests.tracker.web.clients import Web
from tests.tracker.web.console import Browser, words
from tracker.rules.words import Action, Score, Status


def answered(web: Web, score: Score | None = None) -> Story:
    story = begin(web.place, now=at(11, 2, 9)).walk(Status.ANSWERED)
    story.answer_arrives()
    if score is not None:
        story.rate(score)
    return story


@pytest.fixture
def november(web: Web) -> Web:
    """Four answers, three rated, two of them content; one more that nobody answered in time."""
    for score in (Score.SATISFIED, Score.FAIR, Score.DISSATISFIED, None):
        answered(web, score)
    begin(web.place, now=at(11, 2, 9)).walk(Status.HANDLING)
    web.clock.now = at(11, 30)
    return web


def test_satisfaction_has_both_denominators_and_what_runs_late_is_not_on_time(november: Web) -> None:
    page = words(Browser.of(november, november.place.officers.zhao_guodong).get("/figures?month=2026-11"))
    total = page[page.index("合计") :]
    assert total.startswith("合计 80.0% 4/5 4 66.7% 2/3 50.0% 2/4 0.0% 0/4")


def test_what_is_not_due_yet_is_neither_on_time_nor_late(november: Web) -> None:
    november.clock.now = at(11, 6)
    page = words(Browser.of(november, november.place.officers.zhao_guodong).get("/figures?month=2026-11"))
    assert page[page.index("合计") :].startswith("合计 100.0% 4/4")


def test_a_month_without_cases_has_no_shares(november: Web) -> None:
    page = words(Browser.of(november, november.place.officers.zhao_guodong).get("/figures?month=2025-01"))
    assert "合计 — 0/0 0 — 0/0 — 0/0 — 0/0" in page


def test_an_outsider_counts_nothing_that_is_not_hers(november: Web) -> None:
    page = words(Browser.of(november, november.place.officers.sun_li).get("/figures?month=2026-11"))
    assert "合计 — 0/0 0" in page
    assert "区住房和城乡建设局" not in page


@pytest.mark.parametrize("month", ["", "2026-13", "../..", "2026-11-01", "abcd-ef"])
def test_a_month_that_is_none_shows_this_one(november: Web, month: str) -> None:
    page = words(Browser.of(november, november.place.officers.li_min).get(f"/figures?month={month}"))
    assert "2026年11月" in page


def assisted(web: Web) -> Story:
    """The water bureau was to help with the lift by 9 November; it was a day late, the housing bureau in time."""
    o = web.place.officers
    story = begin(web.place, now=at(11, 2, 9)).walk(Status.HANDLING)
    story.do(o.li_min, Action.ASSIST, assistant=str(web.place.bodies.water), text="水泵房供电是否正常")
    story.now = at(11, 10, 9)
    story.do(o.sun_li, Action.OPINE, text="到现场核实，供电正常。")
    story.do(o.zhou_qiang, Action.ANSWER, **ANSWER, overrule="同一部电梯")
    story.do(o.li_min, Action.APPROVE)
    web.clock.now = at(11, 30)
    return story


def test_a_late_opinion_is_the_assistants_and_not_the_leads(web: Web) -> None:
    assisted(web)
    page = words(Browser.of(web, web.place.officers.zhao_guodong).get("/figures?month=2026-11"))
    lead, helper = (page[page.index(name) :] for name in ("区住房和城乡建设局", "区水利局"))
    assert lead.startswith("区住房和城乡建设局 100.0% 1/1 1 — 0/0 0.0% 0/1 0.0% 0/1 — 0/0")
    assert helper.startswith("区水利局 — 0/0 0 — 0/0 — 0/0 — 0/0 0.0% 0/1")


def test_the_assistant_counts_its_own_opinions_and_nothing_of_the_lead(web: Web) -> None:
    assisted(web)
    page = words(Browser.of(web, web.place.officers.sun_li).get("/figures?month=2026-11"))
    assert "区住房和城乡建设局" not in page
    assert "合计 — 0/0 0 — 0/0 — 0/0 — 0/0 0.0% 0/1" in page
