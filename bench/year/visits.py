"""A citizen comes back: reads what the office wrote, rates an answer, adds what was asked, urges, withdraws, or not."""

import random
from datetime import timedelta
from heapq import heappush

from sqlmodel import Session, select

from bench.year import entries
from bench.year.citizens import Arrival
from bench.year.district import diligence_of
from bench.year.world import Folder, World
from tracker.cases import citizens
from tracker.cases.filing import file_case
from tracker.cases.inbox import inbox
from tracker.contract import Addition, InboxQuery, Rating, Sender
from tracker.models import Case
from tracker.rules.delivery import PULL
from tracker.rules.words import Score, Status

NEVER_READS = 0.06
RATES = 0.6
ANSWERS_FACTS = 0.6
URGES = 0.10
ADDS = 0.05
WITHDRAWS = 0.02
"""Of each visit where it can be done."""

LAST_VISIT = timedelta(days=150)


def file(world: World, arrival: Arrival, number: int, seed: int) -> str:
    """The number of the case; the citizen comes back some days later."""
    filing = arrival.filing
    with world.db.writing() as session:
        receipt = file_case(session, world.house, filing, key=f"year-{seed}-{number}", now=world.now)
        session.flush()
    rng = random.Random(f"citizen {seed} {number}")
    folder = Folder(filing, rng, world.now, silent=rng.random() < NEVER_READS)
    world.folders[receipt.number] = folder
    _open_book(world, receipt.number, folder)
    if not folder.silent:
        _come_back(world, receipt.number, folder)
    return receipt.number


def _open_book(world: World, number: str, folder: Folder) -> None:
    """Which office is in charge and whether it is restricted is the product's word; all else is counted here."""
    case = world.read(lambda session: _case(session, number))
    entries.filed(
        world.books, number, folder.filed.kind, desk=case.desk_id, restricted=case.restricted, now=world.now
    )
    world.cases_of[folder.filed.channel, folder.filed.sender].append(number)
    if folder.filed.urgent:
        for minutes in (6, 16, 31, 46, 61):
            world.extra.add(world.now + timedelta(minutes=minutes))


def _case(session: Session, number: str) -> Case:
    return session.exec(select(Case).where(Case.number == number)).one()


def _come_back(world: World, number: str, folder: Folder) -> None:
    wait = timedelta(days=min(20.0, folder.rng.expovariate(1 / 4)), minutes=30 + folder.rng.randrange(600))
    if world.now + wait < folder.filed_at + LAST_VISIT:
        heappush(world.coming, (world.now + wait, world.visits, number))
        world.visits += 1


def visit(world: World, number: str) -> None:
    folder = world.folders[number]
    _read(world, folder)
    book = world.books.cases[number]
    if book.open:
        _do_something(world, number, folder)
    if book.open or not folder.seen:
        _come_back(world, number, folder)


def _who(folder: Folder) -> Sender:
    return Sender(channel=folder.filed.channel, sender=folder.filed.sender)


def _read(world: World, folder: Folder) -> None:
    """A page that is fetched twice: what the first look showed counts as delivered at the second."""
    if folder.filed.channel not in PULL:
        return
    for _ in range(2):
        query = InboxQuery(**_who(folder).model_dump(), after=folder.seen)
        with world.db.writing() as session:
            messages = inbox(session, world.house, query, now=world.now)
        folder.seen = max([folder.seen, *(message.id for message in messages)])
    _served(world, folder)


def _served(world: World, folder: Folder) -> None:
    """The answers that were waiting on this person's page have been shown now."""
    for number in world.cases_of[folder.filed.channel, folder.filed.sender]:
        book = world.books.alive.get(number)
        if book and book.status is Status.ANSWERED:
            entries.delivered(world.books, book, world.now)


def _do_something(world: World, number: str, folder: Folder) -> None:
    book, luck = world.books.cases[number], folder.rng.random()
    asked = f"facts {book.round}"
    if book.status is Status.SUPPLEMENTING and asked not in folder.done:
        folder.done.add(asked)
        if luck < ANSWERS_FACTS:
            _add(world, number, folder)
    elif book.status is Status.ANSWERED:
        _rate(world, number, folder)
    elif luck < WITHDRAWS:
        _withdraw(world, number, folder)
    elif luck < WITHDRAWS + ADDS:
        _add(world, number, folder)
    elif luck < WITHDRAWS + ADDS + URGES or (book.promised < world.today and luck < 0.5):
        who = _who(folder)
        world.attempt("urge", lambda s: citizens.urge(s, world.house, number, who, now=world.now))


def _add(world: World, number: str, folder: Folder) -> None:
    month, day = folder.rng.randrange(2, 9), folder.rng.randrange(1, 28)
    words = f"补充：{month}月{day}日下午又去了一次，还是老样子，有照片可以提供。"
    book = world.books.cases[number]
    addition = Addition(**_who(folder).model_dump(), text=words)
    done = world.attempt("add", lambda s: citizens.add(s, world.house, number, addition, now=world.now))
    if done and book.status is Status.SUPPLEMENTING:
        entries.supplemented(world.books, book, world.now)


def _withdraw(world: World, number: str, folder: Folder) -> None:
    who = _who(folder)
    done = world.attempt("withdraw", lambda s: citizens.withdraw(s, world.house, number, who, now=world.now))
    folder.withdrew = folder.withdrew or (done and folder.found)
    if done and not folder.found:
        entries.withdrawn(world.books, world.books.cases[number], world.now)


def _rate(world: World, number: str, folder: Folder) -> None:
    """Once for each round; what a citizen has not read, nobody rates."""
    book = world.books.cases[number]
    mark = f"rate {book.round}"
    if mark in folder.done or not _has_read(world, folder, number):
        return
    folder.done.add(mark)
    if folder.rng.random() >= RATES:
        return
    score = _score(world, folder, book.answered[book.round][1])
    rating = Rating(**_who(folder).model_dump(), score=score, round=book.round)
    if world.attempt("rate", lambda s: citizens.rate(s, world.house, number, rating, now=world.now)):
        entries.rated(world.books, book, score, world.now)


def _has_read(world: World, folder: Folder, number: str) -> bool:
    """On the page it is there; elsewhere the letter with the buttons must have come through the door."""
    if folder.filed.channel in PULL:
        return True
    data = f"rate:{number}:{world.books.cases[number].round}:"
    letters = world.mail.post.get(folder.filed.sender, ())
    return any(press.data.startswith(data) for letter in letters for press in letter.buttons)


def _score(world: World, folder: Folder, body: int) -> Score:
    care = diligence_of(world.codes[body]).care
    luck = folder.rng.random()
    if luck < care * 0.7:
        return Score.SATISFIED
    return Score.FAIR if luck < care else Score.DISSATISFIED
