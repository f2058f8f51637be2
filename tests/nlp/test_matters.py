"""Several matters in one message, and the money somebody asked for. Every sentence is invented."""

import pytest

from nlp import lexicon
from nlp.matters import split_points
from nlp.money import demands, sums
from nlp.phrases import Phrasebook


def parts(text: str) -> list[str]:
    ends = [*[point.at for point in split_points(text)], len(text)]
    return [text[start:end] for start, end in zip([0, *ends], ends, strict=False)]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("区房管局窗口没有人，", "另外我们小区路灯坏了三个月没人修"),
        ("办证拖了三个月没有结果，", "还有一个问题，楼下垃圾没人清运"),
        ("孩子入学的材料交了两次。", "第二件事，公交站牌写错了"),
        ("窗口工作人员骂人。", "另外我还想投诉社区乱收停车费"),
        ("我反映两件事：一、住建局窗口没人。", "二、小枧镇道路塌了没人修"),
    ],
)
def test_a_citizen_tells_two_matters(first: str, second: str) -> None:
    assert parts(first + second) == [first, second]


@pytest.mark.parametrize(
    "text",
    [
        "诉求：1、把钱退给我们。2、当面道歉赔偿损失",
        "原因有两个：一、窗口没人。二、系统坏了打不开",
        "第一，窗口态度差。第二，收费不开发票给我们",
        "另外一个同事态度很好，就是办得太慢",
        "他说另外再交一份材料才能办",
        "另外",
        "",
    ],
)
def test_demands_reasons_and_details_are_one_matter(text: str) -> None:
    assert split_points(text) == []


def test_the_reason_names_the_words() -> None:
    text = "办证拖了三个月没有结果，还有一件事，楼下垃圾没人清运"

    assert [point.reason for point in split_points(text)] == ["用“还有一件事”另起一事"]


def asked(text: str) -> list[tuple[str, float | None]]:
    found = Phrasebook(lexicon.read("money")).find(text)
    return [(demand.text, demand.yuan) for demand in demands(text, text, found)]


@pytest.mark.parametrize(
    ("text", "yuan"),
    [
        ("科长说要 2000 元才办", 2000),
        ("给两千五百块才给盖章", 2500),
        ("收我3.5万元好处费", 35_000),
        ("不给他塞1,200元就不办", 1200),
        ("红包送了，一共五百元", 500),
        ("收了红包才签字。物业费2000元", None),
    ],
)
def test_the_sum_an_officer_asked_for_is_known(text: str, yuan: float | None) -> None:
    assert {sum_ for _, sum_ in asked(text)} == {yuan}


@pytest.mark.parametrize("text", ["在医院打点滴花了200元", "要去几百米开外才有", "充值满100送礼包", "物业费每月80元"])
def test_drips_and_parcels_are_no_bribes(text: str) -> None:
    assert asked(text) == []


def test_every_sum_of_a_text_is_read() -> None:
    assert [yuan for _, _, yuan in sums("罚了2千元，退300块，欠一万二千元")] == [2000, 300, 12_000]
