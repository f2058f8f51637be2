"""请假代办: who may enter an absence, and who can stand in. A deputy needs the same powers over the same cases."""

from collections.abc import Iterable
from datetime import date, timedelta

from tracker.rules.errors import Incomplete, NotAllowed
from tracker.rules.facts import AbsenceFacts, OfficerFacts, Org
from tracker.rules.words import Role

LONGEST = timedelta(days=366)
HANDLING = frozenset({Role.HANDLER, Role.HEAD})
AT_OFFICE = frozenset({Role.INTAKE, Role.DIRECTOR, Role.SUPERVISOR})


def may_arrange(actor: OfficerFacts, officer: OfficerFacts, org: Org) -> bool:
    """One's own absence; a head those of the body and below it; a director those of the office."""
    leads = actor.roles & {Role.HEAD, Role.DIRECTOR, Role.SUPERVISOR}
    return actor.id == officer.id or (bool(leads) and _led_by(actor, officer, org))


def _led_by(actor: OfficerFacts, officer: OfficerFacts, org: Org) -> bool:
    """Within one department: the office above has no say over who is on leave in a bureau."""
    return actor.body in org.upward(officer.body) and org.top(actor.body) == org.top(officer.body)


def can_deputise(deputy: OfficerFacts, officer: OfficerFacts, org: Org) -> bool:
    """Sees the same cases: works in the same body, or for handlers in one above it in the department."""
    if deputy.id == officer.id or not deputy.active:
        return False
    handling = bool(deputy.roles & HANDLING and officer.roles & HANDLING) and _led_by(deputy, officer, org)
    at_office = bool(deputy.roles & AT_OFFICE and officer.roles & AT_OFFICE) and deputy.body == officer.body
    return handling or at_office


def deputies_for(officer: OfficerFacts, org: Org) -> tuple[OfficerFacts, ...]:
    """Everybody who could stand in, in a stable order."""
    return tuple(o for o in sorted(org.officers.values(), key=lambda o: o.id) if can_deputise(o, officer, org))


def check_absence(actor: OfficerFacts, officer: OfficerFacts, wish: AbsenceFacts, org: Org, *, today: date) -> None:
    """Raises :class:`NotAllowed` or :class:`Incomplete`; an absence without a deputy is allowed: alarms then rise."""
    if not may_arrange(actor, officer, org):
        raise NotAllowed(f"您不能为{officer.name}登记请假。请由本人或其单位负责人登记。")
    _check_days(wish, today)
    overlapping = [a for a in officer.absences if a.first <= wish.last and wish.first <= a.last]
    if overlapping:
        raise Incomplete(f"{officer.name}{days_zh(overlapping[0])}已经登记请假。请先销假，再重新登记。")
    if wish.deputy is not None:
        _check_deputy(officer, wish, org)


def _check_days(wish: AbsenceFacts, today: date) -> None:
    if wish.last < wish.first:
        raise Incomplete("结束日期早于开始日期。请核对请假的起止日期。")
    if wish.last < today:
        raise Incomplete("这段请假已经过去，不用登记。请填写今天或以后的日期。")
    if wish.last - wish.first > LONGEST:
        raise Incomplete("请假超过一年。离开岗位的，请由管理员停用账号，并安排接替的人。")


def _check_deputy(officer: OfficerFacts, wish: AbsenceFacts, org: Org) -> None:
    deputy = org.officers.get(wish.deputy or 0)
    if deputy is None or not can_deputise(deputy, officer, org):
        names = "、".join(o.name for o in deputies_for(officer, org)) or "没有，请留空，提醒会报上一级"
        raise Incomplete(f"代办人须是本单位在岗、能办理同样诉求件的人。可以选：{names}。")
    away = _overlap(deputy.absences, wish)
    if away:
        raise Incomplete(f"{deputy.name}{days_zh(away)}也请假，不能代办。请另选代办人。")


def _overlap(absences: Iterable[AbsenceFacts], wish: AbsenceFacts) -> AbsenceFacts | None:
    return next((a for a in absences if a.first <= wish.last and wish.first <= a.last), None)


def days_zh(absence: AbsenceFacts) -> str:
    """11月23日至11月27日."""
    first, last = (f"{day.month}月{day.day}日" for day in (absence.first, absence.last))
    return first if first == last else f"{first}至{last}"
