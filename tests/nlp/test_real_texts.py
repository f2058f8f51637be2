"""Floors on real texts. They are private: without them these tests are skipped.

Learned tables have seen a part of these files, so the figures are floors against
a slip, not a proof of quality.
"""

import json
import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from nlp import understand
from nlp.understanding import Understanding

DATA = Path(os.environ.get("HUIYIN_TEST_DATA", Path(__file__).parents[3] / "shared" / "data"))
SAMPLE = 300

pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the private texts are not on this machine")


def rows(name: str) -> Iterator[dict[str, str]]:
    with (DATA / f"{name}.jsonl").open(encoding="utf-8") as lines:
        every = list(lines)
    step = max(1, len(every) // SAMPLE)
    yield from (json.loads(line) for line in every[::step])


def read(name: str) -> list[Understanding]:
    return [understand(row["text"]) for row in rows(name)]


@pytest.mark.parametrize("name", ["sichuan_messages", "fuzhou_hotline", "shanghai_petitions", "hunan_messages"])
def test_real_messages_are_taken_and_raise_no_false_alarm(name: str) -> None:
    scopes = Counter(one.scope.value for one in read(name))

    assert (scopes["case"] + scopes["elsewhere"]) / scopes.total() >= 0.98
    assert scopes["emergency"] / scopes.total() <= 0.01


def test_small_talk_is_kept_out() -> None:
    scopes = Counter(one.scope.value for one in read("chitchat"))

    assert (scopes["chat"] + scopes["abuse"] + scopes["spam"]) / scopes.total() >= 0.90


def test_the_tag_of_a_message_is_found() -> None:
    found = [understand(row["text"]).topics[0].label == row["label"] for row in rows("hunan_messages")]

    assert sum(found) / len(found) >= 0.80


def test_the_function_of_the_body_that_answered_is_found() -> None:
    other = {"其他", "管委会园区", "区政府及办公室"}
    same = {"镇政府": "镇街", "街道": "镇街", "交警公安": "公安交警", "应急消防民防": "应急消防"}
    letters = [row for row in rows("shanghai_petitions") if row["agency_category"] not in other]
    found = [
        understand(f"{row['title']}。{row['text']}").departments[0].label
        == same.get(row["agency_category"], row["agency_category"])
        for row in letters
    ]

    assert sum(found) / len(found) >= 0.65
