"""The law as data, read once and checked: a gap or a contradiction refuses to load and says where."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from importlib import resources
from pathlib import Path
from typing import Any

from tracker.policy.hours import counting_from
from tracker.policy.outbox import patience_from
from tracker.policy.requests import requests_from
from tracker.rules.clocks import Level, Limit, limit_for
from tracker.rules.counting import UNITS, Counting
from tracker.rules.delivery import Patience
from tracker.rules.ladder import Rung
from tracker.rules.requests import Requests
from tracker.rules.words import Colour, Kind, Role, Step


class PolicyError(Exception):
    """A policy file does not hold together; the message names the file and the entry."""


@dataclass(frozen=True, slots=True)
class Policy:
    """``ladder[step][level]`` is the rung; ``routes`` maps a function (职能) to a body's name;
    ``templates[key]`` has ``subject`` and ``text``;
    ``topics`` and ``functions`` are what an officer may choose from.
    """

    version: str
    limits: tuple[Limit, ...]
    levels: tuple[Level, ...]
    ladder: Mapping[Step, Mapping[str, Rung]]
    routes: Mapping[str, str]
    templates: Mapping[str, Mapping[str, str]]
    counting: Counting
    patience: Patience
    requests: Requests
    topics: tuple[str, ...]
    functions: tuple[str, ...]

    @property
    def morning(self) -> time:
        """When a reminder of the day is due."""
        return self.counting.morning

    def levels_of(self, step: Step) -> tuple[Level, ...]:
        """Only the levels at which somebody is told: no alarm is planned for the others."""
        return tuple(level for level in self.levels if level.key in self.ladder.get(step, {}))

    def rung(self, step: Step, level: str) -> Rung:
        return self.ladder[step][level]


def read(name: str, folder: Path | None = None) -> dict[str, Any]:
    """One policy file, of ``folder`` where it has one of that name, else as shipped.

    Raises :class:`PolicyError` with the line when it is not TOML.
    """
    own = folder / name if folder else None
    shipped = resources.files("tracker.policy").joinpath(name)
    text = own.read_text("utf-8") if own and own.exists() else shipped.read_text("utf-8")
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise PolicyError(f"{name}: {error}") from error


def load_policy(folder: Path | None = None) -> Policy:
    """``folder`` holds changed files of the same names, for a look at what they would do."""
    limits_file, ladder_file, hours_file = (read(f"{name}.toml", folder) for name in ("limits", "ladder", "hours"))
    labels = read("labels.toml")
    policy = Policy(
        version="/".join(file["version"] for file in (limits_file, ladder_file, hours_file)),
        limits=tuple(_limit(entry, n) for n, entry in enumerate(limits_file["limit"], 1)),
        levels=tuple(Level(entry["key"], entry.get("percent"), entry.get("after")) for entry in ladder_file["level"]),
        ladder=_ladder(ladder_file),
        routes=read("routes.toml")["routes"],
        templates=read("templates.toml"),
        counting=_counting(hours_file, limits_file["knobs"]["morning"]),
        patience=_patience(),
        requests=_requests(),
        topics=tuple(labels["topics"]),
        functions=tuple(labels["functions"]),
    )
    _complete(policy)
    return policy


def _counting(file: Mapping[str, Any], morning: time) -> Counting:
    try:
        return counting_from(file, morning=morning)
    except (KeyError, TypeError, ValueError) as error:
        raise PolicyError(f"hours.toml: {error}") from error


def _patience() -> Patience:
    try:
        return patience_from(read("outbox.toml"))
    except (KeyError, ValueError) as error:
        raise PolicyError(f"outbox.toml: {error!r}") from error


def _requests() -> Requests:
    try:
        return requests_from(read("requests.toml"))
    except (KeyError, TypeError, ValueError) as error:
        raise PolicyError(f"requests.toml: {error!r}") from error


def _limit(entry: Mapping[str, Any], n: int) -> Limit:
    where = f"limits.toml, limit {n}"
    try:
        kinds = frozenset(Kind(kind) for kind in entry.get("kinds", ()))
        step, redo = Step(entry["step"]), entry.get("redo", False)
        limit = Limit(step, entry["amount"], entry["unit"], entry["basis"], kinds, redo)
    except (KeyError, ValueError) as error:
        raise PolicyError(f"{where}: {error!r}") from error
    if limit.amount < 1 or limit.unit not in UNITS or not limit.basis:
        raise PolicyError(f"{where}: needs a positive amount, a known unit and a legal basis")
    return limit


def _ladder(file: Mapping[str, Any]) -> dict[Step, dict[str, Rung]]:
    known = {level["key"] for level in file["level"]}
    ladder: dict[Step, dict[str, Rung]] = {}
    for name, rungs in file["steps"].items():
        if not known >= set(rungs):
            raise PolicyError(f"ladder.toml, steps.{name}: unknown level {sorted(set(rungs) - known)}")
        ladder[Step(name)] = {key: _rung(key, rung, file["basis"]) for key, rung in rungs.items()}
    return ladder


def _rung(level: str, entry: Mapping[str, Any], basis: Mapping[str, str]) -> Rung:
    card = Colour(entry["card"]) if "card" in entry else None
    roles = tuple(Role(role) for role in entry["roles"])
    return Rung(level, roles, card, basis[card.value] if card else "", entry.get("citizen", False))


def _complete(policy: Policy) -> None:
    unnamed = policy.routes.keys() - set(policy.functions)
    if unnamed:
        raise PolicyError(f"labels.toml: routes.toml knows functions that are missing here: {sorted(unnamed)}")
    for step in Step:
        if "100" not in policy.ladder.get(step, {}):
            raise PolicyError(f"ladder.toml: nobody is told when {step.value} is overdue")
        for kind in Kind:
            try:
                limit_for(policy.limits, step, kind, round=1)
            except LookupError as error:
                raise PolicyError(f"limits.toml: {error}") from error
