"""The year itself: time moves from one working hour to the next, and at each the same happens in the same order."""

import asyncio
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from heapq import heappop
from itertools import islice
from pathlib import Path

from argon2 import PasswordHasher

from bench.year import bureau, desk, entries, reckoning, visits
from bench.year.books import Books
from bench.year.citizens import Arrival, arrivals
from bench.year.district import TWELVE, diligence_of, district
from bench.year.doors import Door
from bench.year.leave import enter_leave
from bench.year.new_year import take_up
from bench.year.world import SHANGHAI, World
from tracker.anchors import keep_daily
from tracker.check import Finding
from tracker.check import check as look
from tracker.db import Database
from tracker.demo import load_district
from tracker.house import House
from tracker.outbox import deliver_due
from tracker.policy.calendar import load_calendar
from tracker.policy.load import load_policy
from tracker.queries.calendar import keep_current
from tracker.rules.facts import BodyKind
from tracker.rules.words import Role, Status, Step
from tracker.sealing import Seals
from tracker.sweep import catch_up, look_for_gaming, sweep, sweep_accountability
from tracker.watch import LOOPS, beat, watch

SECRET = "of a simulated year only, never for citizens"
OFFICE_HOURS = (time(9), time(10), time(11), time(12), *(time(hour, 30) for hour in range(13, 18)))
AROUND = (time(0, 1), time(20))
DAY_OFF = (time(0, 1), time(10), time(16), time(21))
ALL = 1_000_000
"""More than can be due: one pass takes everything."""


@dataclass(frozen=True, slots=True)
class Plan:
    cases: int
    seed: int
    first: date
    last: date
    data: Path | None = None
    settle: int = 120
    """Days that the district may take after the last filing."""
    bodies: tuple[str, ...] = tuple(TWELVE)


class Lost(Exception):
    """The promise was broken, or two ways of counting disagree."""


def house() -> House:
    return House(load_policy(), load_calendar(), Seals(SECRET))


def begin(url: str, plan: Plan, *, folder: Path) -> World:
    """A fresh district in an empty, migrated database; anchors are kept in the folder."""
    db, rooms = Database(url), house()
    keep_current(db, rooms)
    now = datetime.combine(plan.first, time(0, 0, 1), SHANGHAI)
    cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    with db.writing() as session:
        load_district(session, rooms, district(plan.bodies), now=now, hasher=cheap.hash)
    books = Books(lambda day: rooms.calendar.is_workday(day))  # noqa: PLW0108 - the calendar changes in November
    world = World(db, rooms, random.Random(f"year {plan.seed}"), books, now, folder)
    world.look_around()
    return world


def live(
    world: World, plan: Plan, *, say: Callable[[str], None] = lambda _: None, weekly: Callable[[], None] = lambda: None
) -> None:
    """From where the world is until nothing is open any more, or the days for settling are over."""
    days = [plan.first + timedelta(days=n) for n in range((plan.last - plan.first).days + 1)]
    workdays = {day for day in days if world.house.calendar.is_workday(day)}
    letters = arrivals(plan.cases, first=plan.first, last=plan.last, workdays=workdays, data=plan.data, seed=plan.seed)
    coming, begun = islice(enumerate(letters), len(world.books.cases), None), world.now
    following = next(coming, None)
    for now in _ticks(world, plan):
        if now <= begun:
            continue
        while following is not None and following[1].at <= now:
            _until(world, following[1].at)
            _file(world, following[1], following[0], plan.seed)
            following = next(coming, None)
        _until(world, now)
        tick(world)
        if now.astimezone(SHANGHAI).time() == OFFICE_HOURS[-1] and world.today.weekday() == 0:
            weekly()
        if now.astimezone(SHANGHAI).time() == time(9) and world.today.day == 1:
            say(f"{world.today}：登记 {len(world.books.cases)} 件，未办结 {len(world.books.alive)} 件")
        if following is None and not world.books.alive:
            return


def _ticks(world: World, plan: Plan) -> Iterator[datetime]:
    """Every hour of an office day, some of the others, and the minutes that an emergency asks for."""
    end = plan.last + timedelta(days=plan.settle)
    day = max(plan.first, world.today)
    while day <= end:
        hours = (*OFFICE_HOURS, *AROUND) if world.house.calendar.is_workday(day) else DAY_OFF
        instants = sorted(datetime.combine(day, hour, SHANGHAI) for hour in hours)
        for before, now in zip([None, *instants], instants, strict=False):
            yield from _extra(world, before or datetime.combine(day, time(), SHANGHAI), now)
            yield now
        day += timedelta(days=1)


def _extra(world: World, before: datetime, now: datetime) -> Iterator[datetime]:
    """Asked again after each, since filings in between add more of them."""
    while due := sorted(at for at in world.extra if at < now):
        world.extra.discard(due[0])
        if due[0] >= before:
            yield due[0].astimezone(SHANGHAI)


