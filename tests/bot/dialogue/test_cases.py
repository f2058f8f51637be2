"""What 王秀英 can do with what she has filed, and 刘建军 cannot."""

from bot.dialogue.state import Phase
from tests.bot.citizen import Citizen
from tracker.contract import AppealStage, Score


async def test_without_a_case_the_way_to_look_one_up_is_told() -> None:
    assert "编号 查询码" in await Citizen().says("/status")


async def test_a_single_case_is_shown_at_once_with_what_can_be_done() -> None:
    wang = Citizen()
    number = await wang.files()
    told = await wang.says("查进度")
    assert f"{number} · 投诉 · 办理中" in told
    assert "2026年12月14日" in told
    assert wang.labels == ["补充", "催一下", "撤诉"]


async def test_of_several_cases_one_is_chosen() -> None:
    wang = Citizen()
    first = await wang.files()
    second = await wang.files("房管局昨天上午乱收费")
    assert "您有 2 件" in await wang.says("/status")
    assert wang.labels == [second, first]
    assert f"{first} · " in await wang.presses(first)


async def test_any_case_is_found_with_its_query_code() -> None:
    wang, liu = Citizen(), None
    number = await wang.files()
    liu = Citizen(wang.desk, name="liu-jianjun")
    assert f"{number} · 投诉" in await liu.says(f"{number} {wang.desk.only.query_code}")
    assert liu.labels == []


async def test_a_wrong_code_is_refused_in_the_words_of_the_tracker() -> None:
    wang = Citizen()
    number = await wang.files()
    assert "编号或查询码不对" in await wang.says(f"编号：{number} 查询码：WRONG-1")


async def test_a_number_alone_shows_only_an_own_case() -> None:
    wang = Citizen()
    number = await wang.files()
    assert "办理中" in await wang.says(number)
    assert "没有找到" in await Citizen(wang.desk, name="liu-jianjun").says(number)


async def test_a_number_inside_a_sentence_is_part_of_the_sentence() -> None:
    wang = Citizen()
    await wang.says("教育局上周三推诿，我上次的YX20261101-0003也没有回音")
    assert "YX20261101-0003" in wang.talk.form.text


async def test_words_are_added_to_the_case() -> None:
    wang = Citizen()
    number = await wang.files()
    await wang.says("补充")
    assert f"已补充到 {number}" in await wang.says("收据号是三零五")
    assert wang.desk.only.additions[0].text == "收据号是三零五"
    assert wang.talk.phase is Phase.IDLE


async def test_urging_is_one_press() -> None:
    wang = Citizen()
    await wang.files()
    assert "已替您催办" in await wang.says("催一下")
    assert wang.desk.only.urgings == 1


async def test_withdrawing_is_asked_twice() -> None:
    wang = Citizen()
    number = await wang.files()
    assert f"确定撤回 {number}" in await wang.says("撤诉")
    assert wang.desk.only.open
    assert "已撤诉" in await wang.presses("确定撤诉")
    assert not wang.desk.only.open


async def test_nothing_can_be_urged_once_all_is_closed() -> None:
    wang = Citizen()
    number = await wang.files()
    wang.desk.only.open = False
    assert "没有正在办理" in await wang.says("催一下")
    assert "已经办结" in await wang.presses_data(f"urge:{number}")


async def test_the_case_of_another_person_stays_closed() -> None:
    wang = Citizen()
    number = await wang.files()
    wang.desk.answer(number, "已整改。")
    liu = Citizen(wang.desk, name="liu-jianjun")
    for data in (f"see:{number}", f"more:{number}", f"urge:{number}", f"quit:{number}"):
        assert "不在您名下" in await liu.presses_data(data) or "没有找到" in await liu.presses_data(data)
    for data in (f"quit!:{number}", f"rate:{number}:1:satisfied"):
        assert "没有找到" in await liu.presses_data(data)
    assert (wang.desk.only.open, wang.desk.only.rated) == (True, None)


async def test_the_answer_is_rated_without_an_open_talk() -> None:
    wang = Citizen()
    number = await wang.files()
    wang.desk.answer(number, "已整改，退还五十元。")
    again = Citizen(wang.desk)
    assert "谢谢您的评价" in await again.presses_data(f"rate:{number}:1:satisfied")
    assert wang.desk.only.rated is Score.SATISFIED


async def test_the_answer_is_shown_with_its_buttons_on_the_status_page() -> None:
    wang = Citizen()
    number = await wang.files()
    wang.desk.answer(number, "已整改，退还五十元。")
    assert "已整改，退还五十元。" in await wang.says("/status")
    assert wang.labels[:3] == ["满意", "基本满意", "不满意"]


