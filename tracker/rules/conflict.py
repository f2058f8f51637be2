"""回避: who may not touch or see a case, and as what somebody who may does so.

A complaint about the conduct of body A is neither dispatched to A nor visible to A's
officers (信访工作条例 art. 28, 30(3), 46(5)).
"""

from tracker.rules.errors import Conflict, NotReady
from tracker.rules.facts import BodyKind, CaseFacts, OfficerFacts, Org
from tracker.rules.words import Conduct, Kind, Role

RESTRICTED_TO = frozenset({Role.DIRECTOR, Role.SUPERVISOR})
"""Who may read a restricted case without being let in."""

HELPING = frozenset({Role.HANDLER, Role.HEAD})
"""Who writes the opinion of an assisting body."""


def shut_out(case: CaseFacts, org: Org) -> frozenset[int]:
    """Bodies that must learn nothing of the case."""
    if not case.accuses or case.target is None or case.target not in org.bodies:
        return frozenset()
    return org.line(case.target)


def recused(officer: OfficerFacts, case: CaseFacts, org: Org) -> bool:
    """The officer's body is shut out, the officer or a declared relative is the person complained about, the matter
    concerns a body the officer declared an interest in, or the officer stepped aside.
    """
    return (
        officer.body in shut_out(case, org)
        or any(meant(name, case.target_person) for name in (officer.name, *officer.kin))
        or (case.target in org.bodies and bool(officer.interests & org.line(case.target or 0)))
        or case.id in officer.aside
    )


def meant(name: str, words: str | None) -> bool:
    """Whether the citizen's words for a person (陈志远局长) hold this officer's name."""
    return bool(name) and words is not None and name in words


def barred(officer: OfficerFacts, case: CaseFacts, org: Org) -> bool:
    """Recused, or the case is restricted and the officer neither decides about it nor was let in.

    Whoever is barred is not told, reminded, asked, made a stand-in or shown anything of the case.
    """
    return recused(officer, case, org) or not (readable_as(officer, case) & officer.roles)


def readable_as(officer: OfficerFacts, case: CaseFacts) -> frozenset[Role]:
    """The roles that open a case of this kind to this officer, wherever the officer sits."""
    return RESTRICTED_TO if case.restricted and case.id not in officer.admitted else frozenset(Role)


def roles_for(officer: OfficerFacts, case: CaseFacts, org: Org) -> frozenset[Role]:
    """The officer's roles that count for this case; empty means: not even visible.

    Desk roles count for cases of the officer's own office, body roles for cases that the officer's body
    (or one below it) has to answer; whoever was only asked for an opinion is an assistant there.
    A supervisor sees what may not stay below in the offices under them.
    """
    if not officer.active or recused(officer, case, org):
        return frozenset()
    own = org.within(officer.body)
    counting: set[Role] = set()
    if case.desk == officer.body:
        counting |= {Role.INTAKE, Role.DIRECTOR, Role.SUPERVISOR}
    if case.raised and case.desk in own:
        counting.add(Role.SUPERVISOR)
    if case.handling in own:
        counting |= {Role.HANDLER, Role.HEAD}
    mine = officer.roles & readable_as(officer, case)
    helps = frozenset({Role.ASSISTANT}) if mine & HELPING and case.assisting & own else frozenset()
    return (mine & counting) | helps


def check_dispatch(body: int, case: CaseFacts, org: Org) -> None:
    """Raises :class:`Conflict` when ``body`` is the one complained about or in its line, and for a restricted case."""
    if case.restricted:
        raise Conflict(
            "这一件涉及单位负责人或者钱物，不能转办。请在时限内移送；经核实不属于这种情形的，先解除限制再转办。"
        )
    if body in shut_out(case, org):
        name = org.bodies[body].name
        raise Conflict(f"诉求件反映的正是{name}（或其上下级）的效能问题，依法应当回避。请另选承办单位。")


def restricts(*, conduct: Conduct, kind: Kind, leader: bool, money: bool) -> bool:
    """Who leads a body is complained about, or money or gifts come into it: a matter for those above (移送)."""
    about_conduct = conduct is not Conduct.NONE or kind in (Kind.COMPLAINT, Kind.REPORT)
    return about_conduct and (leader or money)


def desk_for(case_target: int | None, *, accuses: bool, org: Org, person: str | None = None) -> int:
    """The office that takes the case: the efficiency office, or the one above it when it or its director is accused.

    Raises :class:`NotReady` where no district has been loaded.
    """
    office = org.only(BodyKind.OFFICE)
    superior = org.only(BodyKind.SUPERIOR)
    if office is None:
        raise NotReady("本系统还没有设置受理单位，暂时不能登记。请联系管理员。")
    own = accuses and case_target is not None and office.id in org.line(case_target)
    directors = org.working(office.id, Role.DIRECTOR)
    if superior is not None and (own or any(meant(director.name, person) for director in directors)):
        return superior.id
    return office.id
