"""Three questions about the clocks of a case, asked of its events: are the rows what the events tell, do the events
do what the table of the lifecycle says, and is every date the one that policy and calendar give?
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime

from tracker.models import Event
from tracker.policy.load import Policy
from tracker.rules.counting import UNITS, span
from tracker.rules.lifecycle import STEPS, StepRule
from tracker.rules.replaying import BEGUN, ENDED, ToldClock, differing, read, replayed
from tracker.rules.requests import Pause, not_counted
from tracker.rules.words import Action, Settled, Status, Step
from tracker.rules.workdays import Calendar

BESIDE_THE_TABLE: Mapping[Action, frozenset[Step]] = {
    Action.REGISTER: frozenset({Step.ACCEPT, Step.HAND_OVER, Step.EMERGENCY}),
    Action.GRANT: frozenset({Step.PAUSE}),
    Action.ASK_FACTS: frozenset({Step.CLUE}),
}
"""Clocks that may begin with these acts though no row of the table starts them."""


def complaints(
    events: Sequence[Event], found: Mapping[int, ToldClock], policy: Policy, calendars: Mapping[str, Calendar]
) -> list[str]:
    """What is wrong with the clocks of one case; its events in order."""
    telling = [event for event in events if event.details.keys() & {"from", BEGUN, ENDED}]
    differences = differing(_told(telling), found)
    return [*differences, *_against_the_table(telling), *_miscounted(telling, policy, calendars)]


def _against_the_table(events: Sequence[Event]) -> Iterator[str]:
    for nth, event in enumerate(events):
        where = f"{event.seq} {event.action}"
        before, after = _told(events[:nth]), _told(events[: nth + 1])
        rows = _rows(event)
        settles = {step for row in rows for step in row.settles}
        starts = {step for row in rows for step in row.starts}
        ended = {which for which, _ in event.details.get(ENDED, ())}
        yield from (f"{where} left {c.step} running" for c in _live(before) if c.step in settles and c.id not in ended)
        running = {clock.step for clock in _live(after)}
        if event.action == Action.ASK_FACTS and Step.CLUE in running:
            starts -= {Step.SUPPLEMENT}
        yield from (f"{where} did not start {step}" for step in starts - running)
        may_begin = starts | BESIDE_THE_TABLE.get(Action(event.action), frozenset())
        new = [clock for clock in map(read, event.details.get(BEGUN, ())) if clock.instead is None]
        yield from (f"{where} started {clock.step}" for clock in new if clock.step not in may_begin)
        yield from (f"{where} misjudged {which}" for which in ended if _misjudged(after[which]))


def _rows(event: Event) -> list[StepRule]:
    """The rows that this event stands for; taking a case back does what a return does as well."""
    came_from, to = event.details.get("from"), event.details.get("to")
    if came_from is None or event.details.get("ex_officio"):
        return []
    own = [row for row in STEPS if row.action == event.action and Status(came_from) in row.sources][:1]
    if own and own[0].target is None and came_from != to:
        own += [row for row in STEPS if row.action is Action.RETURN]
    return own


def _misjudged(clock: ToldClock) -> bool:
    if clock.settled is Settled.VOID or clock.settled_at is None:
        return clock.settled is None
    return (clock.settled is Settled.LATE) != (clock.settled_at >= clock.due)


def _miscounted(events: Sequence[Event], policy: Policy, calendars: Mapping[str, Calendar]) -> Iterator[str]:
    """A recount keeps what was told where the new count would be later, so its dates are not asked for again."""
    clocks = _told(events)
    for event in events:
        for clock in map(read, event.details.get(BEGUN, ())):
            old = clocks[clock.instead] if clock.instead is not None else None
            handed_on = old is not None and old.owner != clock.owner
            if event.action == Action.RECOUNT or handed_on:
                continue
            if (clock.due_on, clock.due) != _counted(clock, policy, calendars[clock.calendar]):
                yield f"{event.seq} {event.action} miscounted {clock.step}"


def _counted(clock: ToldClock, policy: Policy, calendar: Calendar) -> tuple[date, datetime]:
    unit = next(unit for unit in UNITS if unit == clock.unit)
    pauses = [Pause(date.fromisoformat(start), date.fromisoformat(end)) for start, end in clock.paused]
    amount = clock.amount + (not_counted(pauses, unit, calendar) if pauses else 0)
    whole = span(amount, unit, clock.started, calendar, policy.counting)
    return whole.due_on, whole.due


def _told(events: Sequence[Event]) -> dict[int, ToldClock]:
    return replayed((event.at, event.details) for event in events)


def _live(clocks: Mapping[int, ToldClock]) -> list[ToldClock]:
    return [clock for clock in clocks.values() if clock.settled is None]
