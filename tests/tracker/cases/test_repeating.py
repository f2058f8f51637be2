"""An alarm nobody takes up is told again, one rung higher each time; one that somebody has acknowledged is not."""

from datetime import datetime

import pytest
from sqlmodel import col, select

from tests.builders import Place, house
from tests.story import Story, at, begin
from tests.tracker.test_sweep import heard, silent
from tracker.cases.repeating import acknowledge
from tracker.models import Alarm, Notice, Repeat
from tracker.models.views import key
from tracker.rules.errors import NotFound
from tracker.rules.words import Action, Status, Step
from tracker.sweep import sweep

YELLOW = at(12, 10, 9)


def sweep_at(place: Place, *moments: datetime) -> None:
    for now in moments:
        sweep(place.db, house(), now=now)


def alarm_of(story: Story, level: str) -> int:
    with story.place.db.reading() as session:
        mine = Alarm.clock_id == story.clock(Step.HANDLE).id, Alarm.level == level
        return key(session.exec(select(Alarm.id).where(*mine)).one())


def acknowledges(story: Story, officer: int, level: str, now: datetime) -> None:
    with story.place.db.writing() as session:
        acknowledge(session, story.number, alarm_of(story, level), officer_id=officer, now=now)


def repeats(story: Story) -> list[tuple[int, str]]:
    with story.place.db.reading() as session:
        mine = select(Repeat).where(Repeat.case_id == story.case().id)
        return [(r.nth, r.state) for r in session.exec(mine.order_by(col(Repeat.id)))]


def test_a_yellow_alarm_nobody_takes_up_is_told_again_on_working_mornings_one_rung_higher(own_place: Place) -> None:
    story, people = silent(own_place), own_place.officers
    sweep_at(own_place, at(12, 4, 9), YELLOW)
    assert heard(story, people.li_min) == []
    sweep_at(own_place, at(12, 11, 8, 59))
    assert heard(story, people.wu_gang) == ["蓝牌", "黄牌"]
    sweep_at(own_place, at(12, 11, 9))
    assert [heard(story, who)[-1:] for who in (people.wu_gang, people.luo_zhiming, people.li_min)] == [["黄牌"]] * 3
    assert heard(story, people.zhao_guodong) == []
    sweep_at(own_place, at(12, 13, 9))
    assert heard(story, people.zhao_guodong) == [], "a Sunday is no working morning"
    sweep_at(own_place, at(12, 14, 9))
    assert heard(story, people.zhao_guodong) == ["黄牌"]
    again = [event.details["repeat"] for event in story.events() if "repeat" in event.details]
    assert again == [1, 2]


def test_what_somebody_has_acknowledged_is_not_told_again(own_place: Place) -> None:
    story, people = silent(own_place), own_place.officers
    sweep_at(own_place, YELLOW)
    acknowledges(story, people.luo_zhiming, "80", at(12, 10, 10))
    acknowledges(story, people.luo_zhiming, "80", at(12, 10, 11))
    sweep_at(own_place, at(12, 11, 9))
    assert repeats(story) == [(1, "void")]
    notes = [event.reason for event in story.events() if event.action == Action.NOTE]
    assert notes == ["已知晓提醒：办理时限已用80%"]
    assert story.chain_breaks() == []


def test_the_next_level_of_the_ladder_takes_the_place_of_the_repeats(own_place: Place) -> None:
    story = silent(own_place)
    sweep_at(own_place, YELLOW, at(12, 11, 9), at(12, 16, 0))
    assert repeats(story) == [(1, "fired"), (2, "void"), (1, "planned")]


def test_an_alarm_is_told_again_three_times_and_no_more(own_place: Place) -> None:
    story = silent(own_place)
    sweep_at(own_place, at(1, 4, 9, year=2027), *(at(1, day, 9, year=2027) for day in (5, 6, 7, 8, 11)))
    assert [state for nth, state in repeats(story) if state == "fired"] == ["fired"] * 3
    assert all(state != "planned" for _, state in repeats(story))


@pytest.mark.parametrize("who", ["sun_li", "li_min"])
def test_whoever_was_not_told_has_nothing_to_acknowledge(own_place: Place, who: str) -> None:
    story = silent(own_place)
    sweep_at(own_place, YELLOW)
    with pytest.raises(NotFound, match="不是发给您的"):
        acknowledges(story, getattr(own_place.officers, who), "80", YELLOW)


def leaving(story: Story, template: str) -> datetime:
    with story.place.db.reading() as session:
        mine = Notice.case_id == story.case().id, Notice.template == template
        return session.exec(select(Notice).where(*mine)).all()[-1].next_at


def test_a_yellow_alarm_found_late_at_night_waits_for_the_office_to_open_and_a_red_one_does_not(
    own_place: Place,
) -> None:
    story = silent(own_place)
    sweep_at(own_place, at(12, 10, 22))
    assert leaving(story, "reminder") == at(12, 11, 9)
    sweep_at(own_place, at(12, 16, 0))
    assert leaving(story, "overdue") == at(12, 16, 0)


def test_an_alarm_found_at_noon_waits_for_the_afternoon(own_place: Place) -> None:
    story = begin(own_place).walk(Status.HANDLING)
    sweep_at(own_place, at(11, 27, 12, 30))
    assert leaving(story, "reminder") == at(11, 27, 13, 30)
