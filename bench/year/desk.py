"""The office in charge: screening, dispatching, reviewing, calling back; and what only its director may do."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial

from sqlmodel import Session, col, select

from bench.year import entries
from bench.year.books import Book
from bench.year.district import TWELVE
from bench.year.world import Folder, World
from tracker.cases.telling import told_in_person
from tracker.models import Case
from tracker.queries.queue import QueueFilter, queue
from tracker.queries.requests import Waiting, waiting
from tracker.queries.undelivered import undelivered
from tracker.rules.facts import OfficerFacts
from tracker.rules.requests import Ask
from tracker.rules.words import Action, Conduct, Kind, Level, Role, Score, Status, Step

A_TURN = 25
"""Cases one officer gets through in an hour."""

GUIDES = 0.5
ASKS_FACTS = 0.06
CORRECTS = 0.05
NO_CONDUCT = 0.5
"""Of complaints that name nobody."""

KNOWS_BETTER = 0.9
"""Of what routing gives to the fallback, the office sends so much to the body that it knows to be the right one."""

RESTRICTS = 0.004
SENDS_BACK = 0.06
GRANTS = 0.8
RELEASES = 0.25
CALLS_AFTER = timedelta(hours=20)


def on_desk(world: World, officer: OfficerFacts, *, limit: int = A_TURN) -> list[str]:
    """What the officer's own queue shows as lying here, nearest deadline first."""
    def look(session: Session) -> list[str]:
        page = queue(
            session, officer, world.org, QueueFilter(mine=True), now=world.now,
            calendar=world.house.calendar, limit=limit,
        )  # fmt: skip
        return [row.number for row in page.rows]

    found: list[str] = world.read(look)
    return found


def intake_turn(world: World, officer: OfficerFacts) -> None:
    for number in on_desk(world, officer):
        book, folder = world.books.cases[number], world.folders[number]
        if book.desk == officer.body and not book.restricted:
            _screen(world, officer, number, book, folder)
    tell_the_unreached(world, officer)


def emergencies(world: World, officer: OfficerFacts) -> None:
    """By night and on days off: only who is in danger is called."""
    for number, folder in world.folders.items():
        book = world.books.cases[number]
        waits = folder.filed.urgent and not folder.called and book.open and not book.restricted
        if waits and book.desk == officer.body and world.now >= folder.filed_at + timedelta(minutes=10):
            folder.called = world.act(number, Action.NOTE, officer.id, text="已电话核实，无人员受伤")


def tell_the_unreached(world: World, officer: OfficerFacts) -> None:
    for row in world.read(lambda session: undelivered(session, officer, world.org)):
        done = world.attempt(
            "told_in_person",
            partial(
                told_in_person, house=world.house, notice_id=row.id, officer_id=officer.id,
                how="当天下午电话告知本人", now=world.now,
            ),
        )  # fmt: skip
        book = world.books.alive.get(row.number)
        if done and book and row.to_citizen and book.status is Status.ANSWERED:
            entries.delivered(world.books, book, world.now)


def _screen(world: World, officer: OfficerFacts, number: str, book: Book, folder: Folder) -> None:
    if folder.filed.urgent and not folder.called:
        folder.called = world.act(number, Action.NOTE, officer.id, text="已电话核实，现场有人处置，无人员受伤")
    if book.status is Status.REGISTERED:
        _decide(world, officer, number, book, folder)
    elif book.status is Status.ACCEPTED:
        _dispatch(world, officer, number, book)
    elif book.status is Status.REVIEWING:
        _review(world, officer, number, book, folder)
    elif book.status is Status.ANSWERED:
        _call_back(world, officer, number, book, folder)


def _decide(world: World, officer: OfficerFacts, number: str, book: Book, folder: Folder) -> None:
    if "elsewhere" in folder.done and world.chance(GUIDES):
        if world.act(number, Action.GUIDE, officer.id, reason="来件不属于本区职责，请拨打相应的服务热线反映"):
            entries.guided(world.books, book, world.now)
        return
    if "asked" not in folder.done and world.chance(ASKS_FACTS):
        folder.done.add("asked")
        if world.act(number, Action.ASK_FACTS, officer.id, text="请补充事情发生的时间、地点和经办窗口。"):
            clue = folder.filed.level is Level.ANONYMOUS
            entries.asked_facts(world.books, book, world.now, clue=clue)
            return
    if world.chance(RESTRICTS):
        if world.act(number, Action.RESTRICT, officer.id, reason="反映的是该单位主要负责人"):
            entries.restricted(world.books, book, world.now)
        return
    if world.chance(CORRECTS):
        kind = world.rng.choice([k for k in Kind if k is not book.kind])
        if world.act(number, Action.CORRECT, officer.id, kind=kind.value, reason="按内容归类"):
            entries.corrected(book, kind)
    _about_the_matter_only(world, officer, number, folder)
    if world.act(number, Action.ACCEPT, officer.id):
        entries.accepted(world.books, book, world.now)
        if world.chance(0.8):
            _dispatch(world, officer, number, book)


def _about_the_matter_only(world: World, officer: OfficerFacts, number: str, folder: Folder) -> None:
    """Heard as a complaint about conduct, though nobody is complained about."""
    heard = folder.filed.conduct is not Conduct.NONE and not folder.filed.target_body
    if heard and world.chance(NO_CONDUCT):
        fields = {"conduct": Conduct.NONE.value, "reason": "反映的是事，不是人"}
        folder.done |= {"no conduct"} if world.act(number, Action.CORRECT, officer.id, **fields) else set()


