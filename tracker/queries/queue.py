"""The officer's queue: what is open, ordered by time left, page by page along an index."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, and_, func, or_
from sqlmodel import Session, col, select

from tracker.models import Case
from tracker.models.views import key
from tracker.queries.scope import visible
from tracker.queries.time_left import time_left
from tracker.reading import masked
from tracker.rules.errors import Incomplete
from tracker.rules.facts import OfficerFacts, Org
from tracker.rules.words import ENDED, Channel, Colour, Conduct, Kind, Level, Status
from tracker.rules.workdays import Calendar, end_of, local_date

SUMMARY = 40
CURSOR = re.compile(r"(?P<at>20[0-9-]{8}T[0-9:.]{8,15}\+00:00)~(?P<id>[0-9]{1,9})")
ENDED_VALUES = sorted(status.value for status in ENDED)


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """``colour`` is one of :class:`Colour` or ``overdue``; ``text`` the beginning of a number;
    ``mine`` keeps what lies on the viewer's own desk now.
    """

    status: Status | None = None
    kind: Kind | None = None
    colour: str | None = None
    text: str = ""
    ended: bool = False
    mine: bool = False


@dataclass(frozen=True, slots=True)
class QueueRow:
    number: str
    kind: Kind
    conduct: Conduct
    level: Level
    channel: Channel
    status: Status
    summary: str
    holder: str
    handling: str
    due_at: datetime | None
    time_left: str
    overdue: bool
    colour: Colour
    urgent: bool
    round: int
    registered_at: datetime


@dataclass(frozen=True, slots=True)
class QueuePage:
    rows: tuple[QueueRow, ...]
    next: str | None


def queue(
    session: Session,
    viewer: OfficerFacts,
    org: Org,
    filters: QueueFilter,
    *,
    now: datetime,
    calendar: Calendar,
    after: str | None = None,
    limit: int = 30,
) -> QueuePage:
    """Open cases by time left, or ended ones newest first. ``after`` is the ``next`` of the page before.

    Raises :class:`Incomplete` when ``after`` is none of ours.
    """
    order = col(Case.ended_at).desc() if filters.ended else col(Case.next_due)
    tie = col(Case.id).desc() if filters.ended else col(Case.id)
    found = select(Case).where(visible(viewer, org), *_wanted(filters, viewer, org, now))
    if after:
        found = found.where(_beyond(after, ended=filters.ended))
    cases = list(session.exec(found.order_by(order, tie).limit(limit + 1)))
    rows = tuple(_row(case, org, now, calendar) for case in cases[:limit])
    return QueuePage(rows, _cursor(cases[limit - 1], ended=filters.ended) if len(cases) > limit else None)


def counts(session: Session, viewer: OfficerFacts, org: Org, *, now: datetime) -> dict[str, int]:
    """``open``, ``overdue``, ``today`` (due before midnight in Shanghai) and one entry for each open status."""
    mine = and_(visible(viewer, org), col(Case.status).not_in(ENDED_VALUES))
    by_status = session.exec(select(Case.status, func.count()).where(mine).group_by(Case.status))
    found = {status.value: 0 for status in Status if status.open} | dict(by_status.all())
    midnight = end_of(local_date(now))
    due = select(_count_if(col(Case.next_due) <= now), _count_if(col(Case.next_due) <= midnight))
    overdue, today = session.exec(due.where(mine)).one()
    return {"open": sum(found.values()), "overdue": overdue, "today": today - overdue, **found}


def _count_if(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.count().filter(condition)


def _wanted(filters: QueueFilter, viewer: OfficerFacts, org: Org, now: datetime) -> list[ColumnElement[bool]]:
    status = col(Case.status)
    wanted: list[ColumnElement[bool]] = [status.in_(ENDED_VALUES) if filters.ended else status.not_in(ENDED_VALUES)]
    if filters.status:
        wanted.append(status == filters.status.value)
    if filters.kind:
        wanted.append(col(Case.kind) == filters.kind.value)
    if filters.colour == "overdue":
        wanted.append(col(Case.next_due) <= now)
    elif filters.colour:
        wanted.append(col(Case.colour) == filters.colour)
    if filters.text:
        wanted.append(col(Case.number).startswith(filters.text.strip().upper(), autoescape=True))
    if filters.mine:
        wanted.append(col(Case.holder_id).in_(sorted(org.within(viewer.body))))
    return wanted


def _cursor(case: Case, *, ended: bool) -> str:
    at = case.ended_at if ended else case.next_due
    assert at is not None, "the schema gives every open case a due instant and every ended one an end"
    return f"{at.astimezone(UTC).isoformat()}~{key(case.id)}"


def _beyond(cursor: str, *, ended: bool) -> ColumnElement[bool]:
    at, row_id = _place(cursor)
    row = col(Case.id)
    if ended:
        return or_(col(Case.ended_at) < at, and_(col(Case.ended_at) == at, row < row_id))
    return or_(col(Case.next_due) > at, and_(col(Case.next_due) == at, row > row_id))


def _place(cursor: str) -> tuple[datetime, int]:
    """Raises :class:`Incomplete` for what :func:`_cursor` never wrote: it came back through somebody's address bar."""
    found = CURSOR.fullmatch(cursor)
    try:
        if found is None:
            raise ValueError("no cursor of ours")
        return datetime.fromisoformat(found["at"]), int(found["id"])
    except ValueError as error:
        raise Incomplete("翻页的位置已经失效，请回到第一页。") from error


def _row(case: Case, org: Org, now: datetime, calendar: Calendar) -> QueueRow:
    return QueueRow(
        number=case.number,
        kind=Kind(case.kind),
        conduct=Conduct(case.conduct),
        level=Level(case.level),
        channel=Channel(case.channel),
        status=Status(case.status),
        summary=masked(case.text[: 2 * SUMMARY]).replace("\n", " ")[:SUMMARY],
        holder=name_of(case.holder_id, org),
        handling=name_of(case.handling_id, org),
        due_at=case.next_due,
        time_left=time_left(case.next_due, now, calendar) if case.next_due else "",
        overdue=case.next_due is not None and now >= case.next_due,
        colour=Colour(case.colour),
        urgent=case.urgent,
        round=case.round,
        registered_at=case.registered_at,
    )


def name_of(body: int | None, org: Org) -> str:
    return org.bodies[body].name if body is not None else ""


