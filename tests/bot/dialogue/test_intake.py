"""What becomes of words that are perhaps no complaint: guided, never turned away."""

import pytest

from bot.dialogue.state import Phase
from tests.bot.citizen import Citizen


async def test_danger_gets_the_hotline_at_once_and_the_form_stops() -> None:
    wang = Citizen()
    told = await wang.says("房管局的楼着火了")
    assert "您现在安全吗" in told
    assert "119" in told
    assert wang.talk.draft is None


async def test_words_of_an_emergency_are_kept_and_can_be_filed_afterwards() -> None:
    wang = Citizen()
    await wang.says("房管局的楼着火了，昨天上午")
    await wang.presses("仍要登记")
    await wang.presses("跳过/不清楚") if "跳过/不清楚" in wang.labels else None
    await wang.presses("匿名")
    await wang.presses("提交")
    case = wang.desk.only.case
    assert case.text == "房管局的楼着火了，昨天上午"
    assert case.urgent


async def test_in_doubt_the_number_is_shown_and_the_matter_goes_its_ordinary_way() -> None:
    wang = Citizen()
    told = await wang.says("昨天上午中山路的房管局说煤气归别人管")
    assert told.index("119") < told.index("我的理解")
    assert wang.talk.form.text == "昨天上午中山路的房管局说煤气归别人管"
    await wang.presses("匿名")
    await wang.presses("提交")
    assert not wang.desk.only.case.urgent


async def test_danger_in_the_middle_of_a_draft_pauses_it_and_loses_nothing() -> None:
    wang = Citizen()
    await wang.says("教育局上周三互相推诿")
    assert "119" in await wang.says("这里着火了")
    assert wang.talk.phase is Phase.PAUSED
    assert "身份方式" in await wang.presses("继续")
    assert wang.talk.form.text == "教育局上周三互相推诿\n这里着火了"


async def test_a_greeting_is_answered_with_what_to_do() -> None:
    wang = Citizen()
    assert "直接说您遇到的事" in await wang.says("你好")
    assert wang.labels == ["新投诉", "查进度", "帮助"]


@pytest.mark.parametrize(
    ("words", "told"),
    [("你们都是混蛋", "很生气"), ("办贷款加微信", "像是广告"), ("我的离婚官司怎么判", "由人民法院负责")],
)
async def test_the_person_may_insist(words: str, told: str) -> None:
    wang = Citizen()
    assert told in await wang.says(words)
    assert not wang.desk.cases
    await wang.presses("仍要登记")
    assert wang.talk.form.text == words


async def test_after_new_complaint_even_a_greeting_can_be_registered() -> None:
    wang = Citizen()
    await wang.says("新投诉")
    await wang.says("你好")
    await wang.presses("仍要登记")
    assert wang.talk.form.text == "你好"


async def test_a_matter_that_follows_angry_words_begins_a_draft_with_both() -> None:
    wang = Citizen()
    await wang.says("我的离婚官司怎么判")
    assert wang.talk.phase is Phase.OFFERED
    await wang.says("你好")
    assert wang.talk.loose.text == "我的离婚官司怎么判"
    await wang.presses("不登记")
    assert wang.talk.stray is None


async def test_words_soon_after_a_filing_are_sorted_by_the_person() -> None:
    wang = Citizen()
    number = await wang.files()
    assert f"您刚登记过 {number}" in await wang.says("他们还收了五十块")
    await wang.says("没给收据")
    assert f"已补充到 {number}" in await wang.presses(f"补充到 {number}")
    [addition] = wang.desk.only.additions
    assert addition.text == "他们还收了五十块\n没给收据"


async def test_a_forged_number_adds_nothing_anywhere() -> None:
    wang = Citizen()
    await wang.files()
    await wang.says("他们还收了五十块")
    forged = wang.button("另报一件").replace("register", "join") + ":YX20261123-0009"
    assert "您刚登记过" in await wang.presses_data(forged)
    assert wang.desk.calls.count("add") == 0


async def test_or_they_are_another_matter() -> None:
    wang = Citizen()
    await wang.files()
    await wang.says("沈家坝的路灯不亮，请来人看看")
    await wang.presses("另报一件")
    await wang.presses("匿名")
    await wang.presses("提交")
    assert len(wang.desk.cases) == 2


async def test_a_day_later_words_are_simply_a_new_matter() -> None:
    wang = Citizen()
    await wang.files()
    wang.waits(hours=25)
    assert "记下了" in await wang.says("沈家坝的路灯不亮")


async def test_an_addition_the_tracker_refuses_may_still_become_a_matter() -> None:
    wang = Citizen()
    number = await wang.files()
    await wang.presses_data(f"more:{number}")
    wang.desk.cases[number].open = False
    assert "已经办结" in await wang.says("沈家坝的路灯也不亮")
    await wang.presses("仍要登记")
    assert wang.talk.form.text == "沈家坝的路灯也不亮"


async def test_in_a_group_nothing_is_taken_in() -> None:
    wang = Citizen()
    assert "私聊" in await wang.says("教育局推诿", private=False)
    assert wang.talk.draft is None


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("", "空的"),
        ("  \n\t ", "空的"),
        ("\x00\x07\u202e", "空的"),
        ("😀😀", "只看得懂文字"),
        ("？？？！", "只看得懂文字"),
        ("长" * 100_000, "有 100000 字，太长了，一次最多 20000 字"),
    ],
)
async def test_what_cannot_be_read_is_said_plainly(words: str, told: str) -> None:
    wang = Citizen()
    assert told in await wang.says(words)
    assert wang.talk.phase is Phase.IDLE


async def test_too_long_a_message_leaves_the_draft_as_it_was() -> None:
    wang = Citizen()
    await wang.says("教育局上周三互相推诿")
    before = wang.talk.draft
    await wang.says("长" * 100_000)
    assert wang.talk.draft == before


async def test_control_characters_are_taken_out_and_markup_is_only_text() -> None:
    wang = Citizen()
    await wang.says("教育局\x00上周三推诿<b>{0.__class__}</b>'; DROP TABLE x")
    await wang.presses("匿名")
    assert wang.talk.form.text == "教育局上周三推诿<b>{0.__class__}</b>'; DROP TABLE x"
