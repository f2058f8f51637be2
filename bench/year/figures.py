"""The product's own figures of the year beside the independent books. Where they differ, the year is a failure."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby

from sqlalchemy import text
from sqlmodel import Session, col, func, select

from bench.year.books import Fault
from bench.year.world import SHANGHAI, World
from tracker.check import chains
from tracker.models import AccountabilityCase, Card, Case, Door, Notice
from tracker.models.views import key
from tracker.queries.breaches import breaches
from tracker.queries.cards import tallies
from tracker.queries.figures import Figures, figures
from tracker.rules.accountability import Measure, Stage
from tracker.rules.facts import BodyKind, OfficerFacts
from tracker.rules.words import Role, Score, Status

POINTS = {"red": 10, "prewarning": 1}
THRESHOLDS = (("red-1", "red", 1, 0), ("prewarning-3", "prewarning", 3, 3), ("red-2", "red", 2, 2),
              ("points-40", "points", 40, 40))  # fmt: skip
"""Of ``accountability.toml``, written down again: key, what is counted, from how many, and again at every so many."""

FAR = timedelta(days=200)
"""What was answered early may be due so long after the last day."""

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Line:
    """One body's year. ``on_time`` is (met, all due); ``content`` those satisfied, of rated and of answered."""

    body: int | None
    name: str
    came: int
    on_time: Pair
    answered: int
    content: int
    rated: int
    redone: int
    yellow: int
    red: int
    revoked: int
    prewarnings: int
    proposals: int
    in_force: int
    admonitions: int


@dataclass(frozen=True, slots=True)
class Result:
    """``quarrels`` are the places where product and books disagree; empty in a good year."""

    lines: tuple[Line, ...]
    quarrels: tuple[str, ...]
    letters: tuple[tuple[str, str, int], ...]
    stages: Mapping[tuple[str, str], int]
    ends: Mapping[str, int]


def result(world: World, *, first: date, last: date) -> Result:
    found: Result = world.read(lambda session: _result(session, world, first, last))
    return found


def _result(session: Session, world: World, first: date, last: date) -> Result:
    lines = tuple(_lines(session, world, first, last))
    return Result(
        lines=lines,
        quarrels=tuple(quarrels(session, world, lines)),
        letters=tuple(_letters(session, world)),
        stages=_stages(session),
        ends=Counter(session.exec(select(Case.status)).all()),
    )


# The product's side.


def viewers(world: World) -> list[OfficerFacts]:
    """A director of the office and one of the office above: between them they may see every case."""
    offices = [world.org.only(kind) for kind in (BodyKind.OFFICE, BodyKind.SUPERIOR)]
    return [world.org.working(body.id, Role.DIRECTOR)[0] for body in offices if body]


def _lines(session: Session, world: World, first: date, last: date) -> Iterator[Line]:
    after = last + FAR
    since, until = (datetime.combine(day, time(), SHANGHAI) for day in (first, after))
    shown: dict[int | None, list[Figures]] = defaultdict(list)
    for viewer in viewers(world):
        found = figures(
            session, viewer, world.org, first=first, after=after, since=since, until=until, now=world.now
        )
        for one in found:
            shown[one.body].append(one)
    came = Counter(session.exec(select(Case.handling_id)).all())
    years = range(first.year, last.year + 1)
    faulty = {fault.body for fault in world.books.faults}
    for body in (None, *sorted({body for body in (*shown, *came, *faulty) if body is not None})):
        yield _line(session, world, body, shown=shown.get(body, []), came=came, years=years)


