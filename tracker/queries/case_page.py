"""One case as an officer sees it: everything the page shows, masked, and what may be done now."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, TypeVar

from sqlmodel import Session, col, select

from tracker.house import House
from tracker.models import Alarm, Answer, Card, Case, Clock, Event, Evidence, Notice, RatingGiven
from tracker.models.views import case_facts, key, pauses_of
from tracker.queries.actions import ActionForm, actions
from tracker.queries.appeals import AppealRow, appeal_rows
from tracker.queries.assistances import AssistanceRow, assistances
from tracker.queries.crowds import ALONE, Company, company_of
from tracker.queries.ladder import LadderRow, ladder
from tracker.queries.queue import name_of
from tracker.queries.time_left import time_left
from tracker.reading import masked
from tracker.rules.conflict import RESTRICTED_TO, roles_for
from tracker.rules.counting import receipt
from tracker.rules.errors import NotFound
from tracker.rules.facts import OfficerFacts, Org
from tracker.rules.ladder import colour_after
from tracker.rules.requests import with_pauses
from tracker.rules.words import (
    Action,
    Channel,
    Colour,
    Conduct,
    Judged,
    Kind,
    Level,
    Role,
    Score,
    Settled,
    Status,
    Step,
    Visibility,
    Word,
)  # fmt: skip
from tracker.rules.workdays import ReceiptDay

UNIT_ZH = {"workday": "个工作日", "natural": "个自然日", "hour": "小时", "workhour": "个办公小时", "minute": "分钟"}
WORDS: dict[Judged, type[Word]] = {Judged.KIND: Kind, Judged.CONDUCT: Conduct}
"""The judgements whose labels are stored words; the others are Chinese already."""

GONE = "材料已经移送，这里只保留编号和类别。"
KEPT = frozenset({Action.HAND_OVER, Action.ADMIT})


@dataclass(frozen=True, slots=True)
class UnderstoodRow:
    title: str
    label: str
    score: float
    because: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TimelineRow:
    at: datetime
    who: str
    action: Action
    reason: str
    visibility: Visibility
    details: dict[str, Any]


@dataclass(frozen=True, slots=True)
class ClockRow:
    """``settled`` is empty while the clock runs; ``receipt`` is every day from start to due. What is ``superseded``
    was ``handed_on`` to another body, or else counted again.
    """

    step: Step
    owner: str
    budget: str
    basis: str
    started_at: datetime
    due_on: date
    due_at: datetime
    settled: Settled | None
    superseded: bool
    handed_on: bool
    provisional: bool
    time_left: str
    colour: Colour
    calendar: str
    policy: str
    receipt: tuple[ReceiptDay, ...]


@dataclass(frozen=True, slots=True)
class NoticeRow:
    to: str
    subject: str
    state: str
    door: str
    at: datetime
    delivered_at: datetime | None
    last_error: str


@dataclass(frozen=True, slots=True)
class CasePage:
    number: str
    version: int
    kind: Kind
    conduct: Conduct
    topic: str | None
    function: str | None
    level: Level
    channel: Channel
    status: Status
    colour: Colour
    text: str
    place: str | None
    happened: str | None
    target_words: str | None
    target: str
    target_id: int | None
    money: bool
    urgent: bool
    restricted: bool
    receiver: str | None
    registered_at: datetime
    promised_on: date
    provisional: bool
    round: int
    desk: str
    holder: str
    handling: str
    suggested: str
    suggested_id: int | None
    suggested_why: str
    ended_reason: str | None
    understood: tuple[UnderstoodRow, ...]
    timeline: tuple[TimelineRow, ...]
    clocks: tuple[ClockRow, ...]
    ladder: tuple[LadderRow, ...]
    assistances: tuple[AssistanceRow, ...]
    answers: tuple[Answer, ...]
    ratings: tuple[tuple[int, Score, str], ...]
    cards: tuple[Card, ...]
    notices: tuple[NoticeRow, ...]
    evidence: tuple[Evidence, ...]
    company: Company
    actions: tuple[ActionForm, ...]
    appeals: tuple[AppealRow, ...]


def case_page(
    session: Session, house: House, viewer: OfficerFacts, org: Org, number: str, *, now: datetime
) -> CasePage:
    """Raises :class:`NotFound` alike for a case that does not exist and one that is not the viewer's to see."""
    case = session.exec(select(Case).where(Case.number == number)).first()
    roles = roles_for(viewer, case_facts(case), org) if case else frozenset()
    if case is None or not roles:
        raise NotFound("没有这个诉求件，或者您无权查看。")
    page = CasePage(
        **_plain(case),
        kind=Kind(case.kind),
        conduct=Conduct(case.conduct),
        level=Level(case.level),
        channel=Channel(case.channel),
        status=Status(case.status),
        colour=Colour(case.colour),
        text=masked(case.text),
        target=name_of(case.target_id, org),
        desk=name_of(case.desk_id, org),
        holder=name_of(case.holder_id, org),
        handling=name_of(case.handling_id, org),
        suggested=name_of(case.suggested_id, org),
        understood=_understood(case),
        timeline=_timeline(session, case, viewer, roles, org),
        clocks=_clocks(session, house, case, org, now),
        ladder=ladder(session, house, case, viewer, org),
        assistances=assistances(session, house, case, viewer, org, now=now),
        answers=_rows(session, Answer, case),
        ratings=tuple((r.round, Score(r.score), masked(r.comment)) for r in _rows(session, RatingGiven, case)),
        cards=_rows(session, Card, case),
        notices=_notices(session, case, org),
        evidence=tuple(session.exec(select(Evidence).where(Evidence.case_id == key(case.id)))),
        company=company_of(session, house, viewer, org, case),
        actions=actions(session, house, case, viewer, org, now=now),
        appeals=appeal_rows(session, case, org),
    )
    return stub(page) if page.status is Status.HANDED_OVER else page


