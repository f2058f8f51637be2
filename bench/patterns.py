"""Some dozens of invented cases, walked along the road by the product's own verbs: what the crowd is copied from."""

from datetime import datetime, timedelta
from itertools import cycle, islice

from argon2 import PasswordHasher
from sqlmodel import Session

from tracker.cases.acting import act, locked
from tracker.cases.filing import file_case
from tracker.contract import FileCase
from tracker.db import Database
from tracker.demo import load_demo
from tracker.house import House
from tracker.models import Case
from tracker.models.views import case_facts, key
from tracker.queries.org import load_org
from tracker.rules.conflict import shut_out
from tracker.rules.facts import BodyKind, Org
from tracker.rules.words import Action, Channel, Conduct, Kind, Role, Status
from tracker.sweep import sweep

# As a district looks on an ordinary morning: most cases lie with the body that has to answer.
MOSTLY_HANDLING = (
    Status.HANDLING, Status.REGISTERED, Status.HANDLING, Status.DISPATCHED, Status.HANDLING, Status.ACCEPTED,
    Status.HANDLING, Status.REVIEWING, Status.HANDLING, Status.REGISTERED, Status.ANSWERED,
)  # fmt: skip

ROAD = (
    Action.ACCEPT, Action.DISPATCH, Action.SIGN, Action.ANSWER, Action.APPROVE, Action.DELIVER, Action.CLOSE,
)  # fmt: skip
BY_THE_BODY = (Action.SIGN, Action.ANSWER)

ANSWER = {
    "facts": "经现场查看，反映的路段确有三处破损，系管道施工后未及时恢复。",
    "done": "我单位已责成施工单位于本周五前修补，并安排专人验收，结果已电话告知投诉人。",
    "basis": "《城市道路管理条例》第三十三条",
}
MATTERS = (
    (Kind.COMPLAINT, Conduct.BUCK_PASSING, "跑了三趟都说不归自己管，让我去别处问，到现在没有人给一个准话。"),
    (Kind.HELP, Conduct.NONE, "门口的路面挖开以后一直没有补上，老人和孩子晚上走路很危险，请帮忙催一催。"),
    (Kind.COMPLAINT, Conduct.DELAY, "材料交上去两个多月了，每次打电话都说还在走流程，也不说什么时候能办好。"),
    (Kind.CONSULT, Conduct.NONE, "请问办理这项手续需要带哪些材料，周末能不能办，外地户口的人可不可以在这里申请？"),
    (Kind.SUGGEST, Conduct.NONE, "建议在路口加装一盏路灯，再把公交站牌往前挪几十米，大家上下班方便一些。"),
)


def settle_district(db: Database, house: House, *, now: datetime) -> Org:
    """The demonstration district, whose officers log in at little cost."""
    cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    with db.writing() as session:
        load_demo(session, house, now=now, hasher=cheap.hash)
        return load_org(session)


def settle(db: Database, house: House, number: int, *, now: datetime) -> None:
    """The district with ``number`` open cases of the last ten days, and a fifth as many ended ones.

    Every alarm due until ``now`` has gone off.
    """
    org = settle_district(db, house, now=now)
    ends = [*islice(cycle(MOSTLY_HANDLING), number), *[Status.CLOSED] * (number // 5)]
    for index, end in enumerate(ends):
        filed = now - timedelta(days=1 + index % 10, minutes=index)
        with db.writing() as session:
            filed_as = file_case(session, house, _filing(org, index), key=f"bench-{index}", now=filed).number
            _walk(session, house, org, filed_as, end, now=filed)
    while sweep(db, house, now=now):
        continue


def _filing(org: Org, index: int) -> FileCase:
    kind, conduct, words = MATTERS[index % len(MATTERS)]
    towns = [body.name for body in org.bodies.values() if body.kind is BodyKind.TOWN]
    place = f"{towns[index % len(towns)]}幸福路{index + 1}号"
    body = _bodies(org)[index % len(_bodies(org))]
    return FileCase(
        channel=Channel.WEB,
        sender=f"bench-{index}",
        text=f"我住在{place}。{words}联系电话1390000{index:04d}。",
        kind=kind,
        conduct=conduct,
        place=place,
        target_body=org.bodies[body].name if conduct is not Conduct.NONE else None,
    )


def _walk(session: Session, house: House, org: Org, number: str, to: Status, *, now: datetime) -> None:
    for hours, action in enumerate(ROAD, start=1):
        case = locked(session, number)
        if case.status == to:
            return
        body = case.handling_id or _handling(case, org)
        officer = _one_of(org, body, Role.HANDLER) if action in BY_THE_BODY else _one_of(org, case.desk_id, Role.INTAKE)
        act(
            session, house, number=number, action=action, officer_id=officer, version=case.version,
            fields={**ANSWER, "body": str(body), "reason": "按程序办理"}, now=now + timedelta(hours=hours),
        )  # fmt: skip


def _one_of(org: Org, body: int, role: Role) -> int:
    return org.working(body, role)[0].id


def _handling(case: Case, org: Org) -> int:
    """Each body in turn, except those the case complains about."""
    closed = shut_out(case_facts(case), org)
    open_to = [body for body in _bodies(org) if body not in closed]
    return open_to[key(case.id) // 2 % len(open_to)]


def _bodies(org: Org) -> list[int]:
    """The bodies that answer complaints, by id."""
    able = (body for body in org.bodies.values() if body.kind in (BodyKind.DEPARTMENT, BodyKind.TOWN))
    return sorted(body.id for body in able if org.working(body.id, Role.HANDLER))
