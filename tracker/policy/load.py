"""The law as data, read once and checked: a gap or a contradiction refuses to load and says where."""

import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import time
from hashlib import sha256
from importlib import resources
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, TypeVar

from tracker.policy.accountability import Accountability, accountability_from
from tracker.policy.answer import gate_from
from tracker.policy.appeals import Appeals, appeals_from
from tracker.policy.assisting import assisting_from
from tracker.policy.crowds import crowds_from
from tracker.policy.gaming import gaming_from
from tracker.policy.hours import counting_from
from tracker.policy.ladder import LadderPolicy, ladder_from, levels_from
from tracker.policy.limits import limits_from
from tracker.policy.lines import line_naming, not_toml, sentence_of
from tracker.policy.outbox import canary_from, patience_from
from tracker.policy.requests import requests_from
from tracker.policy.restricted import Receiver, receivers_from, reply_days_from
from tracker.policy.retention import retention_from
from tracker.rules.accountability import Measure
from tracker.rules.assisting import Assisting
from tracker.rules.clocks import Level, Limit
from tracker.rules.counting import Counting
from tracker.rules.crowds import Crowds
from tracker.rules.delivery import Canary, Patience
from tracker.rules.gaming import Gaming
from tracker.rules.ladder import Colours, Repetition, Rung
from tracker.rules.quality import Gate
from tracker.rules.requests import Requests
from tracker.rules.retention import Retention
from tracker.rules.words import Step

Part = TypeVar("Part")

SHIPPED: Final = resources.files("tracker.policy")
VERSIONED: Final = ("limits.toml", "ladder.toml", "hours.toml")
NOTHING: Final[Mapping[str, str]] = MappingProxyType({})


class PolicyError(Exception):
    """A policy file does not hold together; the message names the file and the entry."""


@dataclass(frozen=True, slots=True)
class Policy:
    """``version`` is what the files call themselves, ``fingerprint`` 12 hexadecimal signs of what they say.

    ``ladder[step][level]`` is the rung; ``routes`` maps a function (职能) to a body's name;
    ``templates[key]`` has ``subject`` and ``text``;
    ``topics`` and ``functions`` are what an officer may choose from.
    """

    version: str
    fingerprint: str
    limits: tuple[Limit, ...]
    levels: tuple[Level, ...]
    ladder: Mapping[Step, Mapping[str, Rung]]
    colours: Colours
    repeats: Mapping[Step, Repetition]
    routes: Mapping[str, str]
    templates: Mapping[str, Mapping[str, str]]
    counting: Counting
    patience: Patience
    canary: Canary
    gate: Gate
    accountability: Accountability
    gaming: Gaming
    crowds: Crowds
    papers: Mapping[str, Mapping[str, str]]
    paper_marks: Mapping[str, str]
    requests: Requests
    assisting: Assisting
    targets: Mapping[str, Any]
    topics: tuple[str, ...]
    functions: tuple[str, ...]
    receivers: tuple[Receiver, ...]
    reply_days: int
    retention: Retention
    appeals: Appeals

    @property
    def morning(self) -> time:
        """When a reminder of the day is due."""
        return self.counting.morning

    def levels_of(self, step: Step) -> tuple[Level, ...]:
        """Only the levels at which somebody is told: no alarm is planned for the others."""
        return tuple(level for level in self.levels if level.key in self.ladder.get(step, {}))

    def rung(self, step: Step, level: str) -> Rung:
        """An alarm planned under an older ladder may stand at a level this one leaves out. It is not silent:
        those are told who hear when the limit has passed, without a card.
        """
        rungs = self.ladder[step]
        return rungs[level] if level in rungs else replace(rungs["100"], level=level, card=None, citizen=False)


def text_of(name: str, folder: Path | None = None) -> str:
    """One policy file, of ``folder`` where it has one of that name, else as shipped."""
    own = folder / name if folder else None
    return own.read_text("utf-8") if own and own.exists() else SHIPPED.joinpath(name).read_text("utf-8")


def read(name: str, folder: Path | None = None) -> dict[str, Any]:
    """As :func:`text_of`, parsed. Raises :class:`PolicyError` with the line when it is not TOML."""
    return parsed(name, text_of(name, folder))


