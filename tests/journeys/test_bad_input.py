"""What no page of ours asks for, sent all the same: each gets a sentence, and nothing is lost, leaked or broken.

Every test has people of its own. What programs send is in ``test_bad_requests.py``.
"""

import asyncio
import re
from collections import Counter
from datetime import timedelta
from html import unescape
from io import BytesIO

import pytest
from PIL import Image

from bot.dialogue.buttons import CASE_NUMBER
from bot.script import LABELS, SENTENCES
from bot.talks import talk_table
from tests.fakes.bot_api import clock
from tests.journeys.callers import Console, Officer, Visitor, bot
from tests.journeys.product import MATTER, PHONE, Product
from tests.tracker.web.clients import problem
from tracker.contract import TEXT_LIMIT

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(300), pytest.mark.usefixtures("unharmed")]

NOTHING = {
    "blanks": ("  \n\t　", "empty"),
    "controls": ("\x00\x07\x1b\u202e\u2066\ufeff", "empty"),
    "emoji": ("😡😡👎🏽", "wordless"),
    "signs": ("？？！……", "wordless"),
}
"""What says nothing, and the sentence for it."""

AS_WRITTEN = {
    "HTML": f"<script>alert('上周三')</script><b>{MATTER}</b>&lt;",
    "SQL": f"'; DROP TABLE bot_message; -- {MATTER} %s %(x)s {{number}}",
    "traditional": "上週三我到富樂路教育局窗口辦轉學，兩個科室互相推諉，讓我跑了四趟。",
    "emoji": f"😡😡{MATTER}👎🏽",
}
"""What is kept to the letter."""

FILE = 30 * 1024 * 1024
BROKEN_IMAGE = b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(200)


@pytest.mark.parametrize(("words", "answer"), NOTHING.values(), ids=NOTHING)
async def test_who_says_nothing_is_asked_for_words(
    product: Product, visitor: Visitor, words: str, answer: str
) -> None:
    wang = product.citizen()
    wang.writes(words)
    await wang.is_told(SENTENCES[answer])
    await visitor.writes(words)
    await visitor.is_told(SENTENCES[answer])


async def test_an_empty_message_of_the_page_is_answered_too(visitor: Visitor) -> None:
    await visitor.writes("")
    await visitor.is_told(SENTENCES["empty"])


async def test_100_000_characters_are_refused_in_words_and_the_draft_stays(visitor: Visitor) -> None:
    await visitor.writes(MATTER)
    await visitor.hears()
    await visitor.writes("长" * 100_000)
    await visitor.is_told(SENTENCES["too_long"].format(length=100_000, limit=TEXT_LIMIT))
    await visitor.presses(LABELS["level.anonymous"])
    await visitor.is_told(SENTENCES["confirm"])


async def test_a_letter_of_100_000_characters_fills_the_draft_and_the_rest_is_refused_in_words(
    product: Product,
) -> None:
    """Telegram's own apps cut it into parts: four of these go into one complaint."""
    wang = product.citizen()
    for _ in range(25):
        wang.writes("两个科室互相推诿，让我跑了四趟。" * 250)
    while sum(said.startswith(SENTENCES["draft_full"]) for said in wang.heard) < 21:
        await wang.hears()
    wang.presses(LABELS["level.anonymous"])
    await wang.is_told("共 16003 字，会全部提交")


@pytest.mark.parametrize("words", AS_WRITTEN.values(), ids=AS_WRITTEN)
async def test_whatever_stands_in_a_complaint_is_only_words(product: Product, console: Console, words: str) -> None:
    number = await product.citizen(words).files()
    assert product.case(number).text == words
    assert words.replace(PHONE, "*" * len(PHONE)) in await console.opens(f"/cases/{number}")
    assert "<script>alert" not in console.page


async def test_signs_that_nobody_sees_are_left_out(product: Product) -> None:
    wang = product.citizen(f"\x00\u202e{MATTER[:9]}\x1b{MATTER[9:]}\ufeff")
    assert product.case(await wang.files()).text == MATTER


async def test_start_fifty_times_is_greeted_fifty_times_and_the_next_words_are_heard(product: Product) -> None:
    wang = product.citizen()
    for _ in range(50):
        wang.writes("/start")
    assert await wang.files()
    assert Counter(wang.heard)[SENTENCES["start"].strip()] == 50


async def test_a_page_that_sends_fifty_times_is_asked_to_wait(visitor: Visitor) -> None:
    replies = [await visitor.writes("/start") for _ in range(50)]
    assert Counter(reply.status_code for reply in replies) == {202: 20, 429: 30}
    assert "秒后再发" in problem(replies[-1], 429, "too_many").detail


async def test_a_button_pressed_twice_files_once(product: Product) -> None:
    wang = product.citizen()
    wang.writes(wang.words)
    await wang.is_told(SENTENCES["level"].strip())
    wang.presses(LABELS["level.anonymous"])
    await wang.is_told(SENTENCES["confirm"])
    for _ in range(2):
        wang.presses(LABELS["submit"])
    await wang.is_told("不会重复登记")
    assert len(set(CASE_NUMBER.findall("".join(wang.heard)))) == 1


