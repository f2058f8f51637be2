"""The road of silence: what happens by itself when nobody does anything, at the very instant, and once."""

from datetime import datetime
from itertools import groupby
from pathlib import Path
from random import randrange
from signal import SIGKILL

import pytest
from sqlalchemy import update
from sqlmodel import col, func, select
from structlog.testing import capture_logs

from tests.builders import ANSWER, Place, complaint, filing, house, register
from tests.journeys.processes import Process, installed, travelling, wait_until
from tests.story import Story, at, begin
from tracker.cases.recording import link_of
from tracker.models import Alarm, Card, Case, Clock, Door, Event, Notice
from tracker.rules.ledger import breaks
from tracker.rules.words import Action, Settled, Status, Step
from tracker.sweep import sweep

TOLD = ("reminder", "overdue")


def sweep_at(place: Place, now: datetime) -> int:
    return sweep(place.db, house(), now=now)


def silent(place: Place) -> Story:
    """A complaint of Monday 23 November, accepted, dispatched and signed on Tuesday; then nothing happens any more."""
    story = begin(place, complaint(), now=at(11, 23, 9, 30))
    story.now = at(11, 24, 10)
    story.do(place.officers.li_min, Action.ACCEPT)
    story.dispatch(place.bodies.inspection)
    story.do(place.officers.wu_gang, Action.SIGN)
    return story


def heard(story: Story, officer: int) -> list[str]:
    """The colours and cards of what the officer was told by the clock."""
    told = [n for n in story.notices() if n.officer_id == officer and n.template in TOLD]
    return [notice.subject[1:3] for notice in told]


def cards(story: Story) -> list[Card]:
    with story.place.db.reading() as session:
        return list(session.exec(select(Card).where(Card.case_id == story.case().id)))


def test_the_whole_ladder_rings_on_its_days_and_at_no_other_moment(own_place: Place) -> None:
    story = silent(own_place)
    rung = [
        (at(12, 4, 8, 59), 0, "calm"),
        (at(12, 4, 9), 1, "blue"),
        (at(12, 10, 8, 59), 0, "blue"),
        (at(12, 10, 9), 1, "yellow"),
        (at(12, 15, 23, 59), 0, "yellow"),
        (at(12, 16, 0), 1, "red"),
        (at(12, 16, 8, 59), 0, "red"),
        (at(12, 16, 9), 1, "red"),
        (at(12, 22, 9), 1, "red"),
        (at(12, 29, 9), 1, "red"),
        (at(6, 1, year=2027), 0, "red"),
    ]
    for now, rings, colour in rung:
        assert (now, sweep_at(own_place, now), story.case().colour) == (now, rings, colour)


def test_the_handler_hears_first_then_the_head_then_everybody_above(own_place: Place) -> None:
    story, people = silent(own_place), own_place.officers
    everybody = (people.wu_gang, people.luo_zhiming, people.li_min, people.zhao_guodong, people.zheng_haitao)
    expected = {
        at(12, 4, 9): [["蓝牌"], [], [], [], []],
        at(12, 10, 9): [["蓝牌", "黄牌"], ["黄牌"], [], [], []],
        at(12, 16, 0): [["蓝牌", "黄牌", "逾期"], ["黄牌", "逾期"], ["逾期"], [], []],
        at(12, 16, 9): [["蓝牌", "黄牌", "逾期"], ["黄牌", "逾期", "逾期"], ["逾期"] * 2, ["逾期"], []],
        at(12, 22, 9): [["蓝牌", "黄牌", "逾期"], ["黄牌"] + ["逾期"] * 3, ["逾期"] * 2, ["逾期"] * 2, ["逾期"]],
    }
    for now, told in expected.items():
        sweep_at(own_place, now)
        assert (now, [heard(story, officer) for officer in everybody]) == (now, told)


def test_at_the_end_of_the_last_day_one_red_card_of_the_handling_body_is_on_record(own_place: Place) -> None:
    story = silent(own_place)
    sweep_at(own_place, at(12, 15, 23, 59))
    assert cards(story) == []
    sweep_at(own_place, at(12, 16, 0))
    (card,) = cards(story)
    assert (card.colour, card.body_id, card.at) == ("red", own_place.bodies.inspection, at(12, 16, 0))
    assert card.why == f"区效能办投诉查办科对诉求件{story.number}的办理超过时限（12月15日到期）"
    assert "超时红牌" in card.basis
    assert story.events()[-1].details["card"] == "red"


