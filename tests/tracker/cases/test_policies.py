"""办理规则 as versions: who may change them, what that does to clocks to come, and what it never does."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from tests.builders import Place, complaint, house
from tests.story import Story, at, begin
from tests.tracker.post import Post
from tracker.cases import policies
from tracker.cases.acting import act
from tracker.cases.filing import file_case
from tracker.check import check
from tracker.db import Database
from tracker.house import House
from tracker.models import Case, Notice, Officer, PolicyVersion
from tracker.models.views import key
from tracker.policy.load import fingerprint, load_policy, text_of
from tracker.queries.calendar import keep_current
from tracker.queries.org import load_org
from tracker.queries.policy import preview, shown_to
from tracker.rules.errors import IllegalStep, Incomplete, NotAllowed, Stale
from tracker.rules.words import Action, Status, Step
from tracker.sweep import sweep

LIMITS, LADDER = text_of("limits.toml"), text_of("ladder.toml")
HANDLE_COMPLAINT = 'kinds = ["complaint", "report"]\namount = 15'
SHORTER = LIMITS.replace(HANDLE_COMPLAINT, HANDLE_COMPLAINT.replace("15", "10"))
LONGER = LIMITS.replace(HANDLE_COMPLAINT, HANDLE_COMPLAINT.replace("15", "30"))
WITHOUT_50 = LADDER.replace('[steps.handle]\n"50" = { roles = ["handler"] }\n', "[steps.handle]\n")
TODAY = at(11, 23)


@pytest.fixture
def home(own_place: Place) -> House:
    """A house of this test's own, that follows the policy of its database."""
    mine = replace(house())
    keep_current(own_place.db, mine)
    return mine


def proposed(place: Place, home: House, content: str, *, file: str = "limits.toml", by: int = 0) -> int:
    with place.db.writing() as session:
        version = policies.propose(
            session, home, file, content, reason="与省里的规定一致",
            officer_id=by or place.officers.zhao_guodong, now=TODAY,
        )  # fmt: skip
        return key(version.id)


def activate(place: Place, home: House, version: int, *, by: int = 0) -> PolicyVersion:
    with place.db.writing() as session:
        who = by or place.officers.luo_zhiming
        return policies.activate(session, home, version, reason="同意", officer_id=who, now=TODAY)


def put_into_force(place: Place, home: House, content: str, *, file: str = "limits.toml") -> PolicyVersion:
    return activate(place, home, proposed(place, home, content, file=file))


def do(story: Story, home: House, action: Action, **fields: str) -> None:
    """What 李敏 does in this house."""
    with story.place.db.writing() as session:
        version = session.exec(select(Case.version).where(Case.number == story.number)).one()
        act(
            session, home, number=story.number, action=action, officer_id=story.place.officers.li_min,
            version=version, fields=fields, now=TODAY,
        )  # fmt: skip


def test_zhao_guodong_proposes_and_cannot_activate_luo_zhiming_can(own_place: Place, home: House) -> None:
    version = proposed(own_place, home, SHORTER)
    with pytest.raises(NotAllowed, match="不能启用自己提出的规则，请由另一人启用：罗志明、郑海涛"):
        activate(own_place, home, version, by=own_place.officers.zhao_guodong)
    done = activate(own_place, home, version)
    assert (done.state, done.decided_by, done.decision) == ("active", own_place.officers.luo_zhiming, "同意")
    assert (done.policy_before, done.policy_after) == (
        load_policy().fingerprint, load_policy(texts={"limits.toml": SHORTER}).fingerprint,
    )  # fmt: skip


@pytest.mark.parametrize("name", ["li_min", "sun_li", "luo_zhiming", "zhou_qiang"])
def test_nobody_but_the_director_proposes(own_place: Place, home: House, name: str) -> None:
    with pytest.raises(NotAllowed, match="办理规则由效能办主任提出修改：赵国栋"):
        proposed(own_place, home, SHORTER, by=getattr(own_place.officers, name))


@pytest.mark.parametrize("name", ["li_min", "sun_li", "wu_gang", "zhou_qiang"])
def test_neither_li_min_nor_sun_li_activates(own_place: Place, home: House, name: str) -> None:
    version = proposed(own_place, home, SHORTER)
    with pytest.raises(NotAllowed, match="罗志明"):
        activate(own_place, home, version, by=getattr(own_place.officers, name))


def test_zheng_haitao_above_or_a_second_director_activates_too(own_place: Place, home: House) -> None:
    version = proposed(own_place, home, SHORTER)
    assert activate(own_place, home, version, by=own_place.officers.zheng_haitao).state == "active"
    with own_place.db.writing() as session:
        other = session.get_one(Officer, own_place.officers.wang_xiaofang)
        other.roles = ["director"]
    version = proposed(own_place, home, LONGER)
    assert activate(own_place, home, version, by=own_place.officers.wang_xiaofang).state == "active"


