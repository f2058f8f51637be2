"""What is written into the independent books when somebody has done something: one short entry for each act."""

from datetime import datetime

from bench.year.books import HANDLING, REDO, Book, Books, day_of
from tracker.rules.words import Kind, Score, Status, Step

OF_CITIZEN = (Step.SUPPLEMENT, Step.CLUE)


def filed(books: Books, number: str, kind: Kind, *, desk: int, restricted: bool, now: datetime) -> Book:
    accept_by = books.add(day_of(now), 3)
    promised = books.add(accept_by, HANDLING[kind])
    book = Book(number, kind, desk, promised, restricted)
    books.cases[number] = books.alive[number] = book
    book.accept = books.start(book, Step.ACCEPT, desk, now)
    if restricted:
        books.start(book, Step.HAND_OVER, desk, now)
    return book


def corrected(book: Book, kind: Kind) -> None:
    book.kind, book.corrected = kind, True


def accepted(books: Books, book: Book, now: datetime) -> None:
    books.settle(book, [Step.ACCEPT], now)
    book.status = Status.ACCEPTED
    days = HANDLING[book.kind]
    if book.corrected and books.add(day_of(now), days) > book.promised:
        days = max(1, books.between(day_of(now), book.promised))
    books.start(book, Step.DISPATCH, book.desk, now)
    handle = books.start(book, Step.HANDLE, book.desk, now, days=days)
    book.promised = min(book.promised, handle.due_on)


def guided(books: Books, book: Book, now: datetime) -> None:
    books.finish(book, Status.GUIDED, now)


def asked_facts(books: Books, book: Book, now: datetime, *, clue: bool) -> None:
    assert book.accept is not None, "only a registered case is asked for facts"
    book.accept.frozen = True
    book.status = Status.SUPPLEMENTING
    books.start(book, Step.CLUE if clue else Step.SUPPLEMENT, book.desk, now)


def supplemented(books: Books, book: Book, now: datetime) -> None:
    """The days of waiting are given back to the time for deciding, and the citizen's date moves with it."""
    waited = next(hand for hand in book.hands if hand.step in OF_CITIZEN and hand.runs)
    accept = book.accept
    assert accept is not None, "only a registered case is asked for facts"
    books.settle(book, OF_CITIZEN, now)
    accept.stood.append((waited.start, min(day_of(now), waited.due_on)))
    accept.frozen = False
    books.count_again(accept)
    book.status = Status.REGISTERED
    book.promised = max(book.promised, books.add(accept.due_on, HANDLING[book.kind]))


def lapsed(books: Books, book: Book, now: datetime) -> None:
    waited = next(hand for hand in book.hands if hand.step in OF_CITIZEN and hand.runs)
    end = Status.ON_FILE if waited.step is Step.CLUE else Status.UNSUPPLEMENTED
    books.finish(book, end, now, void=True)


def dispatched(books: Books, book: Book, body: int, now: datetime) -> None:
    books.settle(book, [Step.DISPATCH], now)
    book.status, book.handling = Status.DISPATCHED, body
    _hand_on(book, body)
    books.start(book, Step.SIGN, body, now)


def _hand_on(book: Book, owner: int) -> None:
    handle = book.running(Step.HANDLE)
    if handle:
        handle.owner = owner


def signed(books: Books, book: Book, now: datetime) -> None:
    books.settle(book, [Step.SIGN], now)
    book.status = Status.HANDLING


def returned(books: Books, book: Book, now: datetime) -> None:
    resumed(books, book, now)
    books.settle(book, [Step.SIGN], now)
    _hand_on(book, book.desk)
    book.status, book.handling = Status.ACCEPTED, None
    books.start(book, Step.DISPATCH, book.desk, now)


def extended(books: Books, book: Book, days: int) -> None:
    handle = book.running(Step.HANDLE)
    assert handle is not None, "an extension is of a running clock"
    handle.days += days
    books.count_again(handle)


def paused(books: Books, book: Book, now: datetime) -> None:
    handle = book.running(Step.HANDLE)
    assert handle is not None, "a pause is of a running clock"
    handle.frozen = True
    book.pause_from = day_of(now)
    books.start(book, Step.PAUSE, handle.owner, now)


def resumed(books: Books, book: Book, now: datetime) -> None:
    """Nothing where nothing is paused."""
    pause = book.running(Step.PAUSE)
    if pause is None or book.pause_from is None:
        return
    handle = next(hand for hand in book.hands if hand.step is Step.HANDLE and hand.frozen)
    handle.stood.append((book.pause_from, min(day_of(now), pause.due_on)))
    handle.frozen = False
    books.count_again(handle)
    books.settle(book, [Step.PAUSE], now, void=True)
    book.pause_from = None


def answered(books: Books, book: Book, now: datetime) -> None:
    resumed(books, book, now)
    book.status = Status.REVIEWING
    books.start(book, Step.REVIEW, book.desk, now)


def sent_back(books: Books, book: Book, now: datetime) -> None:
    books.settle(book, [Step.REVIEW], now)
    book.status = Status.HANDLING


def approved(books: Books, book: Book, now: datetime) -> None:
    books.settle(book, [Step.REVIEW, Step.HANDLE], now)
    book.status = Status.ANSWERED
    book.answered[book.round] = (now, book.handling or book.desk)
    books.start(book, Step.DELIVER, book.desk, now)


def delivered(books: Books, book: Book, now: datetime) -> None:
    books.settle(book, [Step.DELIVER], now)
    books.start(book, Step.CALLBACK, book.desk, now)


def rated(books: Books, book: Book, score: Score, now: datetime) -> None:
    delivered(books, book, now)
    book.rated[book.round] = score
    if score is not Score.DISSATISFIED:
        closed(books, book, now)


def closed(books: Books, book: Book, now: datetime) -> None:
    books.finish(book, Status.CLOSED, now)


def redone(books: Books, book: Book, now: datetime) -> None:
    books.settle(book, [Step.DELIVER, Step.CALLBACK], now)
    book.round += 1
    book.status = Status.DISPATCHED
    body = book.handling or book.desk
    books.start(book, Step.SIGN, body, now)
    books.start(book, Step.HANDLE, body, now, days=REDO)


def withdrawn(books: Books, book: Book, now: datetime) -> None:
    books.finish(book, Status.WITHDRAWN, now, void=True)


def restricted(books: Books, book: Book, now: datetime) -> None:
    book.restricted = True
    if book.status in (Status.DISPATCHED, Status.HANDLING):
        returned(books, book, now)
    books.start(book, Step.HAND_OVER, book.desk, now)


def released(books: Books, book: Book, now: datetime) -> None:
    book.restricted = False
    books.settle(book, [Step.HAND_OVER], now, void=True)


def handed_over(books: Books, book: Book, now: datetime) -> None:
    books.finish(book, Status.HANDED_OVER, now)
