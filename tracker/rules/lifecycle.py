"""The story of a case as one table: who may do what in which status, and what that starts and settles."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from tracker.rules.errors import IllegalStep, NotAllowed
from tracker.rules.words import Action, Role, Status, Step, Visibility

OPEN = frozenset(s for s in Status if s.open)
DESK = frozenset({Role.INTAKE, Role.DIRECTOR})
BODY = frozenset({Role.HANDLER, Role.HEAD})
DECIDES = frozenset({Role.HEAD, Role.DIRECTOR})
CITIZEN = frozenset({Role.COMPLAINANT})
SYSTEM = frozenset({Role.SYSTEM})
HELPS = frozenset({Role.ASSISTANT})
ABOVE = frozenset({Role.DIRECTOR, Role.SUPERVISOR})
"""Who reads what is restricted, and so decides about it."""

ALL_STEPS = tuple(Step)
AWAITED = frozenset({Status.ACCEPTED, Status.DISPATCHED, Status.HANDLING, Status.REVIEWING})
"""While a case is here the opinion of an assisting body is still of use: until its answer is approved."""
OF_THE_CITIZEN = (Step.SUPPLEMENT, Step.CLUE)
"""While one of them runs, the next word is the complainant's."""
APPEALED = frozenset({Status.RECHECKING, Status.FINAL_RECHECKING})
"""The answer was given, and somebody above looks at it again."""
RECHECKS = (Step.RECHECK, Step.FINAL_RECHECK)
ANSWER_GIVEN = APPEALED | {Status.ANSWERED}


class Lands(StrEnum):
    """On whose desk the case lies after the step."""

    DESK = "desk"
    HANDLING = "handling"


@dataclass(frozen=True, slots=True)
class StepRule:
    """One row. ``target`` ``None`` leaves the status; ``needs`` are the fields the action asks for;
    ``settles`` and ``starts`` name clocks; ``lands`` ``None`` leaves the case where it lies;
    ``seen_by`` is who may read the event.
    """

    action: Action
    sources: frozenset[Status]
    target: Status | None
    roles: frozenset[Role]
    needs: tuple[str, ...] = ()
    settles: tuple[Step, ...] = ()
    starts: tuple[Step, ...] = ()
    lands: Lands | None = None
    seen_by: Visibility = Visibility.CITIZEN


def _row(
    action: Action,
    sources: Iterable[Status],
    target: Status | None,
    roles: frozenset[Role],
    *,
    needs: tuple[str, ...] = (),
    settles: tuple[Step, ...] = (),
    starts: tuple[Step, ...] = (),
    lands: Lands | None = None,
    seen_by: Visibility = Visibility.CITIZEN,
) -> StepRule:
    return StepRule(action, frozenset(sources), target, roles, needs, settles, starts, lands, seen_by)


S, A = Status, Action

