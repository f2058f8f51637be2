"""补正: 李敏 asks 王秀英 once for what is missing; her clock stands still, and silence ends the case gently."""

from datetime import date, timedelta

import pytest

from tests.builders import Place, complaint, filing
from tests.story import Story, at, begin
from tracker.check import broken
from tracker.contract import Sender
from tracker.queries.figures import figures
from tracker.queries.org import load_org
from tracker.rules.errors import IllegalStep, Incomplete, NotAllowed, NotFound
from tracker.rules.words import Action, Level, Settled, Status, Step

ASKED = at(11, 25, 9)
WORDS = "请说明是哪个窗口、哪一天、办什么事"


@pytest.fixture
def story(place: Place) -> Story:
    """王秀英 wrote on Monday 23 November; the last day for deciding is the 26th."""
    return begin(place, complaint(sender="wang-xiuying"), now=at(11, 23, 9, 30))


def asked(story: Story) -> Story:
    story.now = ASKED
    story.ask_facts(WORDS)
    return story


def anonymous(place: Place) -> Story:
    story = begin(place, filing(sender="nobody", level=Level.ANONYMOUS, text="某局太差"), now=at(11, 25, 9))
    story.ask_facts("是哪个单位、哪一天、发生了什么")
    return story


def test_she_hears_what_is_missing_and_until_when(story: Story) -> None:
    asked(story)
    told = [n for n in story.notices() if n.template == "asked_supplement"]
    assert [WORDS in n.text and "12月9日" in n.text for n in told] == [True]
    assert (story.case().status, story.running()) == (Status.SUPPLEMENTING, {Step.SUPPLEMENT})
    assert story.clock(Step.SUPPLEMENT).due_on == date(2026, 12, 9)
    assert story.clock(Step.ACCEPT).settled == Settled.VOID


def test_nobody_asks_without_saying_what_is_missing(story: Story) -> None:
    with pytest.raises(Incomplete):
        story.ask_facts("  ")
    assert story.case().status == Status.REGISTERED


def test_her_answer_gives_li_min_the_rest_of_her_time_and_moves_the_promise_by_the_wait(story: Story) -> None:
    before = story.case().promised_on
    asked(story).now = at(12, 1, 15)
    story.add("十一月二十号，二号窗口，办营业执照")
    # Decision was due on the 26th. From the 25th to the 1st five working days did not count.
    assert story.running() == {Step.ACCEPT}
    assert story.clock(Step.ACCEPT).due_on > date(2026, 12, 1)
    assert story.case().status == Status.REGISTERED
    assert story.case().promised_on > before
    assert story.told_citizen()[-1] == "supplemented"


def test_the_date_she_is_told_after_her_answer_is_the_date_of_the_case(story: Story) -> None:
    asked(story).now = at(12, 1, 15)
    story.add("十一月二十号，二号窗口，办营业执照")
    [told] = [notice.text for notice in story.notices() if notice.template == "supplemented"]
    day = story.case().promised_on
    assert f"{day.month}月{day.day}日" in told, told


def test_li_min_may_accept_on_what_she_has_while_the_answer_is_out(story: Story) -> None:
    asked(story).now = at(11, 27, 9)
    story.do(story.place.officers.li_min, Action.ACCEPT)
    assert (story.case().status, story.running()) == (Status.ACCEPTED, {Step.DISPATCH, Step.HANDLE})


def test_she_is_asked_only_once(story: Story) -> None:
    asked(story)
    story.add("二号窗口")
    assert Action.ASK_FACTS not in story.offered(story.place.officers.li_min)
    with pytest.raises(IllegalStep, match="补正只能要求一次"):
        story.ask_facts(WORDS)


def test_who_let_the_time_for_deciding_pass_cannot_stop_the_clock_with_a_question(story: Story) -> None:
    story.now = story.clock(Step.ACCEPT).due_at
    with pytest.raises(IllegalStep, match="受理期限已经届满"):
        story.ask_facts(WORDS)


def test_she_is_reminded_before_the_time_is_over_and_nobody_gets_a_card(story: Story) -> None:
    asked(story).now = at(12, 9, 12)
    story.sweep()
    assert "still_missing" in story.told_citizen()
    assert (story.case().status, story.case().colour) == (Status.SUPPLEMENTING, "calm")


