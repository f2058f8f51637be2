"""The law as data, read once and checked: a gap or a contradiction refuses to load and says where."""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import time
from importlib import resources
from pathlib import Path
from typing import Any, TypeVar

from tracker.policy.accountability import Accountability, accountability_from
from tracker.policy.answer import gate_from
from tracker.policy.assisting import assisting_from
from tracker.policy.gaming import gaming_from
from tracker.policy.hours import counting_from
from tracker.policy.ladder import LadderPolicy, ladder_from
from tracker.policy.outbox import patience_from
from tracker.policy.requests import requests_from
from tracker.policy.restricted import Receiver, receivers_from, reply_days_from
from tracker.rules.accountability import Measure
from tracker.rules.assisting import Assisting
from tracker.rules.clocks import SHARED, Level, Limit, limit_for
from tracker.rules.counting import UNITS, Counting
from tracker.rules.delivery import Patience
from tracker.rules.gaming import Gaming
from tracker.rules.ladder import Colours, Repetition, Rung
from tracker.rules.quality import Gate
from tracker.rules.requests import Requests
from tracker.rules.words import Kind, Step

Part = TypeVar("Part")


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
    colours: Colours
    repeats: Mapping[Step, Repetition]
    routes: Mapping[str, str]
    templates: Mapping[str, Mapping[str, str]]
    counting: Counting
    patience: Patience
    gate: Gate
    accountability: Accountability
    gaming: Gaming
    papers: Mapping[str, Mapping[str, str]]
    paper_marks: Mapping[str, str]
    requests: Requests
    assisting: Assisting
    targets: Mapping[str, Any]
    topics: tuple[str, ...]
    functions: tuple[str, ...]
    receivers: tuple[Receiver, ...]
    reply_days: int

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
    labels, rungs = read("labels.toml"), _rungs(ladder_file)
    policy = Policy(
        version="/".join(file["version"] for file in (limits_file, ladder_file, hours_file)),
        limits=tuple(_limit(entry, n) for n, entry in enumerate(limits_file["limit"], 1)),
        levels=tuple(Level(entry["key"], entry.get("percent"), entry.get("after")) for entry in ladder_file["level"]),
        ladder=rungs.steps,
        colours=rungs.colours,
        repeats=rungs.repeats,
        routes=read("routes.toml")["routes"],
        templates=read("templates.toml"),
        counting=_counting(hours_file, limits_file["knobs"]["morning"]),
        patience=_part("outbox.toml", patience_from),
        gate=_part("answer.toml", gate_from),
        accountability=_part("accountability.toml", accountability_from),
        gaming=_part("gaming.toml", gaming_from),
        papers=_papers(),
        paper_marks={name: word for name, word in read("papers.toml").items() if isinstance(word, str)},
        requests=_part("requests.toml", requests_from),
        assisting=_part("assisting.toml", assisting_from),
        targets=_part("targets.toml", targets_from),
        topics=tuple(labels["topics"]),
        functions=tuple(labels["functions"]),
        receivers=_part("restricted.toml", receivers_from),
        reply_days=_part("restricted.toml", reply_days_from),
    )
    _complete(policy)
    return policy


def _counting(file: Mapping[str, Any], morning: time) -> Counting:
    try:
        return counting_from(file, morning=morning)
    except (KeyError, TypeError, ValueError) as error:
        raise PolicyError(f"hours.toml: {error}") from error


def _part(name: str, reader: Callable[[Mapping[str, Any]], Part]) -> Part:
    """What ``reader`` makes of one file; its complaint names the file."""
    try:
        return reader(read(name))
    except (KeyError, TypeError, ValueError) as error:
        raise PolicyError(f"{name}: {error!r}") from error


def _papers() -> dict[str, Mapping[str, str]]:
    file = read("papers.toml")
    missing = [measure.value for measure in Measure if not {"title", "text"} <= set(file.get(measure.value, ()))]
    if missing:
        raise PolicyError(f"papers.toml: no title or text for {missing}")
    return {measure.value: file[measure.value] for measure in Measure}


def targets_from(file: Mapping[str, Any]) -> Mapping[str, Any]:
    if not 0 < file["on_time"] <= 100 or not file["basis"]:
        raise ValueError("a target is a share in percent, with its basis")
    return file


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


def _rungs(file: Mapping[str, Any]) -> LadderPolicy:
    try:
        return ladder_from(file)
    except (KeyError, ValueError) as error:
        raise PolicyError(f"ladder.toml: {error}") from error


def _complete(policy: Policy) -> None:
    unnamed = policy.routes.keys() - set(policy.functions)
    if unnamed:
        raise PolicyError(f"labels.toml: routes.toml knows functions that are missing here: {sorted(unnamed)}")
    for step in Step:
        if "100" not in policy.ladder.get(step, {}):
            raise PolicyError(f"ladder.toml: nobody is told when {step.value} is overdue")
        for kind in Kind if step not in SHARED else ():
            try:
                limit_for(policy.limits, step, kind, round=1)
            except LookupError as error:
                raise PolicyError(f"limits.toml: {error}") from error
