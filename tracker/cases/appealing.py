"""复查、复核: asked by the complainant, decided by somebody above who had no say in the answer."""

from datetime import datetime

from sqlmodel import Session, col, select

from tracker.cases import timing
from tracker.cases.deed import Deed, deed, move
from tracker.cases.dispatching import due_zh, running
from tracker.cases.noticing import appeal_buttons, body_officers, tell_all, tell_citizen
from tracker.cases.people import coded_case, own_case
from tracker.cases.recording import record
from tracker.contract import AppealCase, Lookup, Progress
from tracker.house import House
from tracker.models import Appeal, Case, Notice
from tracker.models.views import case_facts, key
from tracker.queries.appeals import answer_of, deciding, facts_of, of_round, stage_of, undecided, window_of
from tracker.queries.org import load_org
from tracker.queries.progress import progress
from tracker.reading import masked
from tracker.rules.appeals import ASKED_BY, FINAL, FIRST, STAGE_OF, seat_of, step_of, why_not_asked, why_not_judge
from tracker.rules.errors import IllegalStep, NotAllowed, OnRecord
from tracker.rules.facts import Org
from tracker.rules.words import Action, AppealOutcome, AppealStage, Role, Status, Step

DECIDED = frozenset({"appeal_decided", "appeal_revoked"})
"""The notices that bring a decision."""


def ask(session: Session, house: House, number: str, asked: AppealCase, *, now: datetime) -> Progress:
    """Once about the answer of a round; asked again while somebody looks at it, it changes nothing.

    Raises :class:`OnRecord` when it is too late or has been decided for good.
    """
    case, stage = _case(session, house, number, asked), asked.stage
    if stage_of(case) is not stage:
        done = _asking(session, house, case, asked, now)
        _check(done, stage)
        _begin(done, stage)
    return progress(session, house, case, now=now)


def _case(session: Session, house: House, number: str, asked: AppealCase) -> Case:
    if asked.query_code is None:
        return own_case(session, house, number, asked)
    return coded_case(session, house, Lookup(number=number, query_code=asked.query_code))


def _asking(session: Session, house: House, case: Case, asked: AppealCase, now: datetime) -> Deed:
    if case.withdrawn_at is not None:
        raise IllegalStep("您已经撤回这一件。有新的情况，请重新提交一件。")
    return deed(
        session, house, load_org(session), case, ASKED_BY[asked.stage],
        role=Role.COMPLAINANT, actor="complainant", now=now, fields={"reason": asked.text},
    )  # fmt: skip


def _check(done: Deed, stage: AppealStage) -> None:
    """Raises :class:`OnRecord`: that it was asked, and why not, stays on the case."""
    known = facts_of(of_round(done.session, done.case))
    found = window_of(done.session, done.house, done.case, stage)
    why = why_not_asked(stage, known, found[0] if found else None, now=done.now)
    if why is None:
        return
    asked = {"asked": stage.value, "because": masked(done.field("reason"))}
    record(done.session, done.case, Action.REFUSE, actor=done.actor, now=done.now, reason=why, details=asked)
    done.case.version += 1
    raise OnRecord(why)


def _begin(done: Deed, stage: AppealStage) -> None:
    case, session = done.case, done.session
    row = Appeal(
        case_id=key(case.id), round=case.round, stage=stage.value, reason_text=done.field("reason"), asked_at=done.now
    )
    session.add(row)
    _arrived_by_now(session, case, stage, done.now)
    _seat(session, case, stage, done.org)
    case.next_due = done.now  # until its clock runs
    event = move(done, reason=row.reason_text, stage=stage.value, round=case.round)
    case.ended_at = case.ended_reason = None
    clock = running(done, step_of(stage))
    if clock:
        case.promised_on, case.provisional = clock.due_on, clock.provisional
    cause = f"event:{event.id}"
    tell_citizen(session, done.house, case, "appeal_received", key=cause, now=done.now, stage=stage.zh)
    _tell_judges(done, stage, "appeal_asked", cause, due=due_zh(done, step_of(stage)))


def _arrived_by_now(session: Session, case: Case, stage: AppealStage, now: datetime) -> None:
    """Whoever asks about an answer has read it."""
    first = next((row for row in of_round(session, case) if row.stage == FIRST), None)
    of_what = answer_of(session, case) if stage is FIRST else first
    if of_what is not None and of_what.delivered_at is None:
        of_what.delivered_at = now


def _seat(session: Session, case: Case, stage: AppealStage, org: Org) -> int:
    """Lays the case on the desk of those who decide; what lies above is theirs to see."""
    seat = seat_of(deciding(session, case, stage, org), case_facts(case), org)
    case.holder_id = seat
    case.handed_up = case.handed_up or seat != case.desk_id
    return seat