def test_the_citizen_is_told_of_the_delay_once(own_place: Place) -> None:
    story = silent(own_place)
    for day in (16, 17, 22, 29):
        sweep_at(own_place, at(12, day, 9))
    assert story.told_citizen() == ["accepted", "delayed"]


def test_sweeping_twice_at_the_same_moment_is_sweeping_once(own_place: Place) -> None:
    story = silent(own_place)
    assert sweep_at(own_place, at(12, 16, 0)) == 3
    before = (story.events(), story.notices(), cards(story))
    assert sweep_at(own_place, at(12, 16, 0)) == 0
    assert (story.events(), story.notices(), cards(story)) == before


def test_after_a_long_sleep_everything_due_rings_in_order_and_once(own_place: Place) -> None:
    story = silent(own_place)
    assert sweep_at(own_place, at(1, 4, year=2027)) == 6
    rung = [event.details["level"] for event in story.events() if event.action == Action.ESCALATE]
    assert rung == ["50", "80", "100", "+1", "+5", "+10"]
    assert len(cards(story)) == 1


def test_an_answer_in_time_silences_every_alarm_of_its_clock(own_place: Place) -> None:
    story = silent(own_place)
    story.now = at(12, 3)
    story.do(own_place.officers.wu_gang, Action.ANSWER, **ANSWER)
    story.do(own_place.officers.li_min, Action.APPROVE)
    story.answer_arrives()
    story.do(own_place.officers.li_min, Action.CLOSE, reason="回访后无异议")
    assert sweep_at(own_place, at(6, 1, year=2027)) == 0
    assert (story.clock(Step.HANDLE).settled, cards(story)) == (Settled.MET, [])


def test_a_late_answer_calms_the_case_and_the_card_stays(own_place: Place) -> None:
    story = silent(own_place)
    sweep_at(own_place, at(12, 16, 0))
    story.now = at(12, 16, 10)
    story.do(own_place.officers.wu_gang, Action.ANSWER, **ANSWER)
    assert story.do(own_place.officers.li_min, Action.APPROVE).colour == "calm"
    assert (story.clock(Step.HANDLE).settled, len(cards(story))) == (Settled.LATE, 1)


def test_an_alarm_whose_clock_was_settled_after_all_is_judged_again_and_stays_silent(own_place: Place) -> None:
    story = silent(own_place)
    accept = story.clock(Step.ACCEPT)
    with own_place.db.writer.begin() as connection:
        connection.execute(update(Alarm).where(col(Alarm.clock_id) == accept.id).values(state="planned"))
    before = story.notices()
    assert sweep_at(own_place, at(12, 3, 12)) > 0
    assert story.notices() == before
    assert {alarm.state for alarm in _alarms(own_place, accept)} == {"void"}


def test_the_supervisor_above_sees_a_case_only_when_it_is_overdue(own_place: Place) -> None:
    story, zheng_haitao = silent(own_place), own_place.officers.zheng_haitao
    assert not story.seen_by(zheng_haitao)
    sweep_at(own_place, at(12, 16, 0))
    assert story.seen_by(zheng_haitao)


def test_when_nobody_accepts_the_card_is_the_offices_own(own_place: Place) -> None:
    story = begin(own_place, filing())
    sweep_at(own_place, at(11, 27, 0))
    assert [card.body_id for card in cards(story)] == [own_place.bodies.office]
    assert heard(story, own_place.officers.zhao_guodong) == ["逾期"]


def test_a_handler_who_cannot_be_reached_is_passed_over_and_the_record_says_so(own_place: Place) -> None:
    story, people = begin(own_place).walk(Status.HANDLING), own_place.officers
    with own_place.db.writing() as session:
        session.exec(select(Door).where(Door.officer_id == people.zhou_qiang)).one().dead_since = at(11, 24)
    sweep_at(own_place, story.clock(Step.HANDLE).due_at)
    assert heard(story, people.zhou_qiang) == []
    assert heard(story, people.chen_zhiyuan) == ["蓝牌", "黄牌", "逾期"]
    rung = next(event for event in story.events() if event.details.get("level") == "50")
    assert rung.details["told"] == ["陈志远（部门负责人）"]
    assert "周强（承办人）联系方式失效" in rung.details["skipped"]


