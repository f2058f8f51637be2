from datetime import timedelta
from typing import Any

import pytest

from tracker.policy.load import load_policy, read
from tracker.policy.outbox import patience_from
from tracker.rules.delivery import PULL, PUSH, State, Way, first_state, next_way
from tracker.rules.words import Channel

FIRST, SECOND = Way("email", "email:1", ""), Way("telegram", "telegram:2", "")
PATIENCE = patience_from({"wait_seconds": [30, 120], "tries": 3, "send_seconds": 20, "lease_seconds": 60, "at_once": 8})


def test_the_first_door_is_used_until_its_tries_are_used_up_then_the_second_then_a_person() -> None:
    ways = [FIRST, SECOND]
    assert next_way(ways, {}, PATIENCE) == FIRST
    assert next_way(ways, {"email:1": 2}, PATIENCE) == FIRST
    assert next_way(ways, {"email:1": 3}, PATIENCE) == SECOND
    assert next_way(ways, {"email:1": 3, "telegram:2": 3}, PATIENCE) is None
    assert next_way([], {}, PATIENCE) is None


def test_pauses_grow_and_the_last_one_repeats() -> None:
    assert [PATIENCE.wait(n).total_seconds() for n in (1, 2, 3, 9)] == [30, 120, 120, 120]


@pytest.mark.parametrize("channel", Channel)
def test_only_pages_are_waited_for(channel: Channel) -> None:
    pulled = channel in PULL
    assert first_state(channel) is (State.WAITING if pulled else State.QUEUED)
    assert not (pulled and channel in PUSH)


@pytest.mark.parametrize(
    "spoil",
    [
        {"wait_seconds": []},
        {"wait_seconds": [30, 0]},
        {"tries": 0},
        {"at_once": 0},
        {"lease_seconds": 39},
    ],
)
def test_figures_that_do_not_hold_together_are_refused(spoil: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="must"):
        patience_from({**read("outbox.toml"), **spoil})


def test_a_person_takes_over_within_one_working_day_of_eight_hours() -> None:
    patience = load_policy().patience
    waited = sum((patience.wait(n) for n in range(1, patience.tries)), timedelta())
    assert waited < timedelta(hours=9)
