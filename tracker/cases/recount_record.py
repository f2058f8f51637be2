"""What a recount leaves behind: the citizen's date, an event on the case, and who is told."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

from sqlmodel import Session

from tracker.cases import timing
from tracker.cases.noticing import body_officers, day_zh, desk_officers, tell_citizen, tell_officer
from tracker.cases.recording import Happening, record_all
from tracker.house import House
from tracker.models import Case, Clock
from tracker.models.views import key
from tracker.queries.appeals import deciding, stage_of
from tracker.rules.clocks import OF_THE_DESK
from tracker.rules.facts import Org
from tracker.rules.lifecycle import RECHECKS
from tracker.rules.recounting import Recounted
from tracker.rules.words import Action, Kind, Status, Step, Visibility

MOST_LINES: Final = 10
"""An officer with more changes reads the rest in the console."""


PROMISED: Final = frozenset({Step.HANDLE, *RECHECKS})
"""Clocks whose last day is the date that the citizen was told."""


@dataclass(frozen=True, slots=True)
class Change:
    """One clock that is replaced."""

    case: Case
    old: Clock
    new: Clock
    planned: Recounted

    @property
    def line(self) -> str:
        return f"{self.case.number} {Step(self.old.step).zh}：{_due_zh(self.old)} → {_due_zh(self.new)}"

    @property
    def details(self) -> dict[str, Any]:
        return {
            "step": self.old.step,
            "clock": [key(self.old.id), key(self.new.id)],
            "due_on": [self.old.due_on.isoformat(), self.new.due_on.isoformat()],
            "due_at": [self.old.due_at.isoformat(), self.new.due_at.isoformat()],
            "provisional": [self.old.provisional, self.new.provisional],
        }


@dataclass(slots=True)
class Touched:
    """A case with the clocks that ran before, and those of them that are replaced."""

    case: Case
    live: list[Clock] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)

    @property
    def kept(self) -> list[Clock]:
        return [clock for clock in self.live if clock.settled is None]

    @property
    def running(self) -> list[Clock]:
        return [*self.kept, *(change.new for change in self.changes)]


@dataclass(slots=True)
class Recount:
    """One run. ``lines`` holds a few for each officer, however many clocks there are; ``counts`` is of all."""

    session: Session
    house: House
    org: Org
    actor: str
    now: datetime
    effect: Counter[str] = field(default_factory=Counter)
    lines: dict[int, list[str]] = field(default_factory=dict)
    counts: Counter[int] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class Promise:
    """The citizen's date before and after, and whether it was and is provisional."""

    was: tuple[date, bool]
    now: tuple[date, bool]

    @property
    def change(self) -> str:
        """What the citizen has to hear (Chinese), or nothing."""
        if self.now[0] < self.was[0]:
            return "答复日期提前"
        return "答复日期确认" if self.was[1] and not self.now[1] else ""


def write_down(run: Recount, touched: Sequence[Touched]) -> None:
    """On each case that something changed for."""
    versions = {key(one.case.id): min(clock.calendar for clock in one.live) for one in touched}
    promises = [(one, _promise(run, one)) for one in touched]
    changed = [(one, promise) for one, promise in promises if one.changes or promise.was != promise.now]
    happenings = [(one.case, _happening(run, one, promise, versions[key(one.case.id)])) for one, promise in changed]
    events = record_all(run.session, happenings, now=run.now)
    run.effect["cases"] += len(changed)
    # Looking for a notice of the same key must not write five hundred of them one by one.
    with run.session.no_autoflush:
        for (one, promise), event in zip(changed, events, strict=True):
            one.case.next_due = min(clock.due_at for clock in one.running)
            _tell_citizen(run, one.case, promise, cause=f"event:{event.id}")
            _note_for_officers(run, one.changes)


def _promise(run: Recount, one: Touched) -> Promise:
    """Earlier if the count says so, never later; no longer provisional once the count is not."""
    case = one.case
    was = (case.promised_on, case.provisional)
    counted = _counted(run, one)
    if counted is not None:
        case.promised_on, case.provisional = min(case.promised_on, counted[0]), counted[1]
    return Promise(was, (case.promised_on, case.provisional))


def _counted(run: Recount, one: Touched) -> tuple[date, bool] | None:
    """The date that the new calendar gives the citizen; ``None`` where it has no say."""
    handling = next((change.new for change in one.changes if change.new.step in PROMISED), None)
    if handling is not None:
        return handling.due_on, handling.provisional
    if one.case.status == Status.REGISTERED:
        accept = next(clock for clock in timing.live(run.session, one.case) if clock.step == Step.ACCEPT)
        return timing.promise_from(run.house, Kind(one.case.kind), accept.due_on)
    return None


def _happening(run: Recount, one: Touched, promise: Promise, version: str) -> Happening:
    change = promise.change
    return Happening(
        Action.RECOUNT,
        run.actor,
        f"{change}为{day_zh(promise.now[0])}" if change else "放假安排更新",
        Visibility.CITIZEN if change else Visibility.HANDLERS,
        {
            "calendar": [version, run.house.calendar.version],
            "clocks": [change.details for change in one.changes],
            "promised_on": [promise.was[0].isoformat(), promise.now[0].isoformat()],
        },
    )


def _tell_citizen(run: Recount, case: Case, promise: Promise, *, cause: str) -> None:
    if promise.change:
        tell_citizen(run.session, run.house, case, "date_confirmed", key=cause, now=run.now, change=promise.change)
        run.effect["citizens"] += 1


def _note_for_officers(run: Recount, changes: Sequence[Change]) -> None:
    for change in changes:
        run.effect["moved" if change.old.due_at != change.new.due_at else "confirmed"] += 1
        for officer in _owners(run.session, run.org, change):
            run.counts[officer] += 1
            lines = run.lines.setdefault(officer, [])
            if len(lines) < MOST_LINES:
                lines.append(change.line)


def _owners(session: Session, org: Org, change: Change) -> list[int]:
    desk = desk_officers(org, change.case)
    if stage := stage_of(change.case):
        return [one.id for one in deciding(session, change.case, stage, org)] or desk
    if Step(change.new.step) in OF_THE_DESK:
        return desk
    return body_officers(org, change.case, change.new.owner_id) or desk


def tell_officers(run: Recount) -> None:
    """One notice each: three hundred mails about one decree would hide the one that matters."""
    for officer, lines in sorted(run.lines.items()):
        count = run.counts[officer]
        rest = [f"……其余 {count - len(lines)} 个请在工作台查看"] if count > len(lines) else []
        tell_officer(
            run.session, run.house, officer, "recounted", now=run.now,
            key=f"recount:{run.house.calendar.version}:{run.now.isoformat()}",
            count=count, lines="\n".join([*lines, *rest]),
        )  # fmt: skip
    run.effect["officers"] += len(run.lines)


def _due_zh(clock: Clock) -> str:
    return f"{day_zh(clock.due_on)}{'（暂定）' if clock.provisional else ''}"
