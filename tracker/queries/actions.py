"""What an officer may do with a case now, and what each act asks for."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import Session, col, select

from tracker.house import House
from tracker.models import Answer, Case, Merger
from tracker.models.views import case_facts, key
from tracker.queries.appeals import deciding, stage_of
from tracker.queries.assistances import may_assist, open_assistances, own_open
from tracker.queries.requests import pending, running_pause
from tracker.queries.supplements import was_asked
from tracker.rules.appeals import why_not_judge
from tracker.rules.conflict import barred, recused, roles_for, shut_out
from tracker.rules.facts import BodyKind, OfficerFacts, Org
from tracker.rules.lifecycle import ABOVE, AWAITED, DESK, allowed
from tracker.rules.redoing import why_no_redo
from tracker.rules.requests import Ask
from tracker.rules.words import Action, Conduct, Judged, Kind, Role, Status


@dataclass(frozen=True, slots=True)
class ActionForm:
    """``needs`` are field names; ``bodies`` the candidates of a dispatch, those shut out left out;
    ``choices`` what a field of a correction may say, each label with the word that people read;
    ``lists`` the same for other fields that are a choice.
    """

    action: Action
    needs: tuple[str, ...]
    bodies: tuple[tuple[int, str], ...] = ()
    choices: Mapping[Judged, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    lists: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)


NOBODY = "none"
"""A complaint that is about no body in particular."""
NOT_WHEN_RESTRICTED = frozenset({Action.GUIDE, Action.DISPATCH, Action.RESTRICT, Action.MERGE})
ONLY_WHEN_RESTRICTED = frozenset({Action.RELEASE, Action.ADMIT, Action.HAND_OVER, Action.SPLIT})


def labels(house: House) -> dict[Judged, dict[str, str]]:
    """What a correction may choose from."""
    return {
        Judged.KIND: {kind.value: kind.zh for kind in Kind},
        Judged.CONDUCT: {conduct.value: conduct.zh for conduct in Conduct},
        Judged.TOPIC: {topic: topic for topic in house.policy.topics},
        Judged.DEPARTMENT: {function: function for function in house.policy.functions},
    }


def _labels(house: House) -> dict[Judged, tuple[tuple[str, str], ...]]:
    return {judged: tuple(words.items()) for judged, words in labels(house).items()}


def actions(
    session: Session, house: House, case: Case, viewer: OfficerFacts, org: Org, *, now: datetime
) -> tuple[ActionForm, ...]:
    """The caller has checked that the viewer may see the case."""
    roles = roles_for(viewer, case_facts(case), org)
    assisting = _assisting(session, house, case, org, roles, now=now)
    closed = _not_now(session, house, case, org) | _not_judging(session, case, org, viewer.id)
    closed |= {action for action, bodies in assisting.items() if not bodies}
    closed |= set() if own_open(session, case, viewer, org) else {Action.OPINE}
    forms = []
    for rule in allowed(Status(case.status), roles):
        if rule.action not in closed:
            bodies = candidates(case, org) if rule.action is Action.DISPATCH else ()
            choices = _labels(house) if rule.action is Action.CORRECT else {}
            lists = {
                **listed(house, case, org, roles, rule.action),
                **_options(session, house, case, rule.action),
                **({"assistant": assisting[rule.action]} if rule.action in assisting else {}),
                **({"assistant": _named(bodies)} if rule.action is Action.DISPATCH else {}),
            }
            forms.append(ActionForm(rule.action, rule.needs, bodies, choices, lists))
    return tuple(forms)


def _assisting(
    session: Session, house: House, case: Case, org: Org, roles: frozenset[Role], *, now: datetime
) -> dict[Action, tuple[tuple[str, str], ...]]:
    """The bodies that can be asked to assist, and those that can be let off."""
    if not roles & DESK or Status(case.status) not in AWAITED:
        return {Action.ASSIST: (), Action.CALL_OFF: ()}
    fit = [body for body, _ in candidates(case, org)] if not case.restricted else []
    able = may_assist(session, house, case, org, fit, now=now)
    owing = [row.body_id for row in open_assistances(session, case)]
    named = {Action.ASSIST: able, Action.CALL_OFF: owing}
    return {action: tuple((str(b), org.bodies[b].name) for b in bodies) for action, bodies in named.items()}


def _named(bodies: tuple[tuple[int, str], ...]) -> tuple[tuple[str, str], ...]:
    return tuple((str(body), name) for body, name in bodies)


def _options(session: Session, house: House, case: Case, action: Action) -> dict[str, tuple[tuple[str, str], ...]]:
    """The choices of asking and of deciding."""
    if action is Action.ASK_PAUSE:
        return {"cause": tuple(house.policy.requests.causes.items())}
    if action in DECIDING:
        return {"request": tuple((str(row.id), Ask(row.kind).zh) for row in pending(session, case))}
    return {}


def _not_judging(session: Session, case: Case, org: Org, viewer: int) -> set[Action]:
    """Whoever had a say in the answer, or is not above it, is not offered to judge it."""
    stage = stage_of(case)
    if stage and why_not_judge(viewer, deciding(session, case, stage, org), stage):
        return {Action.UPHOLD, Action.AMEND, Action.REVOKE}
    return set()


DECIDING = frozenset({Action.GRANT, Action.DENY})


def _no_request(session: Session, case: Case) -> set[Action]:
    """Nothing to decide, nothing to resume, or asked already."""
    if case.status != Status.HANDLING:
        return set()
    paused = running_pause(session, case) is not None
    waiting = {row.kind for row in pending(session, case)}
    closed = set() if waiting else set(DECIDING)
    closed |= {Action.ASK_EXTENSION} if paused or Ask.EXTEND in waiting else set()
    closed |= {Action.ASK_PAUSE} if paused or Ask.PAUSE in waiting else set()
    return closed if paused else closed | {Action.RESUME}


def _not_now(session: Session, house: House, case: Case, org: Org) -> set[Action]:
    """What the status allows and the verb would refuse: a button that only says no is none."""
    return _by_status(session, house, case, org) | (
        {Action.MERGE} if session.get(Merger, key(case.id)) else {Action.UNMERGE}
    )


def _by_status(session: Session, house: House, case: Case, org: Org) -> set[Action]:
    if case.status != Status.ANSWERED:
        returned = _no_request(session, case) | ({Action.RETURN} if case.designated else set())
        outside = case.target_id not in shut_out(case_facts(case), org)
        returned |= {Action.INQUIRE} if outside or case.restricted else set()
        returned |= {Action.FIND} if case.found_at else set()
        returned |= {Action.ASK_FACTS} if was_asked(session, case) else set()
        returned |= {Action.ASK} if case.withdrawn_at else set()
        return returned | (NOT_WHEN_RESTRICTED if case.restricted else ONLY_WHEN_RESTRICTED)
    answers = select(Answer.id).where(Answer.case_id == key(case.id), Answer.round == case.round, Answer.approved)
    on_its_way = session.exec(answers.where(col(Answer.delivered_at).is_(None))).first()
    last = {Action.REDO} if why_no_redo(case.round, house.policy.gate.rounds) else set()
    return {Action.CLOSE, Action.REDO} if on_its_way else {Action.DELIVER} | last


def listed(
    house: House, case: Case, org: Org, roles: frozenset[Role], action: Action
) -> dict[str, tuple[tuple[str, str], ...]]:
    """The choices of a hand-over, of an admission, of stepping aside and of whom it is about."""
    if action is Action.RETARGET:
        bodies = ((str(b.id), b.name) for b in org.bodies.values() if b.kind is not BodyKind.GOVERNMENT)
        return {"target": ((NOBODY, "没有指明单位"), *bodies)}
    if action is Action.HAND_OVER:
        fit = (r for r in house.policy.receivers if not case.money or r.key == "discipline")
        return {"receiver": tuple((r.key, f"{r.name}：{r.why}") for r in fit)}
    if action is Action.SPLIT:
        ours = (c for c in Conduct if c not in (Conduct.NONE, Conduct.EXTORTION))
        return {"conduct": tuple((c.value, c.zh) for c in ours)}
    if action is Action.ADMIT:
        facts = case_facts(case)
        kept_out = (o for o in org.officers.values() if o.active and o.body == case.desk_id)
        new = [o for o in kept_out if barred(o, facts, org) and not recused(o, facts, org)]
        return {"person": tuple((str(o.id), o.name) for o in sorted(new, key=lambda o: o.id))}
    if action is Action.STEP_ASIDE and roles & ABOVE:
        facts = case_facts(case)
        seeing = [o for o in org.officers.values() if roles_for(o, facts, org)]
        return {"person": tuple((str(o.id), o.name) for o in sorted(seeing, key=lambda o: o.id))}
    return {}


def candidates(case: Case, org: Org) -> tuple[tuple[int, str], ...]:
    """Bodies a case may be dispatched to: somebody works there, and none that must not know of it."""
    closed = shut_out(case_facts(case), org)
    staffed = {o.body for o in org.officers.values() if o.active and o.roles & {Role.HANDLER, Role.HEAD}}
    return tuple(
        (b.id, b.name)
        for b in org.bodies.values()
        if b.id in staffed and b.id not in closed and b.kind is not BodyKind.GOVERNMENT
    )
