"""Who may bring in a holiday notice or a changed rule, and who may put it into force."""

from tracker.rules.errors import NotAllowed
from tracker.rules.facts import BodyKind, OfficerFacts, Org
from tracker.rules.words import Role

BRING = frozenset({Role.INTAKE, Role.DIRECTOR})


def may_bring(officer: OfficerFacts, org: Org) -> bool:
    return org.bodies[officer.body].kind is BodyKind.OFFICE and bool(officer.roles & BRING)


def check_bringing(officer: OfficerFacts, org: Org) -> None:
    """Raises :class:`NotAllowed`."""
    if not may_bring(officer, org):
        raise NotAllowed("放假安排由效能办的受理员或主任上传，请与效能办联系。")


def check_approval(officer: OfficerFacts, uploader: int | None, org: Org) -> None:
    """By a director of the office, and not by whoever uploaded it while there is another one to ask.

    Raises :class:`NotAllowed` naming who may.
    """
    directors = approvers(org)
    others = [other.name for other in directors if other.id != uploader]
    if officer.id not in {director.id for director in directors}:
        raise NotAllowed(f"放假安排由效能办主任批准：{'、'.join(others) or '目前没有在岗的主任'}。")
    if officer.id == uploader and others:
        raise NotAllowed(f"不能批准自己上传的放假安排，请由{'、'.join(others)}批准。")


def approvers(org: Org) -> tuple[OfficerFacts, ...]:
    office = org.only(BodyKind.OFFICE)
    return org.working(office.id, Role.DIRECTOR) if office else ()


def may_follow_policy(officer: OfficerFacts, org: Org) -> bool:
    """May see drafts and what they would do to open cases: the office with its sections, and the office above."""
    office = org.only(BodyKind.OFFICE)
    at_office = office is not None and officer.body in org.within(office.id)
    return at_office or org.bodies[officer.body].kind is BodyKind.SUPERIOR


def may_propose_policy(officer: OfficerFacts, org: Org) -> bool:
    return officer.id in {director.id for director in approvers(org)}


def check_following_policy(officer: OfficerFacts, org: Org) -> None:
    """Raises :class:`NotAllowed`."""
    if not may_follow_policy(officer, org):
        raise NotAllowed("办理规则的修改由效能办内部讨论；现行的规则人人可看。有意见请向效能办提出。")


def check_policy_proposal(officer: OfficerFacts, org: Org) -> None:
    """Raises :class:`NotAllowed` naming who may."""
    if not may_propose_policy(officer, org):
        names = "、".join(director.name for director in approvers(org))
        raise NotAllowed(f"办理规则由效能办主任提出修改：{names or '目前没有在岗的主任'}。")


def policy_approvers(org: Org) -> tuple[OfficerFacts, ...]:
    """The directors of the office, the heads of its sections, and whoever directs or supervises above it."""
    office, above = org.only(BodyKind.OFFICE), org.only(BodyKind.SUPERIOR)
    sections = sorted(org.within(office.id) - {office.id}) if office else []
    places = [(section, Role.HEAD) for section in sections]
    if above:
        places += [(above.id, Role.DIRECTOR), (above.id, Role.SUPERVISOR)]
    people = [*approvers(org), *(person for body, role in places for person in org.working(body, role))]
    return tuple({person.id: person for person in people}.values())


def check_policy_approval(officer: OfficerFacts, proposer: int, org: Org) -> None:
    """Never by whoever proposed it, however few there are. Raises :class:`NotAllowed` naming who may."""
    others = [other for other in policy_approvers(org) if other.id != proposer]
    names = "、".join(other.name for other in others) or "目前没有在岗的其他人"
    if officer.id == proposer:
        raise NotAllowed(f"不能启用自己提出的规则，请由另一人启用：{names}。")
    if officer.id not in {other.id for other in others}:
        raise NotAllowed(f"办理规则由另一位主任、查办科室负责人或上级启用：{names}。")
