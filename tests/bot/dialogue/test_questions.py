"""What is asked depends on what is known, and never more than twice."""

from dataclasses import replace

import pytest

from bot.dialogue.facts import facts_of
from bot.dialogue.questions import next_question
from bot.dialogue.state import Draft, Question
from bot.dialogue.words import name_beside, sounds_like_body
from tests.fakes.understanding import understand


def draft(text: str) -> Draft:
    return Draft(key="k", text=text, facts=facts_of(understand(text)))


def asked_about(text: str) -> list[str]:
    """Every question, when each is skipped."""
    open_draft, asked = draft(text), []
    while (question := next_question(open_draft)) is not None:
        asked.append(question.value)
        open_draft = replace(open_draft, asked=(*open_draft.asked, question))
    return asked


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("互相推诿", ["body", "when_where"]),
        ("教育局互相推诿", ["when"]),
        ("中山路窗口互相推诿", ["body", "when"]),
        ("上周三互相推诿", ["body", "where"]),
        ("教育局上周三互相推诿", []),
        ("路灯不亮", ["where"]),
        ("帮忙修路灯", ["where"]),
        ("中山路路灯不亮", []),
        ("请问怎么办证", []),
        ("建议多开窗口", []),
        ("表扬教育局", []),
    ],
)
def test_only_what_is_missing_is_asked(text: str, asked: list[str]) -> None:
    assert asked_about(text) == asked


def test_two_questions_are_the_most_whatever_is_missing() -> None:
    open_draft = replace(draft("互相推诿"), asked=(Question.WHERE, Question.WHEN))
    assert next_question(open_draft) is None


@pytest.mark.parametrize("words", ["教育局", "沈家坝社区", "二楼三号窗口", "市一医院"])
def test_the_name_of_a_body_is_known_by_its_end(words: str) -> None:
    assert sounds_like_body(words)


@pytest.mark.parametrize("words", ["他们一直在看手机", "我在那里等了整整两个小时最后也没有一个人告诉我该去哪个窗口"])
def test_a_story_is_not_the_name_of_a_body(words: str) -> None:
    assert not sounds_like_body(words)


@pytest.mark.parametrize(
    ("text", "phone", "name"),
    [
        ("我叫王秀英，电话13800138000", "13800138000", "王秀英"),
        ("王秀英 13800138000", "13800138000", "王秀英"),
        ("姓名：刘建军；手机：13800138000", "13800138000", "刘建军"),
        ("13800138000", "13800138000", None),
        ("我不想留，你们直接处理就行了", None, None),
    ],
)
def test_a_name_is_what_stands_beside_the_phone(text: str, phone: str | None, name: str | None) -> None:
    assert name_beside(text, phone) == name
