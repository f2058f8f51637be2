"""Sentences that nothing was learned from: floors against a slip, a little under what was measured."""

from collections import Counter, defaultdict
from pathlib import Path

import pytest

from nlp import understand
from nlp.lexicon import lines_of

SENTENCES = Path(__file__).parent / "sentences"


def counts(name: str, seen: str) -> dict[str, Counter[str]]:
    """Label → how many of its sentences were taken for what; ``seen`` is the field that says so."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for line in lines_of(SENTENCES / f"{name}.tsv"):
        if line and not line.startswith("#"):
            label, text = line.split("\t")
            found[label][str(getattr(understand(text), seen))] += 1
    return found


def test_danger_is_seen_and_ordinary_complaints_seldom_taken_for_it() -> None:
    shown, sure = counts("unseen_danger", "hotlines"), counts("unseen_danger", "emergency")

    assert shown["danger"]["()"] / shown["danger"].total() <= 0.07
    assert sure["safe"]["True"] / sure["safe"].total() <= 0.08


@pytest.fixture(scope="module")
def scopes() -> dict[str, Counter[str]]:
    return counts("unseen_scope", "scope")


def test_a_complaint_is_hardly_ever_kept_out(scopes: dict[str, Counter[str]]) -> None:
    kept = scopes["case"]["case"] + scopes["case"]["emergency"]

    assert kept / scopes["case"].total() >= 0.95


@pytest.mark.parametrize(("label", "least"), [("chat", 0.75), ("abuse", 0.9), ("spam", 0.4)])
def test_most_of_what_is_no_complaint_is_kept_out(scopes: dict[str, Counter[str]], label: str, least: float) -> None:
    taken = scopes[label]["case"] + scopes[label]["emergency"]

    assert 1 - taken / scopes[label].total() >= least
