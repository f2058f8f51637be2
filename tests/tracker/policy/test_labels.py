"""What officers may choose from when they correct is what the understanding can say."""

from dataclasses import replace

import pytest

from nlp import understand
from tracker.policy.load import PolicyError, load_policy
from tracker.policy.load import _complete as complete

POLICY = load_policy()


def test_every_topic_the_understanding_can_say_can_be_chosen() -> None:
    assert {guess.label for guess in understand("电梯坏了").topics} == set(POLICY.topics)


def test_no_label_stands_there_twice() -> None:
    for labels in (POLICY.topics, POLICY.functions):
        assert len(labels) == len(set(labels))


def test_a_routed_function_without_a_label_refuses_to_load() -> None:
    with pytest.raises(PolicyError, match="水务"):
        complete(replace(POLICY, functions=tuple(name for name in POLICY.functions if name != "水务")), "")
