"""回避: who may not touch or see a case, and as what somebody who may does so.

A complaint about the conduct of body A is neither dispatched to A nor visible to A's
officers (信访工作条例 art. 28, 30(3), 46(5)).
"""

from tracker.rules.errors import Conflict, NotReady
from tracker.rules.facts import BodyKind, CaseFacts, OfficerFacts, Org
from tracker.rules.words import Role


def shut_out(case: CaseFacts, org: Org) -> frozenset[int]:
    """Bodies that must learn nothing of the case."""
    if not case.accuses or case.target is None or case.target not in org.bodies:
        return frozenset()
    return org.line(case.target)


def recused(officer: OfficerFacts, case: CaseFacts, org: Org) -> bool:
    """The officer's body is shut out, or the officer is the person complained about."""
    return officer.body in shut_out(case, org) or (
        case.target_person is not None and officer.name == case.target_person
    )


def roles_for(officer: OfficerFacts, case: CaseFacts, org: Org) -> frozenset[Role]:
    """The officer's roles that count for this case; empty means: not even visible.

    Desk roles count for cases of the officer's own office, body roles for cases that the officer's body
    (or one below it) has to answer; a supervisor sees what may not stay below in the offices under them.
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
    return officer.roles & counting


def check_dispatch(body: int, case: CaseFacts, org: Org) -> None:
    """Raises :class:`Conflict` when ``body`` is the one complained about or in its line."""
    if body in shut_out(case, org):
        name = org.bodies[body].name
        raise Conflict(f"诉求件反映的正是{name}（或其上下级）的效能问题，依法应当回避。请另选承办单位。")


def desk_for(case_target: int | None, *, accuses: bool, org: Org) -> int:
    """The office that takes the case: the efficiency office, or the one above it when it is itself accused.

    Raises :class:`NotReady` where no district has been loaded.
    """
    office = org.only(BodyKind.OFFICE)
    superior = org.only(BodyKind.SUPERIOR)
    if office is None:
        raise NotReady("本系统还没有设置受理单位，暂时不能登记。请联系管理员。")
    if accuses and case_target is not None and office.id in org.line(case_target) and superior is not None:
        return superior.id
    return office.id
