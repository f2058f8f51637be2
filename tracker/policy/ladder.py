"""Reads ``ladder.toml``: rungs, the scheme of colours, and repeats."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from tracker.rules.clocks import Level
from tracker.rules.ladder import Colours, Repetition, Rung
from tracker.rules.words import Colour, Role, Step

PEOPLE = frozenset(Role) - {Role.COMPLAINANT, Role.SYSTEM}


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
        raise ValueError(f"scheme.{file['colours']}: 不认识级别 {sorted(unknown)}")
    return scheme


def _step(
    name: str, rungs: Mapping[str, Any], basis: Mapping[str, str], known: set[str], cards: Colours
) -> dict[str, Rung]:
    """A step with ``card`` on any rung gets the cards of the scheme; where it has no such rung, it gets none there."""
    if not known >= set(rungs):
        raise ValueError(f"steps.{name}: 不认识级别 {sorted(set(rungs) - known)}")
    told = {level: _rung(name, level, rung) for level, rung in rungs.items()}
    if not any("card" in rung for rung in rungs.values()):
        return told
    return {
        level: replace(rung, card=cards[level], basis=basis[cards[level].value]) if level in cards else rung
        for level, rung in told.items()
    }


def _rung(name: str, level: str, entry: Mapping[str, Any]) -> Rung:
    roles = tuple(Role(role) for role in entry["roles"])
    if not roles or not set(roles) <= PEOPLE:
        raise ValueError(f"steps.{name}: 到 {level} 没有人被提醒")
    return Rung(level, roles, citizen=_switch(entry, "citizen", name), lead=_switch(entry, "lead", name))


def _switch(entry: Mapping[str, Any], word: str, name: str) -> bool:
    value = entry.get(word, False)
    if not isinstance(value, bool):
        raise ValueError(f"steps.{name}: {word} 只能是 true 或 false")
    return value


def levels_from(file: Mapping[str, Any]) -> tuple[Level, ...]:
    """Raises as :func:`ladder_from` does."""
    levels = tuple(Level(entry["key"], entry.get("percent"), entry.get("after")) for entry in file["level"])
    if len({level.key for level in levels}) < len(levels):
        raise ValueError("level: 同一级别写了两次")
    for level in levels:
        figures = [figure for figure in (level.percent, level.after) if figure is not None]
        if len(figures) != 1 or type(figures[0]) is not int or not 1 <= figures[0] <= 100:
            raise ValueError(f"level: '{level.key}' 要写 percent（1–100）或者 after（逾期后的工作日），只写一个")
        if level.key != (f"+{level.after}" if level.after else str(level.percent)):
            raise ValueError(f"level: '{level.key}' 的名称和数字不一致")
    return levels


def _repetition(file: Mapping[str, Any], step: Step, known: set[str]) -> Repetition:
    """Of the step itself where it has an entry, else of all steps."""
    entry = file.get(step.value, file["all"])
    repetition = Repetition(
        frozenset(entry["levels"]), entry["most"], entry.get("every_minutes"), entry.get("every_workdays")
    )
    wait = [figure for figure in (repetition.minutes, repetition.workdays) if figure is not None]
    if len(wait) != 1 or wait[0] < 1 or repetition.most < 0 or not repetition.levels <= known:
        raise ValueError(f"repeat.{step.value}: 要写认识的级别、次数 most，以及 every_minutes 或 every_workdays 之一")
    return repetition
