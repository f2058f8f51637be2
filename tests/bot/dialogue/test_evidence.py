"""Photos, documents, and what cannot be taken."""

import pytest

from bot.channels.base import Attachment
from bot.dialogue.evidence import SIZE_LIMIT
from bot.dialogue.state import MOST_FILES, Phase
from tests.bot.citizen import Citizen

WHOLE = "教育局窗口上周三互相推诿，让我跑了四趟"


async def test_a_photo_joins_the_open_draft() -> None:
    wang = Citizen()
    await wang.says(WHOLE)
    assert "材料已收到（共 1 份）" in await wang.sends("photo")
    await wang.presses("匿名")
    await wang.presses("提交")
    assert wang.desk.only.case.evidence == ["evidence-1"]


async def test_a_photo_with_words_under_it_begins_a_draft_with_both() -> None:
    wang = Citizen()
    await wang.sends("photo")
    await wang.says(WHOLE, Attachment("photo", "ref", "b.jpg", 3))
    assert wang.talk.form.evidence == ("evidence-1", "evidence-2")
    assert wang.talk.form.text == WHOLE


async def test_a_photo_before_any_word_asks_what_it_is_about() -> None:
    wang = Citizen()
    assert "请用文字说说" in await wang.sends("photo")
    await wang.says(WHOLE)
    await wang.presses("匿名")
    await wang.presses("提交")
    assert wang.desk.only.case.evidence == ["evidence-1"]


async def test_a_photo_after_a_filing_can_join_that_case() -> None:
    wang = Citizen()
    number = await wang.files()
    await wang.sends("document")
    await wang.sends("photo")
    await wang.presses(f"补充到 {number}")
    [addition] = wang.desk.only.additions
    assert addition.evidence == ["evidence-1", "evidence-2"]


async def test_an_album_sent_as_an_addition_goes_there_whole() -> None:
    wang = Citizen()
    number = await wang.files()
    await wang.presses_data(f"more:{number}")
    await wang.sends("photo")
    await wang.sends("photo")
    assert [addition.evidence for addition in wang.desk.only.additions] == [["evidence-1"], ["evidence-2"]]
    assert wang.talk.phase is Phase.ADDING


async def test_a_photo_with_words_is_added_with_them() -> None:
    wang = Citizen()
    number = await wang.files()
    await wang.presses_data(f"more:{number}")
    wang.files_at["ref"] = b"x"
    await wang.says("这是收据", Attachment("photo", "ref", "b.jpg", 3))
    added = [(addition.text, addition.evidence) for addition in wang.desk.only.additions]
    assert ("这是收据", []) in added
    assert "evidence-1" in {evidence for _, files in added for evidence in files}


async def test_a_photo_that_cannot_be_added_any_more_waits_for_its_words() -> None:
    wang = Citizen()
    number = await wang.files()
    await wang.presses_data(f"more:{number}")
    wang.desk.only.open = False
    await wang.sends("photo")
    assert "请用文字说说" in await wang.presses("仍要登记")
    assert wang.talk.loose.evidence == ("evidence-1",)


async def test_a_photo_without_words_is_not_registered_as_a_matter() -> None:
    wang = Citizen()
    await wang.files()
    await wang.sends("photo")
    assert "请用文字说说" in await wang.presses("另报一件")
    await wang.says("房管局昨天上午乱收费")
    assert wang.talk.form.evidence == ("evidence-1",)


@pytest.mark.parametrize(
    ("kind", "told"),
    [("voice", "听不了语音"), ("video", "看不了视频"), ("sticker", "表情"), ("location", "定位"), ("other", "看不了")],
)
async def test_everything_else_gets_a_sentence_of_its_own(kind: str, told: str) -> None:
    wang = Citizen()
    assert told in await wang.sends(kind)
    assert wang.talk.phase is Phase.IDLE


async def test_a_file_that_is_too_big_is_not_even_fetched() -> None:
    wang = Citizen()
    assert "超过 20 MB" in await wang.sends("document", size=SIZE_LIMIT + 1)
    assert wang.desk.calls == []


async def test_the_tracker_may_refuse_a_file() -> None:
    wang = Citizen()
    assert "没有办成：文件超过20 MB" in await wang.sends("document", data=bytes(SIZE_LIMIT + 1), size=0)


async def test_a_file_that_cannot_be_fetched_is_asked_for_again() -> None:
    wang = Citizen()
    assert "请再发一次" in await wang.says("", Attachment("photo", "another"))


async def test_more_files_than_a_case_may_carry_are_refused_one_by_one() -> None:
    wang = Citizen()
    await wang.says(WHOLE)
    for _ in range(MOST_FILES):
        await wang.sends("photo")
    assert f"最多附 {MOST_FILES} 份" in await wang.sends("photo")
    assert len(wang.talk.form.evidence) == MOST_FILES
