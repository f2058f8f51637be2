"""回避, from the first day: what is said about the conduct of a body never comes near it."""

from collections.abc import Iterator

import pytest

from tests.builders import ANSWER, Place, complaint, filing, house
from tests.story import Story, at, begin
from tracker.models import Officer
from tracker.queries.org import load_org
from tracker.queries.queue import QueueFilter, counts, queue
from tracker.rules.errors import Conflict, Incomplete, NotFound
from tracker.rules.facts import OfficerFacts, Org
from tracker.rules.words import Action, Conduct, Role, Score, Status
from tracker.sweep import sweep


def test_the_suggestion_is_the_offices_own_inspectors_and_says_why(accusation: Story) -> None:
    page = accusation.page(accusation.place.officers.li_min)
    assert page.suggested_id == accusation.place.bodies.inspection
    assert page.suggested_why == "反映推诿扯皮问题，由区效能办投诉查办科直接查办，不转被投诉单位。"


@pytest.mark.parametrize("body", ["housing", "housing_estate"])
def test_neither_the_accused_section_nor_its_bureau_can_be_given_the_case(accusation: Story, body: str) -> None:
    place = accusation.place
    accused = getattr(place.bodies, body)
    accusation.do(place.officers.li_min, Action.ACCEPT)
    with pytest.raises(Conflict, match="依法应当回避。请另选承办单位。"):
        accusation.dispatch(accused)
    offered = next(form for form in accusation.page(place.officers.li_min).actions if form.action is Action.DISPATCH)
    assert accused not in [body_id for body_id, _ in offered.bodies]
    assert place.bodies.inspection in [body_id for body_id, _ in offered.bodies]


def test_no_officer_of_the_accused_bureau_sees_or_touches_it_at_any_time(accusation: Story) -> None:
    line = _officers_of(accusation.place, accusation.place.bodies.housing)
    assert len(line) >= 4
    for _ in _whole_road(accusation):
        for officer in line:
            assert not accusation.seen_by(officer.id)
            assert accusation.number not in _queue_of(accusation, officer)
            with pytest.raises(NotFound, match="或者您无权查看"):
                accusation.do(officer.id, Action.NOTE, text="我看看")


def test_no_officer_of_the_accused_bureau_is_told_anything_even_when_all_is_late(accusation: Story) -> None:
    place = accusation.place
    for _ in _whole_road(accusation):
        sweep(place.db, house(), now=at(3, 1, year=2027), limit=10_000)
    told = {notice.officer_id for notice in accusation.notices()}
    assert told >= {place.officers.li_min, place.officers.wu_gang, place.officers.luo_zhiming}
    assert not told & {officer.id for officer in _officers_of(place, place.bodies.housing)}


def test_its_counts_do_not_give_the_case_away_either(own_place: Place) -> None:
    begin(own_place, complaint())
    with own_place.db.reading() as session:
        org = load_org(session)
        for officer in _officers_of(own_place, own_place.bodies.housing):
            assert set(counts(session, officer, org, now=at(11, 24)).values()) == {0}


def test_a_matter_of_the_bureau_that_accuses_nobody_is_suggested_to_it(place: Place) -> None:
    page = begin(place, filing(target_body="住建局")).page(place.officers.li_min)
    assert page.suggested_id == place.bodies.housing
    assert "不涉及其效能问题" in page.suggested_why


@pytest.mark.parametrize(
    "about",
    [
        {"target_body": "区效能办"},
        {"target_body": None, "target_is_office": True},
        {"target_body": "投诉查办科"},
        {"target_body": "区政府"},
    ],
    ids=["the office", "you", "its section", "the government"],
)
def test_a_complaint_about_the_office_itself_lies_on_the_desk_above_it(place: Place, about: dict[str, object]) -> None:
    story = begin(place, complaint(sender=f"about-{about}", conduct=Conduct.ATTITUDE, **about))
    superior, people = place.bodies.superior, place.officers
    assert (story.case().desk_id, story.case().holder_id) == (superior, superior)
    assert [story.seen_by(o) for o in (people.li_min, people.zhao_guodong, people.wu_gang)] == [False] * 3
    assert story.told(people.zhou_min) == ["desk_new"]
    assert story.do(people.zhou_min, Action.ACCEPT).status == Status.ACCEPTED


