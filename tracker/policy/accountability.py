"""The policy of 问责, read from ``accountability.toml`` and checked."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tracker.rules.accountability import OF_A_PERSON, Consequence, Measure, Stage, Threshold
from tracker.rules.counting import UNITS, Unit

SORTS = ("red", "yellow", "prewarning", "points")
LASTS = {
    Stage.PROPOSED: "statement",
    Stage.HEARD: "decision",
    Stage.DECIDED: "delivery",
    Stage.REVIEWING: "review_decision",
}
"""The entry of the file that says how long a stage should last."""


@dataclass(frozen=True, slots=True)
class Term:
    amount: int
    unit: Unit
    basis: str


@dataclass(frozen=True, slots=True)
class Accountability:
    """``points[sort]`` is what one breach of that sort weighs; ``terms[stage]`` how long a stage should last at most;
    ``review`` how long a review may be asked for after the delivery.
    """

    version: str
    points: Mapping[str, int]
    terms: Mapping[Stage, Term]
    review: Term
    thresholds: tuple[Threshold, ...]
    consequences: tuple[Consequence, ...]

    def rule_zh(self, rule: str) -> str:
        """The name of the rule that an accountability case goes back to."""
        names = {threshold.key: threshold.name for threshold in self.thresholds}
        names |= {f"admonition-{c.nth}": f"一年内告诫{c.nth}次" for c in self.consequences}
        return names.get(rule, "工作人员提出")


def accountability_from(file: Mapping[str, Any]) -> Accountability:
    """Raises :class:`KeyError` for a gap and :class:`ValueError` for a contradiction; either names the entry."""
    thresholds = tuple(_threshold(entry) for entry in file["threshold"])
    if len({t.key for t in thresholds}) < len(thresholds):
        raise ValueError("threshold: a key stands twice")
    if file["window"] != "year":
        raise ValueError(f"window: {file['window']!r}: only the calendar year is counted")
    consequences = tuple(Consequence(e["nth"], e["name"], e["basis"]) for e in file["consequence"])
    if [c.nth for c in consequences] != list(range(1, len(consequences) + 1)):
        raise ValueError("consequence: nth must run 1, 2, 3 … without a gap")
    points = {sort: int(file["points"][sort]) for sort in SORTS if sort != "points"}
    terms = {stage: _term(file, name) for stage, name in LASTS.items()}
    return Accountability(file["version"], points, terms, _term(file, "review"), thresholds, consequences)


def _term(file: Mapping[str, Any], name: str) -> Term:
    entry = file[name]
    term = Term(entry["amount"], entry["unit"], entry["basis"])
    if term.amount < 1 or term.unit not in UNITS or not term.basis:
        raise ValueError(f"{name}: needs a positive amount, a known unit and a basis")
    return term


def _threshold(entry: Mapping[str, Any]) -> Threshold:
    found = Threshold(
        entry["key"], entry["name"], entry["counts"], entry["at"], Measure(entry["measure"]), entry["basis"],
        entry.get("again", 0),
    )  # fmt: skip
    if found.counts not in SORTS or found.at < 1 or found.again < 0 or not found.basis:
        raise ValueError(f"threshold {found.key}: needs a known sort, a positive number and a basis")
    if found.measure in OF_A_PERSON:
        raise ValueError(f"threshold {found.key}: {found.measure.zh} is about a person, and only a person brings that")
    return found
