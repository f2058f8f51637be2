"""``retention.toml`` and what its figures mean."""

from copy import deepcopy
from datetime import date
from typing import Any

import pytest

from tests.builders import house
from tests.story import at
from tracker.policy.load import read
from tracker.policy.retention import retention_from
from tracker.rules.retention import Part

SHIPPED = read("retention.toml")


def test_the_shipped_figures_hold_together_and_name_their_basis() -> None:
    rules = retention_from(SHIPPED)
    assert (rules.review_days, rules.file_within) == (30, 10)
    assert rules.years == {Part.CONTACTS: 3, Part.WORDS: 10}
    assert all("第" in basis for basis in (rules.file_basis, *rules.bases.values()))


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("file", "review_days"), 0),
        (("file", "within_days"), 0),
        (("keep", "words", "years"), 2),
        (("keep", "contacts", "years"), 0),
        (("keep", "contacts", "basis"), ""),
        (("file", "basis"), ""),
    ],
)
def test_figures_that_do_not_hold_together_are_refused(path: tuple[str, ...], value: Any) -> None:
    file = deepcopy(SHIPPED)
    *tables, name = path
    table = file
    for one in tables:
        table = table[one]
    table[name] = value
    with pytest.raises(ValueError, match=r"positive|longer|basis"):
        retention_from(file)


def test_the_review_window_ends_on_a_working_day_and_filing_has_ten_more() -> None:
    rules, calendar = retention_from(SHIPPED), house().calendar
    assert rules.review_over(date(2026, 11, 23), calendar) == at(12, 24, 0)
    assert rules.review_over(date(2026, 11, 26), calendar) == at(12, 29, 0)  # the 26th of December is a Saturday
    assert rules.file_by(date(2026, 11, 23), calendar) == at(1, 8, 0, year=2027)


def test_who_ended_on_the_29th_of_february_is_kept_until_the_28th() -> None:
    rules = retention_from(SHIPPED)
    assert rules.kept_until(Part.CONTACTS, date(2028, 2, 29)) == date(2031, 2, 28)
    assert rules.kept_until(Part.WORDS, date(2026, 11, 23)) == date(2036, 11, 23)
