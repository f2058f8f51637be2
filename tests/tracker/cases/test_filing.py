"""登记: what a confirmed complaint becomes."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from sqlmodel import select

from tests.builders import NOW, Place, complaint, filing, house, register
from tests.people import LIU_JIANJUN
from tests.story import Story, at, begin
from tracker.contract import FileCase, Judgement, Lookup
from tracker.models import Case, Complainant, Contact, Evidence
from tracker.models.views import key
from tracker.queries.org import load_org
from tracker.queries.progress import by_code, mine
from tracker.rules.errors import KeyReused, NotFound
from tracker.rules.words import Channel, Kind, Level, Role, Status, Step


def test_wang_xiuying_gets_number_code_and_two_dates(place: Place) -> None:
    receipt = begin(place, filing(sender="two-dates"), now=at(11, 23, 9, 30)).receipt
    assert receipt.number.startswith("YX20261123-")
    assert len(receipt.query_code) == 8
    assert receipt.accept_by == date(2026, 11, 26)
    assert receipt.promised_on == date(2026, 12, 7)
    assert receipt.registered_at == at(11, 23, 9, 30)
    assert "11月26日" in receipt.next_step


def test_the_new_case_lies_on_the_offices_desk_with_a_clock_and_an_event(story: Story) -> None:
    case = story.case()
    office = story.place.bodies.office
    assert (case.status, case.desk_id, case.holder_id, case.handling_id) == (Status.REGISTERED, office, office, None)
    assert story.running() == {Step.ACCEPT}
    assert case.next_due == story.clock(Step.ACCEPT).due_at == at(11, 27, 0)
    assert [(event.seq, event.action) for event in story.events()] == [(1, "register")]


def test_the_intake_officers_hear_of_it_and_nobody_else(story: Story) -> None:
    with story.place.db.reading() as session:
        intake = load_org(session).working(story.place.bodies.office, Role.INTAKE)
    assert story.place.officers.li_min in [officer.id for officer in intake]
    assert {n.officer_id: n.template for n in story.notices()} == {o.id: "desk_new" for o in intake}


def test_the_same_key_and_text_give_the_same_receipt_and_one_case(place: Place) -> None:
    what = filing(sender="twice")
    first = register(place, what, under="twice", now=at(11, 23, 9))
    again = register(place, what, under="twice", now=at(11, 24, 17))
    assert again == first
    assert _cases_of(place, what) == 1


def test_the_same_key_with_another_text_is_refused(place: Place) -> None:
    register(place, filing(sender="reuse"), under="reuse")
    with pytest.raises(KeyReused, match="已经用于另一件"):
        register(place, filing(sender="reuse", text="另一件事：楼道灯坏了。"), under="reuse")


def test_the_same_key_of_another_person_is_another_case(place: Place) -> None:
    hers = register(place, filing(sender="hers"), under="shared")
    his = register(place, filing(sender="his"), under="shared")
    assert hers.number != his.number
    assert hers.query_code != his.query_code


def test_the_same_id_on_another_channel_is_another_person(place: Place) -> None:
    by_web = register(place, filing(sender="100", channel=Channel.WEB), under="k")
    by_telegram = register(place, filing(sender="100", channel=Channel.TELEGRAM), under="k")
    assert by_web.number != by_telegram.number


def test_a_message_sent_eight_times_at_once_is_one_case(place: Place) -> None:
    what = filing(sender="impatient")
    with ThreadPoolExecutor(8) as pool:
        receipts = list(pool.map(lambda _: register(place, what, under="impatient"), range(8)))
    assert len(set(receipts)) == 1
    assert _cases_of(place, what) == 1


def test_eight_people_at_once_get_eight_numbers(place: Place) -> None:
    crowd = [filing(sender=f"crowd-{n}") for n in range(8)]
    with ThreadPoolExecutor(8) as pool:
        receipts = list(pool.map(lambda what: register(place, what, under="crowd"), crowd))
    assert len({receipt.number for receipt in receipts}) == 8


def test_numbers_count_up_without_a_gap_and_begin_anew_at_midnight_in_shanghai(own_place: Place) -> None:
    evening, midnight = at(11, 23, 23, 59), at(11, 24, 0, 0)
    numbers = [register(own_place, filing(), under=f"n{i}", now=evening).number for i in range(2)]
    numbers.append(register(own_place, filing(), under="next day", now=midnight).number)
    assert numbers == ["YX20261123-0001", "YX20261123-0002", "YX20261124-0001"]


def test_a_refused_filing_uses_up_no_number(own_place: Place) -> None:
    register(own_place, filing(), under="one")
    with pytest.raises(KeyReused):
        register(own_place, filing(text="别的事，不是电梯。"), under="one")
    assert register(own_place, filing(), under="two").number.endswith("-0002")


@pytest.mark.parametrize("level", [Level.REAL, Level.CONFIDENTIAL])
def test_name_and_phone_are_kept_sealed(place: Place, level: Level) -> None:
    what = filing(sender=f"sealed-{level}", level=level, name="王秀英", phone="13800000000")
    contact = _contact(place, begin(place, what))
    assert contact is not None
    assert contact.name_sealed is not None
    assert contact.phone_sealed is not None
    assert "王秀英" not in contact.name_sealed
    assert house().seals.open(contact.phone_sealed) == "13800000000"


def test_an_anonymous_complaint_leaves_no_contact_even_if_some_was_sent(place: Place) -> None:
    what = filing(sender="nobody", level=Level.ANONYMOUS, name="王秀英", phone="13800000000")
    assert _contact(place, begin(place, what)) is None


def test_the_channels_id_is_stored_only_sealed_and_hashed(place: Place) -> None:
    what = filing(sender="a-very-telling-id")
    begin(place, what)
    with place.db.reading() as session:
        rows = session.exec(select(Complainant)).all()
    assert not [row for row in rows if "telling" in row.sender_sealed + row.sender_hash]
    assert [row for row in rows if house().seals.open(row.sender_sealed) == "a-very-telling-id"]


def test_number_and_code_together_open_the_progress_and_neither_alone(story: Story) -> None:
    code = story.receipt.query_code
    with story.place.db.reading() as session:
        found = by_code(session, house(), Lookup(number=story.number.lower(), query_code=f" {code.lower()} "), now=NOW)
        assert found.status_zh == "已登记"
        for number, guess in ((story.number, "AAAAAAAA"), ("YX20260101-0001", code)):
            with pytest.raises(NotFound, match="编号或查询码不对"):
                by_code(session, house(), Lookup(number=number, query_code=guess), now=NOW)


def test_a_person_sees_the_own_cases_newest_first_and_nobody_elses(place: Place) -> None:
    numbers = [register(place, filing(sender="with-two"), under=f"two-{i}").number for i in range(2)]
    with place.db.reading() as session:
        assert [p.number for p in mine(session, house(), filing(sender="with-two"), now=NOW)] == numbers[::-1]
        assert mine(session, house(), LIU_JIANJUN, now=NOW) == []


def test_something_urgent_calls_everybody_on_duty_at_the_office(place: Place) -> None:
    urgent = begin(place, filing(sender="urgent", urgent=True))
    people = place.officers
    assert urgent.told(people.li_min) == ["desk_new", "duty"]
    assert urgent.told(people.zhao_guodong) == ["duty"]
    assert not urgent.told(people.zheng_haitao)


def test_what_was_understood_is_kept_with_the_words_that_decided(place: Place) -> None:
    guess = Judgement(label=Kind.HELP, score=0.9, because=["帮忙"])
    understood = begin(place, filing(sender="understood", understood={"kind": [guess]}))
    row = understood.page(place.officers.li_min).understood[0]
    assert (row.title, row.label, row.because) == ("类别", "求助", ("帮忙",))


def test_evidence_belongs_to_the_first_case_that_claims_it(place: Place) -> None:
    with place.db.writing() as session:
        session.add(Evidence(id="photo", sha256="0" * 64, kind="image/png", size=3, kept_at=at(11, 23)))
    first = begin(place, filing(sender="e1", evidence=["photo", "unknown"]))
    second = begin(place, filing(sender="e2", evidence=["photo"]))
    assert [evidence.id for evidence in first.page(place.officers.li_min).evidence] == ["photo"]
    assert second.page(place.officers.li_min).evidence == ()


@pytest.mark.parametrize(
    ("kind", "promised"),
    [
        (Kind.CONSULT, date(2026, 12, 1)),
        (Kind.HELP, date(2026, 12, 7)),
        (Kind.COMPLAINT, date(2026, 12, 17)),
        (Kind.REPORT, date(2026, 12, 17)),
    ],
)
def test_the_first_date_is_the_longest_that_accepting_and_handling_may_take(
    place: Place, kind: Kind, promised: date
) -> None:
    assert begin(place, filing(sender=f"date-{kind}", kind=kind)).receipt.promised_on == promised


def test_a_date_beyond_the_published_holidays_is_called_provisional(place: Place) -> None:
    late = begin(place, complaint(sender="late"), now=at(12, 28))
    assert late.receipt.provisional
    assert late.case().provisional


def _cases_of(place: Place, what: FileCase) -> int:
    with place.db.reading() as session:
        return len(mine(session, house(), what, now=NOW))


def _contact(place: Place, story: Story) -> Contact | None:
    with place.db.reading() as session:
        case_id = session.exec(select(Case.id).where(Case.number == story.number)).one()
        return session.get(Contact, key(case_id))
