"""Signs that a limit was met on paper only: each look finds its own trick and leaves honest work alone."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.builders import house
from tests.story import at
from tracker.policy.gaming import gaming_from
from tracker.policy.load import read
from tracker.rules.gaming import Handling, Happened, Sign, Trail, bare, found
from tracker.rules.words import Kind

OFFICE, HOUSING = 3, 6
AMOUNTS = {"consult": 3, "help": 7, "complaint": 15}


def event(action: str, when: datetime, body: int | None = HOUSING, **details: Any) -> Happened:
    return Happened(0, when, action, body, details=details)


def trail(*events: Happened, **changes: Any) -> Trail:
    """A complaint accepted on 24 November and due on 15 December, as scenario 1 counts it."""
    numbered = [replace(one, seq=n) for n, one in enumerate(events, 1)]
    plain = Trail(
        kind=Kind.COMPLAINT, desk=OFFICE, body=HOUSING, events=numbered,
        clocks=[Handling(at(11, 24), at(12, 16, 0))], now=at(12, 31), registered=at(11, 23), amounts=AMOUNTS,
    )  # fmt: skip
    return replace(plain, **changes)


def signs(trail: Trail) -> list[Sign]:
    return [one.sign for one in found(trail, house().policy.gaming, house().calendar)]


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        (at(11, 25), []),
        (at(12, 10), []),
        (at(12, 11), [Sign.LATE_RETURN]),
        (at(12, 15, 23), [Sign.LATE_RETURN]),
        (at(12, 20), [Sign.LATE_RETURN]),
    ],
)
def test_a_return_with_two_working_days_left_or_fewer_is_marked(when: datetime, expected: Sequence[Sign]) -> None:
    assert signs(trail(event("return", when))) == expected


@pytest.mark.parametrize(
    ("was", "became", "by", "when", "expected"),
    [
        ("consult", "complaint", HOUSING, at(11, 25), [Sign.LONGER_KIND]),
        ("complaint", "consult", HOUSING, at(11, 25), []),
        ("consult", "complaint", OFFICE, at(11, 25), []),
        ("consult", "complaint", OFFICE, at(12, 15), [Sign.LONGER_KIND]),
    ],
)
def test_a_longer_kind_is_marked_when_the_handling_body_chose_it_or_late(
    was: str, became: str, by: int, when: datetime, expected: Sequence[Sign]
) -> None:
    change = {"field": "kind", "was": was, "became": became}
    assert signs(trail(event("correct", when, by, corrected=[change]))) == expected
    assert signs(trail(event("correct", when, by, corrected=[{**change, "field": "topic"}]))) == []


def test_a_pause_in_which_nobody_does_anything_is_marked_and_one_with_a_note_is_not() -> None:
    begin, end = event("pause", at(11, 25)), event("resume", at(12, 5))
    assert signs(trail(begin, end)) == [Sign.IDLE_PAUSE]
    assert signs(trail(begin, event("escalate", at(11, 28), None), end)) == [Sign.IDLE_PAUSE]
    assert signs(trail(begin, event("note", at(11, 28)), end)) == []
    assert signs(trail(begin, event("resume", at(11, 27)))) == []
    assert signs(trail(begin)) == [Sign.IDLE_PAUSE], "one that never ends is no better"


def test_an_answer_minutes_after_signing_with_nothing_done_is_marked() -> None:
    sign, answer = event("sign", at(11, 25, 9)), event("answer", at(11, 25, 9, 20))
    assert signs(trail(sign, answer)) == [Sign.NO_ACTION]
    assert signs(trail(sign, event("contact", at(11, 25, 9, 5)), answer)) == []
    assert signs(trail(sign, event("answer", at(11, 25, 9, 30)))) == []
    assert signs(trail(sign, answer, kind=Kind.CONSULT)) == [], "a question may be answered on the spot"


def test_closing_without_an_answer_is_marked() -> None:
    assert signs(trail(event("close", at(12, 1), OFFICE))) == [Sign.NO_ACTION]


def test_three_matters_of_one_person_in_three_days_look_split_and_over_a_month_they_do_not() -> None:
    days = [at(11, 23), at(11, 24), at(11, 26)]
    assert signs(trail(siblings=days)) == [Sign.SPLIT]
    assert signs(trail(siblings=days[:2])) == []
    assert signs(trail(siblings=[at(11, 1), at(11, 23), at(12, 20)])) == []


def test_the_same_answer_on_three_cases_is_marked_whatever_numbers_it_names() -> None:
    answer = event("answer", at(12, 1))
    drafted = [at(12, 1) - timedelta(days=n) for n in range(3)]
    assert signs(trail(answer, same_words=drafted)) == [Sign.BULK_ANSWER]
    assert signs(trail(answer, same_words=drafted[:2])) == []
    assert bare("11月3日：已修复2号楼。") == bare("12月9日，已修复 7 号楼")


@pytest.mark.parametrize("broken", [{"at": -1}, {"basis": ""}])
def test_a_figure_without_sense_or_basis_refuses_to_load(broken: dict[str, Any]) -> None:
    file = read("gaming.toml")
    with pytest.raises(ValueError, match=r"split_at|basis"):
        gaming_from({**file, "split": {**file["split"], **broken}})