def test_one_broken_case_does_not_silence_the_others(own_place: Place) -> None:
    broken, fine = begin(own_place), begin(own_place)
    with own_place.db.writer.begin() as connection:
        unknown = update(Clock).where(col(Clock.case_id) == broken.case().id)
        connection.execute(unknown.values(step="unknown"))
    with capture_logs() as said:
        assert sweep_at(own_place, at(11, 27, 0)) == 3
    assert [card.level for card in cards(fine)] == ["100"]
    assert [(line["event"], line["case_id"]) for line in said] == [("sweep_failed", broken.case().id)]


def test_a_sweep_takes_no_more_than_its_limit_and_the_next_one_the_rest(own_place: Place) -> None:
    for n in range(5):
        register(own_place, filing(sender=f"s{n}"), under="k")
    passes = [sweep(own_place.db, house(), now=at(11, 25, 9), limit=2) for _ in range(4)]
    assert passes == [2, 2, 1, 0]


@pytest.mark.timeout(300)
def test_three_sweeps_at_once_two_of_them_killed_ring_every_alarm_once(own_place: Place, tmp_path: Path) -> None:
    """Sixty cases that nobody accepted, five alarms each: three hundred are due when all processes begin."""
    for n in range(60):
        register(own_place, filing(sender=f"crowd-{n}"), under="k")
    long_after = travelling(at(12, 3, 9))
    moments = sorted(randrange(1, 120) for _ in range(2))
    with installed(own_place.db.url, tmp_path) as huiyin:
        *doomed, other = (huiyin.start("sweep", *long_after) for _ in range(3))
        for sweeping, enough in zip(doomed, moments, strict=True):
            _kill_when(own_place, enough, sweeping)
        other.ends_well()
        huiyin.run("sweep", *long_after)
    assert sweep_at(own_place, at(12, 3, 9)) == 0
    _check_that_everything_rang_once(own_place, cases=60, alarms=300)
    _check_that_every_chain_holds(own_place)


def _kill_when(place: Place, fired: int, sweeping: Process) -> None:
    wait_until(lambda: _fired(place) >= fired, every=0.005)
    sweeping.kill()
    assert sweeping.popen.returncode == -SIGKILL, "the sweep was over before it could be killed"


def _check_that_everything_rang_once(place: Place, *, cases: int, alarms: int) -> None:
    with place.db.reading() as session:
        rung = session.exec(select(Event).where(Event.action == Action.ESCALATE.value)).all()
        told = session.exec(select(Notice).where(col(Notice.template).in_(TOLD))).all()
        on_record = session.exec(select(Card)).all()
        numbers = session.exec(select(Case.number)).all()
    assert _fired(place) == len(rung) == alarms
    assert len({(event.case_id, event.details["level"]) for event in rung}) == alarms
    assert sorted(card.case_id for card in on_record) == sorted({event.case_id for event in rung})
    assert len(on_record) == len(numbers) == cases
    assert len(told) == sum(len(event.details["told"]) for event in rung)
    assert len({(notice.key, notice.officer_id) for notice in told}) == len(told)


def _check_that_every_chain_holds(place: Place) -> None:
    with place.db.reading() as session:
        found = session.exec(select(Case.number, Event).join(Event).order_by(Case.number, col(Event.seq))).all()
    chains = groupby(((link_of(event, number), event.hash) for number, event in found), key=lambda pair: pair[0].number)
    assert [broken for _, chain in chains for broken in breaks(chain)] == []


def _fired(place: Place) -> int:
    with place.db.reading() as session:
        return session.exec(select(func.count()).where(Alarm.state == "fired")).one()


def _alarms(place: Place, clock: Clock) -> list[Alarm]:
    with place.db.reading() as session:
        return list(session.exec(select(Alarm).where(Alarm.clock_id == clock.id)))