def parsed(name: str, text: str) -> dict[str, Any]:
    """Raises :class:`PolicyError` with the line."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise PolicyError(f"{name} {not_toml(text, error)}") from error


def fingerprint(*texts: str) -> str:
    """The same words, the same 12 signs; where a line ends does not count."""
    whole = sha256()
    for text in texts:
        whole.update("\n".join(text.splitlines()).encode() + b"\0")
    return whole.hexdigest()[:12]


def _parts() -> dict[str, tuple[str, Callable[[Mapping[str, Any]], Any]]]:
    """Each part of the policy that one file holds, and who reads it."""
    return {
        "patience": ("outbox.toml", patience_from),
        "canary": ("outbox.toml", canary_from),
        "gate": ("answer.toml", gate_from),
        "accountability": ("accountability.toml", accountability_from),
        "gaming": ("gaming.toml", gaming_from),
        "crowds": ("crowds.toml", crowds_from),
        "assisting": ("assisting.toml", assisting_from),
        "requests": ("requests.toml", requests_from),
        "targets": ("targets.toml", targets_from),
        "receivers": ("restricted.toml", receivers_from),
        "reply_days": ("restricted.toml", reply_days_from),
        "retention": ("retention.toml", retention_from),
        "appeals": ("appeals.toml", appeals_from),
    }


def load_policy(folder: Path | None = None, texts: Mapping[str, str] = NOTHING) -> Policy:
    """``folder`` holds changed files of the same names, for a look at what they would do; ``texts`` are files
    by name that stand before both.

    Raises :class:`PolicyError` with file and line.
    """
    unknown = sorted(texts.keys() - set(_names()))
    if unknown:
        raise PolicyError(f"{unknown[0]}：没有叫这个名字的规则文件，有 {'、'.join(sorted(_names()))}")
    words = {name: texts[name] if name in texts else text_of(name, folder) for name in _names()}
    limits_file, ladder_file, hours_file = (parsed(name, words[name]) for name in VERSIONED)
    labels, rungs = read("labels.toml"), _rungs(ladder_file, words["ladder.toml"])
    policy = Policy(
        version="/".join(_version(name, words[name]) for name in VERSIONED),
        fingerprint=fingerprint(*(words[name] for name in sorted(words))),
        limits=_limits(limits_file, words["limits.toml"]),
        levels=_levels(ladder_file, words["ladder.toml"]),
        ladder=rungs.steps,
        colours=rungs.colours,
        repeats=rungs.repeats,
        routes=read("routes.toml")["routes"],
        templates=read("templates.toml"),
        counting=_counting(hours_file, _morning(limits_file, words["limits.toml"])),
        papers=_papers(),
        paper_marks={name: word for name, word in read("papers.toml").items() if isinstance(word, str)},
        topics=tuple(labels["topics"]),
        functions=tuple(labels["functions"]),
        **{part: _part(name, reader) for part, (name, reader) in _parts().items()},
    )
    _complete(policy, words["ladder.toml"])
    return policy


def _names() -> Iterator[str]:
    return (found.name for found in SHIPPED.iterdir() if found.name.endswith(".toml"))


def _version(name: str, text: str) -> str:
    version = parsed(name, text).get("version")
    if not isinstance(version, str) or not version.strip():
        raise PolicyError(f"{name} 第1行：缺少 version")
    return version


def _limits(file: Mapping[str, Any], text: str) -> tuple[Limit, ...]:
    try:
        return limits_from(file, text)
    except ValueError as error:
        raise PolicyError(f"limits.toml {error}") from error


def _morning(file: Mapping[str, Any], text: str) -> time:
    knobs = file.get("knobs")
    morning = knobs.get("morning") if isinstance(knobs, dict) else None
    if not isinstance(morning, time):
        raise PolicyError(f"limits.toml 第{line_naming(text, 'knobs')}行：缺少 morning = 09:00:00（当日提醒几点发出）")
    return morning


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


def _rungs(file: Mapping[str, Any], text: str) -> LadderPolicy:
    return _of_ladder(file, text, ladder_from)


def _levels(file: Mapping[str, Any], text: str) -> tuple[Level, ...]:
    return _of_ladder(file, text, levels_from)


def _of_ladder(file: Mapping[str, Any], text: str, reader: Callable[[Mapping[str, Any]], Part]) -> Part:
    try:
        return reader(file)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        sentence = sentence_of(error)
        raise PolicyError(f"ladder.toml 第{line_naming(text, str(error))}行：{sentence}") from error


def _complete(policy: Policy, ladder: str) -> None:
    unnamed = policy.routes.keys() - set(policy.functions)
    if unnamed:
        raise PolicyError(f"labels.toml: routes.toml knows functions that are missing here: {sorted(unnamed)}")
    for step in Step:
        if "100" not in policy.ladder.get(step, {}):
            line = line_naming(ladder, f"steps.{step.value}:")
            raise PolicyError(f"ladder.toml 第{line}行：“{step.zh}”（{step.value}）逾期时没有人被提醒")
