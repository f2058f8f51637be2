"""One case as an officer sees it. What may be done, and who sees it at all, is told in tests/tracker/cases."""

import pytest

from tests.builders import ANSWER, Place, filing
from tests.story import at, begin
from tracker.rules.errors import NotFound
from tracker.rules.words import Action, Score, Settled, Status, Step


def test_her_words_are_shown_with_the_phone_number_hidden_and_the_rest_unchanged(place: Place) -> None:
    said = "电梯坏了二十天。\n请打13800000000。"
    story = begin(place, filing(sender="masked", text=said))
    shown = story.page(place.officers.li_min).text
    assert shown == said.replace("13800000000", "***********")
    assert story.case().text == said


def test_the_clock_of_the_case_comes_with_every_day_that_counted(place: Place) -> None:
    story = begin(place, now=at(9, 24))
    accept = story.page(place.officers.li_min).clocks[0]
    assert (accept.step, accept.budget, accept.owner) == (Step.ACCEPT, "3个工作日", "区效能办")
    assert [(str(day.date), day.number, day.why) for day in accept.receipt] == [
        ("2026-09-24", None, "工作日，当日不计入"),
        ("2026-09-25", None, "中秋节放假"),
        ("2026-09-26", None, "中秋节放假"),
        ("2026-09-27", None, "中秋节放假"),
        ("2026-09-28", 1, "工作日"),
        ("2026-09-29", 2, "工作日"),
        ("2026-09-30", 3, "工作日"),
    ]


def test_the_timeline_names_officers_with_their_body_and_the_complainant_never(place: Place) -> None:
    story = begin(place).walk(Status.REVIEWING)
    story.add("电梯又停了")
    said = [(row.who, row.action) for row in story.page(place.officers.li_min).timeline]
    assert said == [
        ("投诉人", Action.REGISTER),
        ("李敏（区效能办）", Action.ACCEPT),
        ("李敏（区效能办）", Action.DISPATCH),
        ("周强（区住房和城乡建设局）", Action.SIGN),
        ("周强（区住房和城乡建设局）", Action.ANSWER),
        ("投诉人", Action.ADD),
    ]


def test_a_case_that_ended_still_tells_its_whole_story(place: Place) -> None:
    story = begin(place).walk(Status.ANSWERED)
    story.answer_arrives()
    story.rate(Score.SATISFIED, comment="谢谢，我的电话是13800000000")
    page = story.page(place.officers.li_min)
    assert [answer.done for answer in page.answers] == [ANSWER["done"]]
    assert page.ratings == ((1, Score.SATISFIED, "谢谢，我的电话是***********"),)
    assert {clock.settled for clock in page.clocks if not clock.superseded} == {Settled.MET}
    assert (page.actions, page.ended_reason) == ((), "投诉人评价：满意")


def test_who_was_told_what_and_how_it_went_is_on_the_page(place: Place) -> None:
    rows = begin(place).walk(Status.DISPATCHED).page(place.officers.li_min).notices
    told = {row.to: (row.subject.partition("】")[0], row.state) for row in rows}
    assert told["周强"] == ("【待签收", "queued")
    assert told["投诉人"][1] == "waiting"


def test_a_number_that_does_not_exist_is_told_like_one_that_is_not_ours(place: Place) -> None:
    story = begin(place)
    with pytest.raises(NotFound) as hidden:
        story.page(place.officers.sun_li)
    story.receipt = story.receipt.model_copy(update={"number": "YX20991231-0001"})
    with pytest.raises(NotFound) as unknown:
        story.page(place.officers.li_min)
    assert str(hidden.value) == str(unknown.value)
