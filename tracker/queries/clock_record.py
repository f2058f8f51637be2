"""Are the clocks as the record of their case tells them?"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from operator import itemgetter

from sqlmodel import Session, col, select

from tracker.models import Case, Clock, Event
from tracker.models.views import key, told_clock
from tracker.rules.replaying import BEGUN, Told, differing, replayed

CASES_AT_ONCE = 500


def unlike_the_record(session: Session) -> Iterator[tuple[str, str]]:
    """The number of a case and what is wrong with a clock of it (Chinese).

    Cases registered before events told of clocks are passed over. Reads all events and clocks, in portions.
    """
    after = 0
    while ids := _next_cases(session, after):
        yield from _unlike(session, ids)
        after = ids[-1]


def _next_cases(session: Session, after: int) -> list[int]:
    found = select(Case.id).where(col(Case.id) > after).order_by(col(Case.id)).limit(CASES_AT_ONCE)
    return [key(row_id) for row_id in session.exec(found)]


def _unlike(session: Session, ids: Sequence[int]) -> Iterator[tuple[str, str]]:
    found: dict[int, dict[int, Clock]] = {case_id: {} for case_id in ids}
    for clock in session.exec(select(Clock).where(col(Clock.case_id).in_(ids))):
        found[clock.case_id][key(clock.id)] = clock
    numbers = dict(session.exec(select(Case.id, Case.number).where(col(Case.id).in_(ids))).all())
    rows = session.exec(
        select(Event.case_id, Event.at, Event.details)
        .where(col(Event.case_id).in_(ids))
        .order_by(col(Event.case_id), col(Event.seq))
    )
    for case_id, chain in groupby(rows, itemgetter(0)):
        events = [(at, details) for _, at, details in chain]
        if BEGUN in events[0][1]:
            yield from ((numbers[case_id], sentence) for sentence in _differing(events, found[case_id]))


def _differing(events: Sequence[Told], found: Mapping[int, Clock]) -> Sequence[str]:
    try:
        told = replayed(events)
    except (LookupError, TypeError, ValueError):
        return ["办理记录里的时限读不出来"]
    return differing(told, {which: told_clock(clock) for which, clock in found.items()})
