"""A body that has to answer: signing, asking, working, answering; and its head."""

from datetime import datetime, time, timedelta
from functools import partial

from sqlmodel import Session, col, select

from bench.year import entries
from bench.year.books import Book
from bench.year.desk import decide_requests, on_desk
from bench.year.district import Diligence, diligence_of
from bench.year.world import SHANGHAI, Folder, World
from tracker.cases import inquiring, repeating
from tracker.models import Alarm, Case, Notice
from tracker.queries.letters import letters
from tracker.rules.facts import OfficerFacts
from tracker.rules.words import Action, Conduct, Role, Status, Step

RETURNS = 0.03
FINDS = 0.35
INQUIRES = 0.3
NOTES = 0.12
ASKS = 0.05
PAUSES = 0.02
SLOPPY = 0.3
"""Of the answers of those who do not care: copied, or only passed on."""

ACTS = "张王李赵刘陈杨黄周吴徐孙马朱胡郭何高林罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"


def handler_turn(world: World, officer: OfficerFacts) -> None:
    if not _lying(world, officer.body):
        return
    for number in on_desk(world, officer):
        book, folder = world.books.cases[number], world.folders[number]
        if book.handling != officer.body or officer.id in folder.left_by or not _mine(world, officer, folder):
            continue
        if book.status is Status.DISPATCHED:
            _sign(world, officer, number, book, folder)
        elif book.status is Status.HANDLING:
            _work(world, officer, number, book, folder)


def _mine(world: World, officer: OfficerFacts, folder: Folder) -> bool:
    """Nobody's yet, one's own, or that of a colleague who is away."""
    keeper = folder.keeper
    return keeper is None or keeper == officer.id or world.away(world.org.officers[keeper])


def _sign(world: World, officer: OfficerFacts, number: str, book: Book, folder: Folder) -> None:
    diligence = diligence_of(world.codes[officer.body])
    if "returned" not in folder.done and world.chance(RETURNS):
        folder.done.add("returned")
        if world.act(number, Action.RETURN, officer.id, reason="不属于本单位职责，建议转有管辖权的单位"):
            entries.returned(world.books, book, world.now)
            return
    if not world.act(number, Action.SIGN, officer.id):
        return
    entries.signed(world.books, book, world.now)
    folder.keeper = officer.id
    folder.forgotten = folder.rng.random() < diligence.forget
    folder.ready = _ready(world, book, folder, diligence)


def _ready(world: World, book: Book, folder: Folder, diligence: Diligence) -> datetime:
    """When the work will be done, if nobody stands in the way: around the usual share of the limit."""
    handle = book.running(Step.HANDLE)
    days = handle.days if handle else 7
    needed = days * diligence.pace * folder.rng.lognormvariate(-0.08, 0.4) - 1
    day = world.books.add(world.today, max(0, round(needed)))
    return datetime.combine(day, time(9 + folder.rng.randrange(8)), SHANGHAI)


def _work(world: World, officer: OfficerFacts, number: str, book: Book, folder: Folder) -> None:
    if book.pause_from is not None:
        if folder.resume_on and world.today >= folder.resume_on and world.act(number, Action.RESUME, officer.id):
            entries.resumed(world.books, book, world.now)
        return
    handle = book.running(Step.HANDLE)
    if handle is None:
        return
    if folder.forgotten and world.now < handle.late_at:
        return
    if folder.ready is None or world.now >= folder.ready:
        _finish(world, officer, number, book, folder)
        return
    _meanwhile(world, officer, number, book, folder)


def _meanwhile(world: World, officer: OfficerFacts, number: str, book: Book, folder: Folder) -> None:
    handle = book.running(Step.HANDLE)
    assert handle is not None, "somebody works on it"
    assert folder.ready is not None, "who signed has a plan"
    luck = world.rng.random()
    if folder.ready >= handle.late_at and not folder.asked_extension and luck < 0.5:
        folder.asked_extension = True
        days = str(world.rng.randrange(1, 11))
        world.act(number, Action.ASK_EXTENSION, officer.id, days=days, reason="需要现场检测，设备下周才能到")
    elif luck < PAUSES and "paused" not in folder.done:
        folder.done.add("paused")
        fields = {"cause": "appraisal", "reason": "电梯须经特种设备检验", "evidence": "检验受理单"}
        world.act(number, Action.ASK_PAUSE, officer.id, **fields)
    elif luck < PAUSES + NOTES:
        world.act(number, Action.NOTE, officer.id, text="已到现场查看并拍照，正在联系责任单位")
    elif luck < PAUSES + NOTES + ASKS:
        world.act(number, Action.ASK, officer.id, text="请问方便的联系时间是什么时候？")
    elif book.desk != officer.body and "inquired" not in folder.done and world.chance(INQUIRES):
        folder.done.add("inquired")
        if _about_conduct(folder) and folder.filed.target_body:
            text = "请于五个工作日内书面报送贵单位近两个月首问负责、限时办结两项制度的执行台账。"
            world.act(number, Action.INQUIRE, officer.id, text=text)


