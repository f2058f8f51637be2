"""答复、审核、送达、评价后的办结与重办."""

from datetime import datetime

from sqlmodel import Session, col, distinct, func, select

from tracker.cases.deed import Deed, deed, move
from tracker.cases.dispatching import due_zh, running
from tracker.cases.noticing import (
    appeal_buttons,
    body_officers,
    desk_officers,
    rating_buttons,
    tell_all,
    tell_citizen,
)
from tracker.cases.pausing import move_on
from tracker.house import House
from tracker.models import Answer, Case, Notice, RatingGiven
from tracker.models.views import case_facts, key
from tracker.queries.assistances import open_assistances
from tracker.queries.crowds import group_of
from tracker.queries.org import load_org
from tracker.queries.progress import answer_zh
from tracker.rules.errors import IllegalStep, Incomplete, NotAllowed
from tracker.rules.quality import Parts, doubtful, fingerprint, missing, unproved
from tracker.rules.redoing import why_no_redo, why_not_closed, why_not_the_same
from tracker.rules.words import Action, AppealStage, Channel, Role, Score, Status, Step

_MOST_ASKED = 6
_RATHER_SO = "确实应当这样答的，请在“为什么这样答”里写明理由，由审核人把关。"


def latest(session: Session, case: Case) -> Answer | None:
    found = select(Answer).where(Answer.case_id == key(case.id), Answer.round == case.round)
    return session.exec(found.order_by(col(Answer.id).desc()).limit(1)).first()


def draft(deed: Deed) -> None:
    _by_another(deed)
    parts = Parts(deed.field("facts"), deed.field("done"), deed.field("basis"), deed.field("rectified"))
    overruled = _through_the_gate(deed, parts)
    answer = Answer(
        case_id=key(deed.case.id),
        round=deed.case.round,
        facts=parts.facts,
        done=parts.done,
        basis=parts.basis,
        remedy=deed.field("remedy") or deed.house.policy.gate.remedy,
        drafted_by=deed.officer_id,
        drafted_at=deed.now,
        fingerprint=fingerprint(parts),
        overruled=overruled,
        rectified=parts.rectified or None,
    )
    deed.session.add(answer)
    deed.session.flush()
    move_on(deed)
    event = move(deed, answer=answer.id, overruled=overruled) if overruled else move(deed, answer=answer.id)
    tell_all(
        deed.session, deed.house, desk_officers(deed.org, deed.case), "desk_review",
        key=f"event:{event.id}", case=deed.case, now=deed.now, due=due_zh(deed, Step.REVIEW),
    )  # fmt: skip


def _by_another(deed: Deed) -> None:
    """Raises :class:`NotAllowed` where the citizen was not satisfied with this officer's answer."""
    before = select(Answer.drafted_by).where(
        Answer.case_id == key(deed.case.id), Answer.round < deed.case.round, Answer.approved
    )
    earlier = frozenset(deed.session.exec(before))
    if why := why_not_the_same(deed.officer_id, earlier, case_facts(deed.case), deed.org):
        raise NotAllowed(why)


def _through_the_gate(deed: Deed, parts: Parts) -> str | None:
    """Why the drafter sends it though there are doubts; ``None`` without doubts. Raises :class:`Incomplete`."""
    gate = deed.house.policy.gate
    lacks = missing(parts, gate, established=deed.case.found_at is not None)
    if lacks:
        raise Incomplete(f"答复还不能提交：{'；'.join(lacks)}。")
    doubts = [*doubtful(parts, asked=_asked(deed.case), copies=_copies(deed, parts), gate=gate), *_unheard(deed)]
    why = deed.field("overrule")
    if doubts and not why:
        raise Incomplete(f"答复有疑问：{'；'.join(doubts)}。{_RATHER_SO}")
    return f"{why}（{'；'.join(doubts)}）" if doubts else None


def _unheard(deed: Deed) -> list[str]:
    """An answer may come before an opinion, but not without a word about it."""
    waiting = open_assistances(deed.session, deed.case)
    return [f"{deed.org.bodies[row.body_id].name}的协办意见还没有提交" for row in waiting]


def _asked(case: Case) -> tuple[str, ...]:
    """The words by which the matter was understood, and the place; nothing where nothing was understood."""
    guesses = [case.understood.get(name, [])[:1] for name in ("topics", "departments")]
    words = [word for first in guesses for guess in first for word in guess.get("because", ())]
    words += [case.place] if case.place and words else []
    return tuple(dict.fromkeys(word for word in words if len(word) > 1))[-_MOST_ASKED:]


def _copies(deed: Deed, parts: Parts) -> int:
    """On how many other cases the same answer stands, those looked into together with this one left out."""
    same = select(func.count(distinct(Answer.case_id))).where(
        Answer.fingerprint == fingerprint(parts),
        col(Answer.case_id).not_in(group_of(deed.session, deed.case)),
        Answer.drafted_at >= deed.now - deed.house.policy.gate.since,
    )
    return deed.session.exec(same).one()


