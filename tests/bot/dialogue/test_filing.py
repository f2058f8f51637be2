"""From the first words of 王秀英 to her number."""

import pytest

from bot.desk import DeskRefused
from bot.dialogue.state import Phase
from tests.bot.citizen import Citizen
from tracker.contract import TEXT_LIMIT, Conduct, Kind, Level

WHOLE = "教育局窗口上周三互相推诿，让我跑了四趟"


async def test_what_was_understood_is_shown_back() -> None:
    wang = Citizen()
    shown = await wang.says(WHOLE + "，在游仙街道")
    assert "类别：投诉（推诿扯皮）" in shown
    assert "单位：教育局" in shown
    assert "地点：游仙街道" in shown
    assert "时间：上周三" in shown


async def test_nothing_is_asked_when_all_is_known() -> None:
    wang = Citizen()
    await wang.says(WHOLE)
    assert wang.labels == ["实名", "保密", "匿名"]


async def test_for_a_conduct_complaint_the_body_and_the_time_are_asked_and_no_more() -> None:
    wang = Citizen()
    assert "哪个单位或窗口" in await wang.says("他们互相推诿，跑了四趟")
    assert "什么时候" in await wang.says("房管局")
    assert "身份方式" in await wang.says("上周三")
    await wang.presses("保密")
    await wang.presses("提交")
    case = wang.desk.only.case
    assert (case.target_body, case.happened) == ("房管局", "上周三")
    assert case.text == "他们互相推诿，跑了四趟\n房管局\n上周三"


async def test_every_question_can_be_skipped_by_button_and_by_word() -> None:
    wang = Citizen()
    await wang.says("他们互相推诿")
    await wang.presses("跳过/不清楚")
    assert "身份方式" in await wang.says("不清楚")


async def test_a_consultation_is_not_questioned() -> None:
    wang = Citizen()
    await wang.says("请问新生儿医保怎么办理")
    assert wang.talk.phase is Phase.LEVEL


async def test_an_answer_that_names_no_body_does_not_become_one() -> None:
    wang = Citizen()
    await wang.says("他们互相推诿，跑了四趟")
    await wang.says("那天排队的人很多，我等了两个小时，里面的人一直在看手机")
    assert wang.talk.form.body is None
    assert "一直在看手机" in wang.talk.form.text


async def test_real_name_asks_once_for_name_and_phone_and_keeps_them_out_of_the_text() -> None:
    wang = Citizen()
    await wang.says(WHOLE)
    assert "姓名和手机号" in await wang.presses("实名")
    assert "身份：实名，王秀英，13800138000" in await wang.says("我叫王秀英，电话13800138000")
    await wang.presses("提交")
    case = wang.desk.only.case
    assert (case.level, case.name, case.phone) == (Level.REAL, "王秀英", "13800138000")
    assert case.text == WHOLE


async def test_a_name_beside_a_phone_needs_no_words_around_it() -> None:
    wang = Citizen()
    await wang.says(WHOLE)
    await wang.presses("实名")
    assert "实名，王秀英，13800138000" in await wang.says("王秀英 13800138000")


async def test_without_a_name_real_becomes_confidential() -> None:
    wang = Citizen()
    await wang.says(WHOLE)
    await wang.presses("实名")
    assert "身份：保密" in await wang.presses("不留了")


@pytest.mark.parametrize(("words", "level"), [("匿名", "匿名"), ("保密。", "保密"), ("不留了", "保密")])
async def test_who_thinks_better_of_real_name_may_just_say_so(words: str, level: str) -> None:
    wang = Citizen()
    await wang.says(WHOLE)
    await wang.presses("实名")
    assert f"身份：{level}" in await wang.says(words)


async def test_words_that_are_no_contact_are_added_to_the_draft_and_the_contact_is_still_asked() -> None:
    wang = Citizen()
    await wang.says(WHOLE)
    await wang.presses("实名")
    assert "姓名和手机号" in await wang.says("他们中午还提前下班，门都锁了，电话没人接，投诉电话也没人接")
    assert "门都锁了" in wang.talk.form.text


async def test_a_story_around_the_contact_is_not_lost() -> None:
    wang = Citizen()
    await wang.says(WHOLE)
    await wang.presses("实名")
    await wang.says("我叫王秀英，电话13800138000，" + "那天下着大雨，" * 8)
    assert "那天下着大雨" in wang.talk.form.text
    assert (wang.talk.form.name, wang.talk.phase) == ("王秀英", Phase.CONFIRM)


async def test_danger_is_heard_even_where_a_name_was_asked() -> None:
    wang = Citizen()
    await wang.says(WHOLE)
    await wang.presses("实名")
    assert "119" in await wang.says("我叫王秀英，电话13800138000，这里着火了")


