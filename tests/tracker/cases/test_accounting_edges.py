"""Where 问责 meets its edges: lost ground after a decision, the turn of the year, and what recusal hides."""

import pytest
from sqlmodel import col, select

from tests.builders import Place, filing, house
from tests.story import at, begin
from tests.tracker.cases.test_accounting import D, admonish, do, rows
from tracker.cases.proposing import propose
from tracker.models import AccountabilityStep, Card, Case, Notice
from tracker.models.views import key
from tracker.papers.accountability import paper
from tracker.queries.accountability import accountability_page
from tracker.queries.breaches import admonitions
from tracker.queries.org import load_org
from tracker.rules.accountability import Measure, Stage
from tracker.rules.errors import NotAllowed
from tracker.rules.words import Action, Conduct, Status
from tracker.sweep import sweep


@pytest.mark.parametrize("delivered", [False, True])
def test_a_decided_appraisal_does_not_fall_by_itself_but_its_deciders_hear_that_its_ground_is_lost(
    own_place: Place, *, delivered: bool
) -> None:
    o, first = own_place.officers, admonish(own_place, 6, 22)
    appraisal = key(rows(own_place)[-1].id)
    do(own_place, appraisal, D.STATE, o.zhou_qiang, at(6, 23))
    do(own_place, appraisal, D.DECIDE, o.zhao_guodong, at(6, 24))
    if delivered:
        do(own_place, appraisal, D.DELIVER, o.li_min, at(6, 24, 10))
    do(own_place, first, D.REVOKE, o.zheng_haitao, at(6, 25))
    assert next(row for row in rows(own_place) if row.id == appraisal).stage == (
        Stage.DELIVERED if delivered else Stage.DECIDED
    )
    with own_place.db.reading() as session:
        last = session.exec(select(AccountabilityStep).order_by(col(AccountabilityStep.id).desc())).first()
        assert last is not None
        assert (last.accountability_id, last.action, last.actor_id) == (appraisal, "ground_lost", None)
        assert "现为0次" in last.reason
        told = session.exec(select(Notice.text).where(Notice.officer_id == o.zheng_haitao)).all()
        assert any(text.startswith("年度考核建议") and "决定是否撤销" in text for text in told)


def test_an_admonition_counts_in_the_year_in_which_it_was_delivered(own_place: Place) -> None:
    o = own_place.officers
    with own_place.db.writing() as session:
        row = propose(
            session, house(), officer_id=o.li_min, measure=Measure.ADMONITION, body=own_place.bodies.housing,
            person=o.zhou_qiang, grounds="公务时间擅自离岗", basis="责任追究制度", now=at(12, 10),
        )  # fmt: skip
        row_id = key(row.id if row else None)
    do(own_place, row_id, D.DECIDE, o.zhao_guodong, at(12, 30))
    do(own_place, row_id, D.DELIVER, o.li_min, at(1, 5, year=2027))
    with own_place.db.reading() as session:
        assert [len(admonitions(session, o.zhou_qiang, year)) for year in (2026, 2027)] == [0, 1]


def test_chen_zhiyuan_reads_the_evidence_without_the_case_from_which_he_is_shut_out(own_place: Place) -> None:
    """A request for help lay at his bureau until it was late; then it turned out to be about the bureau."""
    o, housing = own_place.officers, own_place.bodies.housing
    story = begin(own_place, filing(target_body="房管局"), now=at(11, 23)).walk(Status.HANDLING)
    sweep(own_place.db, house(), now=at(12, 3, 9))
    (row,) = [row for row in rows(own_place) if row.body_id == housing]
    numbers = {case["number"] for case in row.evidence["cases"]}
    assert numbers == {story.number}

    def seen(officer: int) -> str:
        with own_place.db.reading() as session:
            org = load_org(session)
            page = accountability_page(session, house(), org.officers[officer], org, key(row.id))
        assert page.intact
        return f"{page} {paper(page, house().policy.papers, house().policy.paper_marks)}"

    assert story.number in seen(o.chen_zhiyuan)
    story.now = at(12, 3, 10)
    story.do(o.li_min, Action.CORRECT, conduct=Conduct.BUCK_PASSING.value)
    with own_place.db.reading() as session:
        assert session.exec(select(Case.target_id)).one() is not None
        assert session.exec(select(Card.id).where(Card.body_id == housing)).first() is not None
    assert story.number not in seen(o.chen_zhiyuan)
    assert "另有1件应当回避的诉求件" in seen(o.chen_zhiyuan)
    assert story.number in seen(o.zhao_guodong)


def test_nobody_proposes_about_their_own_office(own_place: Place) -> None:
    o = own_place.officers
    for officer, allowed in ((o.li_min, False), (o.zhao_guodong, False), (o.zhou_min, True)):
        with own_place.db.writing() as session:
            if allowed:
                made = propose(
                    session, house(), officer_id=officer, measure=Measure.TALK, body=own_place.bodies.office,
                    person=None, grounds="受理多次超时", basis="责任追究制度", now=at(11, 23),
                )  # fmt: skip
                assert made is not None
                assert made.desk_id == own_place.bodies.superior
                continue
            with pytest.raises(NotAllowed, match="由上级机关提出"):
                propose(
                    session, house(), officer_id=officer, measure=Measure.TALK, body=own_place.bodies.office,
                    person=None, grounds="受理多次超时", basis="责任追究制度", now=at(11, 23),
                )  # fmt: skip