PLAIN = (
    "number", "version", "topic", "function", "place", "happened", "target_words", "money", "urgent", "registered_at",
    "promised_on", "provisional", "round", "suggested_id", "suggested_why", "ended_reason", "restricted", "receiver",
    "target_id",
)  # fmt: skip


def _plain(case: Case) -> dict[str, Any]:
    return {name: getattr(case, name) for name in PLAIN}


def _understood(case: Case) -> tuple[UnderstoodRow, ...]:
    rows = []
    for judged in Judged:
        for guess in case.understood.get(judged.guesses, [])[:3]:
            label = label_zh(judged, guess["label"])
            rows.append(UnderstoodRow(judged.zh, label, guess["score"], tuple(guess["because"])))
    return tuple(rows)


def label_zh(judged: Judged, label: str) -> str:
    return WORDS[judged](label).zh if judged in WORDS else label


def stub(page: CasePage) -> CasePage:
    """What stays here of a case that was handed over (移送): its number, its kind, and the steps without words."""
    bare = tuple(replace(row, reason="", details={}) if row.action not in KEPT else row for row in page.timeline)
    return replace(
        page,
        text=GONE, topic=None, function=None, place=None, happened=None, target_words=None, target="", target_id=None,
        suggested="", suggested_id=None, suggested_why="",
        understood=(), appeals=(), answers=(), ratings=(), evidence=(), company=ALONE, timeline=bare, assistances=(),
    )  # fmt: skip


def _timeline(
    session: Session, case: Case, viewer: OfficerFacts, roles: frozenset[Role], org: Org
) -> tuple[TimelineRow, ...]:
    """What is restricted only for those above, and for whoever did it."""
    events = session.exec(select(Event).where(Event.case_id == key(case.id)).order_by(col(Event.seq)))
    mine = f"officer:{viewer.id}"
    return tuple(
        TimelineRow(e.at, who(e.actor, org), Action(e.action), _shown(e), Visibility(e.visibility), e.details)
        for e in events
        if e.visibility != Visibility.RESTRICTED or roles & RESTRICTED_TO or e.actor == mine
    )


def _shown(event: Event) -> str:
    """Only the complainant's words can hold the complainant's data."""
    return masked(event.reason) if event.actor == Role.COMPLAINANT else event.reason


def who(actor: str, org: Org) -> str:
    """``officer:7`` → name and body; the complainant stays the complainant, whatever the level."""
    if not actor.startswith("officer:"):
        return Role(actor).zh
    officer = org.officers[int(actor.removeprefix("officer:"))]
    return f"{officer.name}（{org.bodies[officer.body].name}）"


def _clocks(session: Session, house: House, case: Case, org: Org, now: datetime) -> tuple[ClockRow, ...]:
    clocks = list(session.exec(select(Clock).where(Clock.case_id == key(case.id)).order_by(col(Clock.id))))
    owners = {clock.id: clock.owner_id for clock in clocks}
    fired = select(Alarm.clock_id, Alarm.level).where(Alarm.case_id == key(case.id), Alarm.state == "fired")
    levels: dict[int, list[str]] = {}
    for clock_id, level in session.exec(fired):
        levels.setdefault(clock_id, []).append(level)
    return tuple(
        _clock(
            clock, owners, colour_after(levels.get(key(clock.id), ()), house.policy.colours), house, org, now=now
        )
        for clock in clocks
    )


def _clock(
    clock: Clock, owners: Mapping[int | None, int], colour: Colour, house: House, org: Org, *, now: datetime
) -> ClockRow:
    return ClockRow(
        step=Step(clock.step),
        owner=name_of(clock.owner_id, org),
        budget=f"{clock.amount}{UNIT_ZH[clock.unit]}",
        basis=clock.basis,
        started_at=clock.started_at,
        due_on=clock.due_on,
        due_at=clock.due_at,
        settled=Settled(clock.settled) if clock.settled else None,
        superseded=clock.superseded_by is not None,
        handed_on=owners.get(clock.superseded_by, clock.owner_id) != clock.owner_id,
        provisional=clock.provisional,
        time_left="" if clock.settled else time_left(clock.due_at, now, house.calendar),
        colour=colour,
        calendar=clock.calendar,
        policy=clock.policy or "",
        receipt=with_pauses(
            receipt(clock.started_at, clock.due_on, house.calendar, house.policy.counting), pauses_of(clock)
        ),
    )


T = TypeVar("T", Answer, Card, RatingGiven)


def _rows(session: Session, table: type[T], case: Case) -> tuple[T, ...]:
    return tuple(session.exec(select(table).where(table.case_id == key(case.id)).order_by(col(table.id))))


def _notices(session: Session, case: Case, org: Org) -> tuple[NoticeRow, ...]:
    notices = session.exec(select(Notice).where(Notice.case_id == key(case.id)).order_by(col(Notice.id)))
    return tuple(
        NoticeRow(
            to=org.officers[n.officer_id].name if n.officer_id else Role.COMPLAINANT.zh,
            subject=n.subject,
            state=n.state,
            door=n.door,
            at=n.created_at,
            delivered_at=n.delivered_at,
            last_error=n.last_error,
        )
        for n in notices
    )
