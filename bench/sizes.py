"""How much is measured."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sizes:
    """``small`` and ``big`` are open cases of the two databases, both copied from ``patterns``; ``due`` the alarms
    that go off in either, in ``repeats`` passes. In one repeat each of the ``clients`` files ``filings`` cases,
    each page is fetched ``pages`` times, and ``turns`` people write to the bot.
    """

    patterns: int
    small: int
    big: int
    due: int
    repeats: int
    clients: int
    filings: int
    pages: int
    turns: int


WHOLE = Sizes(patterns=50, small=10_000, big=100_000, due=1_000, repeats=5, clients=16, filings=10, pages=3, turns=20)
TOY = Sizes(patterns=10, small=20, big=40, due=6, repeats=1, clients=2, filings=1, pages=1, turns=1)
"""Enough to see that everything runs; its ratios say nothing."""
