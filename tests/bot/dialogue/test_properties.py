"""Whatever a person sends in whatever order: nothing breaks, nothing written is lost, one case a draft."""

import asyncio

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.desk import DeskRefused
from bot.dialogue.buttons import parse
from bot.dialogue.state import FORM, MOST_QUESTIONS, Phase, Talk
from bot.dialogue.table import STEPS, WORDS
from bot.dialogue.words import case_number, command, courteous, spoken
from tests.bot.citizen import Citizen
from tracker.contract import AppealStage

WORDS_SAID = st.sampled_from(
    [
        "教育局窗口上周三互相推诿", "他们态度差", "沈家坝路灯不亮", "请问怎么办证", "表扬房管局", "游仙街道",
        "昨天上午", "这里着火了", "你好", "混蛋", "加微信", "离婚官司", "我叫王秀英，电话13800138000", "刘建军", "谢谢",
        "", "😀", "/start", "/new", "/status", "/cancel", "/help", "新投诉", "取消", "返回", "补充", "催一下", "撤诉",
        "申请复查",
        "提交", "修改", "跳过", "匿名", "实名", "继续", "重新开始", "仍要登记",
        "YX20261123-0001", "YX20261123-0001 CODE-0001", "rate:YX20261123-0001:1:dissatisfied",
        "长" * 15_000, "长" * 30_000,
    ]
)  # fmt: skip
BUTTON = st.integers(min_value=0, max_value=11)
"""Which of all buttons ever seen is pressed, counted from the newest."""

MOVES = st.lists(
    st.one_of(
        st.tuples(st.just("says"), WORDS_SAID),
        st.tuples(st.just("presses"), BUTTON),
        st.tuples(st.just("sends"), st.sampled_from(["photo", "voice"])),
        st.tuples(st.just("waits"), st.sampled_from([1, 30])),
        st.tuples(st.just("rates"), st.sampled_from(["satisfied", "dissatisfied"])),
        st.tuples(st.just("answer"), st.sampled_from(["recheck", "final_recheck"])),
        st.tuples(st.just("tracker refuses"), st.booleans()),
    ),
    max_size=25,
)


class Story:
    """Plays moves and checks after each what must always hold."""

    def __init__(self) -> None:
        self.wang = Citizen()
        self.buttons: list[str] = []

    async def play(self, move: str, what: str | int | bool) -> None:
        before = self.wang.talk
        filed = len(self.wang.desk.cases)
        match move:
            case "says":
                await self.wang.says(str(what))
                self._check_words(before, str(what))
            case "presses" if self.buttons:
                await self._press(before, self.buttons[-1 - int(what) % len(self.buttons)])
            case "sends":
                await self.wang.sends(str(what))
            case "waits":
                self.wang.waits(hours=int(what))
            case "rates":
                await self.wang.presses_data(f"rate:YX20261123-0001:1:{what}")
            case "answer":
                for case in self.wang.desk.cases.values():
                    case.open, case.appeal = False, AppealStage(str(what))
            case "tracker refuses":
                self.wang.desk.refuse = DeskRefused("too_many", "请稍后再来。", 429) if what else None
        self.buttons += [choice.data for said in self.wang.heard for row in said.choices for choice in row]
        self._check_talk(filed)

    async def _press(self, before: Talk, data: str) -> None:
        await self.wang.presses_data(data)
        press = parse(data)
        assert press is not None
        assert len(data.encode()) <= 64
        row = STEPS.get((before.phase, press.verb))
        if row and press.token in {thing.token for thing in (before.draft, before.stray) if thing}:
            assert self.wang.talk.phase in row.to, (before.phase, press)

    def _check_words(self, before: Talk, words: str) -> None:
        rested = before.heard_at and (self.wang.now - before.heard_at).total_seconds() > 24 * 3600
        button = spoken(words, before.phase) or (rested and spoken(words, Phase.PAUSED))
        plain = not (command(words) or button or case_number(words) or courteous(words))
        taken = plain and "着火" not in words and words not in ("", "😀") and len(words) <= 20_000
        if taken and not rested:
            assert self.wang.talk.phase in WORDS[before.phase].to | {before.phase}
        if taken and before.draft and before.phase in FORM - {Phase.CONTACT} and "已经太长" not in self._told():
            assert words in self._written()

    def _check_talk(self, filed: int) -> None:
        talk = self.wang.talk
        open_phases = FORM | {Phase.PAUSED, Phase.ADDING, Phase.REASON, Phase.APPEALING}
        assert talk.draft is None or talk.phase in open_phases
        assert talk.draft is not None or talk.phase not in FORM | {Phase.PAUSED}
        assert (talk.wish is not None) == (talk.phase is Phase.APPEALING)
        assert talk.stray is None or talk.phase is not Phase.IDLE
        assert talk.draft is None or len(talk.draft.asked) <= MOST_QUESTIONS
        assert len(self.wang.desk.cases) <= filed + 1
        keys = {act.key: act.case for act in self.wang.filings}
        assert all(keys[act.key] == act.case for act in self.wang.filings)
        assert all(said.text.strip() for said in self.wang.heard)

    def _told(self) -> str:
        return "\n".join(said.text for said in self.wang.heard)

    def _written(self) -> str:
        draft, stray = self.wang.talk.draft, self.wang.talk.stray
        return (draft.text if draft else "") + (stray.text if stray else "")


@settings(max_examples=150, deadline=None)
@given(MOVES)
def test_no_order_of_messages_and_buttons_breaks_the_talk(moves: list[tuple[str, str | int | bool]]) -> None:
    async def play() -> None:
        story = Story()
        for move, what in moves:
            await story.play(move, what)

    asyncio.run(play())


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=200))
def test_no_text_breaks_an_open_page(text: str) -> None:
    async def play() -> None:
        wang = Citizen()
        await wang.says("他们互相推诿")
        await wang.says(text)
        await wang.presses_data(text)

    asyncio.run(play())
