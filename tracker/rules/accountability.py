"""问责 as one table: from a proposal with its evidence to a decision by a person, and the review of that decision.

Nothing about a person happens by itself: the system may propose and may let its own proposal lapse, no more.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from tracker.rules.errors import IllegalStep, NotAllowed
from tracker.rules.facts import OfficerFacts, Org
from tracker.rules.words import Role, Word


class Stage(Word):
    PROPOSED = "proposed", "待陈述申辩"
    HEARD = "heard", "已陈述，待决定"
    DECIDED = "decided", "已决定，待送达"
    DELIVERED = "delivered", "已送达"
    REVIEWING = "reviewing", "复核中"
    UPHELD = "upheld", "复核维持"
    REVOKED = "revoked", "已撤销"
    DISMISSED = "dismissed", "不予处理"
    WITHDRAWN = "withdrawn", "提案已撤回"
    LAPSED = "lapsed", "依据已不足，提案失效"

    @property
    def open(self) -> bool:
        """Nothing is decided yet."""
        return self in (Stage.PROPOSED, Stage.HEARD)

    @property
    def in_force(self) -> bool:
        """What was delivered counts until it is revoked, also while it is under review."""
        return self in (Stage.DELIVERED, Stage.REVIEWING, Stage.UPHELD)


class Answering(Word):
    """What is done about an accountability case, beside bringing it."""

    STATE = "state", "陈述申辩"
    DECIDE = "decide", "决定"
    DISMISS = "dismiss", "不予处理"
    WITHDRAW = "withdraw", "撤回提案"
    DELIVER = "deliver", "送达"
    ASK_REVIEW = "ask_review", "申请复核"
    UPHOLD = "uphold", "复核维持"
    REVOKE = "revoke", "撤销"
    LAPSE = "lapse", "失效"


class Noted(Word):
    """What the record says beside :class:`Answering`; nothing moves by it."""

    PROPOSE = "propose", "提出"
    REMIND = "remind", "期限提醒"
    GROUND_LOST = "ground_lost", "依据变化"


class Party(Word):
    """As what somebody stands to one accountability case."""

    CONCERNED = "concerned", "当事单位或当事人"
    PROPOSER = "proposer", "提案人"
    OFFICE = "office", "效能办工作人员"
    DECIDER = "decider", "有权决定的人"
    REVIEWER = "reviewer", "没有参与提案和决定的复核人"
    SYSTEM = "system", "系统"


class Measure(Word):
    """Each with its document 文书; ``APPRAISAL`` only suggests what the yearly appraisal should say."""

    SUPERVISE = "supervise", "督办单"
    TALK = "talk", "约谈通知书"
    CIRCULAR = "circular", "通报"
    CORRECT = "correct", "整改通知书"
    ADMONITION = "admonition", "效能告诫书"
    APPRAISAL = "appraisal", "年度考核建议"


OF_A_PERSON = frozenset({Measure.ADMONITION, Measure.APPRAISAL})


@dataclass(frozen=True, slots=True)
class Move:
    action: Answering
    sources: frozenset[Stage]
    target: Stage
    party: Party


def _move(action: Answering, sources: Iterable[Stage], target: Stage, party: Party) -> Move:
    return Move(action, frozenset(sources), target, party)


S, A, P = Stage, Answering, Party
UNDECIDED = tuple(stage for stage in Stage if stage.open)

MOVES: tuple[Move, ...] = (
    _move(A.STATE, [S.PROPOSED], S.HEARD, P.CONCERNED),
    _move(A.DECIDE, UNDECIDED, S.DECIDED, P.DECIDER),
    _move(A.DISMISS, UNDECIDED, S.DISMISSED, P.DECIDER),
    _move(A.WITHDRAW, UNDECIDED, S.WITHDRAWN, P.PROPOSER),
    _move(A.DELIVER, [S.DECIDED], S.DELIVERED, P.OFFICE),
    _move(A.ASK_REVIEW, [S.DELIVERED], S.REVIEWING, P.CONCERNED),
    _move(A.UPHOLD, [S.REVIEWING], S.UPHELD, P.REVIEWER),
    # Also on the office's own motion: what turns out wrong is put right without anybody asking.
    _move(A.REVOKE, [S.REVIEWING, S.DECIDED, S.DELIVERED, S.UPHELD], S.REVOKED, P.REVIEWER),
    _move(A.LAPSE, UNDECIDED, S.LAPSED, P.SYSTEM),
)


@dataclass(frozen=True, slots=True)
class Matter:
    """One accountability case as the rules see it; ``officer`` is set where it is about a person."""

    desk: int
    body: int
    officer: int | None = None
    proposed_by: int | None = None
    decided_by: int | None = None


def move_for(stage: Stage, action: Answering, parties: frozenset[Party]) -> Move:
    """Raises :class:`IllegalStep` when the stage does not know the action, :class:`NotAllowed` for others' steps."""
    for move in MOVES:
        if move.action is action and stage in move.sources:
            if move.party in parties:
                return move
            raise NotAllowed(_not_yours(move, parties))
    raise IllegalStep(f"这件问责目前“{stage.zh}”，不能{action.zh}。请刷新后查看当前可以办理的事项。")


def _not_yours(move: Move, parties: frozenset[Party]) -> str:
    if move.party is Party.DECIDER and Party.PROPOSER in parties:
        return "提案人不能决定自己提出的问责，请由另一位主任或上级决定。"
    return f"{move.action.zh}应由{move.party.zh}办理。提案人、决定人、复核人不能是同一人，本人、本单位的事应当回避。"


