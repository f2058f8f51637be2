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

NOT_HERE = frozenset({Action.REVEAL})
"""What nobody in this district does."""


@pytest.mark.timeout(60 + STEPS)
def test_whatever_happens_next_the_promise_holds(sqlite_template: Path, tmp_path: Path) -> None:
    here = a_district(sqlite_template, tmp_path)
    run = settings(
        max_examples=max(1, STEPS * 5 // 4 // ONE_LIFE), stateful_step_count=ONE_LIFE, deadline=None,
        suppress_health_check=list(HealthCheck), derandomize=STEPS <= EVERY_RUN, database=None,
    )  # fmt: skip
    run_state_machine_as_test(here, settings=run)
    here.place.db.close()
    print(here.walked)
    assert here.walked["steps"] >= STEPS
