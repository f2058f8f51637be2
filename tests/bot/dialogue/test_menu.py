"""Commands, their Chinese words, interruption and return."""

import pytest

from bot.dialogue.state import Phase
from tests.bot.citizen import Citizen

WHOLE = "教育局窗口上周三互相推诿，让我跑了四趟"


async def test_start_fifty_times_changes_nothing() -> None:
    wang = Citizen()
    await wang.says(WHOLE)
    before = wang.talk
    for told in [await wang.says("/start") for _ in range(50)]:
        assert "您好" in told
        assert "身份方式" in told
    assert wang.talk == before


@pytest.mark.parametrize("words", ["/help", "/help@huiyin_bot", "帮助", "怎么用"])
async def test_help_comes_by_command_and_by_word(words: str) -> None:
    assert "怎么用" in await Citizen().says(words)


async def test_an_interruption_returns_to_the_open_page() -> None:
    wang = Citizen()
    await wang.files()
    await wang.presses("新投诉")
    await wang.says("房管局昨天上午乱收费")
    assert "身份方式" in await wang.says("查进度")
    await wang.presses("匿名")
    assert wang.talk.phase is Phase.CONFIRM


async def test_a_new_complaint_asks_first_what_becomes_of_the_old_draft() -> None:
    wang = Citizen()
    await wang.says(WHOLE)
    assert "还没提交" in await wang.says("/new")
    await wang.presses("重新开始")
    await wang.says("房管局昨天上午乱收费")
    assert wang.talk.form.text == "房管局昨天上午乱收费"


async def test_words_while_the_draft_is_paused_wait_for_the_decision() -> None:
    wang = Citizen()
    await wang.says(WHOLE)
    await wang.says("/new")
    await wang.says("房管局昨天上午乱收费")
    assert wang.talk.form.text == WHOLE
    await wang.presses("继续")
    assert wang.talk.form.text == f"{WHOLE}\n房管局昨天上午乱收费"


async def test_after_a_day_the_draft_is_still_there_and_said_so() -> None:
    wang = Citizen()
    await wang.says(WHOLE)
    wang.waits(hours=25)
    assert "还没提交的诉求，开头是" in await wang.says("房管局昨天上午乱收费")
    await wang.presses("重新开始")
    assert wang.talk.form.text == "房管局昨天上午乱收费"


async def test_after_a_day_a_button_still_does_what_it_says() -> None:
    wang = Citizen()
    await wang.says(WHOLE)
    wang.waits(hours=25)
    await wang.presses("匿名")
    assert wang.talk.phase is Phase.CONFIRM


@pytest.mark.parametrize("words", ["/cancel", "取消"])
async def test_cancel_drops_the_draft(words: str) -> None:
    wang = Citizen()
    await wang.says(WHOLE)
    assert "已取消" in await wang.says(words)
    assert wang.talk.draft is None


async def test_cancel_with_nothing_open_says_what_can_be_done() -> None:
    assert "没有要取消" in await Citizen().says("/cancel")


async def test_cancelling_an_addition_returns_to_the_draft() -> None:
    wang = Citizen()
    number = await wang.files()
    await wang.presses("新投诉")
    await wang.says("房管局昨天上午乱收费")
    await wang.presses_data(f"more:{number}")
    assert "身份方式" in await wang.says("取消")
    assert wang.talk.form.text == "房管局昨天上午乱收费"


async def test_back_goes_one_page_back() -> None:
    wang = Citizen()
    await wang.says(WHOLE)
    await wang.presses("实名")
    assert "身份方式" in await wang.says("返回")
    await wang.presses("匿名")
    await wang.presses("修改")
    await wang.presses("单位")
    await wang.presses("返回")
    assert wang.talk.phase is Phase.CONFIRM


async def test_a_thank_you_does_not_become_part_of_the_complaint() -> None:
    wang = Citizen()
    await wang.says(WHOLE)
    assert "身份方式" in await wang.says("谢谢！")
    assert wang.talk.form.text == WHOLE


@pytest.mark.parametrize("data", ["", "submit", "fly", "rate:1", "new:x", "urge:../../x", "level:00000000:real"])
async def test_a_button_nobody_made_is_explained(data: str) -> None:
    told = await Citizen().presses_data(data)
    assert "不认识这个按钮" in told or "已经过期" in told


async def test_a_button_of_a_draft_that_is_gone_is_explained() -> None:
    wang = Citizen()
    await wang.says(WHOLE)
    anonymous = wang.button("匿名")
    await wang.says("/cancel")
    assert "已经过期" in await wang.presses_data(anonymous)


async def test_a_button_of_an_earlier_page_shows_the_page_that_is_open() -> None:
    wang = Citizen()
    await wang.says(WHOLE)
    anonymous = wang.button("匿名")
    await wang.presses("匿名")
    told = await wang.presses_data(anonymous)
    assert "已经过了" in told
    assert "请看一下" in told


async def test_a_forged_choice_is_not_taken() -> None:
    wang = Citizen()
    await wang.says(WHOLE)
    forged = wang.button("匿名").replace("anonymous", "emperor")
    assert "身份方式" in await wang.presses_data(forged)
    assert wang.talk.form.level is None