def approve(deed: Deed) -> None:
    """By another person than the one who drafted; only now the citizen hears it."""
    answer = _pending(deed)
    if answer.drafted_by == deed.officer_id:
        raise NotAllowed("答复不能由起草人自己审核，请由另一位工作人员审核。")
    lacks = unproved(answer.rectified or "", deed.house.policy.gate, established=deed.case.found_at is not None)
    if lacks:
        raise Incomplete(f"还不能审核通过，请退回补写：{'；'.join(lacks)}。")
    answer.approved, answer.reviewed_by, answer.reviewed_at = True, deed.officer_id, deed.now
    event = move(deed, answer=answer.id)
    if deed.case.withdrawn_at is not None:
        answer.delivered_at = deed.now  # there is nobody to deliver it to
    tell_citizen(
        deed.session, deed.house, deed.case, "answered", key=f"event:{event.id}", now=deed.now,
        buttons=rating_buttons(deed.case), answer=answer_zh(answer),
    )  # fmt: skip


def send_back(deed: Deed) -> None:
    answer, reason, case = _pending(deed), deed.field("reason"), deed.case
    answer.reviewed_by, answer.reviewed_at = deed.officer_id, deed.now
    event = move(deed, reason=reason, answer=answer.id)
    tell_all(
        deed.session, deed.house, body_officers(deed.org, case, case.handling_id or case.desk_id), "body_sent_back",
        key=f"event:{event.id}", case=case, now=deed.now, reason=reason, handle_due=due_zh(deed, Step.HANDLE),
    )  # fmt: skip


def _pending(deed: Deed) -> Answer:
    answer = latest(deed.session, deed.case)
    if answer is None:
        raise IllegalStep("还没有可以审核的答复。")
    return answer


def register_delivery(deed: Deed) -> None:
    """An officer reached the citizen another way and says how."""
    _mark_delivered(deed, reason=deed.field("reason"))


def delivered(session: Session, house: House, notice: Notice, *, now: datetime) -> None:
    """The door said that the answer arrived: settles 送达, starts 回访. Harmless when told twice."""
    case = session.exec(select(Case).where(Case.id == notice.case_id).with_for_update()).one()
    if case.status != Status.ANSWERED or not _brings(notice, latest(session, case)):
        return
    done = deed(
        session, house, load_org(session), case, Action.DELIVER,
        role=Role.SYSTEM, actor="system", now=now, fields={"reason": f"答复已经通过{Channel(case.channel).zh}送达"},
    )  # fmt: skip
    _mark_delivered(done, reason=done.field("reason"))


def _brings(notice: Notice, answer: Answer | None) -> bool:
    """The notice of an earlier round may arrive late: it was written when that round's answer was approved."""
    return answer is not None and answer.delivered_at is None and answer.reviewed_at == notice.created_at


def _mark_delivered(deed: Deed, *, reason: str) -> None:
    answer = latest(deed.session, deed.case)
    if answer is None or answer.delivered_at is not None:
        raise IllegalStep("这次答复已经登记送达。")
    answer.delivered_at = deed.now
    move(deed, reason=reason)


def close(deed: Deed) -> None:
    reason = deed.field("reason")
    _after_delivery(deed)
    _by_the_director(deed)
    event = move(deed, reason=reason, ended=reason)
    tell_citizen(
        deed.session, deed.house, deed.case, "closed", key=f"event:{event.id}", now=deed.now, reason=reason,
        buttons=appeal_buttons(deed.case, AppealStage.RECHECK),
    )  # fmt: skip


def _by_the_director(deed: Deed) -> None:
    case, gate = deed.case, deed.house.policy.gate
    given = select(RatingGiven.score).where(RatingGiven.case_id == key(case.id), RatingGiven.round == case.round)
    score = deed.session.exec(given).first()
    roles = deed.org.officers[deed.officer_id].roles if deed.actor.startswith("officer:") else frozenset()
    if why := why_not_closed(case.round, gate.rounds, Score(score) if score else None, roles):
        raise NotAllowed(why)


def _after_delivery(deed: Deed) -> None:
    answer = latest(deed.session, deed.case)
    if answer is None or answer.delivered_at is None:
        raise IllegalStep("答复还没有送达投诉人，请先送达，或者登记怎样告知的。")


def redo(deed: Deed) -> None:
    """A new round with its own clocks and its own date; the old round is closed history."""
    case = deed.case
    _after_delivery(deed)
    if why := why_no_redo(case.round, deed.house.policy.gate.rounds):
        raise NotAllowed(why)
    case.round += 1
    event = move(deed, reason=deed.field("reason"), round=case.round)
    clock = running(deed, Step.HANDLE)
    if clock:
        case.promised_on, case.provisional = clock.due_on, clock.provisional
    tell_citizen(deed.session, deed.house, case, "redo", key=f"event:{event.id}", now=deed.now)
    body = case.handling_id or case.desk_id
    tell_all(
        deed.session, deed.house, body_officers(deed.org, case, body), "body_dispatched",
        key=f"event:{event.id}", case=case, now=deed.now, body=deed.org.bodies[body].name,
        due=due_zh(deed, Step.SIGN), handle_due=due_zh(deed, Step.HANDLE),
    )  # fmt: skip
