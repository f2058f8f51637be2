"""Somebody outside who looks at the tables after every step and knows nothing of the verbs that wrote them."""

from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import Session, col, func, select

from tests.builders import Place
from tests.tracker.timekeeper import complaints
from tracker.cases.recording import link_of
from tracker.check import broken, check
from tracker.house import House
from tracker.models import Case, Clearance, Clock, Event, Interest, Notice, Officer
from tracker.models.views import key, told_clock
from tracker.queries.case_page import case_page
from tracker.queries.org import load_org
from tracker.rules.errors import NotFound
from tracker.rules.ledger import breaks
from tracker.rules.words import Action
from tracker.rules.workdays import Calendar

BY_THE_SENDER = frozenset({"unserved", "stuck", "unreached", "unheard"})
"""What only the outbox can do, and nothing is sent here."""

ABOVE = frozenset({"director", "supervisor"})


@dataclass(slots=True)
class Onlooker:
    """A look is at what was written since the last one, now and then at everything."""

    place: Place
    seen_event: int = 0
    seen_notice: int = 0
    calendars: dict[str, Calendar] = field(default_factory=dict)

    def look(self, session: Session, home: House, *, now: datetime, everywhere: bool) -> None:
        """Raises :class:`AssertionError`."""
        self.calendars[home.calendar.version] = home.calendar
        cases = self._cases(session, everywhere)
        numbers = [case.number for case in cases]
        findings = check(session, now=now) if everywhere else broken(session, numbers, now=now)
        assert [finding for finding in findings if finding.kind not in BY_THE_SENDER] == []
        for case in cases:
            events = list(session.exec(select(Event).where(Event.case_id == case.id).order_by(col(Event.seq))))
            assert breaks((link_of(event, case.number), event.hash) for event in events) == []
            assert alarms_gone_off_twice(events) == []
            clocks = session.exec(select(Clock).where(Clock.case_id == case.id))
            found = {key(clock.id): told_clock(clock) for clock in clocks}
            assert complaints(events, found, home.policy, self.calendars) == []
        told = self._told(session)
        if not cases and not told:
            return
        conflicts = Conflicts(session, self.place)
        assert [notice for notice, case in told if conflicts.between(notice.officer_id or 0, case)] == []
        assert _seen_in_conflict(session, home, cases, conflicts, now=now) == []

    def _cases(self, session: Session, everywhere: bool) -> list[Case]:
        new = session.exec(select(Event.id, Event.case_id).where(col(Event.id) > self.seen_event)).all()
        self.seen_event = max((key(event) for event, _ in new), default=self.seen_event)
        touched = {case for _, case in new}
        return list(session.exec(select(Case) if everywhere else select(Case).where(col(Case.id).in_(touched))))

    def _told(self, session: Session) -> list[tuple[Notice, Case]]:
        """What was said to officers about cases since the last look."""
        about = (col(Notice.id) > self.seen_notice, col(Notice.officer_id).is_not(None))
        joined = select(Notice, Case).join(Case, col(Case.id) == col(Notice.case_id))
        rows = list(session.exec(joined.where(*about)).all())
        self.seen_notice = max((key(notice.id) for notice, _ in rows), default=self.seen_notice)
        return rows


class Conflicts:
    """回避 and 限制查看 written down a second time, for the small district."""

    def __init__(self, session: Session, place: Place) -> None:
        b = place.bodies
        housing, office = frozenset({b.housing, b.housing_estate}), frozenset({b.office, b.inspection})
        self.lines = {b.housing: housing, b.housing_estate: housing, b.office: office, b.inspection: office}
        self.officers = {key(officer.id): officer for officer in session.exec(select(Officer))}
        aside = session.exec(select(Interest.officer_id, Interest.case_id).where(col(Interest.case_id).is_not(None)))
        self.aside = set(aside)
        self.admitted = set(session.exec(select(Clearance.officer_id, Clearance.case_id)))

    def between(self, officer_id: int, case: Case) -> bool:
        officer, one = self.officers[officer_id], (officer_id, case.id)
        accused = case.target_id is not None and (case.conduct != "none" or case.restricted)
        kept_out = case.restricted and one not in self.admitted and not ABOVE & set(officer.roles)
        shut_out = accused and officer.body_id in self.lines.get(case.target_id or 0, frozenset({case.target_id}))
        return kept_out or shut_out or one in self.aside


def alarms_gone_off_twice(events: Sequence[Event]) -> list[object]:
    rung = Counter(
        (event.details["alarm"], event.details.get("repeat")) for event in events if event.action == Action.ESCALATE
    )
    return [alarm for alarm, times in rung.items() if times > 1]


def actions_in(session: Session) -> Counter[str]:
    return Counter(dict(session.exec(select(Event.action, func.count()).group_by(col(Event.action))).all()))


def split_off(session: Session) -> list[tuple[str, str]]:
    """The number of each case taken out of another, with that other's number."""
    rows = select(Event, Case.number).join(Case, col(Case.id) == col(Event.case_id))
    return [
        (event.details["split_into"], number)
        for event, number in session.exec(rows.where(Event.action == Action.SPLIT.value))
    ]


def _seen_in_conflict(
    session: Session, home: House, cases: Sequence[Case], conflicts: Conflicts, *, now: datetime
) -> list[str]:
    """Whose page of these cases opens although it must not."""
    if not cases:
        return []
    org, found = load_org(session), []
    for case in cases:
        for officer in org.officers.values():
            if conflicts.between(officer.id, case):
                with suppress(NotFound):
                    case_page(session, home, officer, org, case.number, now=now)
                    found.append(f"{officer.name} {case.number}")
    return found
