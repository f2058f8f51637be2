"""A holiday notice comes in: who may put it into force, and what it does to the cases that are open."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import update
from sqlmodel import Session, col, select

from tests.builders import NOW, Place, filing, house
from tests.story import SHANGHAI, Story, at, begin
from tests.tracker.policy.test_calendar import NOTICE_2027, TEXT_2026
from tracker.cases.calendars import approve, preview, propose, reject, with_table
from tracker.check import check
from tracker.contract import FileCase
from tracker.db import Database
from tracker.house import House
from tracker.models import Alarm, CalendarNotice, Clock, Notice, Officer
from tracker.models.views import key
from tracker.policy.calendar import from_json
from tracker.queries.calendar import keep_current, outdated
from tracker.rules.errors import IllegalStep, Incomplete, NotAllowed
from tracker.rules.words import Action, Kind, Status, Step, Visibility
from tracker.sweep import catch_up
from tracker.watch import beat, watch


def notice(*off: str, work: tuple[str, ...] = (), year: int = 2027) -> str:
    """The statutory days of 2027, these days off and these worked beside them."""
    statutory = [f"{year}-01-01", *(f"{year}-05-0{n}" for n in (1, 2)), *(f"{year}-10-0{n}" for n in (1, 2, 3))]
    days = [
        *({"name": "节日", "date": day, "isOffDay": True} for day in (*statutory, *off)),
        *({"name": "节日", "date": day, "isOffDay": False} for day in work),
    ]
    return json.dumps({"year": year, "papers": ["https://example.org/notice"], "days": days})


SHORT = notice(work=("2027-01-02", "2027-01-03"))
"""The weekend after New Year is worked: deadlines come earlier."""
SAME = notice()
"""As forecast."""
LONG = notice("2027-01-04", "2027-01-05", work=("2027-01-09",))
"""Two days more are off: deadlines come later."""


@pytest.fixture
def home(own_place: Place) -> House:
    """A house of this test's own, that follows the calendar of its database."""
    mine = replace(house())
    keep_current(own_place.db, mine)
    return mine


def bring(place: Place, home: House, text: str, *, now: datetime, by: int | None = None) -> CalendarNotice:
    with place.db.writing() as session:
        found = propose(session, home, text, officer_id=by or place.officers.li_min, now=now)
        return approve(session, home, key(found.id), officer_id=place.officers.zhao_guodong, now=now)


def accepted_in_december(place: Place) -> Story:
    """Accepted on 11 December: fifteen working days end on 4 January, provisionally."""
    story = begin(place, report(), now=at(12, 11, 9))
    return story.walk(Status.HANDLING)


def report() -> FileCase:
    """A matter of fifteen working days, in which nobody's conduct is in question."""
    return filing(kind=Kind.REPORT, text="小区消防通道被占用，多次反映无人处理。")


def test_scenario_7_the_notice_is_counted_written_down_and_told(own_place: Place, home: House) -> None:
    story = accepted_in_december(own_place)
    old = story.clock(Step.HANDLE)
    assert (old.due_on, old.provisional) == (date(2027, 1, 4), True)
    told = bring(own_place, home, LONG, now=at(12, 14))
    clock, case = story.clock(Step.HANDLE), story.case()
    assert (clock.due_on, clock.provisional, clock.calendar) == (date(2027, 1, 6), False, told.calendar_after)
    assert (clock.started_at, clock.owner_id) == (old.started_at, old.owner_id)
    event = story.events()[-1]
    assert (event.action, event.actor) == (Action.RECOUNT, f"officer:{own_place.officers.zhao_guodong}")
    assert event.details["clocks"][0]["due_on"] == ["2027-01-04", "2027-01-06"]
    assert event.details["calendar"] == [told.calendar_before, told.calendar_after]
    assert story.chain_breaks() == []
    assert "recounted" in notices_to(own_place, own_place.officers.zhou_qiang)
    # The citizen's date was 4 January and stays.
    assert (case.promised_on, case.provisional) == (date(2027, 1, 4), False)


