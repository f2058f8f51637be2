"""利益申报: what an officer may declare, and who may say that it no longer counts."""

from tracker.rules.errors import Incomplete, NotAllowed
from tracker.rules.facts import BodyKind, OfficerFacts, Org
from tracker.rules.words import Role

SHORTEST_NAME = 2
"""A single character would be found in almost every name."""


def check_declaration(*, body: int | None, person: str, relation: str, org: Org) -> None:
    """Exactly one of a body and a person, and how the officer is bound to it. Raises :class:`Incomplete`."""
    if (body is None) == (not person):
        raise Incomplete("每次申报一项：要么选一个单位，要么填一个人的姓名。")
    if body is not None and body not in org.bodies:
        raise Incomplete("没有这个单位，请从列表中选择。")
    if person and len(person) < SHORTEST_NAME:
        raise Incomplete("请填写完整的姓名。")
    if not relation:
        raise Incomplete("请填写是什么关系，例如：配偶在该局任职。")


def enders(declarer: int, org: Org) -> tuple[OfficerFacts, ...]:
    """Directors of the office and, for its director, those above: never the declarer."""
    office, superior = org.only(BodyKind.OFFICE), org.only(BodyKind.SUPERIOR)
    posts = ((office, Role.DIRECTOR), (superior, Role.DIRECTOR), (superior, Role.SUPERVISOR))
    found = [o for body, role in posts if body is not None for o in org.working(body.id, role) if o.id != declarer]
    return tuple(dict.fromkeys(found))


def check_ending(officer: OfficerFacts, declarer: int, org: Org) -> None:
    """What was declared binds until another person lifts it. Raises :class:`NotAllowed` naming who may."""
    able = enders(declarer, org)
    if officer.id not in {o.id for o in able}:
        names = "、".join(o.name for o in able) or "目前没有可以决定的人，请与管理员联系"
        raise NotAllowed(f"申报不能自己撤销，由效能办主任或上级决定：{names}。")
