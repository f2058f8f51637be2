"""Danger now, and what only sounds like it. Every sentence is invented."""

import pytest

from nlp import understand
from nlp.understanding import Scope

NOW = [
    ("我家厨房着火了", "119"),
    ("隔壁楼起火啦，快来人", "119"),
    ("屋头燃起来咯", "119"),
    ("楼道里闻到很浓的煤气味", "119"),
    ("燃氣洩漏", "119"),
    ("有小孩掉到河里了", "119"),
    ("电梯里困了四个人", "119"),
    ("房子塌了，有人被埋", "119"),
    ("有人要跳楼", "110"),
    ("我不想活了", "110"),
    ("我准备喝农药", "110"),
    ("一个男的持刀追人", "110"),
    ("我老公正在打我，救命", "110"),
    ("外面打起来了，好多人", "110"),
    ("孩子不见了两个小时了", "110"),
    ("我妈晕倒了，叫不醒", "120"),
    ("工地有人触电了", "120"),
    ("煤气中毒了怎么办", "119"),
    ("路口出车祸了，流了好多血", "122"),
    ("两车相撞，快来人", "122"),
]


@pytest.mark.parametrize(("text", "hotline"), NOW)
def test_present_danger_shows_the_number_to_call(text: str, hotline: str) -> None:
    understood = understand(text)

    assert understood.emergency
    assert understood.scope is Scope.EMERGENCY
    assert hotline in understood.hotlines or (hotline == "119" and "120" in understood.hotlines)


@pytest.mark.parametrize(
    "text",
    [
        "很着急，请尽快处理",
        "消防通道被堵，存在火灾隐患",
        "上个月着火，到现在没人处理",
        "如果着火了消防车进不来",
        "去年这里出过车祸，建议装红绿灯",
        "这个路口经常发生交通事故",
        "电动车进楼充电容易引发火灾",
        "工作人员态度恶劣，气得我冒火",
        "保安打人，派出所不处理",
        "小偷太多了，派出所不管",
        "高空坠物隐患",
        "消防演练太吵",
        "房价跳楼价",
        "父亲去年触电身亡，至今没有赔偿",
        "高压线离房子太近，担心触电",
    ],
)
def test_danger_past_feared_or_only_talked_about_is_no_emergency(text: str) -> None:
    understood = understand(text)

    assert not understood.emergency


@pytest.mark.parametrize("text", ["停水三天了，活不下去", "救护车进不了小区"])
def test_in_doubt_about_a_few_words_the_number_is_shown_and_all_else_goes_on(text: str) -> None:
    understood = understand(text)

    assert understood.hotlines
    assert understood.scope is Scope.CASE


@pytest.mark.parametrize(
    "reply",
    ["不留了", "提交", "匿名", "跳过", "不清楚", "昨天下午", "三楼", "在窗口", "富乐路", "王秀英", "忘了", "再见"],
)
def test_what_is_answered_to_a_form_is_no_danger(reply: str) -> None:
    assert understand(reply).hotlines == ()


@pytest.mark.parametrize("cry", [
    "救命", "救命啊！", "救火", "着火了",
    "漏气了", "煤气漏", "冒烟了", "塌了", "燃起来", "打人了", "打起来了", "自杀", "被绑了",
    "中毒了", "流血了！", "有人晕", "触电了", "撞人了", "跳楼了",
])  # fmt: skip
def test_a_cry_of_two_or_three_signs_is(cry: str) -> None:
    assert understand(cry).emergency


def test_in_a_long_letter_only_a_danger_that_is_happening_now_counts() -> None:
    letter = "我们小区的物业费涨了，公共收益也不公示，业主委员会几次要求对账都被拒绝。" * 3

    assert not understand(letter + "四楼还有住户家里着火。").emergency
    assert understand(letter + "现在四楼正在着火，快来！").emergency
