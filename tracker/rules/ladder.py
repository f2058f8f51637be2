"""Who is told when an alarm goes off. Total: if those named cannot be told, the next above is, never nobody."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tracker.rules.conflict import barred, recused
from tracker.rules.facts import BodyKind, CaseFacts, OfficerFacts, Org
from tracker.rules.words import Colour, Role

RISE = (Role.HANDLER, Role.HEAD, Role.INTAKE, Role.DIRECTOR, Role.SUPERVISOR)
"""The order in which an alarm rises when somebody cannot be told."""


COLOURS = {"50": Colour.BLUE, "80": Colour.YELLOW}
"""What a case wears after a level: blue, then yellow; from the due instant on, red (colours A)."""


def colour_after(levels: Iterable[str]) -> Colour:
    """The worst colour of the levels that have been reached; calm before the first."""
    worn = [COLOURS.get(level, Colour.RED) for level in levels]
    return max(worn, key=list(Colour).index, default=Colour.CALM)


@dataclass(frozen=True, slots=True)
class Rung:
    """Policy: at ``level`` these roles are told, and a card of this colour goes on record.

    ``citizen`` when the complainant is told of the delay as well.
    """

    level: str
    roles: tuple[Role, ...]
    card: Colour | None = None
    basis: str = ""
    citizen: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """One officer to tell, as what, and whom that skipped and why (Chinese, for the record)."""

    officer: int
    role: Role
    skipped: tuple[str, ...] = ()


def _places(role: Role, case: CaseFacts, owner: int, org: Org) -> list[int]:
    """The bodies in which to look for somebody of this role, nearest first."""
    if role in (Role.HANDLER, Role.HEAD):
        # Not beyond the department: its own head is nearer to the matter than a handler of the office above.
        return [b for b in org.upward(owner) if org.top(b) == org.top(owner)]
    if role is Role.SUPERVISOR:
        superior = org.only(BodyKind.SUPERIOR)
        return [case.desk] + ([superior.id] if superior else [])
    return [case.desk]


def _fit(officer: OfficerFacts, case: CaseFacts, org: Org) -> str | None:
    """Why this officer cannot be told, or ``None``."""
    if recused(officer, case, org):
        return "应当回避"
    if barred(officer, case, org):
        return "未获准查看"
    if not officer.reachable:
        return "联系方式失效"
    return None


def _nearest(role: Role, case: CaseFacts, owner: int, org: Org) -> tuple[list[OfficerFacts], list[str]]:
    """Those of the nearest body that has any of this role who can be told, and the skips on the way."""
    skips: list[str] = []
    for body in _places(role, case, owner, org):
        here = org.working(body, role)
        if not here:
            skips.append(f"{org.bodies[body].name}无在岗{role.zh}")
        fit = [o for o in here if _fit(o, case, org) is None]
        skips += [f"{o.name}（{role.zh}）{why}" for o in here if (why := _fit(o, case, org))]
        if fit:
            return fit, skips
    return [], skips


def _anybody(case: CaseFacts, org: Org) -> list[OfficerFacts]:
    """The last resort: any active director or supervisor, reachable or not: the failed notice is then a list item."""
    last = (Role.DIRECTOR, Role.SUPERVISOR)
    able = [o for o in org.officers.values() if o.active and not recused(o, case, org)]
    reading = [o for o in able if not barred(o, case, org)]
    return [o for o in reading if o.roles & set(last)] or reading or able


def told(roles: Sequence[Role], case: CaseFacts, owner: int, org: Org) -> tuple[Told, ...]:
    """Everybody to tell, each once. Raises :class:`LookupError` only when the whole district has no officer left."""
    found: dict[int, Told] = {}
    for role in roles:
        skips: list[str] = []
        for rank in RISE[RISE.index(role) :]:
            people, missed = _nearest(rank, case, owner, org)
            skips += missed
            for officer in people:
                found.setdefault(officer.id, Told(officer.id, rank, tuple(skips)))
            if people:
                break
        else:
            for officer in _anybody(case, org):
                found.setdefault(officer.id, Told(officer.id, Role.SUPERVISOR, tuple(skips)))
    if not found:
        raise LookupError("nobody in the district can be told: add a director or a supervisor")
    return tuple(found.values())
