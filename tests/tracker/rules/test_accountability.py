"""问责 as a table: who may do what at which stage, and who is nobody's judge in their own case."""

from dataclasses import replace
from datetime import timedelta
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.story import at
from tests.tracker.rules.district import (
    CHEN,
    CITY,
    DISTRICT,
    EVERYBODY,
    HE_JING,
    HOUSING,
    LI_MIN,
    OFFICE,
    SUN_LI,
    ZHAO,
    ZHOU_QIANG,
    org,
)
from tracker.policy.accountability import accountability_from
from tracker.policy.load import load_policy, read
from tracker.rules.accountability import (
    MOVES,
    Answering,
    Matter,
    Party,
    Stage,
    Stay,
    consequence_of,
    move_for,
    parties,
    reached,
    shares,
    waited_for,
)
from tracker.rules.errors import IllegalStep, NotAllowed
from tracker.rules.words import Role

HOUSING_LATE = Matter(OFFICE, HOUSING)


@pytest.mark.parametrize(("stage", "action", "party"), list(product(Stage, Answering, Party)))
def test_every_cell_is_a_row_of_the_table_or_a_refusal_in_chinese(
    stage: Stage, action: Answering, party: Party
) -> None:
    rows = [move for move in MOVES if move.action is action and stage in move.sources]
    if [move for move in rows if move.party is party]:
        assert move_for(stage, action, frozenset({party})) in rows
        return
    with pytest.raises(NotAllowed if rows else IllegalStep, match=r"[一-龥]{8}"):
        move_for(stage, action, frozenset({party}))


def test_every_stage_is_reached_and_only_ends_cannot_be_left() -> None:
    reachable = {Stage.PROPOSED} | {move.target for move in MOVES}
    left = {source for move in MOVES for source in move.sources}
    assert reachable == set(Stage)
    assert set(Stage) - left == {Stage.REVOKED, Stage.DISMISSED, Stage.WITHDRAWN, Stage.LAPSED}


def test_zhao_who_proposed_does_not_decide_and_li_min_never_does() -> None:
    by_zhao = Matter(OFFICE, HOUSING, proposed_by=ZHAO.id)
    assert parties(ZHAO, by_zhao, EVERYBODY) == {Party.OFFICE, Party.PROPOSER}
    assert Party.DECIDER in parties(HE_JING, by_zhao, EVERYBODY)
    assert parties(LI_MIN, HOUSING_LATE, EVERYBODY) == {Party.OFFICE}
    with pytest.raises(NotAllowed, match="提案人不能决定自己提出的问责"):
        move_for(Stage.HEARD, Answering.DECIDE, parties(ZHAO, by_zhao, EVERYBODY))


def test_a_case_of_the_office_itself_can_be_decided_above_and_reviewed_by_another_still() -> None:
    deputy = replace(HE_JING, id=9, body=DISTRICT, roles=frozenset({Role.SUPERVISOR}))
    everybody = org(*EVERYBODY.officers.values(), deputy)
    decided = Matter(CITY, OFFICE, decided_by=HE_JING.id)
    assert Party.DECIDER in parties(HE_JING, Matter(CITY, OFFICE), everybody)
    assert Party.REVIEWER in parties(deputy, decided, everybody)
    assert waited_for(Stage.REVIEWING, decided, everybody) == (ZHAO.id, deputy.id)


def test_those_above_hear_of_a_proposal_only_when_it_is_late() -> None:
    assert waited_for(Stage.HEARD, HOUSING_LATE, EVERYBODY) == (ZHAO.id, CHEN.id)
    assert waited_for(Stage.HEARD, HOUSING_LATE, EVERYBODY, late=True) == (ZHAO.id, CHEN.id, HE_JING.id)


def test_the_head_speaks_for_the_bureau_the_handler_for_himself_and_others_see_nothing() -> None:
    about_zhou = Matter(OFFICE, HOUSING, ZHOU_QIANG.id)
    assert parties(CHEN, HOUSING_LATE, EVERYBODY) == {Party.CONCERNED}
    assert parties(ZHOU_QIANG, HOUSING_LATE, EVERYBODY) == frozenset()
    assert parties(ZHOU_QIANG, about_zhou, EVERYBODY) == {Party.CONCERNED}
    assert parties(SUN_LI, about_zhou, EVERYBODY) == frozenset()


def test_the_office_does_not_judge_itself() -> None:
    about_the_office = Matter(CITY, OFFICE)
    assert parties(ZHAO, about_the_office, EVERYBODY) == {Party.CONCERNED}
    assert parties(LI_MIN, about_the_office, EVERYBODY) == frozenset()
    assert Party.OFFICE in parties(HE_JING, about_the_office, EVERYBODY)


def test_whoever_decided_does_not_review() -> None:
    decided = Matter(OFFICE, HOUSING, decided_by=ZHAO.id)
    assert Party.REVIEWER not in parties(ZHAO, decided, EVERYBODY)
    assert Party.REVIEWER in parties(HE_JING, decided, EVERYBODY)


@given(counts=st.dictionaries(st.sampled_from(["red", "yellow", "prewarning", "points"]), st.integers(0, 60)))
@settings(max_examples=30)
def test_one_breach_more_never_takes_a_threshold_back(counts: dict[str, int]) -> None:
    thresholds = load_policy().accountability.thresholds
    more = {sort: n + 1 for sort, n in counts.items()}
    before, after = dict(reached(thresholds, counts)), dict(reached(thresholds, more))
    assert all(after[threshold] >= times for threshold, times in before.items())


def test_the_third_admonition_is_the_gravest_and_none_suggests_nothing() -> None:
    policy = load_policy().accountability.consequences
    assert [c.name if (c := consequence_of(policy, n)) else None for n in range(5)] == [
        None, "建议年度考核不评优秀", "建议年度考核不评称职及以上等次", "建议年度考核不称职", "建议年度考核不称职",
    ]  # fmt: skip


@given(parts=st.lists(st.tuples(st.sampled_from([OFFICE, HOUSING]), st.integers(1, 99)), min_size=1, max_size=6))
@settings(max_examples=30)
def test_what_each_body_held_adds_up_to_the_whole(parts: list[tuple[int, int]]) -> None:
    start = at(11, 23)
    held = shares(Stay(body, start, start + timedelta(hours=hours)) for body, hours in parts)
    assert sum(held.values()) == pytest.approx(1)
    assert held.keys() == {body for body, _ in parts}


@pytest.mark.parametrize(
    "broken",
    [
        {"window": "month"},
        {"review": {"amount": 0, "unit": "natural", "basis": "x"}},
        {"consequence": [{"nth": 2, "name": "x", "basis": "x"}]},
    ],
)
def test_a_contradiction_in_the_policy_refuses_to_load(broken: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=next(iter(broken))):
        accountability_from({**read("accountability.toml"), **broken})