def _until(world: World, now: datetime) -> None:
    """Citizens come back at their own hours."""
    while world.coming and world.coming[0][0] <= now:
        at, _, number = heappop(world.coming)
        world.now = max(world.now, at)
        visits.visit(world, number)
    world.now = max(world.now, now)


def _file(world: World, arrival: Arrival, index: int, seed: int) -> None:
    visits.file(world, arrival, index, seed)


def tick(world: World) -> None:
    """The clock first, as in the running program, then the post, then people."""
    hour = world.now.astimezone(SHANGHAI).time()
    run_sweep(world)
    deliver(world)
    world.books.open_by_day[world.today] = len(world.books.alive)
    if not world.house.calendar.is_workday(world.today):
        _duty(world)
        return
    if hour == time(9):
        _morning(world)
    if time(9) <= hour <= time(17, 30):
        _office(world, hour)


def run_sweep(world: World) -> None:
    now = world.now
    sweep(world.db, world.house, now=now, limit=ALL)
    sweep_accountability(world.db, world.house, now=now, limit=ALL)
    for book in list(world.books.alive.values()):
        if book.status is Status.SUPPLEMENTING and any(
            hand.runs and hand.step in entries.OF_CITIZEN and now >= hand.late_at for hand in book.hands
        ):
            entries.lapsed(world.books, book, now)
        pause = book.running(Step.PAUSE)
        if pause and now >= pause.late_at:
            entries.resumed(world.books, book, now)
    world.books.sweep(now)


def deliver(world: World) -> None:
    doors = {"email": Door(world.mail, keep=False), "telegram": Door(world.mail, keep=True)}
    asyncio.run(deliver_due(world.db, world.house, doors, clock=lambda: world.now, limit=ALL))
    for letter in world.mail.fresh:
        for press in letter.buttons[:1]:
            _, number, round_, _ = press.data.split(":")
            book = world.books.alive.get(number)
            if book and book.status is Status.ANSWERED and book.round == int(round_):
                entries.delivered(world.books, book, world.now)
    world.mail.fresh.clear()


def _morning(world: World) -> None:
    enter_leave(world)
    world.look_around()
    take_up(world)
    catch_up(world.db, world.house, now=world.now)
    if world.today.weekday() == 0:
        look_for_gaming(world.db, world.house, world.now - timedelta(days=8), now=world.now)
        world.findings += _watch(world)
        keep_daily(world.db, world.folder, now=world.now)


def _watch(world: World) -> list[str]:
    """As the running program does, whose other loops have just been through: everything is read and must be found."""
    with world.db.writing() as session:
        for name in (*LOOPS, "watch"):
            beat(session, name, world.now)
    return watch(world.db, world.house, now=world.now)


def examine(world: World) -> list[str]:
    """``huiyin check`` at this hour."""
    found: list[Finding] = world.read(lambda session: look(session, now=world.now))
    return [f"{one.number} {one.sentence}" for one in found]


def _duty(world: World) -> None:
    """On a day off somebody of the office looks whether there is an emergency."""
    for officer in world.present(Role.INTAKE)[:2]:
        desk.emergencies(world, officer)


def _office(world: World, hour: time) -> None:
    half, screening = hour in (time(10), time(14, 30)), hour in (time(10), time(12), time(14, 30), time(16, 30))
    for officer in sorted(world.org.officers.values(), key=lambda o: o.id):
        if world.away(officer):
            continue
        diligence = diligence_of(world.codes[officer.body])
        if Role.INTAKE in officer.roles and screening and world.chance(diligence.turn):
            desk.intake_turn(world, officer)
        if Role.DIRECTOR in officer.roles and half:
            desk.director_turn(world, officer)
        if half and world.chance(diligence.turn):
            if Role.HANDLER in officer.roles:
                bureau.handler_turn(world, officer)
            if Role.HEAD in officer.roles:
                bureau.head_turn(world, officer, morning=hour == time(10))
    if hour == time(15, 30):
        _account(world)


def _account(world: World) -> None:
    """问责 is for Tuesdays and Fridays."""
    if world.today.weekday() not in (1, 4):
        return
    intake = world.present(Role.INTAKE)
    for officer in world.present(Role.DIRECTOR) + world.present(Role.SUPERVISOR) + world.present(Role.HEAD) + intake:
        reckoning.turn(world, officer)
    for officer in world.present(Role.HEAD):
        reckoning.ask_reviews(world, officer)
    office = world.org.only(BodyKind.OFFICE)
    for officer in [o for o in intake if office and o.body == office.id][:1]:
        reckoning.admonish(world, officer)
        reckoning.judge_marks(world, officer)
    for officer in [o for o in world.present(Role.SUPERVISOR) if Role.DIRECTOR in o.roles][:1]:
        reckoning.revoke_cards(world, officer)