STEPS: tuple[StepRule, ...] = (
    # Whatever is returned, lengthened, stopped or done again: only the end of the case stops the overall clock.
    _row(
        A.ACCEPT, [S.REGISTERED, S.SUPPLEMENTING], S.ACCEPTED, DESK,
        settles=(Step.ACCEPT, *OF_THE_CITIZEN), starts=(Step.OVERALL, Step.DISPATCH, Step.HANDLE),
    ),
    _row(A.GUIDE, [S.REGISTERED, S.SUPPLEMENTING], S.GUIDED, DESK, needs=("reason",), settles=ALL_STEPS),
    # Of somebody who cannot be reached and tells nothing to go by, a clue is asked for, with a clock of its own.
    _row(
        A.ASK_FACTS, [S.REGISTERED], S.SUPPLEMENTING, DESK,
        needs=("text",), settles=(Step.ACCEPT, Step.EMERGENCY), starts=(Step.SUPPLEMENT,),
    ),
    _row(A.LAPSE, [S.SUPPLEMENTING], S.UNSUPPLEMENTED, SYSTEM, needs=("reason",), settles=ALL_STEPS),
    _row(A.FILE_AWAY, [S.SUPPLEMENTING], S.ON_FILE, SYSTEM, needs=("reason",), settles=ALL_STEPS),
    _row(
        A.DISPATCH, [S.ACCEPTED], S.DISPATCHED, DESK,
        needs=("body",), settles=(Step.DISPATCH,), starts=(Step.SIGN,), lands=Lands.HANDLING,
    ),
    _row(A.SIGN, [S.DISPATCHED], S.HANDLING, BODY, settles=(Step.SIGN,)),
    _row(
        A.RETURN, [S.DISPATCHED, S.HANDLING], S.ACCEPTED, BODY,
        needs=("reason",), settles=(Step.SIGN,), starts=(Step.DISPATCH,), lands=Lands.DESK,
        seen_by=Visibility.HANDLERS,
    ),
    _row(
        A.ANSWER, [S.HANDLING], S.REVIEWING, BODY,
        needs=("facts", "done", "basis"), starts=(Step.REVIEW,), lands=Lands.DESK, seen_by=Visibility.HANDLERS,
    ),
    _row(
        A.APPROVE, [S.REVIEWING], S.ANSWERED, DESK,
        settles=(Step.REVIEW, Step.HANDLE), starts=(Step.DELIVER,), lands=Lands.DESK,
    ),
    _row(
        A.SEND_BACK, [S.REVIEWING], S.HANDLING, DESK,
        needs=("reason",), settles=(Step.REVIEW,), lands=Lands.HANDLING, seen_by=Visibility.HANDLERS,
    ),
    _row(
        A.DELIVER, [S.ANSWERED], None, DESK | {Role.SYSTEM},
        needs=("reason",), settles=(Step.DELIVER,), starts=(Step.CALLBACK,),
    ),
    _row(A.RATE, [S.ANSWERED], None, CITIZEN, needs=("score",), settles=(Step.DELIVER,), starts=(Step.CALLBACK,)),
    _row(A.CLOSE, [S.ANSWERED], S.CLOSED, DESK | {Role.SYSTEM}, needs=("reason",), settles=ALL_STEPS),
    _row(
        A.REDO, [S.ANSWERED], S.DISPATCHED, DESK, needs=("reason",),
        settles=(Step.DELIVER, Step.CALLBACK), starts=(Step.SIGN, Step.HANDLE), lands=Lands.HANDLING,
    ),
    _row(
        A.ASK_RECHECK, [S.ANSWERED, S.CLOSED], S.RECHECKING, CITIZEN,
        needs=("reason",), settles=(Step.DELIVER, Step.CALLBACK), starts=(Step.RECHECK,),
    ),
    _row(
        A.ASK_FINAL_RECHECK, [S.CLOSED], S.FINAL_RECHECKING, CITIZEN,
        needs=("reason",), starts=(Step.FINAL_RECHECK,),
    ),
    _row(A.UPHOLD, APPEALED, S.CLOSED, ABOVE, needs=("reason",), settles=ALL_STEPS, lands=Lands.DESK),
    _row(A.AMEND, APPEALED, S.CLOSED, ABOVE, needs=("answer", "reason"), settles=ALL_STEPS, lands=Lands.DESK),
    _row(
        A.REVOKE, APPEALED, S.DISPATCHED, ABOVE,
        needs=("reason",), settles=RECHECKS, starts=(Step.SIGN, Step.HANDLE), lands=Lands.HANDLING,
    ),
    _row(A.WITHDRAW, APPEALED, S.CLOSED, CITIZEN, settles=ALL_STEPS, lands=Lands.DESK),
    _row(A.WITHDRAW, OPEN - ANSWER_GIVEN, S.WITHDRAWN, CITIZEN, settles=ALL_STEPS),
    _row(
        A.ADD, [S.SUPPLEMENTING], S.REGISTERED, CITIZEN,
        needs=("text",), settles=OF_THE_CITIZEN, starts=(Step.ACCEPT,),
    ),
    _row(A.ADD, OPEN - {S.SUPPLEMENTING}, None, CITIZEN, needs=("text",)),
    _row(A.URGE, OPEN, None, CITIZEN),
    # Who asked the citizen, or wrote down what came of calling, has verified an emergency.
    _row(A.ASK, OPEN, None, DESK | BODY, needs=("text",), settles=(Step.EMERGENCY,)),
    _row(
        A.NOTE, OPEN, None, DESK | BODY,
        needs=("text",), settles=(Step.EMERGENCY,), seen_by=Visibility.HANDLERS,
    ),
    # Whom it is about decides who must stay out of it: never for a handling body to say.
    _row(A.RETARGET, OPEN - APPEALED, None, DESK, needs=("target", "reason"), seen_by=Visibility.HANDLERS),
    _row(A.CORRECT, OPEN - APPEALED, None, DESK | BODY, seen_by=Visibility.HANDLERS),
    _row(A.ASK_EXTENSION, [S.HANDLING], None, BODY, needs=("days", "reason"), seen_by=Visibility.HANDLERS),
    _row(A.ASK_PAUSE, [S.HANDLING], None, BODY, needs=("cause", "reason", "evidence"), seen_by=Visibility.HANDLERS),
    _row(A.GRANT, [S.HANDLING], None, DECIDES, needs=("request",)),
    _row(A.DENY, [S.HANDLING], None, DECIDES, needs=("request", "reason"), seen_by=Visibility.HANDLERS),
    _row(A.RESUME, [S.HANDLING], None, BODY | DESK | {Role.SYSTEM}),
    # The lead is the first receiver and alone answers; an opinion is of use until the answer is approved.
    _row(A.ASSIST, [S.DISPATCHED, S.HANDLING], None, DESK, needs=("assistant", "text"), seen_by=Visibility.HANDLERS),
    _row(A.OPINE, AWAITED, None, HELPS, needs=("text",), seen_by=Visibility.HANDLERS),
    _row(A.CALL_OFF, AWAITED, None, DESK, needs=("assistant", "reason"), seen_by=Visibility.HANDLERS),
    _row(A.CHASE, [S.DISPATCHED, S.HANDLING], None, DESK, seen_by=Visibility.HANDLERS),
    _row(
        A.RESTRICT, OPEN - ANSWER_GIVEN, None, DESK | ABOVE,
        needs=("reason",), starts=(Step.HAND_OVER,), seen_by=Visibility.RESTRICTED,
    ),
    _row(
        A.RELEASE, OPEN - ANSWER_GIVEN, None, ABOVE,
        needs=("reason",), settles=(Step.HAND_OVER,), seen_by=Visibility.RESTRICTED,
    ),
    _row(A.FIND, [S.HANDLING, S.REVIEWING], None, DESK | BODY, needs=("text",), seen_by=Visibility.HANDLERS),
    _row(
        A.INQUIRE, [S.ACCEPTED, S.DISPATCHED, S.HANDLING], None, DESK | BODY,
        needs=("text",), seen_by=Visibility.HANDLERS,
    ),
    _row(A.STEP_ASIDE, OPEN, None, DESK | BODY | ABOVE | HELPS, needs=("reason",), seen_by=Visibility.RESTRICTED),
    _row(
        A.SPLIT, OPEN - ANSWER_GIVEN, None, ABOVE, needs=("text", "conduct"), seen_by=Visibility.RESTRICTED,
    ),
    # Nobody is answered by another's answer: the clocks and the citizen stay their own.
    _row(A.MERGE, OPEN - ANSWER_GIVEN, None, DESK, needs=("other", "reason"), seen_by=Visibility.HANDLERS),
    _row(A.UNMERGE, OPEN, None, DESK, needs=("reason",), seen_by=Visibility.HANDLERS),
    _row(A.ADMIT, OPEN, None, ABOVE, needs=("person", "reason"), seen_by=Visibility.RESTRICTED),
    _row(
        A.HAND_OVER, OPEN - ANSWER_GIVEN, S.HANDED_OVER, ABOVE,
        needs=("receiver", "reason"), settles=ALL_STEPS, lands=Lands.DESK,
    ),
)