@pytest.mark.parametrize("button", ["rate:{}:1:satisfied", "see:{}", "more:{}", "urge:{}", "quit:{}", "quit!:{}"])
async def test_a_button_of_somebody_elses_case_does_and_shows_nothing(
    product: Product, visitor: Visitor, button: str
) -> None:
    """Forged or passed on: a case belongs to who filed it, whoever presses."""
    number = await product.citizen().files()
    before, liu = product.case(number), product.citizen(name="刘建军")
    data = button.format(number)
    product.passes_on(liu, data)
    liu.presses(data)
    await liu.is_told("您名下")
    await visitor.presses(data)
    await visitor.is_told("您名下")
    assert product.case(number) == before
    assert not any(MATTER[:9] in said for said in [*liu.heard, *(said.text for said in visitor.says)])


@pytest.mark.parametrize("data", ["rate:YX20261123-0001:99999999999999999999:satisfied", "submit", "nonsense", "\0"])
async def test_a_button_that_no_page_has_shown_is_not_known(product: Product, visitor: Visitor, data: str) -> None:
    wang = product.citizen()
    product.passes_on(wang, data)
    wang.presses(data)
    await wang.is_told(SENTENCES["button.unknown"])
    await visitor.presses(data)
    await visitor.is_told(SENTENCES["button.unknown"])


async def test_a_talk_left_for_a_day_is_asked_about_and_goes_on(product: Product) -> None:
    wang, cloud = product.citizen(), product.api.cloud
    cloud.clock = lambda: clock() - timedelta(hours=25)
    wang.writes(wang.words)
    await wang.is_told(SENTENCES["level"].strip())
    cloud.clock = clock
    wang.writes("昨天说的那件事，有人管吗？")
    await wang.is_told("您有一份还没提交的诉求")
    wang.presses(LABELS["resume"])
    await wang.is_told(SENTENCES["level"].strip())
    wang.presses(LABELS["level.anonymous"])
    await wang.is_told(SENTENCES["confirm"])


async def test_a_talk_that_this_version_cannot_read_begins_anew_and_says_so(product: Product) -> None:
    wang = product.citizen()
    wang.writes(wang.words)
    await wang.is_told(SENTENCES["level"].strip())
    mine = talk_table.c.sender == str(wang.person.chat)
    with product.engine.begin() as connection:
        connection.execute(talk_table.update().where(mine).values(state={"phase": "of another version"}))
    wang.presses(LABELS["level.anonymous"])
    await wang.is_told(SENTENCES["reset"])
    assert await wang.files()


async def test_every_update_ten_times_is_one_talk_and_one_case(product: Product) -> None:
    wang, cloud = product.citizen(), product.api.cloud

    async def ten_times(update: int, answer: str) -> None:
        for _ in range(9):
            cloud.again(update)
        await wang.is_told(answer)

    await ten_times(wang.writes(wang.words), SENTENCES["level"].strip())
    await ten_times(wang.presses(LABELS["level.anonymous"]), SENTENCES["confirm"])
    await ten_times(wang.presses(LABELS["submit"]), "【已登记】")
    await ten_times(wang.writes("/help"), SENTENCES["help"].strip())
    assert set(Counter(wang.heard).values()) == {1}


async def test_a_file_of_30_mb_is_refused_in_words(product: Product, visitor: Visitor) -> None:
    wang = product.citizen()
    wang.person.document(bytes(FILE), "录像.mp4")
    await wang.is_told(SENTENCES["file.too_big"])
    refused = await visitor.shows(bytes(FILE), "录像.mp4")
    assert "请压缩" in problem(refused, 413, "too_large").detail
    async with bot([product.root]) as program:
        refused = await program.ask("POST", "/api/v1/evidence", files={"file": ("a.mp4", bytes(FILE))})
        assert "请压缩" in problem(refused, 413, "too_large").detail


async def test_a_broken_image_is_refused_in_words_and_another_is_taken(product: Product, visitor: Visitor) -> None:
    wang = product.citizen()
    wang.person.photo(BROKEN_IMAGE)
    await wang.is_told("图片已经损坏")
    wang.person.photo(picture())
    await wang.is_told("材料已收到")
    assert "重新拍一张" in problem(await visitor.shows(BROKEN_IMAGE, "门口.jpg"), 415, "broken_image").detail
    assert (await visitor.shows(picture(), "门口.jpg")).status_code == 202
    await visitor.is_told("材料已收到")


async def test_who_blocks_the_bot_is_on_the_officers_list_until_somebody_tells_her(
    product: Product, li_min: Officer, console: Console
) -> None:
    wang = product.citizen()
    number = await wang.files()
    wang.person.block()
    assert (await li_min.does("accept", number)).is_success
    while number not in await console.opens("/undelivered"):
        await asyncio.sleep(0.1)
    assert f"您的诉求件 {number} 已受理" in unescape(console.page)
    notice = re.findall(rf"{number}.*?/console(/undelivered/\d+)", console.page, re.DOTALL)[-1]
    await console.sends(notice, how="已电话告知本人")
    assert number not in await console.opens("/undelivered")


async def test_a_group_is_told_once_that_complaints_are_private(product: Product) -> None:
    group = product.api.group(-1001)
    for words in (MATTER, "/start", "/new", "/start@huiyin_bot"):
        group.text(7001, words)
    wang = product.citizen()
    assert await wang.files()
    assert [said.text for said in group.messages] == [SENTENCES["group"]]


def picture() -> bytes:
    out = BytesIO()
    Image.new("RGB", (8, 8)).save(out, "JPEG")
    return out.getvalue()
