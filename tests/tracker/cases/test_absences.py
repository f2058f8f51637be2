"""请假代办: who may enter what, and where the alarms go meanwhile."""

from datetime import date

import pytest
from sqlmodel import select

from tests.builders import Place, house
from tests.story import Story, at, begin
from tracker.cases.absences import end, enter
from tracker.models import Absence, Notice
from tracker.models.views import key
from tracker.rules.errors import IllegalStep, Incomplete, NotAllowed, NotFound, Refusal
from tracker.rules.words import Action, Status, Step
from tracker.sweep import sweep

MONDAY = at(11, 23, 10)


def goes_away(
    place: Place, officer: int, *, deputy: int | None = None, by: int | None = None, first: date | None = None,
    last: date = date(2026, 12, 31),
) -> int:  # fmt: skip
    with place.db.writing() as session:
        absence = enter(
            session, house(), officer, first=first or date(2026, 11, 23), last=last,
            deputy_id=deputy, actor_id=by or officer, now=MONDAY,
        )  # fmt: skip
        return key(absence.id)


def the_50_percent_alarm(story: Story) -> dict[str, list[str]]:
    sweep(story.place.db, house(), now=story.clock(Step.HANDLE).due_at)
    event = next(e for e in story.events() if e.action == Action.ESCALATE and e.details["level"] == "50")
    return {name: event.details[name] for name in ("told", "skipped")}


def test_while_zhou_qiang_is_away_his_head_as_deputy_is_reminded_in_his_place(own_place: Place) -> None:
    story, people = begin(own_place).walk(Status.HANDLING), own_place.officers
    goes_away(own_place, people.zhou_qiang, deputy=people.chen_zhiyuan)
    alarm = the_50_percent_alarm(story)
    assert alarm["told"] == ["陈志远（承办人）"]
    assert "周强（承办人）请假至12月31日" in alarm["skipped"]
    assert "reminder" not in story.told(people.zhou_qiang)


def test_what_comes_in_meanwhile_is_told_to_his_deputy_as_well(own_place: Place) -> None:
    people = own_place.officers
    goes_away(own_place, people.zhou_qiang, deputy=people.chen_zhiyuan)
    story = begin(own_place).walk(Status.DISPATCHED)
    assert [story.told(who) for who in (people.zhou_qiang, people.chen_zhiyuan)] == [["body_dispatched"]] * 2


def test_when_he_is_back_early_he_is_reminded_again(own_place: Place) -> None:
    story, people = begin(own_place).walk(Status.HANDLING), own_place.officers
    absence = goes_away(own_place, people.zhou_qiang, deputy=people.chen_zhiyuan)
    with own_place.db.writing() as session:
        end(session, absence, actor_id=people.zhou_qiang, now=at(11, 24))
    assert the_50_percent_alarm(story)["told"] == ["周强（承办人）"]


def test_the_head_enters_it_for_him_and_he_hears_of_it(own_place: Place) -> None:
    people = own_place.officers
    absence = goes_away(own_place, people.zhou_qiang, deputy=people.chen_zhiyuan, by=people.chen_zhiyuan)
    with own_place.db.reading() as session:
        row = session.get_one(Absence, absence)
        notices = session.exec(select(Notice).where(Notice.template == "absence")).all()
    assert (row.officer_id, row.entered_by) == (people.zhou_qiang, people.chen_zhiyuan)
    assert [n.officer_id for n in notices] == [people.zhou_qiang]


@pytest.mark.parametrize(
    ("by", "deputy", "refusal", "sentence"),
    [
        ("sun_li", None, NotAllowed, "请由本人或其单位负责人登记"),
        ("zhao_guodong", None, NotAllowed, "请由本人或其单位负责人登记"),
        ("zhou_qiang", "sun_li", Incomplete, "可以选：陈志远"),
        ("zhou_qiang", "zhou_qiang", Incomplete, "须是本单位在岗"),
        ("zhou_qiang", "li_min", Incomplete, "须是本单位在岗"),
    ],
)
def test_whoever_may_not_enter_it_or_not_stand_in_is_refused_with_a_way_out(
    place: Place, by: str, deputy: str | None, refusal: type[Refusal], sentence: str
) -> None:
    people = place.officers
    stand_in = getattr(people, deputy) if deputy else None
    with pytest.raises(refusal, match=sentence):
        goes_away(place, people.zhou_qiang, deputy=stand_in, by=getattr(people, by))


@pytest.mark.parametrize(
    ("first", "last", "sentence"),
    [
        (date(2026, 11, 27), date(2026, 11, 26), "结束日期早于开始日期"),
        (date(2026, 11, 16), date(2026, 11, 20), "已经过去"),
        (date(2026, 11, 23), date(2028, 11, 23), "超过一年"),
    ],
)
def test_days_that_make_no_sense_are_refused(place: Place, first: date, last: date, sentence: str) -> None:
    with pytest.raises(Incomplete, match=sentence):
        goes_away(place, place.officers.sun_li, first=first, last=last)


def test_the_same_days_twice_and_a_deputy_who_is_away_are_refused(own_place: Place) -> None:
    people = own_place.officers
    goes_away(own_place, people.chen_zhiyuan, first=date(2026, 12, 31))
    with pytest.raises(Incomplete, match="陈志远12月31日已经登记请假"):
        goes_away(own_place, people.chen_zhiyuan)
    with pytest.raises(Incomplete, match="也请假，不能代办"):
        goes_away(own_place, people.zhou_qiang, deputy=people.chen_zhiyuan)


def test_an_absence_is_ended_once_by_those_concerned(own_place: Place) -> None:
    people = own_place.officers
    absence = goes_away(own_place, people.zhou_qiang)
    with own_place.db.writing() as session:
        with pytest.raises(NotAllowed):
            end(session, absence, actor_id=people.sun_li, now=MONDAY)
        with pytest.raises(NotFound):
            end(session, absence + 1, actor_id=people.sun_li, now=MONDAY)
        end(session, absence, actor_id=people.chen_zhiyuan, now=MONDAY)
        with pytest.raises(IllegalStep, match="不用再销"):
            end(session, absence, actor_id=people.zhou_qiang, now=MONDAY)