async def test_an_anonymous_case_carries_no_contact_given_before() -> None:
    wang = Citizen()
    await wang.says(WHOLE)
    await wang.presses("实名")
    await wang.says("我叫王秀英，电话13800138000")
    await wang.presses("修改")
    await wang.presses("身份")
    await wang.presses("匿名")
    await wang.presses("提交")
    assert (wang.desk.only.case.name, wang.desk.only.case.phone) == (None, None)


async def test_submitting_gives_number_code_dates_and_what_happens_next() -> None:
    wang = Citizen()
    await wang.says(WHOLE)
    await wang.presses("匿名")
    told = await wang.presses("提交")
    for word in ("YX20261123-0001", "CODE-0001", "2026年12月14日（周一）", "受理员会在"):
        assert word in told


async def test_submitting_twice_opens_one_case() -> None:
    wang = Citizen()
    await wang.says(WHOLE)
    await wang.presses("匿名")
    submit = wang.button("提交")
    await wang.presses_data(submit)
    assert "已经提交过了，受理编号 YX20261123-0001" in await wang.presses_data(submit)
    assert "已经提交过了" in await wang.says("提交")
    assert len(wang.desk.cases) == 1


async def test_everything_written_before_the_submit_is_in_the_case() -> None:
    wang = Citizen()
    await wang.says("他们互相推诿")
    await wang.says("而且态度差")
    await wang.says("中午还不上班")
    await wang.presses("匿名")
    await wang.says("收了我五十块")
    await wang.presses("提交")
    assert wang.desk.only.case.text == "他们互相推诿\n而且态度差\n中午还不上班\n收了我五十块"


@pytest.mark.parametrize(
    ("part", "words", "field", "value"),
    [
        ("单位", "沈家坝社区服务站", "target_body", "沈家坝社区服务站"),
        ("地点", "老车站对面", "place", "老车站对面"),
        ("内容补充", "他们还骂人", "text", WHOLE + "\n他们还骂人"),
    ],
)
async def test_each_part_can_be_changed(part: str, words: str, field: str, value: str) -> None:
    wang = Citizen()
    await wang.says(WHOLE)
    await wang.presses("匿名")
    await wang.presses("修改")
    await wang.presses(part)
    assert "请看一下" in await wang.says(words)
    await wang.presses("提交")
    assert getattr(wang.desk.only.case, field) == value


async def test_the_kind_is_changed_by_a_button_or_its_word() -> None:
    wang = Citizen()
    await wang.says(WHOLE)
    await wang.presses("匿名")
    await wang.says("修改")
    await wang.presses("类别")
    await wang.says("投诉")
    await wang.presses("修改")
    await wang.presses("类别")
    await wang.presses("求助")
    await wang.presses("提交")
    assert (wang.desk.only.case.kind, wang.desk.only.case.conduct) == (Kind.HELP, Conduct.BUCK_PASSING)


async def test_a_change_gives_the_filing_another_key_and_nothing_else_does() -> None:
    wang = Citizen()
    await wang.says(WHOLE)
    await wang.presses("匿名")
    before = wang.talk.form.filing_key
    await wang.presses("修改")
    await wang.says("返回")
    await wang.says("/help")
    assert wang.talk.form.filing_key == before
    await wang.says("还有一点")
    assert wang.talk.form.filing_key != before


async def test_a_refused_filing_keeps_the_draft_and_says_why() -> None:
    wang = Citizen()
    await wang.says(WHOLE)
    await wang.presses("匿名")
    wang.desk.refuse = DeskRefused("too_many", "今天登记太多，请明天再来。", 429)
    assert "今天登记太多" in await wang.presses("提交")
    wang.desk.refuse = None
    assert "已登记" in await wang.presses("提交")


async def test_why_each_guess_was_made_travels_with_the_case() -> None:
    wang = Citizen()
    await wang.files(WHOLE)
    [guess] = wang.desk.only.case.understood["conduct"]
    assert (guess.label, guess.because) == ("buck_passing", ["推诿"])


async def test_a_complaint_about_the_office_itself_says_so() -> None:
    wang = Citizen()
    await wang.says("他们昨天上午互相推诿")
    await wang.says("效能办")
    await wang.presses("匿名")
    await wang.presses("提交")
    assert wang.desk.only.case.target_is_office


async def test_a_draft_that_is_full_takes_no_more_and_says_so() -> None:
    wang = Citizen()
    await wang.says(WHOLE + "长" * (TEXT_LIMIT - 100))
    assert "已经太长" in await wang.says("再" * 200)
    await wang.presses("匿名")
    await wang.presses("提交")
    assert "再" not in wang.desk.only.case.text


async def test_cancelling_files_nothing() -> None:
    wang = Citizen()
    await wang.says(WHOLE)
    await wang.presses("匿名")
    assert "没有登记" in await wang.presses("取消")
    assert wang.talk.draft is None
    assert not wang.desk.cases