def _tell_judges(done: Deed, stage: AppealStage, template: str, cause: str, **words: str) -> None:
    people = [one.id for one in deciding(done.session, done.case, stage, done.org)]
    tell_all(
        done.session, done.house, people, template,
        key=cause, case=done.case, now=done.now, stage=stage.zh, **words,
    )  # fmt: skip


def reseat(session: Session, house: House, case: Case, org: Org, *, now: datetime, cause: str) -> None:
    """After somebody stepped aside: the desk and the clock of those who decide now, and they hear of it."""
    stage = STAGE_OF.get(Status(case.status))
    if stage is None:
        return
    seat = _seat(session, case, stage, org)
    timing.hand_on(session, case, step_of(stage), seat, now=now)
    people = [one.id for one in deciding(session, case, stage, org)]
    clock = next(clock for clock in timing.live(session, case) if clock.step == step_of(stage))
    due = f"{clock.due_on.month}月{clock.due_on.day}日"
    tell_all(session, house, people, "appeal_asked", key=cause, case=case, now=now, stage=stage.zh, due=due)


def withdraw(done: Deed) -> None:
    """The answer stands as it was, and the same is not asked again."""
    row, stage = _open_appeal(done)
    row.outcome, row.decided_at = AppealOutcome.WITHDRAWN.value, done.now
    event = move(done, ended=f"投诉人撤回{stage.zh}申请", void=True, stage=stage.value)
    _tell_judges(done, stage, "appeal_withdrawn", f"event:{event.id}")


def uphold(deed: Deed) -> None:
    _close(deed, AppealOutcome.UPHELD)


def amend(deed: Deed) -> None:
    _close(deed, AppealOutcome.AMENDED)


def _close(deed: Deed, outcome: AppealOutcome) -> None:
    row, stage = _decide(deed, outcome)
    row.answer = deed.field("answer") or None if outcome is AppealOutcome.AMENDED else None
    event = move(deed, reason=deed.field("reason"), ended=f"{stage.zh}决定：{outcome.zh}", stage=stage.value)
    tell_citizen(
        deed.session, deed.house, deed.case, "appeal_decided", key=f"event:{event.id}", now=deed.now,
        stage=stage.zh, outcome=outcome.zh, grounds=row.grounds,
        remedy=deed.house.policy.appeals.remedy[stage],
        buttons=appeal_buttons(deed.case, FINAL) if stage is FIRST else (),
        answer=f"\n【变更后的答复】{row.answer}" if row.answer else "",
    )  # fmt: skip


def revoke(deed: Deed) -> None:
    """A new round of handling by another person, with its own clocks and its own date."""
    case, session, house = deed.case, deed.session, deed.house
    row, stage = _decide(deed, AppealOutcome.REVOKED)
    case.round += 1
    event = move(deed, reason=deed.field("reason"), round=case.round, stage=stage.value)
    clock = running(deed, Step.HANDLE)
    if clock:
        case.promised_on, case.provisional = clock.due_on, clock.provisional
    cause, body = f"event:{event.id}", case.handling_id or case.desk_id
    tell_citizen(
        session, house, case, "appeal_revoked", key=cause, now=deed.now,
        stage=stage.zh, outcome=AppealOutcome.REVOKED.zh, grounds=row.grounds,
    )  # fmt: skip
    tell_all(
        session, house, body_officers(deed.org, case, body), "body_dispatched", key=cause, case=case, now=deed.now,
        body=deed.org.bodies[body].name, due=due_zh(deed, Step.SIGN), handle_due=due_zh(deed, Step.HANDLE),
    )  # fmt: skip


def _decide(deed: Deed, outcome: AppealOutcome) -> tuple[Appeal, AppealStage]:
    """Raises :class:`NotAllowed` for whoever had a say in the answer, or is not the one above whose turn it is."""
    row, stage = _open_appeal(deed)
    able = deciding(deed.session, deed.case, stage, deed.org)
    if why := why_not_judge(deed.officer_id, able, stage):
        raise NotAllowed(why)
    row.outcome, row.decided_at, row.decided_by = outcome.value, deed.now, deed.officer_id
    row.grounds = deed.field("reason")
    return row, stage


def _open_appeal(deed: Deed) -> tuple[Appeal, AppealStage]:
    row = undecided(deed.session, deed.case)
    if row is None:
        raise IllegalStep("没有等待决定的复查或复核申请，请刷新后查看。")
    return row, AppealStage(row.stage)


def delivered(session: Session, notice: Notice, *, now: datetime) -> None:
    """The decision arrived: from the next day on counts until when 复核 can be asked for. Harmless when told twice."""
    of_notice = Appeal.case_id == notice.case_id, Appeal.decided_at == notice.created_at
    row = session.exec(select(Appeal).where(*of_notice, col(Appeal.delivered_at).is_(None))).first()
    if notice.template in DECIDED and row is not None:
        row.delivered_at = now