def _line(
    session: Session, world: World, body: int | None, *, shown: list[Figures], came: Counter[int | None],
    years: Iterable[int],
) -> Line:  # fmt: skip
    cards = _cards(session, world, body, years)
    warned = sum(_warned(session, world, body, year) for year in years)
    return Line(
        body=body,
        name=world.org.bodies[body].name if body else "全区",
        came=sum(came.values()) if body is None else came[body],
        on_time=(sum(one.on_time.part for one in shown), sum(one.on_time.whole for one in shown)),
        answered=sum(one.answered for one in shown),
        content=sum(one.content_rated.part for one in shown),
        rated=sum(one.content_rated.whole for one in shown),
        redone=sum(one.redone.part for one in shown),
        yellow=cards["yellow"],
        red=cards["red"],
        revoked=cards["revoked"],
        prewarnings=warned,
        proposals=_count(session, body),
        in_force=_count(session, body, *(stage for stage in Stage if stage.in_force)),
        admonitions=_count(session, body, *(s for s in Stage if s.in_force), measure=Measure.ADMONITION),
    )


def _cards(session: Session, world: World, body: int | None, years: Iterable[int]) -> Counter[str]:
    """As the page of cards shows them to either office; a case is one office's, so no card counts twice."""
    counted: Counter[str] = Counter()
    for year in years:
        for viewer in viewers(world):
            for row in tallies(session, viewer, world.org, year):
                if body in (None, row.body_id):
                    counted.update(yellow=row.yellow, red=row.red, revoked=row.revoked)
    return counted


def _warned(session: Session, world: World, body: int | None, year: int) -> int:
    bodies = [body] if body else list(world.org.bodies)
    return sum(breaches(session, world.house, one, year)["prewarning"] for one in bodies)


def _count(session: Session, body: int | None, *stages: Stage, measure: Measure | None = None) -> int:
    found = select(func.count()).select_from(AccountabilityCase)
    if body:
        found = found.where(AccountabilityCase.body_id == body)
    if stages:
        found = found.where(col(AccountabilityCase.stage).in_([stage.value for stage in stages]))
    if measure:
        found = found.where(AccountabilityCase.measure == measure.value)
    return session.exec(found).one()


def _stages(session: Session) -> dict[tuple[str, str], int]:
    found = select(AccountabilityCase.measure, AccountabilityCase.stage, func.count())
    rows = session.exec(found.group_by(col(AccountabilityCase.measure), col(AccountabilityCase.stage)))
    return {(Measure(measure).zh, Stage(stage).zh): count for measure, stage, count in rows}


def _letters(session: Session, world: World) -> Iterator[tuple[str, str, int]]:
    """Officer, body, and how many letters the door brought."""
    for officer in sorted(world.org.officers.values(), key=lambda o: o.id):
        brought = world.mail.brought[_address(session, world, officer.id)]
        yield officer.name, world.org.bodies[officer.body].name, brought


def _address(session: Session, world: World, officer: int) -> str:
    sealed = session.exec(select(Door.address_sealed).where(Door.officer_id == officer)).first()
    return world.house.seals.open(sealed) if sealed else ""


# Where the two may disagree.


def quarrels(session: Session, world: World, lines: Iterable[Line]) -> Iterator[str]:
    yield from _lost(session, world)
    yield from (f"{found.number}: {found.sentence}" for found in chains(session))
    on_time, counted = world.books.on_time(), _counted(world)
    for line in lines:
        yield from _differs(line, "on time", line.on_time, on_time.get(line.body, (0, 0)))
        shown = (line.answered, line.content, line.rated, line.redone)
        yield from _differs(line, "answers", shown, counted[line.body])
        faults = [one for one in world.books.faults if line.body in (None, one.body)]
        reds = sum(one.sort == "red" for one in faults)
        yield from _differs(line, "red cards", line.red + line.revoked, reds)
        yield from _differs(line, "pre-warnings", line.prewarnings, len(faults) - reds)
    yield from _proposals(session, world)
    yield from _post(session, world)


def _differs(line: Line, what: str, product: object, books: object) -> Iterator[str]:
    if product != books:
        yield f"{line.name}: {what}: the product says {product}, the books {books}"