def test_the_old_clock_stays_as_history_and_its_alarms_go_on_with_the_new_one(own_place: Place, home: House) -> None:
    story = accepted_in_december(own_place)
    fired = alarm(story, "50")
    with own_place.db.writing() as session:
        session.execute(update(Alarm).where(col(Alarm.id) == fired.id).values(state="fired", fired_at=NOW))
    bring(own_place, home, LONG, now=at(12, 14))
    old, new = [clock for clock in story.clocks() if clock.step == Step.HANDLE][-2:]
    assert (old.settled, old.superseded_by, old.due_on) == ("void", new.id, date(2027, 1, 4))
    assert (alarm(story, "50").state, alarm(story, "50").at) == ("fired", fired.at)
    assert alarm(story, "100").at == new.due_at
    assert alarm(story, "+1").at.astimezone(SHANGHAI) == at(1, 7, 9, year=2027)
    assert story.case().next_due == new.due_at
    with own_place.db.reading() as session:
        assert [found for found in check(session, now=at(12, 14)) if found.kind not in ("stuck", "late_alarm")] == []


def test_the_date_of_an_appeal_comes_earlier_with_the_notice_and_is_told(own_place: Place, home: House) -> None:
    story = begin(own_place, now=at(12, 3)).walk(Status.RECHECKING)
    assert (story.case().promised_on, story.case().provisional) == (date(2027, 1, 4), True)
    bring(own_place, home, SHORT, now=at(12, 14))
    assert story.clock(Step.RECHECK).due_on == story.case().promised_on == date(2027, 1, 2)
    assert "答复日期提前：1月2日前" in [n for n in story.notices() if n.complainant_id][-1].text
    assert "recounted" in notices_to(own_place, own_place.officers.zhao_guodong)


def test_the_date_of_an_appeal_that_the_citizen_was_told_never_moves_back(own_place: Place, home: House) -> None:
    story = begin(own_place, now=at(12, 5)).walk(Status.FINAL_RECHECKING)
    bring(own_place, home, LONG, now=at(12, 14))
    assert (story.case().promised_on, story.case().provisional) == (date(2027, 1, 4), False)
    assert story.clock(Step.FINAL_RECHECK).due_on == date(2027, 1, 4)
def assisted(story: Story, *, now: datetime) -> Story:
    """The water bureau has been asked to help, for its share of what the lead has left."""
    story.now = now
    water = str(story.place.bodies.water)
    story.do(story.place.officers.li_min, Action.ASSIST, assistant=water, text="请核实水泵房供电")
    return story
def test_an_assistants_clock_is_counted_again_with_its_own_start_and_owner(own_place: Place, home: House) -> None:
    story = assisted(accepted_in_december(own_place), now=at(12, 24))
    old = story.clock(Step.ASSIST)
    assert (old.amount, old.due_on, old.provisional) == (4, date(2026, 12, 30), False)
    bring(own_place, home, LONG, now=at(12, 24))
    clock = story.clock(Step.ASSIST)
    assert (clock.due_on, clock.owner_id, clock.calendar) == (old.due_on, old.owner_id, home.calendar.version)
@pytest.mark.parametrize("text", [SHORT, LONG, SAME])
@pytest.mark.parametrize("day", [14, 24, 29, 31])
def test_whatever_the_notice_says_an_opinion_is_never_due_after_the_lead(
    own_place: Place, home: House, text: str, day: int
) -> None:
    story = assisted(accepted_in_december(own_place), now=at(12, day))
    bring(own_place, home, text, now=at(12, day, 10))
    lead, opinion = story.clock(Step.HANDLE), story.clock(Step.ASSIST)
    assert opinion.due_on <= lead.due_on
    assert story.case().next_due == min(lead.due_at, opinion.due_at)
    with own_place.db.reading() as session:
        found = check(session, now=at(12, day, 10))
    assert [f for f in found if f.kind not in ("stuck", "late_alarm")] == []
