"""The officer's queue: what is open, ordered by time left, page by page along an index."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import product
from typing import Any

from sqlalchemy import ColumnElement, func, tuple_, union
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from tracker.models import Assistance, Case
from tracker.models.views import key
from tracker.queries.assisted import assisted_by
from tracker.queries.scope import helping, open_to, visible, ways
from tracker.queries.time_left import time_left
from tracker.reading import masked
from tracker.rules.errors import Incomplete
from tracker.rules.facts import OfficerFacts, Org
from tracker.rules.words import Channel, Colour, Conduct, Kind, Level, Status
from tracker.rules.workdays import Calendar, end_of, local_date

SUMMARY = 40
MOST_COUNTED = 1000
CURSOR = re.compile(r"(?P<at>20[0-9-]{8}T[0-9:.]{8,15}\+00:00)~(?P<id>[0-9]{1,9})")


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
    """``assists`` says what the viewer's body has to do with a case that another one answers (协办), else empty."""

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
    assists: str = ""


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
    wanted, order = _wanted(filters, now), _order(filters)
    if after:
        wanted.append(_beyond(after, ended=filters.ended))
    firsts = [walk.where(*wanted).order_by(*order).limit(limit + 1) for walk in _walks(filters, viewer, org)]
    if not firsts:
        return QueuePage((), None)
    ids = union(*[select(first.subquery().c.id) for first in firsts])
    cases = list(session.exec(select(Case).where(col(Case.id).in_(ids)).order_by(*order).limit(limit + 1)))
    helped = assisted_by(session, viewer, org, cases[:limit])
    rows = tuple(_row(case, org, now, calendar, helped.get(key(case.id), "")) for case in cases[:limit])
    return QueuePage(rows, _cursor(cases[limit - 1], ended=filters.ended) if len(cases) > limit else None)


def counts(session: Session, viewer: OfficerFacts, org: Org, *, now: datetime) -> dict[str, int]:
    """``open``, ``overdue``, ``today`` (due before midnight in Shanghai) and one entry for each open status.

    None above :data:`MOST_COUNTED`: whoever has so many wants to know that it is many, and nobody waits for the rest.
    """
    due, midnight = col(Case.next_due), end_of(local_date(now))

    def count(filters: QueueFilter, *wanted: ColumnElement[bool]) -> int:
        return _count(session, _walks(filters, viewer, org), *wanted)

    by_status = {status.value: count(QueueFilter(status=status)) for status in Status if status.open}
    return {
        "open": min(sum(by_status.values()), MOST_COUNTED),
        "overdue": count(QueueFilter(), due <= now),
        "today": count(QueueFilter(), due > now, due <= midnight),
        **by_status,
    }


def _count(session: Session, walks: list[SelectOfScalar[int | None]], *wanted: ColumnElement[bool]) -> int:
    if not walks:
        return 0
    ids = union(*[select(walk.where(*wanted).limit(MOST_COUNTED).subquery().c.id) for walk in walks])
    return min(session.exec(select(func.count()).select_from(ids.subquery())).one(), MOST_COUNTED)


def _order(filters: QueueFilter) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    """The order of the indexes as well; a page reads no further than it shows."""
    if filters.ended:
        return col(Case.ended_at).desc(), col(Case.id).desc()
    return col(Case.next_due).asc(), col(Case.id).asc()


def _walks(filters: QueueFilter, viewer: OfficerFacts, org: Org) -> list[SelectOfScalar[int | None]]:
    """The ids of what may be shown, one query for each body and status.

    Each of them is a range of one index in the order of the queue, so it can stop after one page. All in one
    condition, both databases read and sort everything that is open.
    """
    bodies, rest = ways(viewer, org), open_to(viewer, org)
    if filters.mine:
        rest = visible(viewer, org)
        owed = helping(viewer, org, col(Assistance.opinion).is_(None))
        bodies = [*(col(Case.holder_id) == body for body in sorted(org.within(viewer.body))), *owed]
    statuses = [status for status in Status if status.open != filters.ended and filters.status in (None, status)]
    return [
        select(col(Case.id)).where(body, col(Case.status) == status.value, rest)
        for body, status in product(bodies, statuses)
    ]


def _wanted(filters: QueueFilter, now: datetime) -> list[ColumnElement[bool]]:
    """The filters that no index knows: what they leave out is read and passed over."""
    wanted: list[ColumnElement[bool]] = []
    if filters.kind:
        wanted.append(col(Case.kind) == filters.kind.value)
    if filters.colour == "overdue":
        wanted.append(col(Case.next_due) <= now)
    elif filters.colour:
        wanted.append(col(Case.colour) == filters.colour)
    if filters.text:
        wanted.append(col(Case.number).startswith(filters.text.strip().upper(), autoescape=True))
    return wanted


def _summary(case: Case) -> str:
    if case.status == Status.HANDED_OVER:
        return "材料已经移送，只留编号和类别"
    return masked(case.text[: 2 * SUMMARY]).replace("\n", " ")[:SUMMARY]


def _cursor(case: Case, *, ended: bool) -> str:
    at = case.ended_at if ended else case.next_due
    assert at is not None, "the schema gives every open case a due instant and every ended one an end"
    return f"{at.astimezone(UTC).isoformat()}~{key(case.id)}"


def _beyond(cursor: str, *, ended: bool) -> ColumnElement[bool]:
    at, row_id = _place(cursor)
    if ended:
        return tuple_(col(Case.ended_at), col(Case.id)) < (at, row_id)
    return tuple_(col(Case.next_due), col(Case.id)) > (at, row_id)


def _place(cursor: str) -> tuple[datetime, int]:
    """Raises :class:`Incomplete` for what :func:`_cursor` never wrote: it came back through somebody's address bar."""
    found = CURSOR.fullmatch(cursor)
    try:
        if found is None:
            raise ValueError("no cursor of ours")
        return datetime.fromisoformat(found["at"]), int(found["id"])
    except ValueError as error:
        raise Incomplete("翻页的位置已经失效，请回到第一页。") from error


def _row(case: Case, org: Org, now: datetime, calendar: Calendar, assists: str) -> QueueRow:
    return QueueRow(
        number=case.number,
        kind=Kind(case.kind),
        conduct=Conduct(case.conduct),
        level=Level(case.level),
        channel=Channel(case.channel),
        status=Status(case.status),
        summary=_summary(case),
        holder=name_of(case.holder_id, org),
        handling=name_of(case.handling_id, org),
        due_at=case.next_due,
        time_left=time_left(case.next_due, now, calendar) if case.next_due else "",
        overdue=case.next_due is not None and now >= case.next_due,
        colour=Colour(case.colour),
        urgent=case.urgent,
        round=case.round,
        registered_at=case.registered_at,
        assists=assists,
    )


def name_of(body: int | None, org: Org) -> str:
    return org.bodies[body].name if body is not None else ""
