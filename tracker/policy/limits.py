"""Reads ``limits.toml``: what is missing, unknown or said twice is refused with its line."""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import combinations
from typing import Any, Final, TypeVar

from tracker.policy.lines import headers, last_line, line_in
from tracker.rules.clocks import SHARED, Limit, limit_for
from tracker.rules.words import Kind, Step

NEEDED: Final = ("step", "amount", "unit", "basis")
KNOWN: Final = frozenset({*NEEDED, "kinds", "redo"})

MOST: Final = {"workday": 500, "natural": 730, "hour": 10_000, "workhour": 4_000, "minute": 100_000}
"""The units there are, and what is surely a slip of the pen: beyond it no calendar reaches."""

W = TypeVar("W", Step, Kind)

Where = Callable[[str], str]
"""Key of an entry → 第27行：, the line of its header where the entry lacks the key."""


def limits_from(file: Mapping[str, Any], text: str) -> tuple[Limit, ...]:
    """Raises :class:`ValueError`, its message beginning with the line (第27行：)."""
    entries = file.get("limit")
    if not isinstance(entries, list) or not entries or not all(isinstance(entry, dict) for entry in entries):
        raise ValueError("第1行：没有一条 [[limit]]")
    starts = headers(text, "[[limit]]")
    lines = starts if len(starts) == len(entries) else [1] * len(entries)
    limits = tuple(_limit(entry, partial(_where, text, line)) for entry, line in zip(entries, lines, strict=True))
    _never_twice(limits, lines)
    _without_gap(limits, lines, text)
    return limits


def _where(text: str, first: int, key: str) -> str:
    return f"第{line_in(text, first, key)}行："


def _limit(entry: Mapping[str, Any], where: Where) -> Limit:
    for name in sorted(entry.keys() - KNOWN):
        raise ValueError(f"{where(name)}不认识 {name}")
    for name in NEEDED:
        if name not in entry:
            raise ValueError(f"{where('')}缺少 {name}")
    return Limit(
        _word(Step, entry["step"], where("step")),
        _amount(entry["amount"], entry["unit"], where),
        entry["unit"],
        _basis(entry["basis"], where("basis")),
        _kinds(entry.get("kinds", []), where("kinds")),
        _switch(entry.get("redo", False), where("redo")),
    )


def _word(words: type[W], value: Any, where: str) -> W:
    try:
        return words(value)
    except ValueError as error:
        raise ValueError(f"{where}不认识 {value!r}，只能是 {'、'.join(words)}") from error


def _amount(amount: Any, unit: Any, where: Where) -> int:
    if not isinstance(unit, str) or unit not in MOST:
        raise ValueError(f"{where('unit')}不认识单位 {unit!r}，只能是 {'、'.join(MOST)}")
    if type(amount) is not int or not 1 <= amount <= MOST[unit]:
        raise ValueError(f"{where('amount')}期限要写 1–{MOST[unit]} 的整数，不能是 {amount!r}")
    return amount


def _basis(basis: Any, where: str) -> str:
    if not isinstance(basis, str) or not basis.strip():
        raise ValueError(f"{where}要写明依据")
    return basis


def _kinds(kinds: Any, where: str) -> frozenset[Kind]:
    if not isinstance(kinds, list):
        raise ValueError(f"{where}kinds 要写成 [\"consult\", …]")
    return frozenset(_word(Kind, kind, where) for kind in kinds)


def _switch(value: Any, where: str) -> bool:
    if not isinstance(value, bool):
        raise ValueError(f"{where}redo 只能是 true 或 false")
    return value


def _never_twice(limits: Sequence[Limit], lines: Sequence[int]) -> None:
    for (one, first), (other, second) in combinations(zip(limits, lines, strict=True), 2):
        same = (one.step, one.redo, bool(one.kinds)) == (other.step, other.redo, bool(other.kinds))
        if same and (one.kinds & other.kinds or not one.kinds):
            which = "、".join(sorted(kind.zh for kind in one.kinds & other.kinds))
            raise ValueError(f"第{second}行：和第{first}行重复，都是“{one.step.zh}”{which}的期限")


def _without_gap(limits: Sequence[Limit], lines: Sequence[int], text: str) -> None:
    for step in (step for step in Step if step not in SHARED):
        for kind in Kind:
            try:
                limit_for(limits, step, kind, round=1)
            except LookupError as error:
                near = [line for limit, line in zip(limits, lines, strict=True) if limit.step is step]
                line = near[0] if near else last_line(text)
                raise ValueError(f"第{line}行：“{step.zh}”（{step.value}）缺{kind.zh}的期限") from error


def with_amounts(text: str, amounts: Mapping[int, int], *, version: str) -> str:
    """The file with other figures in its entries, counted from 0; comments, bases and everything else stay.

    Raises :class:`ValueError` for an entry that is not written as a table of its own.
    """
    lines, starts = text.splitlines(), headers(text, "[[limit]]")
    for entry, amount in amounts.items():
        if entry >= len(starts):
            raise ValueError("这一条不能在网页上改，请上传整个文件。")
        at = line_in(text, starts[entry], "amount") - 1
        lines[at] = re.sub(r"=\s*[\d_]+", f"= {amount}", lines[at], count=1)
    lines = [re.sub(r'^(version\s*=\s*)"[^"]*"', rf'\g<1>"{version}"', line) for line in lines]
    return "\n".join(lines) + "\n"
