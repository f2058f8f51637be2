"""Where a citizen says it happened. Every sentence is invented."""

import pytest

from nlp import lexicon
from nlp.places import Gazetteer
from nlp.understand import engine
from nlp.understanding import Span

GAZETTEER = Gazetteer(lexicon.read("places"), lexicon.read("place_words"))


def places(text: str) -> tuple[Span, ...]:
    return GAZETTEER.places(text, text, engine().words(text))


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("东津路25号的路灯坏了", ["东津路25号"]),
        ("我住在一环路东段139号3栋2单元", ["一环路东段139号3栋2单元"]),
        ("忠兴镇通兴村3组的水管爆了", ["忠兴镇", "通兴村3组"]),
        ("富乐街道绵州花园小区没人收垃圾", ["富乐街道", "绵州花园小区"]),
        ("越王楼旁边停满了车", ["越王楼"]),
        ("和平路和解放路都在挖", ["和平路", "解放路"]),
    ],
)
def test_a_citizen_names_a_road_an_estate_or_a_village(text: str, named: list[str]) -> None:
    assert [span.text for span in places(text)] == named


@pytest.mark.parametrize(
    "text",
    [
        "老旧小区没人管",
        "这条道路天天堵车",
        "请你们疏通道路",
        "住宅小区附近的学校和医院",
        "我们单位的工作组来过村里",
        "整个城市都知道",
    ],
)
def test_ordinary_words_that_end_like_a_place_name_none(text: str) -> None:
    assert places(text) == ()


def test_a_known_quarter_is_a_division_and_its_house_a_spot() -> None:
    assert [span.label for span in places("小枧镇")] == ["division"]
    assert [span.label for span in places("小枧镇，民安路8号")] == ["division", "spot"]


def test_the_road_after_a_verb_begins_after_it() -> None:
    assert [span.text for span in places("但芙蓉大道没人修")] == ["芙蓉大道"]


def test_without_words_of_the_text_only_known_names_are_found() -> None:
    assert [span.text for span in GAZETTEER.places("小枧镇某路", "小枧镇某路", [])] == ["小枧镇"]
