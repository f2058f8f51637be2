"""利益申报 and 申请回避: whoever is bound to a matter has nothing to do with it, and somebody is always left."""

import pytest

from tests.builders import NOW, Place, complaint, filing
from tests.story import Story, begin
from tracker.cases.interests import declare, lift
from tracker.models import Interest
from tracker.models.views import key
from tracker.rules.errors import IllegalStep, Incomplete, NotAllowed, NotFound
from tracker.rules.words import Action, Status, Step


def declared(place: Place, officer: int, *, body: int | None = None, person: str = "") -> int:
    with place.db.writing() as session:
        return key(
            declare(session, officer_id=officer, body=body, person=person, relation="配偶在该局任职", now=NOW).id
        )


def test_li_min_whose_husband_works_at_the_bureau_sees_no_case_about_it_any_more(own_place: Place) -> None:
    people, bodies = own_place.officers, own_place.bodies
    before = begin(own_place, filing(target_body="住建局", sender="before"))
    assert before.seen_by(people.li_min)
    declared(own_place, people.li_min, body=bodies.housing)
    section = begin(own_place, complaint(sender="section", target_body="房管科"))
    elsewhere = begin(own_place, filing(sender="elsewhere"))
    assert [story.seen_by(people.li_min) for story in (before, section, elsewhere)] == [False, False, True]
    assert section.told(people.li_min) == []
    assert "desk_new" in section.told(people.wang_xiaofang)


def test_a_complaint_that_names_the_brother_of_an_officer_passes_the_officer_by(own_place: Place) -> None:
    people = own_place.officers
    declared(own_place, people.wu_gang, person="吴小军")
    story = begin(own_place, complaint(target_person="吴小军科长"))
    story.do(people.li_min, Action.ACCEPT)
    story.dispatch(own_place.bodies.inspection)
    assert not story.seen_by(people.wu_gang)
    assert story.seen_by(people.luo_zhiming)
    assert story.told(people.wu_gang) == []


def test_what_was_declared_is_lifted_by_the_director_and_never_by_oneself(own_place: Place) -> None:
    people = own_place.officers
    interest = declared(own_place, people.li_min, body=own_place.bodies.water)
    story = begin(own_place, filing(target_body="水利局"))

    def lifted_by(officer: int) -> Interest:
        with own_place.db.writing() as session:
            return lift(session, interest, officer_id=officer, why="其配偶已调离该局", now=story.now)

    with pytest.raises(NotAllowed, match="不能自己撤销，由效能办主任或上级决定：赵国栋"):
        lifted_by(people.li_min)
    with pytest.raises(NotFound):
        lifted_by(people.sun_li)
    assert not story.seen_by(people.li_min)
    lifted_by(people.zhao_guodong)
    assert story.seen_by(people.li_min)
    with pytest.raises(IllegalStep, match="已经解除"):
        lifted_by(people.zhao_guodong)


@pytest.mark.parametrize(
    ("body", "person", "relation", "says"),
    [
        (None, "", "兄弟", "要么选一个单位，要么填一个人的姓名"),
        (1, "吴小军", "兄弟", "要么选一个单位，要么填一个人的姓名"),
        (9999, "", "兄弟", "没有这个单位"),
        (None, "吴", "兄弟", "完整的姓名"),
        (1, "", " ", "什么关系"),
    ],
)
def test_half_a_declaration_is_refused_with_what_is_missing(
    place: Place, body: int | None, person: str, relation: str, says: str
) -> None:
    with pytest.raises(Incomplete, match=says), place.db.writing() as session:
        declare(session, officer_id=place.officers.li_min, body=body, person=person, relation=relation, now=NOW)


def test_an_officer_steps_aside_and_her_colleague_goes_on(story: Story) -> None:
    people = story.place.officers
    story.do(people.li_min, Action.STEP_ASIDE, reason="投诉人是我表姐")
    assert not story.seen_by(people.li_min)
    assert story.told(people.wang_xiaofang)[-1] == "stepped_aside"
    assert story.do(people.wang_xiaofang, Action.ACCEPT).status == Status.ACCEPTED
    assert "投诉人是我表姐" in {row.reason for row in story.page(people.zhao_guodong).timeline}


def test_when_the_last_one_of_the_office_steps_aside_the_office_above_takes_over(story: Story) -> None:
    people, bodies = story.place.officers, story.place.bodies
    for officer in (people.li_min, people.wang_xiaofang, people.zhao_guodong):
        story.do(officer, Action.STEP_ASIDE, reason="投诉人是我亲戚")
    assert story.case().desk_id == story.case().holder_id == bodies.superior
    assert {clock.owner_id for clock in story.clocks() if clock.settled is None} == {bodies.superior}
    assert story.told(people.zhou_min) == ["stepped_aside"]
    assert story.do(people.zhou_min, Action.ACCEPT).status == Status.ACCEPTED


def test_when_nobody_at_the_body_is_left_the_case_comes_back_to_the_office(story: Story) -> None:
    people = story.place.officers
    story.walk(Status.HANDLING)
    story.do(people.zhou_qiang, Action.STEP_ASIDE, reason="物业经理是我弟弟")
    assert story.case().status == Status.HANDLING
    story.do(people.chen_zhiyuan, Action.STEP_ASIDE, reason="我家也住这个小区")
    assert (story.case().status, story.case().handling_id) == (Status.ACCEPTED, None)
    assert story.running() == {Step.HANDLE, Step.DISPATCH}
    with pytest.raises(Incomplete, match="没有可以承办此件的在岗人员"):
        story.dispatch(story.place.bodies.housing)


def test_the_director_sets_another_aside_and_an_intake_officer_cannot(story: Story) -> None:
    people = story.place.officers
    story.walk(Status.HANDLING)
    with pytest.raises(Incomplete, match="只能为自己申请回避"):
        story.do(people.li_min, Action.STEP_ASIDE, reason="投诉人申请", person=str(people.zhou_qiang))
    story.do(people.zhao_guodong, Action.STEP_ASIDE, reason="投诉人申请回避", person=str(people.zhou_qiang))
    assert [story.seen_by(o) for o in (people.zhou_qiang, people.chen_zhiyuan)] == [False, True]
    with pytest.raises(Incomplete, match="本来就看不到"):
        story.do(people.zhao_guodong, Action.STEP_ASIDE, reason="再来一次", person=str(people.zhou_qiang))


def test_the_reason_for_stepping_aside_is_for_those_above_alone(story: Story) -> None:
    people = story.place.officers
    story.walk(Status.HANDLING)
    story.do(people.zhou_qiang, Action.STEP_ASIDE, reason="物业经理是我弟弟")
    assert "物业经理是我弟弟" not in repr(story.page(people.chen_zhiyuan))
    assert "物业经理是我弟弟" not in repr(story.page(people.li_min))
    assert "物业经理是我弟弟" in repr(story.page(people.zhao_guodong))