def test_a_complaint_about_the_office_is_inquired_into_above_it_and_answered(place: Place) -> None:
    story = begin(place, complaint(sender="about-the-office", conduct=Conduct.ATTITUDE, target_body="区效能办"))
    superior, people = place.bodies.superior, place.officers
    story.do(people.zhou_min, Action.ACCEPT)
    story.do(people.zhou_min, Action.DISPATCH, body=str(superior))
    handler = next(officer for officer in _officers_of(place, superior) if Role.HANDLER in officer.roles)
    story.do(handler.id, Action.SIGN)
    story.do(handler.id, Action.ANSWER, **ANSWER)
    assert story.do(people.zhou_min, Action.APPROVE).status == Status.ANSWERED


def test_li_min_who_is_complained_about_in_person_is_passed_over(place: Place) -> None:
    story = begin(place, filing(sender="about-li-min", target_person="李敏", urgent=True))
    people = place.officers
    assert not story.seen_by(people.li_min)
    assert story.told(people.li_min) == []
    assert "desk_new" in {notice.template for notice in story.notices()}
    assert story.told(people.zhao_guodong) == ["duty"]


def test_the_head_hears_of_a_case_against_the_only_handler_who_does_not(place: Place) -> None:
    story = begin(place, filing(sender="about-zhou-qiang", target_person="周强"))
    people = place.officers
    story.do(people.li_min, Action.ACCEPT)
    story.dispatch(place.bodies.housing)
    assert (story.told(people.zhou_qiang), story.told(people.chen_zhiyuan)) == ([], ["body_dispatched"])
    assert not story.seen_by(people.zhou_qiang)
    assert story.do(people.chen_zhiyuan, Action.SIGN).status == Status.HANDLING


def test_a_body_whose_only_officer_is_complained_about_is_no_choice(own_place: Place) -> None:
    """Of the section only 杨帆 is left, and he is the one complained about."""
    people, bodies = own_place.officers, own_place.bodies
    with own_place.db.writing() as session:
        for officer in load_org(session).working(bodies.housing_estate, Role.HEAD):
            session.get_one(Officer, officer.id).active = False
    story = begin(own_place, filing(target_person="杨帆"))
    story.do(people.li_min, Action.ACCEPT)
    with pytest.raises(Incomplete, match="没有可以承办此件的在岗人员"):
        story.dispatch(bodies.housing_estate)


def _whole_road(story: Story) -> Iterator[Status]:
    """From the registration to the end, through the inspectors; one stop at every status."""
    people = story.place.officers
    yield Status.REGISTERED
    yield Status(story.do(people.li_min, Action.ACCEPT).status)
    yield Status(story.dispatch(story.place.bodies.inspection).status)
    yield Status(story.do(people.wu_gang, Action.SIGN).status)
    yield Status(story.do(people.wu_gang, Action.ANSWER, **ANSWER).status)
    yield Status(story.do(people.li_min, Action.APPROVE).status)
    story.answer_arrives()
    yield Status(story.rate(Score.SATISFIED).status)


def _officers_of(place: Place, body: int) -> list[OfficerFacts]:
    with place.db.reading() as session:
        org: Org = load_org(session)
    return [officer for officer in org.officers.values() if officer.body in org.within(body)]


def _queue_of(story: Story, officer: OfficerFacts) -> list[str]:
    with story.place.db.reading() as session:
        org = load_org(session)
        pages = [
            queue(
                session, officer, org, QueueFilter(ended=ended, text=story.number),
                now=story.now, calendar=house().calendar,
            )
            for ended in (False, True)
        ]  # fmt: skip
    return [row.number for page in pages for row in page.rows]
