"""Signs that a limit was met on paper only: pure looks at what happened. A person judges each of them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from tracker.rules.words import Action, Kind, Word
from tracker.rules.workdays import Calendar, local_date


class Sign(Word):
    LATE_RETURN = "late_return", "临期退单"
    LONGER_KIND = "longer_kind", "改类延期"
    IDLE_PAUSE = "idle_pause", "中止期间无动作"
    SPLIT = "split", "拆件"
    NO_ACTION = "no_action", "未办先结"
    BULK_ANSWER = "bulk_answer", "批量雷同答复"


class Verdict(Word):
    """What a person made of a sign."""

    FOUNDED = "founded", "属实"
    UNFOUNDED = "unfounded", "不属实"


@dataclass(frozen=True, slots=True)
class Signs:
    name: str
    basis: str


@dataclass(frozen=True, slots=True)
class Gaming:
    """The figures of the policy; ``*_left`` in working days, ``*_days`` in natural days."""

    version: str
    signs: Mapping[Sign, Signs]
    return_left: int
    kind_left: int
    begins: frozenset[str]
    ends: frozenset[str]
    idle_days: int
    split_at: int
    split_days: int
    empty_minutes: int
    empty_kinds: frozenset[Kind]
    acts: frozenset[str]
    bulk_at: int
    bulk_days: int

    @property
    def bulk_reach(self) -> timedelta:
        return timedelta(days=self.bulk_days)


@dataclass(frozen=True, slots=True)
class Happened:
    """One event; ``body`` is that of the officer who acted, empty for citizens and the system."""

    seq: int
    at: datetime
    action: str
    body: int | None = None
    reason: str = ""
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Handling:
    """A clock of 办理; ``due`` is the first instant that is late."""

    started: datetime
    due: datetime


@dataclass(frozen=True, slots=True)
class Trail:
    """All that the looks need of one case. ``siblings`` are the instants at which matters of the same person on the
    same body's desk were registered, this one among them; ``same_words`` those of answers of the body with the same
    words, this one's among them. ``amounts`` says how many working days each kind has.
    """

    kind: Kind
    desk: int
    body: int
    events: Sequence[Happened]
    clocks: Sequence[Handling]
    now: datetime
    registered: datetime
    siblings: Sequence[datetime] = ()
    same_words: Sequence[datetime] = ()
    amounts: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Found:
    """``seq`` is the event that shows it, ``body`` whose doing it is."""

    sign: Sign
    seq: int
    body: int
    at: datetime
    why: str


def found(trail: Trail, gaming: Gaming, calendar: Calendar) -> tuple[Found, ...]:
    return tuple(one for look in LOOKS for one in look(trail, gaming, calendar))


def _left(trail: Trail, at: datetime, calendar: Calendar) -> int | None:
    """Working days left of the handling time at ``at``; 0 on the last day and after it, ``None`` with no clock."""
    started = [clock for clock in trail.clocks if clock.started <= at]
    if not started:
        return None
    due = max(started, key=lambda clock: clock.started).due
    today, last = local_date(at), local_date(due - timedelta(microseconds=1))
    return calendar.between(today, last) if last > today else 0


def late_returns(trail: Trail, gaming: Gaming, calendar: Calendar) -> Iterable[Found]:
    for event in trail.events:
        if event.action == Action.RETURN and event.body is not None:
            left = _left(trail, event.at, calendar)
            if left is not None and left <= gaming.return_left:
                yield Found(Sign.LATE_RETURN, event.seq, event.body, event.at, f"退单时办理时限只剩{left}个工作日")


def longer_kinds(trail: Trail, gaming: Gaming, calendar: Calendar) -> Iterable[Found]:
    """By the handling body at any time; by the office, which has to put a wrong kind right, only late."""
    for event in trail.events:
        if event.action != Action.CORRECT or event.body is None:
            continue
        left = _left(trail, event.at, calendar)
        late = left is not None and left <= gaming.kind_left
        was, became = _lengths(trail, event)
        if became > was and (late or event.body != trail.desk):
            why = f"类别改后办理时限由{was}个工作日变为{became}个工作日"
            yield Found(Sign.LONGER_KIND, event.seq, event.body, event.at, why)


def _lengths(trail: Trail, event: Happened) -> tuple[int, int]:
    """The handling time before and after a correction of the kind, in working days."""
    change = next((c for c in event.details.get("corrected", ()) if c["field"] == "kind"), None)
    return (trail.amounts[change["was"]], trail.amounts[change["became"]]) if change else (0, 0)


def idle_pauses(trail: Trail, gaming: Gaming, _calendar: Calendar) -> Iterable[Found]:
    for n, begin in enumerate(trail.events):
        if begin.action in gaming.begins and begin.body is not None:
            later = trail.events[n + 1 :]
            end = next((event.at for event in later if event.action in gaming.ends), trail.now)
            busy = [event for event in later if event.at < end and event.action != Action.ESCALATE]
            if not busy and end - begin.at >= timedelta(days=gaming.idle_days):
                why = f"中止计时{(end - begin.at).days}天，其间没有任何办理记录"
                yield Found(Sign.IDLE_PAUSE, begin.seq, begin.body, begin.at, why)


def split(trail: Trail, gaming: Gaming, _calendar: Calendar) -> Iterable[Found]:
    reach = timedelta(days=gaming.split_days)
    near = [at for at in trail.siblings if abs(at - trail.registered) <= reach]
    if len(near) >= gaming.split_at:
        why = f"同一投诉人{gaming.split_days}天内在同一单位登记了{len(near)}件"
        yield Found(Sign.SPLIT, 1, trail.body, trail.registered, why)


def no_action(trail: Trail, gaming: Gaming, _calendar: Calendar) -> Iterable[Found]:
    signed: datetime | None = None
    acted = answered = False
    for event in trail.events:
        if event.action == Action.SIGN:
            signed, acted = event.at, False
        acted = acted or event.action in gaming.acts
        quick = signed is not None and event.at - signed < timedelta(minutes=gaming.empty_minutes)
        if event.action == Action.ANSWER and event.body is not None:
            answered = True
            if quick and not acted and trail.kind in gaming.empty_kinds:
                why = f"签收后不到{gaming.empty_minutes}分钟提交答复，其间没有联系、询问或办理备注"
                yield Found(Sign.NO_ACTION, event.seq, event.body, event.at, why)
        if event.action == Action.CLOSE and not answered:
            yield Found(Sign.NO_ACTION, event.seq, event.body or trail.desk, event.at, "没有答复就办结")


def bulk_answers(trail: Trail, gaming: Gaming, _calendar: Calendar) -> Iterable[Found]:
    answers = [event for event in trail.events if event.action == Action.ANSWER and event.body is not None]
    if not answers:
        return
    last = answers[-1]
    near = [at for at in trail.same_words if abs(at - last.at) <= timedelta(days=gaming.bulk_days)]
    if len(near) >= gaming.bulk_at:
        why = f"{gaming.bulk_days}天内有{len(near)}件用了同样的答复"
        yield Found(Sign.BULK_ANSWER, last.seq, last.body or trail.body, last.at, why)


LOOKS: tuple[Callable[[Trail, Gaming, Calendar], Iterable[Found]], ...] = (
    late_returns, longer_kinds, idle_pauses, split, no_action, bulk_answers,
)  # fmt: skip


def bare(text: str) -> str:
    """Only letters and characters: numbers, dates and punctuation make no answer another one."""
    return "".join(sign for sign in text if sign.isalpha())
