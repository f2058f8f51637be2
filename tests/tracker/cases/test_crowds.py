"""21: six people complain about one window. Each keeps a case, a clock and an answer; the director hears of it once."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from tests.builders import ANSWER, Place, complaint, filing, house
from tests.story import Story, at, begin
from tracker.models import HotCase, HotMatter, Notice, Tie
from tracker.queries.crowds import Company, HotRow, hot_matters
from tracker.queries.org import load_org
from tracker.rules.errors import IllegalStep, Incomplete, NotFound
from tracker.rules.words import Action, Conduct, Kind, Level, Status, Step
from tracker.sweep import compare_new

SAME_WINDOW = (
    "十一月二十号上午，房管局政务大厅三号窗口办产权证，工作人员说不归她管，让我去五号窗口，五号又让我回三号，来回推。",
    "房管局政务大厅三号窗口推诿！办产权证，三号窗口说不归她管，叫我去五号窗口，五号又叫回三号。",
    "我去政务大厅房管局三号窗口办产权证，工作人员推来推去，一会儿说去五号窗口，一会儿又说回三号窗口。",
    "办产权证，政务大厅房管局三号窗口说不归她管，推给五号窗口，五号窗口又推回三号窗口，跑了一上午。",
    "政务大厅三号窗口（房管局）办产权证来回推，说不归她管去五号，五号又说回三号，到底谁管？",
    "房管局在政务大厅的三号窗口，办个产权证推来推去，三号推五号，五号推三号。",
)
LIFT = "春风小区七栋电梯坏了三天没人修，老人上不了楼，物业电话打不通。"
NAMES = ("wang-xiuying", "liu-yang", "chen-jie", "zhao-lei", "sun-fang", "zhou-tao")


def told_by(place: Place, *who: int, hours: int = 1) -> list[Story]:
    """The window, told by those of the six, one after the other; the loop passes after each."""
    stories = []
    for n in who:
        now = at(11, 23, 9, 30) + timedelta(hours=n * hours)
        stories.append(begin(place, complaint(text=SAME_WINDOW[n], sender=NAMES[n]), now=now))
        compare_new(place.db, house(), now=now)
    return stories


def hot(place: Place, officer: int) -> tuple[HotRow, ...]:
    with place.db.reading() as session:
        org = load_org(session)
        return hot_matters(session, org.officers[officer], org)


def hot_notices(place: Place) -> list[Notice]:
    with place.db.reading() as session:
        return list(session.exec(select(Notice).where(Notice.template == "hot")))


def company(story: Story, officer: int) -> Company:
    return story.page(officer).company


def ties(session: Session) -> set[tuple[int, int]]:
    return {(tie.case_id, tie.other_id) for tie in session.exec(select(Tie))}


def test_21_the_fifth_person_makes_it_hot_and_the_director_hears_of_it_once(own_place: Place) -> None:
    o = own_place.officers
    four = told_by(own_place, 0, 1, 2, 3)
    assert hot_notices(own_place) == []
    [fifth, sixth] = told_by(own_place, 4, 5)
    [notice] = hot_notices(own_place)
    assert (notice.officer_id, "5人" in notice.text) == (o.zhao_guodong, True)
    [matter] = hot(own_place, o.zhao_guodong)
    assert matter.people == 6
    assert set(matter.numbers) == {story.number for story in (*four, fifth, sixth)}


def test_21_each_of_the_six_has_a_case_a_clock_and_a_date(own_place: Place) -> None:
    six = told_by(own_place, *range(6))
    assert len({story.number for story in six}) == 6
    assert all(story.running() == {Step.ACCEPT} for story in six)


def test_one_person_who_tells_it_five_times_is_no_crowd(own_place: Place) -> None:
    for n in range(5):
        now = at(11, 23, 9, 30) + timedelta(hours=n)
        begin(own_place, complaint(text=SAME_WINDOW[n], sender="wang-xiuying"), now=now)
        compare_new(own_place.db, house(), now=now)
    assert hot_notices(own_place) == []


def test_five_people_in_five_months_are_no_crowd(own_place: Place) -> None:
    told_by(own_place, 0, 1, 2, 3, 4, hours=31 * 24)
    assert hot_notices(own_place) == []


def test_five_people_with_five_matters_are_no_crowd(own_place: Place) -> None:
    others = (LIFT, "滨江路路灯不亮，晚上看不见", "学校门口乱停车，孩子过马路危险", "低保申请交了两个月没有回音")
    for n, text in enumerate((SAME_WINDOW[0], *others)):
        begin(own_place, filing(text=text, sender=NAMES[n]), now=at(11, 23, 10 + n))
    assert compare_new(own_place.db, house(), now=at(11, 23, 18)) == 5
    assert hot_notices(own_place) == []


def test_li_min_sees_beside_a_case_the_three_nearest_and_why(own_place: Place) -> None:
    six = told_by(own_place, *range(6))
    beside = company(six[1], own_place.officers.li_min)
    assert len(beside.alike) == 3
    assert all(row.because for row in beside.alike)
    assert beside.people == 6


def test_a_case_is_compared_once_however_often_the_loop_passes(own_place: Place) -> None:
    told_by(own_place, 0, 1)
    with own_place.db.reading() as session:
        before = ties(session)
    assert compare_new(own_place.db, house(), now=at(11, 24)) == 0
    with own_place.db.reading() as session:
        assert ties(session) == before != set()


def test_what_was_told_together_is_told_once(own_place: Place) -> None:
    """Several loops look at the same portion."""
    for n in range(6):
        begin(own_place, complaint(text=SAME_WINDOW[n], sender=NAMES[n]), now=at(11, 23, 10, n))
    for _ in range(3):
        compare_new(own_place.db, house(), now=at(11, 23, 11))
    assert len(hot_notices(own_place)) == 1
    with own_place.db.reading() as session:
        assert len(session.exec(select(HotCase)).all()) == 6
        assert len(session.exec(select(HotMatter)).all()) == 1


def test_the_accused_bureau_and_an_outsider_learn_nothing_of_it(own_place: Place) -> None:
    six = told_by(own_place, *range(6))
    o = own_place.officers
    for outsider in (o.sun_li, o.zhou_qiang, o.chen_zhiyuan):
        assert hot(own_place, outsider) == ()
        with pytest.raises(NotFound):
            six[0].page(outsider)


def test_what_is_restricted_hangs_together_with_nothing(own_place: Place) -> None:
    told_by(own_place, 0)
    about_the_chief = complaint(text=SAME_WINDOW[1], sender=NAMES[1], target_is_leader=True)
    restricted = begin(own_place, about_the_chief, now=at(11, 23, 11))
    assert restricted.case().restricted
    compare_new(own_place.db, house(), now=at(11, 23, 12))
    with own_place.db.reading() as session:
        assert ties(session) == set()


def test_what_was_restricted_later_is_neither_shown_nor_counted(own_place: Place) -> None:
    six, o = told_by(own_place, *range(6)), own_place.officers
    six[5].do(o.zhao_guodong, Action.RESTRICT, reason="反映的是该局负责人")
    [matter] = hot(own_place, o.li_min)
    assert six[5].number not in matter.numbers
    assert matter.people == 5
    assert six[5].number not in str(company(six[2], o.li_min))


def test_an_anonymous_case_is_not_given_away_by_a_named_one_of_the_same_person(own_place: Place) -> None:
    o = own_place.officers
    levels = (Level.REAL, Level.ANONYMOUS, Level.REAL)
    _, hidden, again = [
        begin(own_place, complaint(text=text, sender="liu-yang", level=level), now=at(11, 23, 10 + n))
        for n, (text, level) in enumerate(zip(SAME_WINDOW, levels, strict=False))
    ]
    compare_new(own_place.db, house(), now=at(11, 23, 13))
    assert [row.own for row in company(hidden, o.li_min).alike] == [False, False]
    assert sorted(row.own for row in company(again, o.li_min).alike) == [False, True]


def test_21_merged_cases_keep_their_clocks_and_each_citizen_is_told_without_a_name(own_place: Place) -> None:
    [first, second], li_min = told_by(own_place, 0, 1), own_place.officers.li_min
    before = [clock.due_at for clock in second.clocks()]
    second.do(li_min, Action.MERGE, other=first.number, reason="同一个窗口同一类推诿")
    assert [clock.due_at for clock in second.clocks()] == before
    [told] = [notice.text for notice in second.notices() if notice.template == "merged"]
    assert first.number not in told
    assert company(second, li_min).master == first.number
    assert company(first, li_min).merged == (second.number,)


def test_who_told_both_learns_the_other_number(own_place: Place) -> None:
    first = begin(own_place, complaint(text=SAME_WINDOW[0], sender="liu-yang"), now=at(11, 23, 10))
    again = begin(own_place, complaint(text=SAME_WINDOW[1], sender="liu-yang"), now=at(11, 24, 10))
    again.do(own_place.officers.li_min, Action.MERGE, other=first.number, reason="同一个人同一件事")
    [told] = [notice.text for notice in again.notices() if notice.template == "merged_own"]
    assert first.number in told


def test_what_is_merged_into_a_merged_case_goes_to_its_master(own_place: Place) -> None:
    [first, second, third], li_min = told_by(own_place, 0, 1, 2), own_place.officers.li_min
    second.do(li_min, Action.MERGE, other=first.number, reason="同一件事")
    third.do(li_min, Action.MERGE, other=second.number, reason="同一件事")
    assert company(third, li_min).master == first.number
    assert set(company(first, li_min).merged) == {second.number, third.number}


def test_a_master_that_is_merged_takes_its_followers_along(own_place: Place) -> None:
    [first, second, third], li_min = told_by(own_place, 0, 1, 2), own_place.officers.li_min
    second.do(li_min, Action.MERGE, other=first.number, reason="同一件事")
    first.do(li_min, Action.MERGE, other=third.number, reason="同一件事")
    assert company(second, li_min).master == third.number


def test_it_is_undone_with_a_reason(own_place: Place) -> None:
    [first, second], li_min = told_by(own_place, 0, 1), own_place.officers.li_min
    second.do(li_min, Action.MERGE, other=first.number, reason="同一件事")
    assert Action.MERGE not in second.offered(li_min)
    second.do(li_min, Action.UNMERGE, reason="核实后不是同一天的事")
    assert company(second, li_min).master is None
    assert Action.UNMERGE not in second.offered(li_min)
    assert [e.action for e in second.events()][-2:] == [Action.MERGE, Action.UNMERGE]


@pytest.mark.parametrize(
    ("what", "why"),
    [
        ("itself", "不能和自己并案"),
        ("ended", "已经结束"),
        ("unknown", "请核对编号"),
        ("other_target", "回避的单位不一样"),
    ],
)
def test_what_may_not_be_merged_is_refused_and_told_why(own_place: Place, what: str, why: str) -> None:
    [story], li_min = told_by(own_place, 0), own_place.officers.li_min
    other = begin(own_place, filing(text=LIFT, sender="zhao-lei"), now=at(11, 24, 9))
    if what == "ended":
        other.walk(Status.GUIDED)
    number = {"itself": story.number, "unknown": "YX20261123-9999"}.get(what, other.number)
    with pytest.raises((IllegalStep, Incomplete), match=why):
        story.do(li_min, Action.MERGE, other=number, reason="同一件事")
    assert company(story, li_min).master is None


def test_one_true_sentence_answers_two_merged_cases_without_a_doubt(own_place: Place) -> None:
    """The gate stops an answer that stands on five other cases, unless they are one matter."""
    o = own_place.officers
    six = [
        begin(own_place, filing(text=f"{LIFT}{n}", sender=NAMES[n], kind=Kind.HELP, conduct=Conduct.NONE),
              now=at(11, 23, 10, n)).walk(Status.HANDLING)
        for n in range(6)
    ]  # fmt: skip
    for story in six[1:]:
        story.do(o.li_min, Action.MERGE, other=six[0].number, reason="同一部电梯")
    for story in six:
        story.do(o.zhou_qiang, Action.ANSWER, **ANSWER)
    assert [story.answers()[-1].overruled for story in six] == [None] * 6