def allowed(stage: Stage, parties: frozenset[Party]) -> tuple[Answering, ...]:
    """In the order of the table."""
    return tuple(move.action for move in MOVES if stage in move.sources and move.party in parties)


def parties(officer: OfficerFacts, matter: Matter, org: Org) -> frozenset[Party]:
    """Empty means: not even visible. Whoever is concerned is nothing else."""
    if not officer.active:
        return frozenset()
    if officer.body in org.line(matter.body) or officer.id == matter.officer:
        return frozenset({Party.CONCERNED}) if _concerned(officer, matter, org) else frozenset()
    found = {Party.OFFICE} if _at_desk(officer, matter.desk) else set()
    if officer.id == matter.proposed_by:
        found.add(Party.PROPOSER)
    if _has_power(officer, matter, org):
        found |= {Party.DECIDER} if officer.id != matter.proposed_by else set()
        found |= {Party.REVIEWER} if officer.id not in (matter.proposed_by, matter.decided_by) else set()
    return frozenset(found)


def _concerned(officer: OfficerFacts, matter: Matter, org: Org) -> bool:
    """The person, and whoever heads the body or one above it in the same department."""
    heads = Role.HEAD in officer.roles or Role.DIRECTOR in officer.roles
    return officer.id == matter.officer or (heads and officer.body in org.upward(matter.body))


def _at_desk(officer: OfficerFacts, desk: int) -> bool:
    return officer.body == desk and bool(officer.roles & {Role.INTAKE, Role.DIRECTOR})


def _has_power(officer: OfficerFacts, matter: Matter, org: Org) -> bool:
    """Directors and supervisors of the office in charge and above it, or above the body itself."""
    above = {*org.upward(matter.desk), *org.upward(matter.body)}
    return officer.body in above and bool(officer.roles & {Role.DIRECTOR, Role.SUPERVISOR})


def waited_for(stage: Stage, matter: Matter, org: Org, *, late: bool = False) -> tuple[int, ...]:
    """Who is told that ``stage`` is reached: the party concerned, and whoever can end the stage.

    When it is ``late``, or its ground is lost, those above the office hear of it too, and whoever may revoke it; else
    they do only where the office has nobody who may.
    """
    standing = {o.id: parties(o, matter, org) for o in org.officers.values()}
    reviewers = {Party.REVIEWER} if late or stage is Stage.REVIEWING else set()
    may = {move.party for move in MOVES if stage in move.sources}
    ending = may & {Party.OFFICE, Party.DECIDER, *reviewers} or {Party.OFFICE}
    able = {person for person, found in standing.items() if found & ending}
    near = {person for person in able if org.officers[person].body == matter.desk}
    concerned = {person for person, found in standing.items() if Party.CONCERNED in found}
    return tuple(sorted(concerned | (able if late or not near else near)))


@dataclass(frozen=True, slots=True)
class Threshold:
    """``at`` breaches of the sort ``counts`` within a calendar year call for a proposal of ``measure``,
    and so do each ``again`` more where that is not 0.

    ``counts`` is a colour of cards, ``prewarning`` or ``points``.
    """

    key: str
    name: str
    counts: str
    at: int
    measure: Measure
    basis: str
    again: int = 0

    def times(self, count: int) -> int:
        """How many proposals ``count`` breaches call for."""
        beyond = count - self.at
        return 0 if beyond < 0 else 1 + (beyond // self.again if self.again else 0)


def reached(thresholds: Iterable[Threshold], counted: Mapping[str, int]) -> tuple[tuple[Threshold, int], ...]:
    """Those whose number is reached, in the order of the policy, each with the how-manieth proposal is due."""
    found = ((t, t.times(counted.get(t.counts, 0))) for t in thresholds)
    return tuple((t, times) for t, times in found if times)


@dataclass(frozen=True, slots=True)
class Consequence:
    """What the ``nth`` admonition of a calendar year suggests for the appraisal of that year."""

    nth: int
    name: str
    basis: str


def consequence_of(consequences: Iterable[Consequence], count: int) -> Consequence | None:
    """The gravest that ``count`` admonitions in force reach."""
    met = [c for c in consequences if c.nth <= count]
    return max(met, key=lambda c: c.nth, default=None)


@dataclass(frozen=True, slots=True)
class Stay:
    """A case on one body's desk."""

    body: int
    since: datetime
    until: datetime


def shares(stays: Iterable[Stay]) -> dict[int, float]:
    """Which part of the overall time lay with each body, as fractions of 1; nothing for no time at all."""
    held: dict[int, float] = {}
    for stay in stays:
        held[stay.body] = held.get(stay.body, 0.0) + (stay.until - stay.since).total_seconds()
    whole = sum(held.values())
    return {body: seconds / whole for body, seconds in held.items()} if whole else {}


def check_heard(stage: Stage, statement_due: datetime, now: datetime, due_zh: str) -> None:
    """Raises :class:`IllegalStep` before the other side has spoken or had its time."""
    if stage is Stage.PROPOSED and now < statement_due:
        raise IllegalStep(f"陈述申辩期到{due_zh}为止。收到陈述，或者期满仍未陈述，才能决定。")


def check_in_time(until: datetime, now: datetime, what: str, until_zh: str) -> None:
    """Raises :class:`IllegalStep` once the window is over."""
    if now >= until:
        raise IllegalStep(f"{what}的期限是{until_zh}，已经过去，不能再{what}。有新的事实，可以向上级机关反映。")
