"""Who is told when an alarm goes off. Total: whoever cannot be told is skipped with the reason, never down to nobody.

The order: the one whose turn it is, the deputy of an absence, then the next above, up to the superior office.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain

from tracker.rules.conflict import recused, roles_for
from tracker.rules.facts import AbsenceFacts, BodyKind, CaseFacts, OfficerFacts, Org
from tracker.rules.ladder import RISE
from tracker.rules.words import Role

ABOVE_THE_OFFICE = frozenset({BodyKind.SUPERIOR, BodyKind.GOVERNMENT})


@dataclass(frozen=True, slots=True)
class Told:
    """One officer to tell, as what, and whom that skipped and why (Chinese, for the record)."""

    officer: int
    role: Role
    skipped: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Search:
    """One alarm: the case, the body that owns the clock, the chart, and the day."""

    case: CaseFacts
    owner: int
    org: Org
    day: date

    def places(self, role: Role) -> list[int]:
        """The bodies in which to look for somebody of this role, nearest first."""
        if role in (Role.HANDLER, Role.HEAD):
            # Not beyond the department: its own head is nearer to the matter than a handler of the office above.
            return [b for b in self.org.upward(self.owner) if self.org.top(b) == self.org.top(self.owner)]
        superior = self.org.only(BodyKind.SUPERIOR)
        above = [superior.id] if superior and role is Role.SUPERVISOR and superior.id != self.case.desk else []
        return [self.case.desk, *above]

    def may_see(self, officer: OfficerFacts) -> bool:
        """Whom the alarm reaches, the case is open to: what rises as far as the superior office is theirs to see."""
        return bool(roles_for(officer, replace(self.case, raised=True), self.org))

    def why_not(self, officer: OfficerFacts) -> str | None:
        """Why this officer cannot be told, or ``None``. A conflict of interest comes before all else."""
        away = officer.absence(self.day)
        reasons = (
            (recused(officer, self.case, self.org), "应当回避"),
            (not officer.active, "账号已停用"),
            (not officer.reachable, "联系方式失效"),
            (away is not None, away_zh(away) if away else ""),
            (not self.may_see(officer), "无权查看此件"),
        )
        return next((why for stands, why in reasons if stands), None)

    def deputies(self, officer: OfficerFacts) -> Iterator[OfficerFacts]:
        """Who stands in for an absent officer, and for an absent deputy in turn; a circle ends where it closes."""
        seen = {officer.id}
        absence = officer.absence(self.day)
        while absence and (deputy := self.org.officers.get(absence.deputy or 0)) and deputy.id not in seen:
            seen.add(deputy.id)
            yield deputy
            absence = deputy.absence(self.day)

    def stand_in(self, officer: OfficerFacts, role: Role) -> tuple[OfficerFacts | None, list[str]]:
        """The officer or the first deputy who can be told, and the skips on the way."""
        skips: list[str] = []
        for n, person in enumerate((officer, *self.deputies(officer))):
            why = self.why_not(person)
            if why is None:
                return person, skips
            skips.append(f"{person.name}（{'代办人' if n else role.zh}）{why}")
        return None, skips

    def nearest(self, role: Role) -> tuple[list[OfficerFacts], list[str]]:
        """Those of the nearest body that has any of this role who can be told, and the skips on the way."""
        skips: list[str] = []
        for body in self.places(role):
            usual = role is not Role.SUPERVISOR or self.org.bodies[body].kind is BodyKind.SUPERIOR
            if usual and not self.org.working(body, role):
                skips.append(f"{self.org.bodies[body].name}无在岗{role.zh}")
            found: list[OfficerFacts] = []
            for officer in self.org.posted(body, role):
                person, missed = self.stand_in(officer, role)
                skips += missed
                found += [person] if person else []
            if found:
                return found, skips
        return [], skips

    def climb(self, role: Role) -> list[Told]:
        """From this role upward to the first rank in which anybody can be told, else the last resort."""
        skips: list[str] = []
        for rank in RISE[RISE.index(role) :]:
            people, missed = self.nearest(rank)
            skips += missed
            if people:
                return [Told(person.id, rank, tuple(skips)) for person in people]
        return [Told(person.id, Role.SUPERVISOR, tuple(skips)) for person in self.anybody()]

    def anybody(self) -> list[OfficerFacts]:
        """The last resort, reachable, present or not: a notice that fails is then an item on an officer's list.

        Whoever may see the case; where nobody is left who may, directors and supervisors, who learn its number only.
        """
        able = [o for o in self.org.officers.values() if o.active and not recused(o, self.case, self.org)]
        seeing = [o for o in able if self.may_see(o)]
        return _leading(seeing) or seeing or _leading(able) or able


def away_zh(absence: AbsenceFacts) -> str:
    return f"请假至{absence.last.month}月{absence.last.day}日"


def _leading(officers: Sequence[OfficerFacts]) -> list[OfficerFacts]:
    return [o for o in officers if o.roles & {Role.DIRECTOR, Role.SUPERVISOR}]


def _of_owner(roles: Sequence[Role], case: CaseFacts, owner: int, org: Org) -> Sequence[Role]:
    """What somebody above the office in charge has to decide (复查 where no director may), nobody below is told of."""
    above = owner not in (case.desk, case.handling) and org.bodies[owner].kind in ABOVE_THE_OFFICE
    return (Role.SUPERVISOR,) if above else roles


def told(
    roles: Sequence[Role], case: CaseFacts, owner: int, org: Org, *, day: date, lead: bool = False
) -> tuple[Told, ...]:
    """Everybody to tell on this day, each once; with ``lead`` also who handles it at the body that answers.

    Raises :class:`LookupError` only when the whole district has no officer left.
    """
    search = _Search(case, owner, org, day)
    found: dict[int, Told] = {}
    climbs = [search.climb(role) for role in _of_owner(roles, case, owner, org)]
    if lead and case.handling is not None:
        climbs.append(replace(search, owner=case.handling).climb(Role.HANDLER))
    for person in chain.from_iterable(climbs):
        found.setdefault(person.officer, person)
    if not found:
        raise LookupError("nobody in the district can be told: add a director or a supervisor")
    return tuple(found.values())
