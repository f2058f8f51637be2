"""Scenario 25: a withdrawal ends the case, except where a problem has been established."""

import pytest

from tests.builders import ANSWER, house
from tests.story import Story, at
from tracker.check import check
from tracker.queries.progress import progress
from tracker.rules.errors import IllegalStep
from tracker.rules.words import Action, Status, Step


@pytest.fixture
def established(accusation: Story) -> Story:
    """The inspectors found that the counter of the housing bureau did send people back and forth."""
    people = accusation.place.officers
    accusation.do(people.li_min, Action.ACCEPT)
    accusation.dispatch(accusation.place.bodies.inspection)
    accusation.do(people.wu_gang, Action.SIGN)
    accusation.do(people.wu_gang, Action.FIND, text="调取录像，三个窗口确实互相推")
    return accusation


def test_25_a_withdrawal_before_the_dispatch_ends_it_at_once(accusation: Story) -> None:
    accusation.do(accusation.place.officers.li_min, Action.ACCEPT)
    assert accusation.withdraw().status_zh == "已撤诉"
    assert (accusation.case().status, accusation.running()) == (Status.WITHDRAWN, set())


def test_25_after_a_finding_the_office_goes_on_by_itself_and_contacts_her_no_more(established: Story) -> None:
    story, people = established, established.place.officers
    due, heard = story.clock(Step.HANDLE).due_at, len(story.told_citizen())
    shown = story.withdraw()
    assert (shown.status_zh, shown.holder, shown.open) == ("已撤诉", "", False)
    assert (story.case().status, story.clock(Step.HANDLE).due_at) == (Status.HANDLING, due)
    assert story.told(people.wu_gang)[-1] == "ex_officio"
    with pytest.raises(IllegalStep, match="不再联系"):
        story.do(people.wu_gang, Action.ASK, text="还有别的情况吗")
    story.do(people.wu_gang, Action.ANSWER, **ANSWER, rectified="已调离窗口岗位，见通报（11月25日）")
    story.do(people.li_min, Action.APPROVE)
    story.do(people.li_min, Action.CLOSE, reason="已督促整改")
    assert story.case().status == Status.CLOSED
    assert len(story.told_citizen()) == heard


def test_25_what_happens_afterwards_is_not_shown_to_her(established: Story) -> None:
    story, people = established, established.place.officers
    story.withdraw()
    story.now = at(11, 24)
    story.do(people.wu_gang, Action.ANSWER, **ANSWER, rectified="已调离窗口岗位，见通报（11月25日）")
    story.do(people.li_min, Action.APPROVE)
    with story.place.db.reading() as session:
        shown = progress(session, house(), story.case(), now=story.now)
        found = {finding.kind for finding in check(session, now=story.now) if finding.number == story.number}
        assert found.isdisjoint({"untold", "unserved", "unheard", "no_answer", "no_clock"})
    assert shown.answer is None
    assert shown.steps[-1].endswith("撤诉")
    assert "录像" not in shown.model_dump_json()
    assert not shown.rateable


def test_who_withdrew_once_withdraws_no_more_and_adds_nothing(established: Story) -> None:
    established.withdraw()
    before = len(established.events())
    assert established.withdraw().status_zh == "已撤诉"
    assert len(established.events()) == before
    with pytest.raises(IllegalStep, match="请重新提交一件"):
        established.add("又想起一件事")


def test_a_finding_is_made_once(established: Story) -> None:
    people = established.place.officers
    assert Action.FIND not in established.offered(people.wu_gang)
    with pytest.raises(IllegalStep, match="已经认定属实"):
        established.do(people.wu_gang, Action.FIND, text="再说一遍")
