"""The independent books: the clocks of every case, counted by hand from what people did, never read from the product.

Only the kinds of day (working day or not) are taken from the calendar; everything else is written down again here
from the rule table, so that two ways of counting can disagree.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from tracker.rules.words import Kind, Score, Status, Step

SHANGHAI = ZoneInfo("Asia/Shanghai")
DAY = timedelta(days=1)
MORNING = time(9)
NEVER = datetime(9000, 1, 1, tzinfo=SHANGHAI)

WORKDAYS = {Step.ACCEPT: 3, Step.SUPPLEMENT: 10, Step.CLUE: 3, Step.DISPATCH: 1, Step.SIGN: 1, Step.REVIEW: 2,
            Step.DELIVER: 1, Step.CALLBACK: 3, Step.HAND_OVER: 2}  # fmt: skip
HANDLING = {Kind.CONSULT: 3, Kind.HELP: 7, Kind.SUGGEST: 7, Kind.PRAISE: 7, Kind.COMPLAINT: 15, Kind.REPORT: 15}
REDO = 7
PAUSE_DAYS = 60
WARNING = 0.8
CARDED = frozenset({Step.ACCEPT, Step.DISPATCH, Step.SIGN, Step.HANDLE, Step.REVIEW, Step.HAND_OVER})
WARNED = frozenset({Step.ACCEPT, Step.DISPATCH, Step.SIGN, Step.HANDLE, Step.REVIEW})
"""Steps whose 80 % is a pre-warning of somebody; waiting for a citizen is nobody's fault."""


@dataclass
class Hand:
    """One clock. ``days`` is the limit with its extension; ``stood`` are pauses as (start, end] of days."""

    step: Step
    owner: int
    start: date
    days: int
    natural: bool = False
    stood: list[tuple[date, date]] = field(default_factory=list)
    end: str = ""
    frozen: bool = False
    warned: bool = False
    carded: bool = False
    due_on: date = date.max
    late_at: datetime = NEVER
    warn_at: datetime = NEVER

    @property
    def runs(self) -> bool:
        return not self.end and not self.frozen


@dataclass
class Book:
    """One case as the books know it; ``counted`` are its clocks of 办理 that were judged: (owner, due, met)."""

    number: str
    kind: Kind
    desk: int
    promised: date
    restricted: bool
    status: Status = Status.REGISTERED
    handling: int | None = None
    round: int = 1
    corrected: bool = False
    hands: list[Hand] = field(default_factory=list)
    accept: Hand | None = None
    answered: dict[int, tuple[datetime, int]] = field(default_factory=dict)
    rated: dict[int, Score] = field(default_factory=dict)
    pause_from: date | None = None

    def running(self, step: Step) -> Hand | None:
        return next((hand for hand in self.hands if hand.step is step and hand.runs), None)

    @property
    def open(self) -> bool:
        return self.status.open


@dataclass(frozen=True, slots=True)
class Judged:
    owner: int
    desk: int
    due_on: date
    met: bool


@dataclass(frozen=True, slots=True)
class Fault:
    """A card or a pre-warning, in the order in which the sweep came by."""

    at: datetime
    body: int
    sort: str
    number: str
    step: Step


@dataclass
class Books:
    is_workday: Callable[[date], bool]
    cases: dict[str, Book] = field(default_factory=dict)
    alive: dict[str, Book] = field(default_factory=dict)
    judged: list[Judged] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    open_by_day: dict[date, int] = field(default_factory=dict)
    ends: Counter[Status] = field(default_factory=Counter)
    came_to: Counter[int] = field(default_factory=Counter)

    # Days, counted one by one.

    def add(self, start: date, days: int) -> date:
        day = start
        while days or not self.is_workday(day):
            day += DAY
            days -= self.is_workday(day)
            days = max(days, 0)
        return day

    def between(self, start: date, end: date) -> int:
        """Working days in (start, end]."""
        return sum(self.is_workday(start + n * DAY) for n in range(1, (end - start).days + 1))

    def length(self, hand: Hand) -> int:
        return hand.days + sum(self.between(a, b) for a, b in hand.stood)

    def due(self, hand: Hand) -> date:
        if hand.natural:
            last = hand.start + hand.days * DAY
            return last if self.is_workday(last) else self.add(last, 0)
        return self.add(hand.start, self.length(hand))

    def count_again(self, hand: Hand) -> None:
        hand.due_on = self.due(hand)
        hand.late_at = _midnight_after(hand.due_on)
        if hand.step in WARNED:
            day = self.add(hand.start, math.ceil(self.length(hand) * WARNING))
            hand.warn_at = datetime.combine(day, MORNING, SHANGHAI)

    def recount(self, now: datetime) -> None:
        """Another calendar: what runs and is not late yet is counted again."""
        for hand in (hand for book in self.alive.values() for hand in book.hands):
            if hand.runs and hand.late_at > now:
                self.count_again(hand)

    # The beginning and end of clocks.

    def start(self, book: Book, step: Step, owner: int, now: datetime, *, days: int | None = None) -> Hand:
        running = book.running(step)
        if running:
            return running
        natural = step is Step.PAUSE
        hand = Hand(step, owner, day_of(now), days or (PAUSE_DAYS if natural else WORKDAYS[step]), natural)
        self.count_again(hand)
        book.hands.append(hand)
        return hand

    def settle(self, book: Book, steps: Iterable[Step], now: datetime, *, void: bool = False) -> None:
        wanted = set(steps)
        for hand in book.hands:
            if hand.step in wanted and hand.runs:
                hand.end = "void" if void else ("met" if now < hand.late_at else "late")
                if hand.step is Step.HANDLE and not void:
                    self.judged.append(Judged(hand.owner, book.desk, hand.due_on, hand.end == "met"))

    def finish(self, book: Book, status: Status, now: datetime, *, void: bool = False) -> None:
        self.settle(book, Step, now, void=void)
        book.status = status
        self.ends[status] += 1
        del self.alive[book.number]

    # The sweep.

    def sweep(self, now: datetime) -> None:
        for book in self.alive.values():
            self._sweep_case(book, now)

    def _sweep_case(self, book: Book, now: datetime) -> None:
        for hand in book.hands:
            if not hand.runs:
                continue
            if hand.step in WARNED and not hand.warned and now >= hand.warn_at:
                hand.warned = True
                self.faults.append(Fault(now, hand.owner, "prewarning", book.number, hand.step))
            if hand.step in CARDED and not hand.carded and now >= hand.late_at:
                hand.carded = True
                self.faults.append(Fault(now, hand.owner, "red", book.number, hand.step))

    # Figures.

    def on_time(self) -> dict[int | None, tuple[int, int]]:
        """Body → (met, all) of the clocks of 办理 that were judged; ``None`` is everybody."""
        counted: dict[int | None, list[int]] = defaultdict(lambda: [0, 0])
        for one in self.judged:
            for body in (None, one.owner):
                counted[body][0] += one.met
                counted[body][1] += 1
        return {body: (part, whole) for body, (part, whole) in counted.items()}


def day_of(now: datetime) -> date:
    return now.astimezone(SHANGHAI).date()


def _midnight_after(day: date) -> datetime:
    return datetime.combine(day + DAY, time(), SHANGHAI)