def test_the_database_itself_refuses_who_activates_their_own(own_place: Place, home: House) -> None:
    version = proposed(own_place, home, SHORTER)
    with pytest.raises(IntegrityError), own_place.db.writing() as session:
        session.execute(
            text("UPDATE policy_version SET state = 'active', decided_by = proposed_by, decided_at = proposed_at"
                 " WHERE id = :version"), {"version": version}
        )  # fmt: skip


def test_what_begins_now_is_planned_under_it_and_what_runs_keeps_what_it_was_planned_with(
    own_place: Place, home: House
) -> None:
    runs, waits = begin(own_place, complaint()).walk(Status.ACCEPTED), begin(own_place, complaint())
    before = runs.clock(Step.HANDLE)
    done = put_into_force(own_place, home, SHORTER)
    do(waits, home, Action.ACCEPT)
    kept, new = runs.clock(Step.HANDLE), waits.clock(Step.HANDLE)
    assert (kept.id, kept.due_on, kept.policy) == (before.id, date(2026, 12, 14), done.policy_before)
    assert (new.amount, new.due_on, new.policy) == (10, date(2026, 12, 7), done.policy_after)


def test_a_longer_limit_never_makes_the_date_later_that_wang_xiuying_was_told(own_place: Place, home: House) -> None:
    story = begin(own_place, complaint())
    told = story.case().promised_on
    done = put_into_force(own_place, home, LONGER)
    do(story, home, Action.ACCEPT)
    clock = story.clock(Step.HANDLE)
    assert (clock.due_on, clock.policy) == (told, done.policy_after)
    assert "修改规则后，不晚于已经告诉投诉人的日期" in clock.basis
    assert story.case().promised_on == told


def test_who_files_afterwards_is_told_the_new_date_and_gets_the_whole_new_limit(own_place: Place, home: House) -> None:
    put_into_force(own_place, home, LONGER)
    with own_place.db.writing() as session:
        number = file_case(session, home, complaint(sender="web-later"), key="later", now=TODAY).number
    with own_place.db.reading() as session:
        case = session.exec(select(Case).where(Case.number == number)).one()
    assert case.promised_on == date(2027, 1, 8)


def test_the_preview_counts_open_cases_and_keeps_every_promise(own_place: Place, home: House) -> None:
    stories = [begin(own_place, complaint()) for _ in range(3)]
    begin(own_place, complaint()).walk(Status.ACCEPTED)
    begin(own_place)
    with own_place.db.reading() as session:
        sooner = preview(session, home, load_policy(texts={"limits.toml": SHORTER}), now=TODAY)
        later = preview(session, home, load_policy(texts={"limits.toml": LONGER}), now=TODAY)
        same = preview(session, home, load_policy(), now=TODAY)
    assert (sooner.cases, len(sooner.changes), sooner.sooner, sooner.held) == (5, 3, 3, 0)
    assert [change.number for change in sooner.changes] == [story.number for story in stories]
    assert {(c.step, c.was, c.now) for c in sooner.changes} == {(Step.HANDLE, date(2026, 12, 17), date(2026, 12, 10))}
    assert (later.cases, later.changes, later.promised, later.held) == (5, (), 5, 3)
    assert (same.changes, same.held, same.sooner) == ((), 0, 0)


def test_what_was_previewed_stands_with_the_version(own_place: Place, home: House) -> None:
    begin(own_place, complaint())
    assert put_into_force(own_place, home, SHORTER).effect == {
        "cases": 1, "changed": 1, "promised": 1, "held": 0, "sooner": 1,
    }  # fmt: skip


def test_a_case_that_li_min_may_not_see_is_counted_and_not_listed(own_place: Place, home: House) -> None:
    story = begin(own_place, complaint())
    story.do(own_place.officers.li_min, Action.RESTRICT, reason="反映的是该局负责人")
    with own_place.db.reading() as session:
        org = load_org(session)
        found = preview(session, home, load_policy(texts={"limits.toml": SHORTER}), now=TODAY)
        listed = {
            name: len(shown_to(session, org.officers[who], org, found.changes, most=30))
            for name, who in (("li_min", own_place.officers.li_min), ("director", own_place.officers.zhao_guodong))
        }
    assert (len(found.changes), listed) == (1, {"li_min": 0, "director": 1})


def test_another_program_counts_with_it_from_its_next_session_on(own_place: Place, home: House) -> None:
    other, theirs = Database(own_place.db.url), replace(house())
    keep_current(other, theirs)
    done = put_into_force(own_place, home, SHORTER)
    with other.reading():
        assert theirs.policy.fingerprint == done.policy_after
    other.close()


