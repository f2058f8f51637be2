"""The dates to come of a case, under the rules as they are and as they would be."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.policy.calendar import load_calendar
from tracker.policy.load import load_policy
from tracker.rules.clocks import Limit
from tracker.rules.projecting import Change, OpenCase, Way, preview, road
from tracker.rules.words import Kind, Step

CALENDAR, POLICY = load_calendar(), load_policy()
MONDAY = date(2026, 11, 23)


def way(**amounts: int) -> Way:
    """The shipped rules with other figures, by step."""
    limits = tuple(replace(limit, amount=amounts.get(limit.step.value, limit.amount)) for limit in POLICY.limits)
    return Way(limits, POLICY.counting, CALENDAR)


def case(running: dict[Step, date], *, round: int = 1, promised: date = date(2026, 12, 17)) -> OpenCase:
    """王秀英 complains; told 17 December at the registration on Monday."""
    return OpenCase("YX1", Kind.COMPLAINT, round, promised, running)


REGISTERED = {Step.ACCEPT: date(2026, 11, 26)}
HANDLED = {Step.HANDLE: date(2026, 12, 15)}


def test_the_road_ahead_of_a_registered_case_has_every_step_in_its_order() -> None:
    assert road(case(REGISTERED), way(), MONDAY) == {
        Step.DISPATCH: date(2026, 11, 27),
        Step.HANDLE: date(2026, 12, 17),
        Step.SIGN: date(2026, 11, 30),
        Step.REVIEW: date(2026, 12, 21),
        Step.DELIVER: date(2026, 12, 22),
        Step.CALLBACK: date(2026, 12, 25),
    }


def test_a_clock_that_runs_is_not_counted_again() -> None:
    reviewed = case({**HANDLED, Step.REVIEW: date(2026, 12, 2)})
    ahead = road(reviewed, way(handle=1, review=1), MONDAY)
    assert ahead == {Step.DELIVER: date(2026, 12, 3), Step.CALLBACK: date(2026, 12, 8)}


def test_what_is_overdue_leads_on_from_today_and_not_from_a_day_that_is_gone() -> None:
    assert road(case({Step.REVIEW: date(2026, 11, 2)}), way(), MONDAY)[Step.DELIVER] == date(2026, 11, 24)


def test_the_next_date_that_moves_is_named_with_both_dates() -> None:
    found = preview([case(REGISTERED), case(HANDLED)], way(), way(handle=10, review=1), MONDAY)
    assert found.changes == (
        Change("YX1", Step.HANDLE, date(2026, 12, 17), date(2026, 12, 10)),
        Change("YX1", Step.REVIEW, date(2026, 12, 17), date(2026, 12, 16)),
    )
    assert (found.cases, found.promised, found.sooner, found.held) == (2, 2, 1, 0)


def test_a_date_that_was_told_is_held_against_a_longer_limit() -> None:
    found = preview([case(REGISTERED)], way(), way(handle=40), MONDAY)
    assert (found.changes, found.held) == ((), 1)


def test_in_a_second_round_no_date_was_promised_at_the_registration() -> None:
    found = preview([case(REGISTERED, round=2)], way(), way(handle=40), MONDAY)
    assert (len(found.changes), found.held) == (1, 0)


def test_whoever_still_has_to_supplement_is_told_a_date_anew() -> None:
    found = preview([case({Step.SUPPLEMENT: date(2026, 12, 7)})], way(), way(handle=40), MONDAY)
    assert (len(found.changes), found.held) == (1, 0)


@pytest.mark.parametrize("step", [Step.EMERGENCY, Step.HAND_OVER, Step.PAUSE, Step.CALLBACK])
def test_where_no_step_follows_nothing_moves(step: Step) -> None:
    found = preview([case({step: date(2026, 11, 26)})], way(), way(accept=1, handle=1, review=9), MONDAY)
    assert (found.cases, found.changes, found.promised) == (1, (), 0)


@given(handle=st.integers(1, 60), accept=st.integers(1, 20), sign=st.integers(1, 9))
def test_no_change_of_the_rules_makes_a_promised_answer_later(handle: int, accept: int, sign: int) -> None:
    new = way(handle=handle, accept=accept, sign=sign)
    found = preview([case(REGISTERED), case(HANDLED)], way(), new, MONDAY)
    assert all(change.now <= date(2026, 12, 17) for change in found.changes if change.step is Step.HANDLE)


def test_the_same_rules_move_nothing() -> None:
    same: tuple[Limit, ...] = POLICY.limits
    assert preview([case(REGISTERED)], way(), Way(same, POLICY.counting, CALENDAR), MONDAY).changes == ()
