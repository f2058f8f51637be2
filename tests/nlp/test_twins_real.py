"""Floors for twins on real texts. They are private: without them these tests are skipped.

Only the half of the near-duplicate groups counts that the limits were not chosen on.
"""

import json
import os
from collections import Counter
from pathlib import Path

import pytest

from nlp.train_twins import GROUPED, Row, measure, near_pairs
from nlp.twins import limits

DATA = Path(os.environ.get("HUIYIN_TEST_DATA", Path(__file__).parents[3] / "shared" / "data"))
EVERY = 8

pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the private texts are not on this machine")


@pytest.fixture(scope="module")
def sample() -> list[Row]:
    """All near-duplicates, and every eighth of the other texts."""
    with (DATA / f"{GROUPED}.jsonl").open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    sizes = Counter(row["dup_group"] for row in rows)
    return [row for at, row in enumerate(rows) if sizes[row["dup_group"]] > 1 or at % EVERY == 0]


def test_near_duplicates_are_found_and_hardly_anything_else(sample: list[Row]) -> None:
    scores = measure(near_pairs(sample), sample, limits().again)

    assert scores.pairs > 100
    assert scores.precision >= 0.95
    assert scores.recall >= 0.85
