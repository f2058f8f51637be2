"""What counts as a pre-warning: once, of the body that was warned, and never while a citizen is waited for."""

from tests.builders import Place, house
from tests.story import Story, at, begin
from tracker.queries.breaches import breaches
from tracker.queries.ladder import ladder
from tracker.queries.org import load_org
from tracker.rules.words import Action, Kind, Status, Step
from tracker.sweep import sweep

WARNED = at(12, 1, 9)
"""Four fifths of the seven working days that the housing bureau has for the lift, from Monday 23 November."""


def warned(place: Place, body: int) -> int:
    with place.db.reading() as session:
        return breaches(session, house(), body, 2026)["prewarning"]


def warned_of_handling(place: Place) -> Story:
    story = begin(place).walk(Status.HANDLING)
    sweep(place.db, house(), now=WARNED)
    story.now = WARNED
    assert warned(place, place.bodies.housing) == 1
    return story


def extend(story: Story) -> None:
    o = story.place.officers
    story.do(o.zhou_qiang, Action.ASK_EXTENSION, days="5", reason="电梯配件需要从厂家调运")
    offered = story.page(o.chen_zhiyuan).actions
    request = next(form for form in offered if form.action is Action.GRANT).lists["request"][0][0]
    story.do(o.chen_zhiyuan, Action.GRANT, request=request)


def test_a_pre_warning_counts_once_although_an_extension_is_granted_afterwards(own_place: Place) -> None:
    extend(warned_of_handling(own_place))
    assert warned(own_place, own_place.bodies.housing) == 1


def test_after_an_extension_the_ladder_still_says_who_was_warned(own_place: Place) -> None:
    story = warned_of_handling(own_place)
    extend(story)
    with own_place.db.reading() as session:
        org = load_org(session)
        rows = ladder(session, house(), story.case(), org.officers[own_place.officers.chen_zhiyuan], org)
    gone = [row for row in rows if row.gone and row.step is Step.HANDLE]
    assert [len(row.people) > 0 for row in gone] == [True, True]


def test_a_citizen_who_does_not_send_what_is_missing_is_no_pre_warning_of_the_office(own_place: Place) -> None:
    story = begin(own_place)
    story.do(own_place.officers.li_min, Action.ASK_FACTS, text="请补充发生的时间")
    sweep(own_place.db, house(), now=at(12, 7, 9))
    assert "still_missing" in story.told_citizen()
    assert warned(own_place, own_place.bodies.office) == 0


def test_a_pre_warning_stays_with_the_body_that_was_warned_when_the_case_is_handed_on(own_place: Place) -> None:
    from_desk = begin(own_place).walk(Status.REGISTERED)
    from_desk.do(own_place.officers.li_min, Action.CORRECT, kind=Kind.CONSULT.value)
    from_desk.walk(Status.ACCEPTED)
    sweep(own_place.db, house(), now=at(11, 26, 9))
    lazy = warned(own_place, own_place.bodies.office)
    assert lazy == 2, "for dispatching, and for the handling of what was not dispatched"
    from_desk.now = at(11, 26, 10)
    from_desk.dispatch(own_place.bodies.housing)
    assert warned(own_place, own_place.bodies.office) == lazy
    assert warned(own_place, own_place.bodies.housing) == 0
