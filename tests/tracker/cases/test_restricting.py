"""Scenarios 17 and 19: who leads a body is complained about, or money was asked for."""

import pytest

from tests.builders import Place, complaint, house
from tests.story import Story, at, begin
from tracker.queries.progress import progress
from tracker.rules.errors import Conflict, IllegalStep, Incomplete, NotAllowed, NotFound
from tracker.rules.words import Action, Conduct, Kind, Settled, Status, Step
from tracker.sweep import sweep

SECRET_WORDS = "找陈局长批了三回，他让我等他心情好了再来"


@pytest.fixture
def about_the_head(place: Place) -> Story:
    """王秀英 complains about the head of the housing bureau, on Monday 23 November."""
    return begin(place, complaint(text=SECRET_WORDS, target_is_leader=True, conduct=Conduct.INACTION))


@pytest.fixture
def about_money(place: Place) -> Story:
    text = "窗口的人态度恶劣，还说要2000元才办"
    return begin(place, complaint(text=text, money=True, conduct=Conduct.EXTORTION))


def test_17_a_complaint_about_the_head_is_for_the_director_alone_and_handed_up_in_two_working_days(
    about_the_head: Story,
) -> None:
    story, people = about_the_head, about_the_head.place.officers
    assert story.seen_by(people.zhao_guodong)
    others = (people.li_min, people.wu_gang, people.chen_zhiyuan, people.zhou_qiang, people.yang_fan, people.sun_li)
    assert [story.seen_by(other) for other in others] == [False] * 6
    assert (story.told(people.zhao_guodong), story.told(people.li_min)) == (["desk_restricted"], [])
    assert story.clock(Step.HAND_OVER).due_on == at(11, 25).date()
    story.do(people.zhao_guodong, Action.ACCEPT)
    with pytest.raises(Conflict, match="不能转办"):
        story.do(people.zhao_guodong, Action.DISPATCH, body=str(story.place.bodies.inspection))
    story.now = at(11, 25)
    assert story.hand_over("superior").status == Status.HANDED_OVER
    assert story.clock(Step.HAND_OVER).settled == Settled.MET
    assert story.running() == set()
    assert story.told_citizen()[-1] == "handed_over"
    assert "已按管理权限移送上级主管机关" in story.notices()[-1].text


def test_17_the_citizen_reads_where_it_went_and_not_why_it_went_there(about_the_head: Story) -> None:
    about_the_head.hand_over()
    with about_the_head.place.db.reading() as session:
        shown = progress(session, house(), about_the_head.case(), now=about_the_head.now)
    assert (shown.status_zh, shown.next_step) == ("已移送", "已按管理权限移送，由接收机关依规办理")
    assert "机要交换" not in shown.model_dump_json()


def test_17_when_two_working_days_pass_the_director_and_then_those_above_hear_of_it(about_the_head: Story) -> None:
    story, people = about_the_head, about_the_head.place.officers
    sweep(story.place.db, house(), now=at(12, 3), limit=10_000)
    assert "overdue" in story.told(people.zhao_guodong)
    assert "overdue" in story.told(people.zheng_haitao)
    told = {notice.officer_id for notice in story.notices() if notice.officer_id}
    assert not told & {people.li_min, people.chen_zhiyuan, people.zhou_qiang, people.wu_gang}


def test_19_money_goes_to_the_discipline_body_and_only_number_and_kind_stay(about_money: Story) -> None:
    story, people = about_money, about_money.place.officers
    with pytest.raises(Conflict, match="移送纪检监察机关"):
        story.hand_over("superior")
    assert "2000元" in story.page(people.zhao_guodong).text
    story.hand_over()
    page = story.page(people.zhao_guodong)
    assert (page.number, page.kind, page.conduct) == (story.number, Kind.COMPLAINT, Conduct.EXTORTION)
    assert page.text == "材料已经移送，这里只保留编号和类别。"
    assert (page.target, page.target_words, page.place, page.understood, page.evidence) == ("", None, None, (), ())
    assert "2000元" not in repr(page)
    assert not story.seen_by(people.li_min)


