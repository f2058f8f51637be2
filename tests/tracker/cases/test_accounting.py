"""问责 told as stories: a late bureau, a handler admonished three times, and a review that takes one back."""

from datetime import date, datetime

import pytest
from sqlmodel import col, select

from tests.builders import Place, complaint, house
from tests.story import Story, at, begin
from tracker.cases.accounting import answer, revoke_card
from tracker.cases.proposing import propose
from tracker.models import AccountabilityCase, AccountabilityStep, Card, Notice
from tracker.models.views import key
from tracker.queries.breaches import admonitions, breaches
from tracker.rules.accountability import Answering, Measure, Stage
from tracker.rules.errors import IllegalStep, Incomplete, NotAllowed, NotFound
from tracker.rules.evidence import fingerprint
from tracker.rules.words import Action
from tracker.sweep import sweep, sweep_accountability

D = Answering


def rows(place: Place) -> list[AccountabilityCase]:
    with place.db.reading() as session:
        return list(session.exec(select(AccountabilityCase).order_by(col(AccountabilityCase.id))))


def do(place: Place, row: int, action: Answering, officer: int, now: datetime, *, reason: str = "理由如下") -> Stage:
    with place.db.writing() as session:
        return Stage(answer(session, house(), row, action, officer_id=officer, reason=reason, now=now).stage)


def admonish(place: Place, month: int, day: int) -> int:
    """Li Min proposes, Zhou Qiang says nothing, Zhao decides after the term and Li Min delivers on that day."""
    o = place.officers
    with place.db.writing() as session:
        row = propose(
            session, house(), officer_id=o.li_min, measure=Measure.ADMONITION, body=place.bodies.housing,
            person=o.zhou_qiang, grounds="公务时间擅自离岗", basis="《四川省行政机关责任追究制度》",
            now=at(month - 1, day),
        )  # fmt: skip
        assert row is not None
        row_id = key(row.id)
    do(place, row_id, D.DECIDE, o.zhao_guodong, at(month, day, 9))
    do(place, row_id, D.DELIVER, o.li_min, at(month, day, 10))
    return row_id


def late(place: Place) -> Story:
    """A complaint the inspectors signed and then left alone, until it is overdue on 16 December."""
    story = begin(place, complaint(), now=at(11, 23, 9, 30))
    story.now = at(11, 24, 10)
    story.do(place.officers.li_min, Action.ACCEPT)
    story.dispatch(place.bodies.services)
    return story


def test_a_third_admonition_is_only_a_proposal_and_a_revocation_makes_it_two_again(own_place: Place) -> None:
    """Scenario 29."""
    o = own_place.officers
    ids = [admonish(own_place, 6, 22), admonish(own_place, 9, 22), admonish(own_place, 11, 20)]
    third = rows(own_place)[-1]
    assert (third.measure, third.nth, third.stage) == (Measure.APPRAISAL, 3, Stage.PROPOSED)
    assert third.grounds.startswith("建议年度考核不称职")
    assert third.grounds.count("送达") == 3
    assert "第九十五条" in third.basis
    assert third.decided_by is None
    warned = next(row for row in rows(own_place) if row.id == ids[2])
    assert (warned.delivered_on, warned.review_until_on) == (date(2026, 11, 20), date(2026, 12, 21))
    do(own_place, ids[2], D.ASK_REVIEW, o.zhou_qiang, at(12, 21, 23))
    with pytest.raises(NotAllowed):
        do(own_place, ids[2], D.REVOKE, o.zhao_guodong, at(12, 22))
    assert do(own_place, ids[2], D.REVOKE, o.zheng_haitao, at(12, 22)) is Stage.REVOKED
    with own_place.db.reading() as session:
        assert len(admonitions(session, o.zhou_qiang, 2026)) == 2
    assert next(row for row in rows(own_place) if row.id == third.id).stage == Stage.LAPSED
    again = rows(own_place)[-1]
    assert (again.nth, again.stage, again.decided_by) == (2, Stage.PROPOSED, None)


def test_a_review_asked_a_day_too_late_is_refused(own_place: Place) -> None:
    row = admonish(own_place, 11, 20)
    with pytest.raises(IllegalStep, match="2026-12-21"):
        do(own_place, row, D.ASK_REVIEW, own_place.officers.zhou_qiang, at(12, 22, 0))


def test_nobody_decides_before_the_other_side_has_spoken_or_had_its_time(own_place: Place) -> None:
    o = own_place.officers
    with own_place.db.writing() as session:
        row = propose(
            session, house(), officer_id=o.zhao_guodong, measure=Measure.TALK, body=own_place.bodies.housing,
            person=None, grounds="多次超时", basis="责任追究制度", now=at(11, 23),
        )  # fmt: skip
        row_id = key(row.id if row else None)
    with pytest.raises(NotAllowed, match="提案人不能决定"):
        do(own_place, row_id, D.DECIDE, o.zhao_guodong, at(11, 24))
    with pytest.raises(IllegalStep, match="2026-12-02"):
        do(own_place, row_id, D.DECIDE, o.zheng_haitao, at(11, 24))
    with pytest.raises(Incomplete):
        do(own_place, row_id, D.STATE, o.chen_zhiyuan, at(11, 24), reason=" ")
    with pytest.raises(NotFound):
        do(own_place, row_id, D.STATE, o.sun_li, at(11, 24))
    assert do(own_place, row_id, D.STATE, o.chen_zhiyuan, at(11, 24)) is Stage.HEARD
    assert do(own_place, row_id, D.DECIDE, o.zheng_haitao, at(11, 25)) is Stage.DECIDED
    with own_place.db.reading() as session:
        steps = session.exec(select(AccountabilityStep.action).order_by(col(AccountabilityStep.id))).all()
    assert steps == ["propose", "state", "decide"]