NEEDS_ZH = {
    "reason": "理由",
    "body": "承办单位",
    "text": "内容",
    "answer": "变更后的答复",
    "facts": "查明的事实",
    "done": "办理情况",
    "basis": "依据",
    "score": "评价",
    "person": "人员",
    "conduct": "效能问题",
    "receiver": "接收机关",
    "days": "延长的工作日数",
    "cause": "中止事由",
    "evidence": "证据材料",
    "request": "申请",
    "other": "另一件的编号",
    "target": "反映对象",
    "assistant": "协办单位",
}


def step_for(status: Status, action: Action, role: Role) -> StepRule:
    """The row for this action, or the refusal that says why there is none.

    Raises :class:`IllegalStep` when the status does not know the action,
    :class:`NotAllowed` when the role may not take it.
    """
    rows = [r for r in STEPS if r.action is action and status in r.sources]
    if not rows:
        raise IllegalStep(f"诉求件目前“{status.zh}”，不能{action.zh}。请刷新后查看当前可以办理的事项。")
    for row in rows:
        if role in row.roles:
            return row
    who = "、".join(r.zh for r in Role if r in rows[0].roles)
    raise NotAllowed(f"{action.zh}应由{who}办理，您的身份是{role.zh}。")


def allowed(status: Status, roles: Iterable[Role]) -> tuple[StepRule, ...]:
    """The rows open to somebody with these roles now, in the order of the table."""
    mine = frozenset(roles)
    return tuple(r for r in STEPS if status in r.sources and r.roles & mine)