def _finish(world: World, officer: OfficerFacts, number: str, book: Book, folder: Folder) -> None:
    if _about_conduct(folder) and "looked" not in folder.done:
        folder.done.add("looked")
        if world.chance(FINDS) and world.act(number, Action.FIND, officer.id, text="调取录像和台账，反映的情况属实"):
            folder.found = True
    care = diligence_of(world.codes[officer.body]).care
    if not world.chance(care) and world.chance(SLOPPY):
        world.act(
            number, Action.ANSWER, officer.id, facts="您反映的问题已收悉，我单位高度重视。",
            done="已转有关部门处理，请您谅解。", basis="有关规定",
        )  # fmt: skip
    folder.poor = not world.chance(care)
    if world.act(number, Action.ANSWER, officer.id, **_answer(world, folder)):
        entries.answered(world.books, book, world.now)
    elif book.round > 1:
        folder.left_by.add(officer.id)
        folder.keeper = None


def _about_conduct(folder: Folder) -> bool:
    return folder.filed.conduct is not Conduct.NONE and "no conduct" not in folder.done


def _answer(world: World, folder: Folder) -> dict[str, str]:
    """Words of its own for every case, and those that the citizen used."""
    guesses = [*folder.filed.understood["topics"][:1], *folder.filed.understood["departments"][:1]]
    asked = "、".join(dict.fromkeys(word for guess in guesses for word in guess.because))
    name = "".join(world.rng.choices(ACTS, k=6))
    proof = {"rectified": "已重新公示办事指南，附整改照片和会议记录（当月）"} if folder.found else {}
    return {
        "facts": f"经{name}小组现场核实，{asked}等情况基本属实，系前期衔接不到位造成。",
        "done": f"已由{name}带队于当周处置完毕，并向投诉人当面说明了办理经过和结果。",
        "basis": "《四川省12345政务服务便民热线运行管理办法》",
        "overrule": "已当面说明，按来件所问作答",
        **proof,
    }


def head_turn(world: World, officer: OfficerFacts, *, morning: bool) -> None:
    """The mail once a day; a head handles what no handler can, or what one may not answer twice."""
    decide_requests(world, officer)
    if morning:
        _reply_to_letters(world, officer)
        _take_note(world, officer)
    alone = not world.present(Role.HANDLER, body=officer.body)
    if alone or any(world.folders[book.number].left_by for book in _lying(world, officer.body)):
        handler_turn(world, officer)


def _lying(world: World, body: int) -> list[Book]:
    """What the books say that lies with this body: where there is nothing, nobody needs to look."""
    held = (Status.DISPATCHED, Status.HANDLING)
    return [book for book in world.books.alive.values() if book.handling == body and book.status in held]


def _reply_to_letters(world: World, officer: OfficerFacts) -> None:
    for letter in world.read(lambda session: letters(session, officer, world.org)):
        if not letter.reply and world.chance(0.6):
            words = "台账已核对，两项制度执行中有三处登记不全，已责成经办科室补正。"
            world.attempt(
                "reply",
                partial(
                    inquiring.reply, house=world.house, letter_id=letter.id, officer_id=officer.id, text=words,
                    now=world.now,
                ),
            )  # fmt: skip


def _take_note(world: World, officer: OfficerFacts) -> None:
    """已知晓, of what was told since yesterday; a case that was forgotten is thought of again."""
    for number, alarm in world.read(lambda session: _told_lately(session, world, officer.id)):
        if not world.chance(0.7):
            continue
        world.attempt(
            "acknowledge",
            partial(repeating.acknowledge, number=number, alarm_id=alarm, officer_id=officer.id, now=world.now),
        )
        world.folders[number].forgotten = False


def _told_lately(session: Session, world: World, officer: int) -> list[tuple[str, int]]:
    since = world.now - timedelta(days=1)
    told = select(Notice.key, Case.number).join(Case, col(Case.id) == col(Notice.case_id))
    told = told.where(Notice.officer_id == officer, Notice.created_at >= since, col(Notice.key).startswith("alarm:"))
    found = [(number, int(key.split(":")[1])) for key, number in session.exec(told)]
    return [(number, alarm) for number, alarm in found if session.get(Alarm, alarm) is not None]
