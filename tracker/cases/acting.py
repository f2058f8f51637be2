"""The one door for officers' actions: who may see, who may act, is it still the case they saw."""

from collections.abc import Callable, Mapping
from datetime import datetime

from sqlmodel import Session, select

from tracker.cases import (
    answering,
    appealing,
    assisting,
    correcting,
    dispatching,
    handling,
    inquiring,
    merging,
    pausing,
    recusing,
    requesting,
    restricting,
    splitting,
    supplementing,
)
from tracker.cases.deed import Deed, deed
from tracker.cases.marking import mark_after
from tracker.house import House
from tracker.models import Case
from tracker.models.views import case_facts
from tracker.queries.org import load_org
from tracker.rules.conflict import roles_for
from tracker.rules.errors import NotFound, Refusal, Stale
from tracker.rules.facts import Org
from tracker.rules.lifecycle import step_for
from tracker.rules.words import Action, Role, Status

VERBS: Mapping[Action, Callable[[Deed], None]] = {
    Action.ACCEPT: dispatching.accept,
    Action.GUIDE: dispatching.guide,
    Action.ASK_FACTS: supplementing.ask_facts,
    Action.DISPATCH: dispatching.dispatch,
    Action.SIGN: dispatching.sign,
    Action.RETURN: dispatching.return_case,
    Action.ANSWER: answering.draft,
    Action.APPROVE: answering.approve,
    Action.SEND_BACK: answering.send_back,
    Action.DELIVER: answering.register_delivery,
    Action.CLOSE: answering.close,
    Action.REDO: answering.redo,
    Action.ASK: handling.ask,
    Action.NOTE: handling.note,
    Action.CHASE: handling.chase,
    Action.CORRECT: correcting.correct,
    Action.RETARGET: correcting.retarget,
    Action.FIND: handling.find,
    Action.INQUIRE: inquiring.send,
    Action.SPLIT: splitting.split,
    Action.MERGE: merging.merge,
    Action.UNMERGE: merging.unmerge,
    Action.STEP_ASIDE: recusing.step_aside,
    Action.RESTRICT: restricting.restrict,
    Action.RELEASE: restricting.release,
    Action.ADMIT: restricting.admit,
    Action.HAND_OVER: restricting.hand_over,
    Action.ASK_EXTENSION: requesting.ask_extension,
    Action.ASK_PAUSE: requesting.ask_pause,
    Action.GRANT: requesting.grant,
    Action.DENY: requesting.deny,
    Action.RESUME: pausing.resume_case,
    Action.UPHOLD: appealing.uphold,
    Action.AMEND: appealing.amend,
    Action.REVOKE: appealing.revoke,
    Action.ASSIST: assisting.ask_to_assist,
    Action.OPINE: assisting.opine,
    Action.CALL_OFF: assisting.call_off,
}

UNSEEN = "没有这个诉求件，或者您无权查看。"


def act(
    session: Session,
    house: House,
    *,
    number: str,
    action: Action,
    officer_id: int,
    version: int,
    fields: Mapping[str, str],
    now: datetime,
) -> Case:
    """The case after the step. ``version`` is the one the officer saw.

    A correction told twice is one: the second changes nothing.

    Raises :class:`NotFound` for a case that is not the officer's to see, :class:`Stale` when it has changed since,
    and the refusals of the table and of the verb.
    """
    case = locked(session, number)
    org = load_org(session)
    roles = _roles(case, officer_id, org)
    if case.version != version:
        if action is Action.CORRECT and correcting.is_done(case, fields):
            return case
        raise Stale("诉求件刚刚有了新变化，请看过最新情况后再办理。")
    role = _acting_role(Status(case.status), action, roles)
    VERBS[action](
        deed(session, house, org, case, action, role=role, actor=f"officer:{officer_id}", now=now, fields=fields)
    )
    mark_after(session, house, org, case, action, now=now)
    return case


def locked(session: Session, number: str) -> Case:
    """The case, held until the transaction ends (``FOR UPDATE`` says nothing on SQLite, where writers queue)."""
    case = session.exec(select(Case).where(Case.number == number).with_for_update()).first()
    if case is None:
        raise NotFound(UNSEEN)
    return case


def _roles(case: Case, officer_id: int, org: Org) -> frozenset[Role]:
    officer = org.officers.get(officer_id)
    roles = roles_for(officer, case_facts(case), org) if officer else frozenset()
    if not roles:
        raise NotFound(UNSEEN)
    return roles


def _acting_role(status: Status, action: Action, roles: frozenset[Role]) -> Role:
    """The first of the roles that may; with none, the refusal of the first."""
    refusal: Refusal | None = None
    for role in (r for r in Role if r in roles):
        try:
            step_for(status, action, role)
        except Refusal as refused:
            refusal = refusal or refused
        else:
            return role
    raise refusal or NotFound(UNSEEN)