def test_19_the_attitude_part_becomes_a_case_of_its_own_that_knows_nothing_of_the_money(about_money: Story) -> None:
    story, people = about_money, about_money.place.officers
    with pytest.raises(Incomplete, match="涉及财物的部分留在原件移送"):
        story.do(people.zhao_guodong, Action.SPLIT, text="窗口态度恶劣", conduct=Conduct.EXTORTION.value)
    story.do(people.zhao_guodong, Action.SPLIT, text="窗口工作人员态度恶劣", conduct=Conduct.ATTITUDE.value)
    number = story.events()[-1].details["split_into"]
    part = Story(story.place, story.filed, story.receipt.model_copy(update={"number": number}), story.now)
    assert part.seen_by(people.li_min)
    assert not part.seen_by(people.chen_zhiyuan)
    assert part.told(people.li_min) == ["desk_new"]
    assert part.told_citizen() == ["split"]
    assert part.case().conduct == Conduct.ATTITUDE
    for trace in (story.number, "2000元"):
        assert trace not in repr((part.page(people.li_min), part.notices(), part.events()))
    part.do(people.li_min, Action.ACCEPT)
    assert part.dispatch(story.place.bodies.inspection).status == Status.DISPATCHED
    assert story.hand_over().status == Status.HANDED_OVER


def test_the_director_lets_one_officer_of_the_office_in_and_that_is_on_record(about_the_head: Story) -> None:
    story, people = about_the_head, about_the_head.place.officers
    story.do(people.zhao_guodong, Action.ADMIT, person=str(people.li_min), reason="协助整理移送材料")
    assert story.seen_by(people.li_min)
    assert story.told(people.li_min) == ["desk_admitted"]
    assert (story.events()[-1].action, story.events()[-1].details["officer"]) == ("admit", "李敏")
    assert Action.HAND_OVER not in story.offered(people.li_min)
    with pytest.raises(IllegalStep, match="已经可以查看"):
        story.do(people.zhao_guodong, Action.ADMIT, person=str(people.li_min), reason="再来一次")


def test_nobody_outside_the_office_is_let_in(about_the_head: Story) -> None:
    people = about_the_head.place.officers
    for outsider in (people.chen_zhiyuan, people.sun_li, 9999):
        with pytest.raises(Incomplete, match="受理单位在岗"):
            about_the_head.do(people.zhao_guodong, Action.ADMIT, person=str(outsider), reason="想让他看看")


def test_what_turns_out_to_be_no_such_matter_goes_the_ordinary_road_again(about_the_head: Story) -> None:
    story, people = about_the_head, about_the_head.place.officers
    story.do(people.zhao_guodong, Action.RELEASE, reason="核实后是窗口排队问题，不涉及局长本人")
    assert story.clock(Step.HAND_OVER).settled == Settled.VOID
    assert story.seen_by(people.li_min)
    assert not story.seen_by(people.chen_zhiyuan)
    story.do(people.li_min, Action.ACCEPT)
    assert story.dispatch(story.place.bodies.inspection).status == Status.DISPATCHED


def test_an_officer_who_finds_out_later_takes_it_from_the_body_at_once(story: Story) -> None:
    people = story.place.officers
    story.walk(Status.HANDLING)
    story.do(people.li_min, Action.RESTRICT, reason="补充材料说的是局长本人收了礼")
    case = story.case()
    assert (case.status, case.handling_id, case.holder_id) == (Status.ACCEPTED, None, story.place.bodies.office)
    assert [story.seen_by(o) for o in (people.zhou_qiang, people.chen_zhiyuan, people.li_min)] == [False] * 3
    assert story.running() == {Step.HANDLE, Step.DISPATCH, Step.HAND_OVER}
    assert story.clock(Step.HANDLE).owner_id == story.place.bodies.office
    assert story.hand_over().status == Status.HANDED_OVER


def test_what_is_not_restricted_is_neither_handed_over_nor_released(story: Story) -> None:
    director = story.place.officers.zhao_guodong
    for action in (Action.RELEASE, Action.HAND_OVER, Action.ADMIT):
        assert action not in story.offered(director)
        with pytest.raises(NotAllowed, match="没有限制查看"):
            story.do(director, action, reason="试试", receiver="discipline", person="1")


def test_a_restricted_case_is_not_guided_away(about_the_head: Story) -> None:
    with pytest.raises(Conflict, match="不能引导了事"):
        about_the_head.do(about_the_head.place.officers.zhao_guodong, Action.GUIDE, reason="找别人去")


def test_praise_of_a_leader_is_no_restricted_matter(place: Place) -> None:
    story = begin(place, complaint(kind=Kind.PRAISE, conduct=Conduct.NONE, target_is_leader=True))
    assert story.seen_by(place.officers.li_min)


def test_a_complaint_that_names_the_director_of_the_office_lies_above_him(place: Place) -> None:
    story = begin(place, complaint(target_body=None, target_person="赵国栋主任", conduct=Conduct.ATTITUDE))
    people = place.officers
    assert story.case().desk_id == place.bodies.superior
    assert [story.seen_by(o) for o in (people.zhao_guodong, people.li_min)] == [False, False]
    assert story.told(people.zhou_min) == ["desk_new"]
    with pytest.raises(NotFound):
        story.do(people.zhao_guodong, Action.ACCEPT)
