"""Who may bring in a holiday notice, and who may put it into force."""

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
