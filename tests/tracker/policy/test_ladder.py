"""The ladder as data: two schemes of colours, and what refuses to load."""

from dataclasses import replace
from typing import Any

import pytest

from tests.builders import Place, house
from tests.story import at
from tests.tracker.test_sweep import cards, silent
from tracker.house import House
from tracker.policy.ladder import ladder_from
from tracker.policy.load import read
from tracker.rules.ladder import RISE, colour_after, risen
from tracker.rules.words import Colour, Role, Step
from tracker.sweep import sweep


def file(**changes: Any) -> dict[str, Any]:
    return {**read("ladder.toml"), **changes}


def house_with(scheme: str) -> House:
    ladder = ladder_from(file(colours=scheme))
    policy = replace(house().policy, ladder=ladder.steps, colours=ladder.colours, repeats=ladder.repeats)
    return replace(house(), policy=policy)


@pytest.mark.parametrize(
    ("scheme", "worn"),
    [
        ("A", ["blue", "yellow", "red", "red", "red", "red"]),
        ("B", ["calm", "blue", "yellow", "yellow", "red", "red"]),
    ],
)
def test_what_a_case_wears_on_each_rung_is_the_schemes_to_say(scheme: str, worn: list[str]) -> None:
    colours, levels = ladder_from(file(colours=scheme)).colours, ["50", "80", "100", "+1", "+5", "+10"]
    assert [colour_after(levels[: n + 1], colours).value for n in range(len(levels))] == worn


def test_under_scheme_b_the_card_is_yellow_and_only_five_days_later_red(own_place: Place) -> None:
    story, under_b = silent(own_place), house_with("B")
    sweep(own_place.db, under_b, now=at(12, 16, 0))
    assert [(card.level, card.colour) for card in cards(story)] == [("100", "yellow")]
    assert story.case().colour == Colour.YELLOW
    sweep(own_place.db, under_b, now=at(12, 22, 9))
    assert [(card.level, card.colour) for card in cards(story)] == [("100", "yellow"), ("+5", "red")]
    assert story.case().colour == Colour.RED


def test_steps_without_cards_get_none_under_either_scheme() -> None:
    for scheme in ("A", "B"):
        steps = ladder_from(file(colours=scheme)).steps
        assert {step for step in Step if any(rung.card for rung in steps[step].values())} == {
            Step.ACCEPT, Step.DISPATCH, Step.SIGN, Step.HANDLE, Step.ASSIST, Step.REVIEW, Step.HAND_OVER,
        }  # fmt: skip


def test_every_repeat_reaches_one_rank_more_until_there_is_none_above() -> None:
    reached = [risen([Role.HANDLER, Role.HEAD], nth)[2:] for nth in range(5)]
    assert reached == [RISE[2 : 2 + nth] for nth in range(4)] + [RISE[2:]]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"colours": "C"}, "C"),
        ({"steps": {"sign": {"77": {"roles": ["head"]}}}}, "77"),
        ({"steps": {"sign": {"100": {"roles": []}}}}, "没有人被提醒"),
        ({"repeat": {"all": {"levels": ["80"], "most": 1}}}, "repeat.accept"),
        ({"repeat": {"all": {"levels": ["81"], "most": 1, "every_minutes": 5}}}, "repeat.accept"),
        ({"repeat": {"all": {"levels": ["80"], "most": 1, "every_minutes": 5, "every_workdays": 1}}}, "repeat.accept"),
    ],
)
def test_a_ladder_with_a_gap_or_a_contradiction_is_refused_and_the_entry_named(
    changes: dict[str, Any], sentence: str
) -> None:
    with pytest.raises((KeyError, ValueError), match=sentence):
        ladder_from(file(**changes))