def test_silence_becomes_a_card_then_a_proposal_with_sealed_evidence_and_is_proposed_once(own_place: Place) -> None:
    story = late(own_place)
    for moment in (at(12, 16, 0), at(12, 16, 9), at(12, 17, 9)):
        sweep(own_place.db, house(), now=moment)
    found = [row for row in rows(own_place) if row.body_id == own_place.bodies.services]
    assert {row.rule for row in found} == {"red-1", "red-2"}, "signing and handling were both late"
    talk = found[-1]
    assert (talk.proposed_by, talk.stage, talk.measure) == (None, Stage.PROPOSED, Measure.TALK)
    assert talk.evidence_hash == fingerprint(talk.evidence)
    (case,) = talk.evidence["cases"]
    assert case["number"] == story.number
    assert sum(part["share"] for part in case["held"]) == pytest.approx(1, abs=0.001)
    assert story.filed.text not in str(talk.evidence)
    with own_place.db.reading() as session:
        told = session.exec(select(Notice.officer_id).where(Notice.template == "accountability")).all()
    assert own_place.officers.zhao_guodong in told
    assert own_place.officers.sun_li not in told


def test_a_revoked_card_no_longer_counts_and_li_min_cannot_revoke_it(own_place: Place) -> None:
    late(own_place)
    sweep(own_place.db, house(), now=at(12, 16, 9))
    body, o = own_place.bodies.services, own_place.officers
    with own_place.db.reading() as session:
        before = breaches(session, house(), body, 2026)
        card = key(session.exec(select(Card.id).where(Card.body_id == body)).first())
    with pytest.raises(NotAllowed), own_place.db.writing() as session:
        revoke_card(session, house(), card, officer_id=o.li_min, reason="系统故障", now=at(12, 17))
    with own_place.db.writing() as session:
        revoke_card(session, house(), card, officer_id=o.zhao_guodong, reason="系统故障", now=at(12, 17))
    with own_place.db.reading() as session:
        after = breaches(session, house(), body, 2026)
        next_year = breaches(session, house(), body, 2027)
    assert (before["red"] - after["red"], before["points"] - after["points"]) == (1, 10)
    assert next_year["red"] == 0
    stages = {row.rule: row.stage for row in rows(own_place) if row.body_id == body}
    assert stages == {"red-1": Stage.PROPOSED, "red-2": Stage.LAPSED}


def test_silence_about_a_proposal_is_told_to_who_decides_and_later_to_those_above(own_place: Place) -> None:
    o = own_place.officers
    with own_place.db.writing() as session:
        propose(
            session, house(), officer_id=o.li_min, measure=Measure.TALK, body=own_place.bodies.housing,
            person=None, grounds="多次超时", basis="责任追究制度", now=at(11, 23),
        )  # fmt: skip
    assert sweep_accountability(own_place.db, house(), now=at(12, 2, 23)) == 0
    assert sweep_accountability(own_place.db, house(), now=at(12, 3, 0)) == 1
    assert sweep_accountability(own_place.db, house(), now=at(12, 3, 1)) == 0
    (row,) = rows(own_place)
    assert (row.stage, row.due_on) == (Stage.PROPOSED, date(2026, 12, 17))
    assert sweep_accountability(own_place.db, house(), now=at(12, 18, 0)) == 1
    with own_place.db.reading() as session:
        told = session.exec(select(Notice).where(Notice.officer_id == o.zheng_haitao).order_by(col(Notice.id))).all()
    assert ["陈述申辩期已到2026-12-02，未作陈述，可以决定" in notice.text for notice in told] == [True, True]
    do(own_place, key(row.id), D.DECIDE, o.zhao_guodong, at(12, 18))
    assert rows(own_place)[0].due_on == date(2026, 12, 25)


def test_a_proposal_sent_twice_is_one_and_is_told_once(own_place: Place) -> None:
    o, made = own_place.officers, []
    for _ in range(2):
        with own_place.db.writing() as session:
            row = propose(
                session, house(), officer_id=o.li_min, measure=Measure.TALK, body=own_place.bodies.housing,
                person=None, grounds="多次超时", basis="责任追究制度", now=at(11, 23),
            )  # fmt: skip
            made.append(row is not None)
    assert made == [True, False]
    with own_place.db.reading() as session:
        assert len(session.exec(select(AccountabilityStep.id)).all()) == 1
