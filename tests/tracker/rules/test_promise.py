from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.tracker.rules.district import OFFICE, case
from tracker.rules.facts import CaseFacts, ClockFacts
from tracker.rules.promise import broken
from tracker.rules.words import Settled, Status, Step

DUE = datetime(2026, 11, 26, 16, tzinfo=UTC)
RUNNING = ClockFacts(1, Step.ACCEPT, OFFICE, DUE)
STOPPED = replace(RUNNING, settled=Settled.MET)
KEPT = replace(case(), clocks=(STOPPED, RUNNING))


@pytest.mark.parametrize("status", [s for s in Status if s.open])
def test_an_open_case_on_a_desk_with_a_running_clock_is_kept(status: Status) -> None:
    assert broken(replace(KEPT, status=status)) is None


@pytest.mark.parametrize("status", [s for s in Status if s.open])
@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        ({"holder": None}, "on nobody's desk"),
        ({"clocks": ()}, "no clock is running"),
        ({"clocks": (STOPPED,)}, "no clock is running"),
    ],
)
def test_an_open_case_without_desk_or_clock_is_broken(status: Status, spoil: dict[str, Any], why: str) -> None:
    assert why in (broken(replace(KEPT, status=status, **spoil)) or "")


def ended(status: Status, *, answered: bool = False, reason: str | None = None) -> CaseFacts:
    return replace(KEPT, status=status, holder=None, clocks=(), answered=answered, ended_reason=reason)


def test_a_closed_case_was_answered() -> None:
    assert broken(ended(Status.CLOSED, answered=True, reason="办结")) is None
    assert "never answered" in (broken(ended(Status.CLOSED, reason="办结")) or "")


@pytest.mark.parametrize("status", [s for s in Status if not s.open])
def test_a_case_that_ended_says_why(status: Status) -> None:
    assert broken(ended(status, answered=True, reason="已说明")) is None
    assert "without a reason" in (broken(ended(status, answered=True)) or "")
