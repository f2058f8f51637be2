"""更正: what was understood is put right by an officer, and what follows from it for dates and for 回避.

No date that a citizen was told changes. A body that the corrected conduct accuses loses the case at once.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from tracker.cases import timing
from tracker.cases.deed import Deed, move
from tracker.cases.merging import apart
from tracker.cases.noticing import day_zh, desk_officers, tell_all
from tracker.cases.taking_back import RETURNABLE, moved_to_desk, taken_back
from tracker.cases.unassisting import end_barred
from tracker.models import Case, Correction, Event
from tracker.models.views import case_facts, key
from tracker.queries.actions import NOBODY, labels
from tracker.queries.queue import name_of
from tracker.rules.conflict import desk_for, roles_for, shut_out
from tracker.rules.errors import Conflict, Incomplete, NotAllowed
from tracker.rules.facts import BodyKind, CaseFacts
from tracker.rules.lifecycle import DESK
from tracker.rules.routing import Wish, route
from tracker.rules.words import Judged, Status

MOST_GUESSES = 3


@dataclass(frozen=True, slots=True)
class Change:
    field: Judged
    was: str | None
    became: str


def correct(deed: Deed) -> None:
    """Raises :class:`Incomplete` for nothing changed or an unknown label, and what stands in the way of 回避."""
    changes = _changes(deed)
    before = case_facts(deed.case)
    for change in changes:
        setattr(deed.case, change.field.attribute, change.became)
    _keep(deed, changes)
    timing.bring_forward(deed.session, deed.house, deed.case, now=deed.now)
    step = _recusal(deed, before)
    end_barred(deed.session, deed.house, deed.org, deed.case, now=deed.now)
    _suggest(deed)
    event = move(step, reason=deed.field("reason"), corrected=[_told(change) for change in changes])
    if step is not deed or deed.case.desk_id != before.desk:
        _tell_desk(deed, event)


def retarget(deed: Deed) -> None:
    """The body complained about, as ``target``, or :data:`NOBODY`. The citizen's own words stay as they are.

    Raises :class:`Incomplete` for nothing changed or an unknown body, and what stands in the way of 回避.
    """
    case, before = deed.case, case_facts(deed.case)
    target = _body(deed)
    if target == case.target_id:
        raise Incomplete("反映对象已经是这个单位，没有改动。")
    was = name_of(case.target_id, deed.org)
    case.target_id = target
    case.target_is_office = target is not None and deed.org.bodies[target].kind is BodyKind.OFFICE
    step = _recusal(deed, before)
    end_barred(deed.session, deed.house, deed.org, deed.case, now=deed.now)
    _suggest(deed)
    event = move(step, reason=deed.field("reason"), target=[was, name_of(target, deed.org)])
    if step is not deed or case.desk_id != before.desk:
        _tell_desk(deed, event)


def _body(deed: Deed) -> int | None:
    given = deed.field("target")
    if given == NOBODY:
        return None
    known = {str(body): body for body in deed.org.bodies}
    if given not in known:
        raise Incomplete("没有这个单位，请从列表中选择。")
    return known[given]


def is_done(case: Case, fields: Mapping[str, str]) -> bool:
    """Whether the case already says all that these fields want."""
    wanted = _wanted(fields)
    return bool(wanted) and all(getattr(case, field.attribute) == label for field, label in wanted.items())


def _wanted(fields: Mapping[str, str]) -> dict[Judged, str]:
    given = {field: fields.get(field.value, "").strip() for field in Judged}
    return {field: label for field, label in given.items() if label}


def _changes(deed: Deed) -> list[Change]:
    known, changes = labels(deed.house), []
    for field, label in _wanted(deed.fields).items():
        if label not in known[field]:
            raise Incomplete(f"没有这个{field.zh}，请从列表中选择。")
        was = getattr(deed.case, field.attribute)
        if was != label:
            changes.append(Change(field, was, label))
    if not changes:
        raise Incomplete("没有改动任何一项。识别错了哪一项，就在那一项选出正确的；都对就不用更正。")
    return changes


def _keep(deed: Deed, changes: list[Change]) -> None:
    for change in changes:
        guesses = deed.case.understood.get(change.field.guesses, [])[:MOST_GUESSES]
        deed.session.add(
            Correction(
                case_id=key(deed.case.id),
                field=change.field.value,
                was=change.was,
                became=change.became,
                guessed=[{"label": guess["label"], "score": guess["score"]} for guess in guesses],
                officer_id=deed.officer_id,
                at=deed.now,
            )
        )


def _told(change: Change) -> dict[str, str | None]:
    return {"field": change.field.value, "was": change.was, "became": change.became}


def _recusal(deed: Deed, before: CaseFacts) -> Deed:
    """The deed that moves the case: the same one, or one that also takes it from a body now accused.

    Whom the conduct shuts out or lets in again is for the desk alone to decide, and letting in needs a reason.
    """
    closed, was_closed = shut_out(case_facts(deed.case), deed.org), shut_out(before, deed.org)
    if closed == was_closed:
        return deed
    if not roles_for(deed.org.officers[deed.officer_id], before, deed.org) & DESK:
        raise NotAllowed("这项更正关系到被反映单位的回避，应由效能办办理。请用“办理备注”写明情况，由效能办更正。")
    if was_closed - closed and not deed.field("reason"):
        raise Incomplete("这样更正后，被反映单位不再回避，可以看到也可以承办这一件。确实如此的，请写明更正理由。")
    apart(deed)
    if deed.case.desk_id in closed:
        _hand_up(deed, closed)
    return _taken_back(deed) if deed.case.handling_id in closed else deed


def _hand_up(deed: Deed, closed: frozenset[int]) -> None:
    """The office in charge is itself accused: the one above it takes over, clocks and all."""
    desk = desk_for(deed.case.target_id, accuses=True, org=deed.org, person=deed.case.target_person)
    if desk in closed:
        raise Conflict("这样更正，反映的就是受理单位自己，而上面没有可以接手的机关。请先联系管理员设置上级机关。")
    moved_to_desk(deed, desk)


def _taken_back(deed: Deed) -> Deed:
    """Raises :class:`Conflict` while an answer of the accused body is on its way."""
    if Status(deed.case.status) not in RETURNABLE:
        raise Conflict("现有答复是被反映单位作出的。请先“退回修改”或“重办”，再这样更正，这一件会随即收回另办。")
    return taken_back(deed)


def _suggest(deed: Deed) -> None:
    """The routing asked again: it goes by function and conduct."""
    case = deed.case
    guessed = [guess["label"] for guess in case.understood.get(Judged.DEPARTMENT.guesses, [])]
    functions = tuple(dict.fromkeys(name for name in (case.function, *guessed) if name))
    found = route(case_facts(case), Wish(functions, case.place), deed.org, deed.house.policy.routes)
    case.suggested_id, case.suggested_why = found.body, found.why


def _tell_desk(deed: Deed, event: Event) -> None:
    case = deed.case
    due = day_zh(min(clock.due_on for clock in timing.live(deed.session, case)))
    tell_all(
        deed.session, deed.house, desk_officers(deed.org, case), "desk_recused",
        key=f"event:{event.id}", case=case, now=deed.now,
        body=deed.org.bodies[case.target_id].name if case.target_id else "", due=due,
    )  # fmt: skip
