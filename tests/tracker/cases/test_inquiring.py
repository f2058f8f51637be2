"""询问函: the accused bureau is asked, and cannot tell from it who complained."""

import pytest

from tests.builders import Place, complaint, house
from tests.story import Story, at, begin
from tracker.cases.inquiring import reply
from tracker.models import Letter
from tracker.queries.letters import LetterRow, letters
from tracker.queries.org import load_org
from tracker.rules.errors import Conflict, IllegalStep, Incomplete, NotFound
from tracker.rules.words import Action, Level

WORDS = {"sender": "web-letters", "target_body": "住建局"}
ASKED = "请说明本月产权登记业务的窗口分工，以及首问负责的落实情况。"


@pytest.fixture
def inquiry(place: Place) -> Story:
    """The inspectors have the complaint of 王秀英, who asked for secrecy, and want to hear the bureau."""
    story = begin(place, complaint(**WORDS, level=Level.CONFIDENTIAL, name="王秀英", phone="13812345678"))
    story.do(place.officers.li_min, Action.ACCEPT)
    story.dispatch(place.bodies.inspection)
    story.do(place.officers.wu_gang, Action.SIGN)
    return story


def mailbox(place: Place, officer: int) -> list[LetterRow]:
    with place.db.reading() as session:
        org = load_org(session)
        return list(letters(session, org.officers[officer], org))


def answered(place: Place, letter: int, officer: int, text: str = "已核实，两个窗口分工不清，已整改。") -> Letter:
    with place.db.writing() as session:
        return reply(session, house(), letter, officer_id=officer, text=text, now=at(11, 25))


def test_the_head_reads_the_letter_and_nothing_of_the_case(inquiry: Story) -> None:
    place, people = inquiry.place, inquiry.place.officers
    inquiry.do(people.wu_gang, Action.INQUIRE, text=ASKED)
    letter = mailbox(place, people.chen_zhiyuan)[0]
    assert (letter.text, letter.due_on) == (ASKED, at(11, 30).date())
    for secret in (inquiry.number, "王秀英", "13812345678", "跑了四趟"):
        assert secret not in repr(letter)
    assert not inquiry.seen_by(people.chen_zhiyuan)
    assert inquiry.told(people.chen_zhiyuan) == []


def test_only_the_head_of_that_body_has_it(inquiry: Story) -> None:
    place, people = inquiry.place, inquiry.place.officers
    inquiry.do(people.wu_gang, Action.INQUIRE, text=ASKED)
    newest = _newest(inquiry)
    for other in (people.sun_li, people.zhou_qiang, people.yang_fan):
        assert newest not in [row.id for row in mailbox(place, other)]
        with pytest.raises(NotFound):
            answered(place, newest, other)


def test_the_answer_reaches_the_inspectors_once(inquiry: Story) -> None:
    place, people = inquiry.place, inquiry.place.officers
    inquiry.do(people.wu_gang, Action.INQUIRE, text=ASKED)
    head = people.chen_zhiyuan
    with pytest.raises(Incomplete, match="请写明核实的情况"):
        answered(place, _newest(inquiry), head, " ")
    answered(place, _newest(inquiry), head)
    assert inquiry.told(people.wu_gang)[-1] == "inquiry_replied"
    assert "两个窗口分工不清" in inquiry.page(people.wu_gang).timeline[-1].reason
    assert inquiry.chain_breaks() == []
    with pytest.raises(IllegalStep, match="已经回复"):
        answered(place, _newest(inquiry), head)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("有人到房管局办房产证跑了四趟，请说明。", "照抄了投诉人的原话"),
        ("请说明接待王秀英的经过。", "写了编号、姓名或者联系方式"),
        ("请与138-1234-5678联系核实。", "写了编号、姓名或者联系方式"),
        ("请联系13900001111核实。", "含有电话、证件号或者姓名"),
    ],
)
def test_what_would_give_her_away_does_not_leave_the_house(inquiry: Story, text: str, says: str) -> None:
    with pytest.raises(Incomplete, match=says):
        inquiry.do(inquiry.place.officers.wu_gang, Action.INQUIRE, text=text)


def test_a_bureau_whose_head_is_accused_is_not_alerted(place: Place) -> None:
    story = begin(place, complaint(target_is_leader=True))
    story.do(place.officers.zhao_guodong, Action.ACCEPT)
    assert Action.INQUIRE not in story.offered(place.officers.zhao_guodong)
    with pytest.raises(Conflict, match="不得惊动被反映单位"):
        story.do(place.officers.zhao_guodong, Action.INQUIRE, text=ASKED)


def test_a_body_that_is_not_accused_is_simply_given_the_case(story: Story) -> None:
    story.do(story.place.officers.li_min, Action.ACCEPT)
    with pytest.raises(Conflict, match="直接转办"):
        story.do(story.place.officers.li_min, Action.INQUIRE, text=ASKED)


def _newest(story: Story) -> int:
    rows: list[Letter] = story._rows(Letter)
    return rows[-1].id or 0