async def test_a_bad_rating_counts_at_once_and_its_reason_follows() -> None:
    wang = Citizen()
    number = await wang.files()
    wang.desk.answer(number, "已整改。")
    assert "哪里没办好" in await wang.presses_data(f"rate:{number}:1:dissatisfied")
    assert wang.desk.only.rated is Score.DISSATISFIED
    await wang.says("只退了一半")
    assert wang.desk.only.additions[0].text == "只退了一半"


async def test_the_reason_may_be_left_out_and_the_draft_goes_on() -> None:
    wang = Citizen()
    number = await wang.files()
    wang.desk.answer(number, "已整改。")
    await wang.presses("新投诉")
    await wang.says("房管局昨天上午乱收费")
    await wang.presses_data(f"rate:{number}:1:dissatisfied")
    told = await wang.presses("不说了")
    assert "身份方式" in told
    assert wang.desk.only.additions == []


async def test_an_old_button_of_the_reason_moves_nothing() -> None:
    wang = Citizen()
    number = await wang.files()
    await wang.says("他们还收了五十块")
    assert "已经过了" in await wang.presses_data(f"enough:{number}")
    assert wang.talk.phase is Phase.SORTING


async def test_rating_twice_is_answered_by_the_tracker() -> None:
    wang = Citizen()
    number = await wang.files()
    wang.desk.answer(number, "已整改。")
    await wang.presses_data(f"rate:{number}:1:fair")
    assert "已经评价过" in await wang.presses_data(f"rate:{number}:1:satisfied")
    assert wang.desk.only.rated is Score.FAIR


async def answered(desk_of: Citizen, stage: AppealStage = AppealStage.RECHECK) -> str:
    """Closed with an answer that can still be appealed."""
    number = await desk_of.files()
    desk_of.desk.answer(number, "已整改。")
    desk_of.desk.only.open, desk_of.desk.only.rated, desk_of.desk.only.appeal = False, Score.FAIR, stage
    return number


async def test_after_a_closed_case_she_is_told_until_when_and_writes_why() -> None:
    wang = Citizen()
    number = await answered(wang)
    assert "2026年12月23日（周三）前申请复查" in await wang.says("查进度")
    assert wang.labels == ["申请复查"]
    assert f"为什么对 {number} 的答复不服" in await wang.presses("申请复查")
    assert f"{number} 复查中，2026年12月14日" in await wang.says("他们只退了一半的钱")
    [asked] = wang.desk.only.appeals
    assert (asked.stage, asked.text, asked.query_code) == (AppealStage.RECHECK, "他们只退了一半的钱", None)
    assert wang.talk.phase is Phase.IDLE


async def test_the_words_alone_ask_for_it_too_and_she_may_think_better_of_it() -> None:
    wang = Citizen()
    await answered(wang, AppealStage.FINAL_RECHECK)
    assert "现在不能申请" in await wang.says("申请复查")
    assert "上一级人员复核" in await wang.says("申请复核")
    await wang.presses("返回")
    assert (wang.talk.phase, wang.desk.only.appeals) == (Phase.IDLE, [])


async def test_who_has_the_query_code_appeals_without_an_account() -> None:
    wang = Citizen()
    number = await answered(wang)
    liu = Citizen(wang.desk, name="liu-jianjun")
    await liu.says(f"{number} {wang.desk.only.query_code}")
    assert liu.labels == ["申请复查"]
    await liu.presses("申请复查")
    assert "复查中" in await liu.says("他们只退了一半的钱")
    assert wang.desk.only.appeals[0].query_code == wang.desk.only.query_code


async def test_without_code_nobody_else_appeals() -> None:
    wang = Citizen()
    number = await answered(wang)
    liu = Citizen(wang.desk, name="liu-jianjun")
    assert "现在不能申请" in await liu.presses_data(f"recheck:{number}")
    await liu.presses_data(f"recheck:{number}:WRONG-1")
    assert "没有找到" in await liu.says("他们只退了一半的钱")
    assert (wang.desk.only.appeals, liu.talk.phase) == ([], Phase.IDLE)


async def test_an_old_button_is_refused_in_the_words_of_the_tracker_and_the_talk_goes_on() -> None:
    wang = Citizen()
    await answered(wang)
    await wang.says("申请复查")
    wang.desk.only.appeal = None
    assert "期限已经届满" in await wang.says("他们只退了一半的钱")
    assert wang.talk.phase is Phase.IDLE


async def test_the_draft_waits_while_she_appeals() -> None:
    wang = Citizen()
    number = await answered(wang)
    await wang.presses("新投诉")
    await wang.says("房管局昨天上午乱收费")
    await wang.presses_data(f"recheck:{number}")
    assert "身份方式" in await wang.says("他们只退了一半的钱")


async def test_withdrawing_the_appeal_says_that_the_answer_stands() -> None:
    wang = Citizen()
    await answered(wang)
    await wang.says("申请复查")
    await wang.says("他们只退了一半的钱")
    assert "的复查申请吗" in await wang.says("撤诉")
    assert "原来的答复继续有效" in await wang.presses("确定撤诉")
