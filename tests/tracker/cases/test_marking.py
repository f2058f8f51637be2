"""Signs of gaming in stories: a late return, the same answer on three cases, and who gets to see and judge them."""

import pytest
from sqlmodel import col, select

from tests.builders import ANSWER, Place, house
from tests.story import Story, at, begin
from tracker.cases.marking import judge
from tracker.models import GamingMark
from tracker.models.views import key
from tracker.queries.gaming import marks, marks_of
from tracker.queries.org import load_org
from tracker.rules.errors import IllegalStep, Incomplete, NotFound
from tracker.rules.gaming import Sign, Verdict
from tracker.rules.words import Action, Status
from tracker.sweep import look_for_gaming


def returned_late(place: Place) -> Story:
    """The housing bureau leaves a request for help unsigned to the last day, then says it is somebody else's."""
    story = begin(place, now=at(11, 23)).walk(Status.DISPATCHED)
    story.now = at(12, 2, 16)
    story.do(place.officers.zhou_qiang, Action.SIGN)
    story.do(place.officers.zhou_qiang, Action.RETURN, reason="不属于本单位职责")
    return story


def seen(place: Place, officer: int) -> list[tuple[str, Sign]]:
    with place.db.reading() as session:
        org = load_org(session)
        return [(row.number, row.sign) for row in marks(session, org.officers[officer], org).rows]


def test_a_return_on_the_last_day_is_marked_at_once_and_only_once(own_place: Place) -> None:
    o, story = own_place.officers, returned_late(own_place)
    assert seen(own_place, o.li_min) == [(story.number, Sign.LATE_RETURN)]
    assert look_for_gaming(own_place.db, house(), at(11, 1), now=at(12, 3)) == 0
    assert seen(own_place, o.zhou_qiang) == seen(own_place, o.chen_zhiyuan) == seen(own_place, o.sun_li) == []
    with own_place.db.reading() as session:
        org = load_org(session)
        assert [row.sign for row in marks_of(session, org.officers[o.zhao_guodong], org, story.number)] == [
            Sign.LATE_RETURN
        ]


def test_one_answer_for_three_cases_is_marked_on_the_third(own_place: Place) -> None:
    o, numbers = own_place.officers, []
    for n in range(3):
        story = begin(own_place, now=at(11, 23)).walk(Status.HANDLING)
        story.now = at(11, 25, 9 + n)
        facts = ANSWER["facts"].replace("二号楼", f"{n}号楼").replace("11月3日", f"11月{n + 1}日")
        story.do(o.zhou_qiang, Action.NOTE, text="已到现场查看")
        story.do(o.zhou_qiang, Action.ANSWER, **{**ANSWER, "facts": facts.replace("号楼", "楼")})
        numbers.append(story.number)
    assert seen(own_place, o.li_min) == [(numbers[-1], Sign.BULK_ANSWER)]


def test_what_was_not_looked_at_when_it_happened_is_found_by_a_later_look(own_place: Place) -> None:
    story = returned_late(own_place)
    with own_place.db.writing() as session:
        session.delete(session.exec(select(GamingMark)).one())
    assert look_for_gaming(own_place.db, house(), at(12, 2, 17), now=at(12, 3)) == 0, "nothing happened after that"
    assert look_for_gaming(own_place.db, house(), at(12, 2), now=at(12, 3)) == 1
    assert seen(own_place, own_place.officers.zhao_guodong) == [(story.number, Sign.LATE_RETURN)]


def test_li_min_judges_a_mark_once_and_with_reasons(own_place: Place) -> None:
    o, _ = own_place.officers, returned_late(own_place)
    with own_place.db.reading() as session:
        mark = key(session.exec(select(GamingMark.id).order_by(col(GamingMark.id))).one())
    for officer, reason, refusal in ((o.zhou_qiang, "没有", NotFound), (o.li_min, " ", Incomplete)):
        with pytest.raises(refusal), own_place.db.writing() as session:
            judge(session, mark, Verdict.UNFOUNDED, officer_id=officer, reason=reason, now=at(12, 3))
    with own_place.db.writing() as session:
        judge(session, mark, Verdict.UNFOUNDED, officer_id=o.li_min, reason="确属管理职责调整", now=at(12, 3))
    with pytest.raises(IllegalStep), own_place.db.writing() as session:
        judge(session, mark, Verdict.FOUNDED, officer_id=o.zhao_guodong, reason="再看", now=at(12, 3))
    with own_place.db.reading() as session:
        org = load_org(session)
        assert marks(session, org.officers[o.li_min], org).counts == ()
