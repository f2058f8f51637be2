"""Frozen views of the world, made by the edges for the rules to look at."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from tracker.rules.words import Conduct, Kind, Role, Settled, Status, Step, Word


class BodyKind(Word):
    GOVERNMENT = "government", "政府"
    OFFICE = "office", "效能办"
    DEPARTMENT = "department", "部门"
    TOWN = "town", "镇街"
    SECTION = "section", "科室"
    SUPERIOR = "superior", "上级机关"


@dataclass(frozen=True, slots=True)
class BodyFacts:
    """``functions`` are what the body is there for; ``aliases`` what people call it."""

    id: int
    name: str
    kind: BodyKind
    parent: int | None = None
    functions: frozenset[str] = frozenset()
    aliases: frozenset[str] = frozenset()
    fallback: bool = False


@dataclass(frozen=True, slots=True)
class AbsenceFacts:
    """Away from ``first`` to ``last``, both days included; ``deputy`` is the officer who stands in."""

    first: date
    last: date
    deputy: int | None = None


@dataclass(frozen=True, slots=True)
class OfficerFacts:
    """``reachable`` is false when no door of the officer is known to work. ``kin`` and ``interests`` are the names
    and bodies the officer declared (利益申报), ``aside`` the cases the officer stepped aside from, ``admitted``
    the restricted cases a director let the officer read.
    """

    id: int
    name: str
    body: int
    roles: frozenset[Role]
    active: bool = True
    reachable: bool = True
    kin: frozenset[str] = frozenset()
    interests: frozenset[int] = frozenset()
    aside: frozenset[int] = frozenset()
    admitted: frozenset[int] = frozenset()
    absences: tuple[AbsenceFacts, ...] = ()

    def absence(self, day: date) -> AbsenceFacts | None:
        """The absence that covers the day; of several the one that lasts longest."""
        covering = [a for a in self.absences if a.first <= day <= a.last]
        return max(covering, key=lambda a: a.last, default=None)


@dataclass(frozen=True, slots=True)
class Org:
    """The tree of bodies and who works in it."""

    bodies: Mapping[int, BodyFacts]
    officers: Mapping[int, OfficerFacts]

    def upward(self, body: int) -> Iterator[int]:
        """The body, then its parent, and so on to the root."""
        seen: set[int] = set()
        current: int | None = body
        while current is not None and current not in seen:
            seen.add(current)
            yield current
            current = self.bodies[current].parent

    def within(self, body: int) -> frozenset[int]:
        """The body and everything below it."""
        return frozenset(other for other in self.bodies if body in self.upward(other))

    def top(self, body: int) -> int:
        """The department a body belongs to: the highest above it below the government."""
        top = body
        for step in self.upward(body):
            if step != body and self.bodies[step].kind in (BodyKind.GOVERNMENT, BodyKind.SUPERIOR):
                break
            top = step
        return top

    def line(self, body: int) -> frozenset[int]:
        """The whole department of a body.

        Accusation material may not reach the accused body or its line (信访工作条例 art. 30(3), 46(5)).
        An accused superior office is shut out alone: the district below it still has to take the case in.
        """
        top = self.top(body)
        return frozenset({top}) if self.bodies[top].kind is BodyKind.SUPERIOR else self.within(top)

    def closed_to(self, body: int) -> frozenset[int]:
        """The bodies whose accusation shuts this body out: those in whose line it stands."""
        tops = {top for top in self.upward(body) if top == body or self.bodies[top].kind is not BodyKind.SUPERIOR}
        return frozenset(other for other in self.bodies if self.top(other) in tops)

    def working(self, body: int, role: Role) -> tuple[OfficerFacts, ...]:
        """Active officers of exactly this body in this role, in a stable order."""
        return tuple(
            o
            for o in sorted(self.officers.values(), key=lambda o: o.id)
            if o.active and o.body == body and role in o.roles
        )

    def posted(self, body: int, role: Role) -> tuple[OfficerFacts, ...]:
        """As :meth:`working`, with the disabled accounts too: who should have been told, so that a skip has a name."""
        here = (o for o in self.officers.values() if o.body == body and role in o.roles)
        return tuple(sorted(here, key=lambda o: o.id))

    def only(self, kind: BodyKind) -> BodyFacts | None:
        """The first body of this kind, by id."""
        return next((b for b in sorted(self.bodies.values(), key=lambda b: b.id) if b.kind is kind), None)


@dataclass(frozen=True, slots=True)
class ClockFacts:
    id: int
    step: Step
    owner: int
    due: datetime
    settled: Settled | None = None


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """``desk`` is the office in charge of the case, ``holder`` the body on whose desk it lies now,
    ``handling`` the body that has to answer it. ``raised`` is what may not stay below: overdue,
    a leader accused, money asked for, or an alarm that nobody below could take.
    ``restricted`` when only directors and those admitted may read it. ``assisting`` are the bodies that were asked
    for an opinion (协办) and may read the case for it.
    """

    id: int
    number: str
    status: Status
    kind: Kind
    conduct: Conduct
    desk: int
    holder: int | None
    handling: int | None = None
    target: int | None = None
    target_person: str | None = None
    raised: bool = False
    restricted: bool = False
    assisting: frozenset[int] = frozenset()
    designated: bool = False
    answered: bool = False
    ended_reason: str | None = None
    clocks: tuple[ClockFacts, ...] = ()

    @property
    def accuses(self) -> bool:
        """A complaint about the conduct of a known body, or of whoever leads it: the body and its line are shut out."""
        return self.target is not None and (self.conduct is not Conduct.NONE or self.restricted)
