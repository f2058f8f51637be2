"""申请回避: an officer steps aside from one case, or is set aside by those above; somebody is always left."""

from tracker.cases.appealing import reseat
from tracker.cases.deed import Deed, move
from tracker.cases.noticing import body_officers, day_zh, desk_officers, tell_all
from tracker.cases.taking_back import RETURNABLE, moved_to_desk, taken_back
from tracker.cases.timing import live
from tracker.cases.unassisting import end_barred
from tracker.models import Interest
from tracker.models.views import case_facts, key
from tracker.queries.appeals import stage_of
from tracker.queries.org import load_org
from tracker.rules.conflict import roles_for
from tracker.rules.errors import Conflict, Incomplete
from tracker.rules.facts import BodyKind, OfficerFacts, Org
from tracker.rules.lifecycle import ABOVE, DESK, HELPS
from tracker.rules.words import Status


def step_aside(deed: Deed) -> None:
    """At once: the officer no longer sees the case. With nobody left the body gives it back, the office hands it up."""
    who, reason = _whom(deed), deed.field("reason")
    helped = roles_for(who, case_facts(deed.case), deed.org) == HELPS
    deed.session.add(
        Interest(officer_id=who.id, case_id=key(deed.case.id), relation=reason, declared_at=deed.now)
    )
    deed.session.flush()
    org = load_org(deed.session)
    step = _left(deed, org)
    end_barred(deed.session, deed.house, org, deed.case, now=deed.now)
    _desk_left(deed, org)
    event = move(step, reason=reason, person=who.name)
    due = day_zh(min(clock.due_on for clock in live(deed.session, deed.case)))
    reseat(deed.session, deed.house, deed.case, org, now=deed.now, cause=f"event:{event.id}:reseat")
    heirs = _helpers(deed, who, org) if helped else _holders(deed, org)
    tell_all(
        deed.session, deed.house, heirs or desk_officers(org, deed.case), "stepped_aside",
        key=f"event:{event.id}", case=deed.case, now=deed.now, name=who.name, due=due,
    )  # fmt: skip


def _holders(deed: Deed, org: Org) -> list[int]:
    case = deed.case
    at_body = case.holder_id == case.handling_id
    return body_officers(org, case, case.handling_id or 0) if at_body else desk_officers(org, case)


def _helpers(deed: Deed, who: OfficerFacts, org: Org) -> list[int]:
    """Who is left at the assisting bodies of this officer."""
    own = org.within(who.body)
    return [o for body in deed.case.assisting if body in own for o in body_officers(org, deed.case, body)]


def _whom(deed: Deed) -> OfficerFacts:
    """Oneself; another only by those above, and only one who sees the case. Raises :class:`Incomplete`."""
    me, facts = deed.org.officers[deed.officer_id], case_facts(deed.case)
    chosen = deed.field("person") or str(me.id)
    who = next((o for o in deed.org.officers.values() if str(o.id) == chosen), None)
    if who is None or not roles_for(who, facts, deed.org):
        raise Incomplete("这个人本来就看不到这一件，不用回避。请从列表中选择。")
    if who.id != me.id and not roles_for(me, facts, deed.org) & ABOVE:
        raise Incomplete("您只能为自己申请回避；要请别人回避的，请用“办理备注”写明，由主任决定。")
    return who


def _left(deed: Deed, org: Org) -> Deed:
    """Whether the handling body can still answer; if not, the case comes back to the office."""
    case = deed.case
    if case.handling_id is None or stage_of(case) or body_officers(org, case, case.handling_id):
        return deed
    if Status(case.status) not in RETURNABLE:
        raise Conflict("承办单位没有别人可以接手，而答复正在审核。请先由效能办“退回修改”或办结，再申请回避。")
    return taken_back(deed)


def _desk_left(deed: Deed, org: Org) -> None:
    """Whether the office in charge can still decide; if not, the one above it takes over."""
    superior = org.only(BodyKind.SUPERIOR)
    if _deciding(deed.case.desk_id, deed, org):
        return
    if superior is None or deed.case.desk_id == superior.id or not _deciding(superior.id, deed, org):
        name = org.bodies[deed.case.desk_id].name
        raise Conflict(f"{name}没有别人可以接手，上级也没有。请先联系管理员补充人员，再申请回避。")
    moved_to_desk(deed, superior.id)


def _deciding(desk: int, deed: Deed, org: Org) -> bool:
    """Whether anybody would have a say in the case if it lay on this desk."""
    before = deed.case.desk_id
    deed.case.desk_id = desk
    facts = case_facts(deed.case)
    deed.case.desk_id = before
    return any(roles_for(o, facts, org) & (DESK | ABOVE) for o in org.officers.values() if o.body == desk)
