"""Draws ``docs/lifecycle.mmd`` from the table: ``python -m tests.tracker.rules.picture > docs/lifecycle.mmd``."""

import sys
from collections.abc import Iterator

from tracker.rules.lifecycle import STEPS
from tracker.rules.words import Role, Status

HEAD = """\
%% Drawn from tracker/rules/lifecycle.py by tests/tracker/rules/picture.py; a test compares the two.
%% Acts that leave the status as it is (备注, 补充, 更正 …) are no arrows.
stateDiagram-v2
"""


def mermaid() -> str:
    return HEAD + "".join(f"    {line}\n" for line in (*_names(), *_arrows(), *_ends()))


def _names() -> Iterator[str]:
    yield from (f"{status.value} : {status.zh}" for status in Status)
    yield f"[*] --> {Status.REGISTERED.value} : 登记"


def _arrows() -> Iterator[str]:
    for rule in STEPS:
        who = "、".join(role.zh for role in Role if role in rule.roles)
        for status in Status:
            if rule.target is not None and status in rule.sources:
                yield f"{status.value} --> {rule.target.value} : {rule.action.zh}（{who}）"


def _ends() -> Iterator[str]:
    yield from (f"{status.value} --> [*]" for status in Status if not status.open)


if __name__ == "__main__":
    sys.stdout.write(mermaid())
