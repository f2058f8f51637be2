"""Are the status of a case and its clocks as its record tells them? The record is chained, the rows are not."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from operator import attrgetter
from typing import Any

from sqlmodel import Session, col, select

from tracker.models import Case, Clock, Event
from tracker.models.views import key, told_clock
from tracker.rules.replaying import BEGUN, Told, differing, replayed
from tracker.rules.words import Status

CASES_AT_ONCE = 500


def unlike_the_record(session: Session) -> Iterator[tuple[str, str]]:
    """The number of a case and what of it is otherwise than its events tell (Chinese).

    The clocks of cases registered before events told of clocks are passed over. Reads all events and clocks,
    in portions.
    """
    after = 0
    while cases := _next_cases(session, after):
        yield from _unlike(session, cases)
        after = max(cases)


def _next_cases(session: Session, after: int) -> dict[int, tuple[str, str]]:
    found = select(Case.id, Case.number, Case.status).where(col(Case.id) > after).order_by(col(Case.id))
    rows = session.exec(found.limit(CASES_AT_ONCE))
    return {key(row_id): (number, status) for row_id, number, status in rows}


def _unlike(session: Session, cases: Mapping[int, tuple[str, str]]) -> Iterator[tuple[str, str]]:
    events = _by_case(session, Event, cases)
    clocks = _by_case(session, Clock, cases)
    for case_id, (number, status) in cases.items():
        told = [(event.at, event.details) for event in events.get(case_id, ())]
        for sentence in [*_of_status(told, status), *_of_clocks(told, clocks.get(case_id, ()))]:
            yield number, sentence


def _by_case(session: Session, table: type[Any], cases: Mapping[int, object]) -> dict[int, list[Any]]:
    rows = session.exec(select(table).where(col(table.case_id).in_(cases)).order_by(table.case_id, table.id))
    return {case_id: list(of_one) for case_id, of_one in groupby(rows, attrgetter("case_id"))}


def _of_status(told: Sequence[Told], status: str) -> Sequence[str]:
    if not told:
        return ["没有任何办理记录"]
    last = next((details["to"] for _, details in reversed(told) if "to" in details), Status.REGISTERED.value)
    return [] if last == status else ["状态和办理记录对不上"]


def _of_clocks(told: Sequence[Told], found: Sequence[Clock]) -> Sequence[str]:
    if not told or BEGUN not in told[0][1]:
        return []
    try:
        clocks = replayed(told)
    except (LookupError, TypeError, ValueError):
        return ["办理记录里的时限读不出来"]
    return differing(clocks, {key(clock.id): told_clock(clock) for clock in found})
