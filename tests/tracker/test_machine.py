"""Whatever happens next, the promise holds: some thousand random steps at every run, as many as asked for by hand.

``HUIYIN_TEST_STEPS`` asks for more; a longer run is another one each time.
"""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.tracker.district import a_district
from tracker.rules.words import Action

EVERY_RUN = 2000
STEPS = int(os.environ.get("HUIYIN_TEST_STEPS", EVERY_RUN))
ONE_LIFE = 50

LONG = 20_000
"""A run so long does everything that can be done."""

ORDINARY = frozenset({
    Action.ACCEPT, Action.DISPATCH, Action.SIGN, Action.ANSWER, Action.APPROVE, Action.CORRECT, Action.ADD,
    Action.ESCALATE,
})  # fmt: skip

NOT_HERE = frozenset({Action.REVEAL})
"""What nobody in this district does."""


@pytest.mark.timeout(60 + STEPS)
def test_whatever_happens_next_the_promise_holds(sqlite_template: Path, tmp_path: Path) -> None:
    here = a_district(sqlite_template, tmp_path)
    run = settings(
        max_examples=max(1, STEPS * 7 // 5 // ONE_LIFE), stateful_step_count=ONE_LIFE, deadline=None,
        suppress_health_check=list(HealthCheck), derandomize=STEPS <= EVERY_RUN, database=None,
    )  # fmt: skip
    run_state_machine_as_test(here, settings=run)
    print(dict(here.walked))
    here.place.db.close()
    done = {action for action, times in here.walked.items() if times}
    assert here.walked["steps"] >= STEPS
    assert {"deaths", "notice", *ORDINARY} <= done
    if STEPS >= LONG:
        assert set(Action) - done <= NOT_HERE
