"""The clocks of a case told again by its events alone."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from tracker.rules.replaying import BEGUN, ENDED, Told, ToldClock, differing, read, replayed, written
from tracker.rules.words import Settled, Step

MONDAY = datetime(2026, 11, 23, 1, tzinfo=UTC)
TUESDAY = MONDAY + timedelta(days=1)
ACCEPT = ToldClock(
    7, Step.ACCEPT, 1, 3, 5, "workday", "本办规定", MONDAY,
    date(2026, 11, 30), datetime(2026, 11, 30, 16, tzinfo=UTC), False, "2026-1",
)  # fmt: skip
HANDLE = ToldClock(
    8, Step.HANDLE, 2, 5, 15, "natural", "条例", TUESDAY,
    date(2026, 12, 9), datetime(2026, 12, 9, 16, tzinfo=UTC), True, "2026-2",
    paused=(("2026-11-24", "2026-11-26"),), instead=7,
)  # fmt: skip


def begun(*clocks: ToldClock, at: datetime = MONDAY) -> Told:
    return at, {BEGUN: [written(clock) for clock in clocks]}


def ended(which: int, how: Settled, *, at: datetime = TUESDAY) -> Told:
    return at, {ENDED: [[which, how.value]]}


@pytest.mark.parametrize("clock", [ACCEPT, HANDLE])
def test_what_is_written_of_a_clock_is_read_again(clock: ToldClock) -> None:
    assert read(written(clock)) == clock


def test_a_clock_that_was_never_paused_and_replaces_nothing_says_so_by_silence() -> None:
    assert written(ACCEPT).keys() == written(HANDLE).keys() - {"paused", "instead"}


def test_a_clock_runs_from_the_event_with_which_it_began() -> None:
    assert replayed([begun(ACCEPT)]) == {7: ACCEPT}


@pytest.mark.parametrize("how", Settled)
def test_a_clock_ends_at_the_time_of_the_event_and_as_the_event_says(how: Settled) -> None:
    told = replayed([begun(ACCEPT), (MONDAY, {"from": "registered"}), ended(7, how)])
    assert told == {7: replace(ACCEPT, settled=how, settled_at=TUESDAY)}


def test_the_clock_that_was_replaced_stays_and_points_to_the_new_one() -> None:
    told = replayed([begun(ACCEPT), ended(7, Settled.VOID), begun(HANDLE, at=TUESDAY)])
    assert told[7] == replace(ACCEPT, settled=Settled.VOID, settled_at=TUESDAY, superseded_by=8)
    assert told[8] == HANDLE


def test_one_event_may_begin_a_clock_and_end_the_one_it_replaces() -> None:
    at, details = begun(HANDLE, at=TUESDAY)
    told = replayed([begun(ACCEPT), (at, {**details, ENDED: [[7, "void"]]})])
    assert told[7].settled is Settled.VOID


def test_a_clock_that_ends_without_having_begun_cannot_be_told() -> None:
    with pytest.raises(KeyError):
        replayed([ended(7, Settled.MET)])


def test_what_is_as_it_was_told_is_no_difference() -> None:
    assert differing({7: ACCEPT, 8: HANDLE}, {8: HANDLE, 7: ACCEPT}) == []


CHANGES: dict[str, Any] = {
    "step": Step.SIGN, "round": 2, "owner": 4, "amount": 6, "unit": "natural", "basis": "别的",
    "started": TUESDAY, "due_on": date(2026, 12, 1), "due": TUESDAY, "provisional": True,
    "paused": (("2026-11-24", "2026-11-25"),), "settled": Settled.MET, "settled_at": TUESDAY, "superseded_by": 9,
}  # fmt: skip


@pytest.mark.parametrize("field", CHANGES)
def test_a_clock_changed_in_any_way_is_named(field: str) -> None:
    changed = replace(ACCEPT, **{field: CHANGES[field]})
    assert differing({7: ACCEPT, 8: HANDLE}, {7: changed, 8: HANDLE}) == ["受理时限和办理记录对不上"]


def test_only_the_version_of_the_calendar_may_move_on() -> None:
    assert differing({8: HANDLE}, {8: replace(HANDLE, calendar="2027-1", instead=None)}) == []
    assert {*CHANGES, "id", "calendar", "instead"} == set(ToldClock.__dataclass_fields__)


def test_a_clock_too_many_and_one_too_few_are_named_in_order() -> None:
    assert differing({8: HANDLE}, {7: ACCEPT}) == ["受理时限没有记录", "办理时限不见了"]