def test_days_that_turn_out_to_have_been_worked_take_from_the_lead_and_so_from_the_assistant(
    own_place: Place, home: House
) -> None:
    """Two days before the question count after all: the lead ends on 15 January instead of the 19th."""
    story = begin(own_place, report(), now=at(12, 28, 9)).walk(Status.HANDLING)
    asked = at(1, 13, year=2027)
    assisted(story, now=asked)
    assert (story.clock(Step.HANDLE).due_on, story.clock(Step.ASSIST).due_on) == (date(2027, 1, 19), date(2027, 1, 18))
    bring(own_place, home, SHORT, now=asked)
    lead, opinion = story.clock(Step.HANDLE), story.clock(Step.ASSIST)
    assert (lead.due_on, opinion.due_on, opinion.amount) == (date(2027, 1, 15), date(2027, 1, 15), 2)
    assert alarm(story, "100", Step.ASSIST).at == opinion.due_at
def test_an_opinion_due_with_the_lead_moves_with_it_and_reminds_its_own_line(own_place: Place, home: House) -> None:
    story = assisted(accepted_in_december(own_place), now=at(12, 31))
    assert story.clock(Step.ASSIST).due_on == date(2027, 1, 4)
    bring(own_place, home, LONG, now=at(12, 31, 10))
    assert story.clock(Step.ASSIST).due_on == date(2027, 1, 6)
    assert "recounted" in notices_to(own_place, own_place.officers.sun_li)
    assert alarm(story, "100", Step.ASSIST).at == story.clock(Step.ASSIST).due_at


def test_a_date_that_comes_earlier_is_told_to_the_citizen(own_place: Place, home: House) -> None:
    story = accepted_in_december(own_place)
    bring(own_place, home, SHORT, now=at(12, 14))
    assert story.clock(Step.HANDLE).due_on == date(2027, 1, 2)
    assert story.case().promised_on == date(2027, 1, 2)
    told = [notice for notice in story.notices() if notice.complainant_id][-1]
    assert "答复日期提前：1月2日前给您答复" in told.text
    assert story.events()[-1].visibility == Visibility.CITIZEN


def test_a_forecast_that_was_right_is_confirmed(own_place: Place, home: House) -> None:
    story = accepted_in_december(own_place)
    bring(own_place, home, SAME, now=at(12, 14))
    clock = story.clock(Step.HANDLE)
    assert (clock.due_on, clock.provisional, story.case().provisional) == (date(2027, 1, 4), False, False)
    assert "答复日期确认：1月4日前" in [n for n in story.notices() if n.complainant_id][-1].text


def test_a_promise_beyond_the_year_is_confirmed_while_its_case_still_waits_to_be_accepted(
    own_place: Place, home: House
) -> None:
    story = begin(own_place, report(), now=at(12, 14))
    assert story.case().provisional
    before = story.case().promised_on
    bring(own_place, home, LONG, now=at(12, 15))
    assert (story.case().promised_on, story.case().provisional) == (before, False)
    assert story.events()[-1].action == Action.RECOUNT


def test_the_day_of_the_decision_that_the_citizen_was_told_never_moves_back(own_place: Place, home: House) -> None:
    story = begin(own_place, now=at(12, 30))
    shown = story.receipt.accept_by
    bring(own_place, home, LONG, now=at(12, 30, 15))
    assert story.clock(Step.ACCEPT).due_on == shown
    assert not story.clock(Step.ACCEPT).provisional


def test_nobody_is_late_by_a_decision_of_today(own_place: Place, home: House) -> None:
    """The day before the due date a notice claims two days of the past: tomorrow is left."""
    story = begin(own_place, report(), now=at(12, 11)).walk(Status.HANDLING)
    bring(own_place, home, notice("2027-01-04", work=("2027-01-02", "2027-01-03")), now=at(1, 1, 12, year=2027))
    assert story.clock(Step.HANDLE).due_on == date(2027, 1, 2)
    bring(own_place, home, notice(work=("2027-01-02",)), now=at(1, 2, 12, year=2027))
    assert story.clock(Step.HANDLE).due_on == date(2027, 1, 2)


def test_what_is_overdue_stays_overdue(own_place: Place, home: House) -> None:
    story = accepted_in_december(own_place)
    bring(own_place, home, LONG, now=at(1, 5, year=2027))
    assert story.clock(Step.HANDLE).due_on == date(2027, 1, 4)
    assert Action.RECOUNT not in {Action(event.action) for event in story.events()}