def _dispatch(world: World, officer: OfficerFacts, number: str, book: Book) -> None:
    for body in _where_to(world, number):
        if world.act(number, Action.DISPATCH, officer.id, body=str(body), reason="按职责转办"):
            entries.dispatched(world.books, book, body, world.now)
            world.folders[number].keeper = None
            return


def _where_to(world: World, number: str) -> Iterator[int]:
    """The body that routing suggests, or a better one, then those that the page offers besides."""
    def look(session: Session) -> int | None:
        return session.exec(select(col(Case.suggested_id)).where(Case.number == number)).one()

    suggested, by_code = world.read(look), {code: body for body, code in world.codes.items()}
    if suggested == by_code.get("services") and world.chance(KNOWS_BETTER):
        yield world.rng.choice([body for code, body in by_code.items() if code in TWELVE])
    if suggested is not None:
        yield suggested
    yield from (by_code[code] for code in ("inspection", "services", "education") if code in by_code)


def _review(world: World, officer: OfficerFacts, number: str, book: Book, folder: Folder) -> None:
    if (folder.poor and world.chance(0.5)) or world.chance(SENDS_BACK / 3):
        folder.poor = False
        if world.act(number, Action.SEND_BACK, officer.id, reason="没有写明什么时候办结，请补写"):
            folder.ready = world.now + timedelta(days=1)
            entries.sent_back(world.books, book, world.now)
    elif world.act(number, Action.APPROVE, officer.id):
        entries.approved(world.books, book, world.now)


def _call_back(world: World, officer: OfficerFacts, number: str, book: Book, folder: Folder) -> None:
    deliver = book.running(Step.DELIVER)
    if deliver and not folder.withdrew:
        if world.now >= deliver.late_at - timedelta(hours=9) and world.act(
            number, Action.DELIVER, officer.id, reason="未在网上查看，已电话告知答复内容"
        ):
            entries.delivered(world.books, book, world.now)
        return
    score = book.rated.get(book.round)
    if score is Score.DISSATISFIED:
        _dissatisfied(world, officer, number, book, folder)
    elif folder.withdrew or _may_be_called(world, book):
        _close(world, officer, number, book, "回访后投诉人没有其他意见")


def _may_be_called(world: World, book: Book) -> bool:
    """Towards the end of the time for calling back: until then the citizen may rate."""
    callback = book.running(Step.CALLBACK)
    return callback is not None and world.now >= callback.late_at - CALLS_AFTER


def _dissatisfied(world: World, officer: OfficerFacts, number: str, book: Book, folder: Folder) -> None:
    if book.round == 1 and world.chance(0.7):
        if world.act(number, Action.REDO, officer.id, reason="投诉人对办理结果不满意，理由成立"):
            folder.keeper, folder.ready, folder.poor = None, None, False
            entries.redone(world.books, book, world.now)
    elif book.round == 1 or Role.DIRECTOR in officer.roles:
        _close(world, officer, number, book, "经核实，办理结果符合规定，已当面说明")


def _close(world: World, officer: OfficerFacts, number: str, book: Book, reason: str) -> None:
    if world.act(number, Action.CLOSE, officer.id, reason=reason):
        entries.closed(world.books, book, world.now)


def director_turn(world: World, officer: OfficerFacts) -> None:
    for number in on_desk(world, officer, limit=100):
        book, folder = world.books.cases[number], world.folders[number]
        if book.desk != officer.body:
            continue
        if book.restricted:
            _restricted(world, officer, number, book, folder)
        elif book.status is Status.ANSWERED and book.round > 1 and book.rated.get(book.round) is Score.DISSATISFIED:
            _dissatisfied(world, officer, number, book, folder)
    decide_requests(world, officer)
    tell_the_unreached(world, officer)


def _restricted(world: World, officer: OfficerFacts, number: str, book: Book, folder: Folder) -> None:
    if folder.filed.urgent and not folder.called:
        folder.called = world.act(number, Action.NOTE, officer.id, text="已电话核实，无人员受伤")
    if not folder.filed.money and world.chance(RELEASES):
        if world.act(number, Action.RELEASE, officer.id, reason="经核实反映的不是单位负责人"):
            entries.released(world.books, book, world.now)
    else:
        fields = {"receiver": "discipline", "reason": "按干部管理权限移送，机要交换"}
        if world.act(number, Action.HAND_OVER, officer.id, **fields):
            entries.handed_over(world.books, book, world.now)


def decide_requests(world: World, officer: OfficerFacts) -> None:
    """延期、中止 that wait for somebody like this officer."""
    for wish in world.read(lambda session: waiting(session, world.house, officer, world.org)):
        if wish.mine and world.chance(0.9):
            _decide_request(world, officer, wish)


def _decide_request(world: World, officer: OfficerFacts, wish: Waiting) -> None:
    book = world.books.cases[wish.number]
    if not world.chance(GRANTS):
        world.act(wish.number, Action.DENY, officer.id, request=str(wish.request), reason="理由不充分，请按期办结")
        return
    if not world.act(wish.number, Action.GRANT, officer.id, request=str(wish.request), reason="情况属实"):
        return
    if wish.kind is Ask.EXTEND:
        entries.extended(world.books, book, wish.days or 0)
        folder = world.folders[wish.number]
        folder.ready = min(folder.ready or world.now, world.now + timedelta(days=wish.days or 0))
    else:
        entries.paused(world.books, book, world.now)
        world.folders[wish.number].resume_on = world.today + timedelta(days=world.rng.randrange(3, 75))