def _lost(session: Session, world: World) -> Iterator[str]:
    """Plain SQL: every number that was given out is a case, in the state in which people left it."""
    rows = {
        row.number: row
        for row in session.execute(text('SELECT id, number, status, holder_id, ended_reason FROM "case"'))
    }
    clocks = {row[0] for row in session.execute(text("SELECT case_id FROM clock WHERE settled IS NULL"))}
    if len(rows) != len(world.books.cases):
        yield f"{len(world.books.cases)} were filed, {len(rows)} are there"
    for number, book in world.books.cases.items():
        row = rows.get(number)
        if row is None:
            yield f"{number} is lost"
            continue
        if row.status != book.status:
            yield f"{number} is {row.status}, the books say {book.status.value}"
        if Status(row.status).open and (row.holder_id is None or row.id not in clocks):
            yield f"{number} is open and nobody's"
        if not Status(row.status).open and not row.ended_reason:
            yield f"{number} ended without a reason"


def _counted(world: World) -> dict[int | None, tuple[int, int, int, int]]:
    """Body → answers approved, satisfied, rated, of a second round."""
    counted: dict[int | None, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for book in world.books.cases.values():
        for round_, (_, body) in book.answered.items():
            score = book.rated.get(round_)
            content = score in (Score.SATISFIED, Score.FAIR)
            for one in (None, body):
                for n, more in enumerate((1, content, score is not None, round_ > 1)):
                    counted[one][n] += more
    return defaultdict(lambda: (0, 0, 0, 0), {body: (a, b, c, d) for body, (a, b, c, d) in counted.items()})


def _proposals(session: Session, world: World) -> Iterator[str]:
    """Every threshold that the books reach was proposed, and no other."""
    found = select(AccountabilityCase).where(col(AccountabilityCase.key).startswith("threshold:"))
    product = {(row.rule, row.body_id, row.year, row.nth) for row in session.exec(found)}
    books = set(called_for(world.books.faults, _revoked(session, world)))
    if product != books:
        more, less = sorted(map(str, product - books)), sorted(map(str, books - product))
        yield f"proposals: only the product has {more[:9]}, only the books have {less[:9]}"


def _revoked(session: Session, world: World) -> list[tuple[datetime, int, int]]:
    """When a card of which body and year was taken back."""
    cards = {key(card.id): card for card in session.exec(select(Card))}
    return [(at, cards[card].body_id, cards[card].at.astimezone(SHANGHAI).year) for at, card in world.revoked]


def called_for(
    faults: Iterable[Fault], revoked: Iterable[tuple[datetime, int, int]]
) -> Iterator[tuple[str, int, int, int]]:
    """Key, body, year and number of every proposal that the faults of one case after another call for."""
    taken_back = sorted(revoked)
    counts: dict[tuple[int, int], Counter[str]] = defaultdict(Counter)
    for (at, _), together in groupby(faults, lambda one: (one.at, one.number)):
        while taken_back and taken_back[0][0] < at:
            _, body, year = taken_back.pop(0)
            counts[body, year].update({"red": -1, "points": -POINTS["red"]})
        hit = set()
        for one in together:
            where = (one.body, one.at.astimezone(SHANGHAI).year)
            counts[where].update({one.sort: 1, "points": POINTS[one.sort]})
            hit.add(where)
        for where in hit:
            yield from _reached(where, counts[where])


def _reached(where: tuple[int, int], counted: Counter[str]) -> Iterator[tuple[str, int, int, int]]:
    for name, counts, at, again in THRESHOLDS:
        beyond = counted[counts] - at
        if beyond >= 0:
            yield name, where[0], where[1], 1 + (beyond // again if again else 0)


def _post(session: Session, world: World) -> Iterator[str]:
    """What the product calls delivered by e-mail, the fake post office has brought, officer by officer."""
    found = select(Notice.officer_id, func.count()).where(Notice.door == "email", Notice.state == "delivered")
    told = dict(session.exec(found.where(col(Notice.officer_id).is_not(None)).group_by(col(Notice.officer_id))).all())
    for officer in world.org.officers.values():
        brought = world.mail.brought[_address(session, world, officer.id)]
        if told.get(officer.id, 0) != brought:
            yield f"{officer.name}: {told.get(officer.id, 0)} notices are delivered, {brought} letters were brought"
    if world.mail.twice:
        yield f"{world.mail.twice} letters were brought twice"


