"""Reads ``ladder.toml``: rungs, the scheme of colours, and repeats."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from tracker.rules.ladder import Colours, Repetition, Rung
from tracker.rules.words import Colour, Role, Step


@dataclass(frozen=True, slots=True)
class LadderPolicy:
    """``steps[step][level]`` is the rung."""

    steps: Mapping[Step, Mapping[str, Rung]]
    colours: Colours
    repeats: Mapping[Step, Repetition]


def ladder_from(file: Mapping[str, Any]) -> LadderPolicy:
    """Raises :class:`KeyError` for a gap and :class:`ValueError` for a contradiction; either names the entry."""
    known = {level["key"] for level in file["level"]}
    scheme = _scheme(file, known)
    cards = {level: Colour(card) for level, card in scheme["cards"].items()}
    return LadderPolicy(
        steps={Step(name): _step(name, rungs, file["basis"], known, cards) for name, rungs in file["steps"].items()},
        colours={level: Colour(colour) for level, colour in scheme["colours"].items()},
        repeats={step: _repetition(file["repeat"], step, known) for step in Step},
    )


def _scheme(file: Mapping[str, Any], known: set[str]) -> Mapping[str, Any]:
    scheme: Mapping[str, Any] = file["scheme"][file["colours"]]
    unknown = (scheme["colours"].keys() | scheme["cards"].keys()) - known
    if unknown:
        raise ValueError(f"scheme.{file['colours']}: unknown level {sorted(unknown)}")
    return scheme


def _step(
    name: str, rungs: Mapping[str, Any], basis: Mapping[str, str], known: set[str], cards: Colours
) -> dict[str, Rung]:
    """A step with ``card`` on any rung gets the cards of the scheme; where it has no such rung, it gets none there."""
    if not known >= set(rungs):
        raise ValueError(f"steps.{name}: unknown level {sorted(set(rungs) - known)}")
    told = {level: _rung(level, rung) for level, rung in rungs.items()}
    if not any("card" in rung for rung in rungs.values()):
        return told
    return {
        level: replace(rung, card=cards[level], basis=basis[cards[level].value]) if level in cards else rung
        for level, rung in told.items()
    }


def _rung(level: str, entry: Mapping[str, Any]) -> Rung:
    roles = tuple(Role(role) for role in entry["roles"])
    if not roles:
        raise ValueError(f"level {level}: nobody is told")
    return Rung(level, roles, citizen=entry.get("citizen", False), lead=entry.get("lead", False))


def _repetition(file: Mapping[str, Any], step: Step, known: set[str]) -> Repetition:
    """Of the step itself where it has an entry, else of all steps."""
    entry = file.get(step.value, file["all"])
    repetition = Repetition(
        frozenset(entry["levels"]), entry["most"], entry.get("every_minutes"), entry.get("every_workdays")
    )
    wait = [figure for figure in (repetition.minutes, repetition.workdays) if figure is not None]
    if len(wait) != 1 or wait[0] < 1 or repetition.most < 0 or not repetition.levels <= known:
        raise ValueError(f"repeat.{step.value}: needs known levels, most, and every_minutes or every_workdays")
    return repetition
