"""Which of many belong together, when all that is known is how near some pairs are."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Final, NamedTuple

_JOIN: Final = 0.15
"""Two groups become one while their members are that near on average. Two letters that are each a little
like a third would otherwise chain whole districts into one matter."""


class Link(NamedTuple):
    """Between numbers; ``score`` in 0..1. Only a ``firm`` one joins, the others only speak for or against it."""

    one: int
    other: int
    score: float
    firm: bool


def groups(count: int, links: Iterable[Link]) -> list[list[int]]:
    """Every number below ``count`` in one group, ascending; the nearest are joined first. At most one link a pair."""
    every = list(links)
    total = _Totals(every)
    head = list(range(count))
    members = {number: [number] for number in range(count)}
    for link in sorted((link for link in every if link.firm), key=lambda link: (-link.score, link)):
        kept, gone = sorted((head[link.one], head[link.other]), key=lambda group: (-len(members[group]), group))
        if kept != gone and total.of(kept, gone) >= _JOIN * len(members[kept]) * len(members[gone]):
            for number in members[gone]:
                head[number] = kept
            members[kept] += members.pop(gone)
            total.join(kept, gone)
    return [sorted(group) for group in members.values()]


class _Totals:
    """The sum of the scores between two groups, kept up while groups are joined."""

    def __init__(self, links: Iterable[Link]) -> None:
        self._near: defaultdict[int, dict[int, float]] = defaultdict(dict)
        for one, other, score, _ in links:
            self._near[one][other] = self._near[other][one] = score

    def of(self, one: int, other: int) -> float:
        return self._near[one].get(other, 0.0)

    def join(self, kept: int, gone: int) -> None:
        for other, score in self._near.pop(gone).items():
            del self._near[other][gone]
            if other != kept:
                self._near[kept][other] = self._near[other][kept] = self.of(kept, other) + score