def test_a_second_approval_changes_nothing(own_place: Place, home: House) -> None:
    story = accepted_in_december(own_place)
    first = bring(own_place, home, LONG, now=at(12, 14))
    before = len(story.events()), len(story.clocks()), len(story.notices())
    again = bring(own_place, home, LONG, now=at(12, 15))
    assert (again.id, again.effect["moved"], again.decided_at) == (first.id, 1, at(12, 14))
    assert (len(story.events()), len(story.clocks()), len(story.notices())) == before


def test_a_correction_replaces_the_notice_of_its_year(own_place: Place, home: House) -> None:
    story = accepted_in_december(own_place)
    bring(own_place, home, LONG, now=at(12, 14))
    bring(own_place, home, SAME, now=at(12, 15))
    with own_place.db.reading() as session:
        states = list(session.exec(select(CalendarNotice.state).order_by(col(CalendarNotice.id))))
    assert states == ["replaced", "active"]
    assert story.clock(Step.HANDLE).due_on == date(2027, 1, 4)


def test_another_program_counts_with_the_notice_from_its_next_session_on(own_place: Place, home: House) -> None:
    other, theirs = Database(own_place.db.url), replace(house())
    keep_current(other, theirs)
    bring(own_place, home, LONG, now=at(12, 14))
    with other.reading():
        assert not theirs.calendar.is_workday(date(2027, 1, 4))
    other.close()


def test_a_case_begun_with_the_old_calendar_is_caught_up_once(own_place: Place, home: House) -> None:
    bring(own_place, home, LONG, now=at(12, 10))
    own_place.db.at_opening = lambda _: None
    story = accepted_in_december(own_place)
    assert story.clock(Step.HANDLE).provisional
    keep_current(own_place.db, home)
    assert catch_up(own_place.db, home, now=at(12, 14)) == 1
    assert story.clock(Step.HANDLE).due_on == date(2027, 1, 6)
    assert catch_up(own_place.db, home, now=at(12, 14)) == 0


def test_an_older_program_never_counts_a_newer_ones_clocks_back(own_place: Place, home: House) -> None:
    accepted_in_december(own_place)
    bring(own_place, home, LONG, now=at(12, 14))
    with own_place.db.reading() as session:
        assert not outdated(session, house(), now=at(12, 14))


def test_what_is_not_committed_leaves_nothing(own_place: Place, home: House) -> None:
    story = accepted_in_december(own_place)
    with own_place.db.reading() as session:
        found = propose(session, home, LONG, officer_id=own_place.officers.li_min, now=at(12, 14))
        approve(session, home, key(found.id), officer_id=own_place.officers.zhao_guodong, now=at(12, 14))
    assert story.clock(Step.HANDLE).due_on == date(2027, 1, 4)
    with own_place.db.reading() as session:
        assert list(session.exec(select(CalendarNotice))) == []
    assert home.calendar.known_until == date(2026, 12, 31)


def test_the_preview_says_how_many_dates_would_change(own_place: Place, home: House) -> None:
    accepted_in_december(own_place)
    with own_place.db.writing() as session:
        found = propose(session, home, LONG, officer_id=own_place.officers.li_min, now=at(12, 14))
        after = with_table(session, from_json(found.content))
        assert preview(session, home, after, now=at(12, 14)) == (1, 1)


# Who may


def test_a_notice_is_approved_by_the_director_and_not_by_who_uploaded_it(own_place: Place, home: House) -> None:
    officers = own_place.officers
    with own_place.db.writing() as session:
        second_director(session, officers.li_min)
        found = propose(session, home, SAME, officer_id=officers.zhao_guodong, now=NOW)
        refusals = {officers.zhou_qiang: "由效能办主任批准", officers.zhao_guodong: "不能批准自己上传的"}
        for officer, words in refusals.items():
            with pytest.raises(NotAllowed, match=words):
                approve(session, home, key(found.id), officer_id=officer, now=NOW)
        assert approve(session, home, key(found.id), officer_id=officers.li_min, now=NOW).state == "active"


