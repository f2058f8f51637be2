"""同一问题多人反映: which cases hang together, and when so many do that somebody must look."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from tracker.rules.conflict import shut_out
from tracker.rules.facts import CaseFacts, Org


class Alike(StrEnum):
    """How two cases belong together: the same words again, or other words about the same thing."""

    AGAIN = "again"
    EVENT = "event"

    @property
    def zh(self) -> str:
        return {"again": "说的几乎一样", "event": "像是同一件事"}[self.value]


@dataclass(frozen=True, slots=True)
class Crowds:
    """``people`` or ``cases`` within ``within`` make a matter hot; a page shows ``at_most`` like cases."""

    people: int
    cases: int
    within: timedelta
    at_most: int
    basis: str

    def hot(self, people: int, cases: int) -> bool:
        return people >= self.people or cases >= self.cases


def together(start: int, ties: Mapping[int, Iterable[int]]) -> frozenset[int]:
    """Everything that can be reached from ``start`` along the ties, itself included."""
    seen, todo = {start}, [start]
    while todo:
        new = set(ties.get(todo.pop(), ())) - seen
        seen |= new
        todo += new
    return frozenset(seen)


def why_not_merged(one: CaseFacts, other: CaseFacts, org: Org) -> str | None:
    """``None`` when both may be looked into as one: on one desk, open to the same people (信访工作条例 30)."""
    if one.id == other.id:
        return "不能和自己并案，请填写另一件的编号。"
    if not other.status.open:
        return "那一件已经结束，不能并入；这一件照常办理。"
    if one.restricted or other.restricted:
        return "限制查看的诉求件不并案。"
    if one.desk != other.desk or shut_out(one, org) != shut_out(other, org):
        return "两件应当回避的单位不一样，不能并案：一件的承办单位可能正是另一件反映的单位。"
    return None