def test_11_without_a_word_until_9_december_the_case_ends_on_the_10th_and_may_be_filed_again(story: Story) -> None:
    asked(story).now = at(12, 9, 23)
    story.sweep()
    assert story.case().status == Status.SUPPLEMENTING
    story.now = at(12, 10, 0)
    story.sweep()
    assert (story.case().status, story.running()) == (Status.UNSUPPLEMENTED, set())
    last = story.notices()[-1]
    assert last.template == "unsupplemented"
    assert "随时在这里重新提交" in last.text
    assert story.clock(Step.SUPPLEMENT).settled == Settled.VOID
    again = begin(story.place, complaint(sender=story.sender.sender), now=at(12, 10, 9))
    assert again.number != story.number


def test_11_a_case_that_lapsed_is_in_no_denominator(own_place: Place) -> None:
    story = begin(own_place, complaint(sender="wang-xiuying"), now=at(11, 23, 9, 30))
    asked(story).nothing_comes()
    with own_place.db.reading() as session:
        org = load_org(session)
        [together, *_] = figures(
            session, org.officers[own_place.officers.zhao_guodong], org, first=date(2026, 11, 1),
            after=date(2027, 1, 1), since=at(11, 1), until=at(1, 1, year=2027), now=at(1, 2, year=2027),
        )  # fmt: skip
    assert (together.on_time.whole, together.answered) == (0, 0)


def test_15_a_clue_without_a_word_in_three_working_days_is_filed_away(place: Place) -> None:
    story = anonymous(place)
    assert story.clock(Step.CLUE).due_on == date(2026, 11, 30)
    story.now = at(11, 30, 23)
    story.sweep()
    assert story.case().status == Status.SUPPLEMENTING
    story.now = at(12, 1, 0)
    story.sweep()
    assert story.case().status == Status.ON_FILE
    assert story.events()[-1].actor == "system"
    assert "还没有可以核实的线索" in next(n.text for n in story.notices() if n.template == "asked_clue")


def test_15_with_a_clue_it_goes_on_like_any_other(place: Place) -> None:
    story = anonymous(place)
    story.now = at(11, 27, 10)
    story.add("市场监管局二号窗口，十一月二十号上午")
    assert (story.case().status, story.running()) == (Status.REGISTERED, {Step.ACCEPT})


def test_what_comes_after_the_end_is_refused_and_told_what_to_do(story: Story) -> None:
    asked(story).nothing_comes()
    with pytest.raises(IllegalStep, match="未补正"):
        story.add("二号窗口")


def test_the_sweep_that_comes_twice_ends_it_once(story: Story) -> None:
    asked(story).nothing_comes()
    events = len(story.events())
    story.now += timedelta(days=30)
    story.sweep()
    assert len(story.events()) == events


def test_what_may_concern_a_chief_is_not_ended_by_silence(story: Story) -> None:
    asked(story)
    story.do(story.place.officers.zhao_guodong, Action.RESTRICT, reason="反映的是该局负责人")
    story.now = at(12, 20)
    story.sweep()
    assert story.case().status == Status.SUPPLEMENTING
    assert Step.HAND_OVER in story.running()


def test_a_stranger_cannot_answer_for_her_and_another_body_sees_nothing(story: Story) -> None:
    asked(story)
    with pytest.raises(NotFound):
        story.add("我来补充", sender=Sender(channel="web", sender="somebody-else"))
    assert not story.seen_by(story.place.officers.sun_li)


def test_a_handling_body_cannot_ask_before_the_decision(story: Story) -> None:
    with pytest.raises((NotAllowed, NotFound)):
        story.do(story.place.officers.sun_li, Action.ASK_FACTS, text=WORDS)


def test_nobody_is_forgotten_at_any_station(own_place: Place) -> None:
    story = asked(begin(own_place, complaint(sender="wang-xiuying"), now=at(11, 23, 9, 30)))
    for moment in (at(11, 26), at(12, 9, 12), at(12, 10), at(12, 11)):
        story.now = moment
        story.sweep()
        assert story.chain_breaks() == []
        with story.place.db.reading() as session:
            assert [f for f in broken(session, [story.number], now=moment) if f.kind != "stuck"] == []