def test_a_second_activation_changes_nothing(own_place: Place, home: House) -> None:
    done = put_into_force(own_place, home, SHORTER)
    again = activate(own_place, home, key(done.id), by=own_place.officers.zheng_haitao)
    assert (again.id, again.decided_by) == (done.id, own_place.officers.luo_zhiming)


def test_the_same_draft_twice_is_one_draft_and_luo_zhiming_hears_of_it_once(own_place: Place, home: House) -> None:
    assert proposed(own_place, home, SHORTER) == proposed(own_place, home, SHORTER)
    with own_place.db.reading() as session:
        told = session.exec(select(Notice.officer_id).where(Notice.template == "policy_proposed")).all()
    assert sorted(who for who in told if who) == sorted(
        [own_place.officers.luo_zhiming, own_place.officers.zheng_haitao]
    )


def test_a_draft_from_before_another_change_would_undo_it_and_is_refused(own_place: Place, home: House) -> None:
    one, other = proposed(own_place, home, SHORTER), proposed(own_place, home, LONGER)
    activate(own_place, home, one)
    with pytest.raises(Stale, match="请按现行的规则重新提出"):
        activate(own_place, home, other)


def test_back_to_the_older_rules_through_the_same_door(own_place: Place, home: House) -> None:
    first = put_into_force(own_place, home, SHORTER)
    back = put_into_force(own_place, home, LIMITS)
    with own_place.db.reading() as session:
        states = session.exec(select(PolicyVersion.state).order_by(col(PolicyVersion.id))).all()
        assert home.policy.fingerprint == load_policy().fingerprint
    assert (list(states), back.policy_after) == (["replaced", "active"], first.policy_before)
    with pytest.raises(IllegalStep, match="请照这一版重新提出"):
        activate(own_place, home, key(first.id))


@pytest.mark.parametrize(
    ("file", "content", "sentence"),
    [
        ("limits.toml", LIMITS, "一字不差"),
        ("limits.toml", LIMITS.replace("amount = 15", "amount = 0", 1), r"limits\.toml 第55行：期限要写"),
        ("ladder.toml", LADDER.replace('["intake"]', '["boss"]', 1), r"ladder\.toml 第\d+行：不认识 'boss'"),
        ("hours.toml", text_of("hours.toml"), "只能修改"),
    ],
)
def test_what_does_not_hold_together_is_not_even_a_draft(
    own_place: Place, home: House, file: str, content: str, sentence: str
) -> None:
    with pytest.raises(Incomplete, match=sentence):
        proposed(own_place, home, content, file=file)
    with own_place.db.reading() as session:
        assert session.exec(select(PolicyVersion)).all() == []


def test_a_reminder_that_the_new_ladder_leaves_out_still_reaches_zhou_qiang(own_place: Place, home: House) -> None:
    story = begin(own_place).walk(Status.HANDLING)
    put_into_force(own_place, home, WITHOUT_50, file="ladder.toml")
    sweep(own_place.db, home, now=at(11, 28))
    assert [event.action for event in story.events()][-1] == Action.ESCALATE
    assert "reminder" in story.told(own_place.officers.zhou_qiang)


def test_a_version_that_this_program_cannot_read_is_passed_over_and_loud(own_place: Place, home: House) -> None:
    put_into_force(own_place, home, SHORTER)
    assert kinds(own_place) == set()
    with own_place.db.writing() as session:
        session.execute(text("UPDATE policy_version SET content = replace(content, 'amount = 10', 'amount = 99')"))
    late = replace(house())
    keep_current(own_place.db, late)
    with own_place.db.reading():
        assert late.policy.fingerprint == load_policy().fingerprint
    assert kinds(own_place) == {"policy_unreadable"}


def kinds(place: Place) -> set[str]:
    Post(place).deliver()
    with place.db.reading() as session:
        return {found.kind for found in check(session, now=TODAY)}


def test_what_is_not_committed_leaves_nothing(own_place: Place, home: House) -> None:
    version = proposed(own_place, home, SHORTER)
    with own_place.db.reading() as session:
        policies.activate(
            session, home, version, reason="同意", officer_id=own_place.officers.luo_zhiming, now=TODAY
        )
    with own_place.db.reading() as session:
        assert session.get_one(PolicyVersion, version).state == "proposed"
        assert home.policy.fingerprint == load_policy().fingerprint


def test_a_fingerprint_is_of_the_words_and_not_of_the_line_ends() -> None:
    assert fingerprint("a\r\nb") == fingerprint("a\nb\n") != fingerprint("a\nc")