def test_the_only_director_may_approve_what_nobody_else_could(own_place: Place, home: House) -> None:
    director = own_place.officers.zhao_guodong
    with own_place.db.writing() as session:
        found = propose(session, home, SAME, officer_id=director, now=NOW)
        assert approve(session, home, key(found.id), officer_id=director, now=NOW).decided_by == director


def test_a_handler_brings_no_notice(own_place: Place, home: House) -> None:
    with own_place.db.writing() as session, pytest.raises(NotAllowed, match="由效能办"):
        propose(session, home, SAME, officer_id=own_place.officers.zhou_qiang, now=NOW)


def test_the_director_hears_of_a_proposal_and_may_turn_it_down(own_place: Place, home: House) -> None:
    officers = own_place.officers
    with own_place.db.writing() as session:
        found = propose(session, home, SAME, officer_id=officers.li_min, now=NOW)
    assert notices_to(own_place, officers.zhao_guodong) == ["calendar_proposed"]
    with own_place.db.writing() as session:
        reject(session, key(found.id), officer_id=officers.zhao_guodong, now=NOW)
    with own_place.db.writing() as session, pytest.raises(IllegalStep, match="已经退回"):
        approve(session, home, key(found.id), officer_id=officers.zhao_guodong, now=NOW)


@pytest.mark.parametrize(
    ("text", "words"),
    [("今年照常上班", "不是国务院办公厅的节假日安排通知"), (notice(year=2028), "还没有 2027 年的安排")],
)
def test_a_file_that_is_no_notice_is_refused_in_chinese(own_place: Place, home: House, text: str, words: str) -> None:
    with own_place.db.writing() as session, pytest.raises(Incomplete, match=words):
        propose(session, home, text, officer_id=own_place.officers.li_min, now=NOW)


# The alarm of November


@pytest.mark.parametrize(("now", "told"), [(at(10, 31), 0), (at(11, 1), 1), (at(12, 31), 1), (at(3, 1, year=2027), 1)])
def test_from_november_on_the_director_hears_that_the_next_year_is_missing(
    own_place: Place, home: House, now: datetime, told: int
) -> None:
    assert watched(own_place, home, now) == told
    assert watched(own_place, home, now.replace(hour=15)) == told


def test_it_is_said_every_day_until_the_notice_is_there(own_place: Place, home: House) -> None:
    assert [watched(own_place, home, at(11, day)) for day in (1, 2)] == [1, 2]
    bring(own_place, home, json.dumps(NOTICE_2027), now=at(11, 3))
    assert watched(own_place, home, at(11, 3)) == 2


def test_earlier_in_the_year_it_is_said_once_when_a_limit_reaches_beyond(own_place: Place, home: House) -> None:
    begin(own_place, now=at(9, 1))
    with own_place.db.writing() as session:
        session.execute(update(Clock).values(provisional=True))
    assert [watched(own_place, home, at(9, day)) for day in (1, 2)] == [1, 1]


def test_the_shipped_notice_as_text_confirms_its_own_year(own_place: Place, home: House) -> None:
    found = bring(own_place, home, TEXT_2026, now=NOW)
    assert (found.calendar_before, found.effect) == (found.calendar_after, {"officers": 0})


def watched(place: Place, home: House, now: datetime) -> int:
    """How often the director has been told of the missing calendar, after one more look."""
    with place.db.writing() as session:
        for name in ("sweep", "outbox", "watch"):
            beat(session, name, now.astimezone(UTC))
    watch(place.db, home, now=now)
    return notices_to(place, place.officers.zhao_guodong).count("calendar_missing")


def notices_to(place: Place, officer: int) -> list[str]:
    with place.db.reading() as session:
        return list(session.exec(select(Notice.template).where(Notice.officer_id == officer).order_by(col(Notice.id))))


def alarm(story: Story, level: str, step: Step = Step.HANDLE) -> Alarm:
    with story.place.db.reading() as session:
        clock = story.clock(step)
        return session.exec(select(Alarm).where(Alarm.clock_id == clock.id, Alarm.level == level)).one()


def second_director(session: Session, officer_id: int) -> None:
    officer = session.get_one(Officer, officer_id)
    officer.roles = [*officer.roles, "director"]
    session.flush()
