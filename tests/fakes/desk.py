"""A tracker in memory: numbers, owners, idempotency and refusals, and nothing behind them."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from bot.desk import DeskDown, DeskRefused
from tracker.contract import (
    Addition,
    AppealCase,
    AppealStage,
    EvidenceKept,
    FileCase,
    InboxQuery,
    Lookup,
    Message,
    Progress,
    Rating,
    Receipt,
    Score,
    Sender,
)

REGISTERED = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
EVIDENCE_LIMIT = 20 * 1024 * 1024


@dataclass
class FakeCase:
    number: str
    query_code: str
    case: FileCase
    additions: list[Addition] = field(default_factory=list)
    urgings: int = 0
    open: bool = True
    answer: str | None = None
    round: int = 1
    rated: Score | None = None
    appeal: AppealStage | None = None
    appeals: list[AppealCase] = field(default_factory=list)


class FakeDesk:
    """``down`` and ``refuse`` are what every call fails with; ``calls`` names the calls in order."""

    def __init__(self) -> None:
        self.cases: dict[str, FakeCase] = {}
        self.evidence: list[bytes] = []
        self.notices: list[tuple[Sender, Message]] = []
        self.calls: list[str] = []
        self.down: DeskDown | None = None
        self.refuse: DeskRefused | None = None
        self._done: dict[str, FakeCase] = {}

    @property
    def only(self) -> FakeCase:
        [case] = self.cases.values()
        return case

    def answer(self, number: str, text: str) -> None:
        self.cases[number].answer = text

    def notify(self, sender: Sender, text: str) -> None:
        self.notices.append((sender, Message(id=len(self.notices) + 1, text=text, at=REGISTERED)))

    async def file(self, case: FileCase, *, key: str) -> Receipt:
        self._call("file")
        if key not in self._done:
            serial = len(self.cases) + 1
            filed = FakeCase(f"YX20261123-{serial:04}", f"CODE-{serial:04}", case)
            self.cases[filed.number] = self._done[key] = filed
        filed = self._done[key]
        if filed.case != case:
            raise DeskRefused("key_reused", "同一个幂等键不能用于不同的内容。", 409)
        return Receipt(
            number=filed.number,
            query_code=filed.query_code,
            registered_at=REGISTERED,
            accept_by=date(2026, 11, 26),
            promised_on=date(2026, 12, 14),
            provisional=False,
            next_step="受理员会在3个工作日内告诉您是否受理。",
        )

    async def lookup(self, lookup: Lookup) -> Progress:
        self._call("lookup")
        case = self.cases.get(lookup.number)
        if case is None or case.query_code != lookup.query_code:
            raise DeskRefused("not_found", "编号或查询码不对，请核对后再发。", 404)
        return progress(case)

    async def mine(self, sender: Sender) -> list[Progress]:
        self._call("mine")
        return [progress(case) for case in reversed(self.cases.values()) if _owns(sender, case)]

    async def add(self, number: str, addition: Addition, *, key: str) -> Progress:
        self._call("add")
        case = self._own(number, addition)
        if not case.open:
            raise DeskRefused("illegal_step", "这件已经办结，不能再补充。", 409)
        if key not in self._done:
            self._done[key] = case
            case.additions.append(addition)
        return progress(case)

    async def urge(self, number: str, sender: Sender) -> Progress:
        self._call("urge")
        case = self._own(number, sender)
        case.urgings += 1
        return progress(case)

    async def withdraw(self, number: str, sender: Sender) -> Progress:
        self._call("withdraw")
        case = self._own(number, sender)
        case.open = False
        return progress(case)

    async def rate(self, number: str, rating: Rating) -> Progress:
        self._call("rate")
        case = self._own(number, rating)
        if case.rated is not None or rating.round != case.round:
            raise DeskRefused("stale", "这次答复已经评价过了。", 409)
        case.rated = rating.score
        return progress(case)

    async def appeal(self, number: str, asked: AppealCase) -> Progress:
        self._call("appeal")
        case = self.cases.get(number)
        coded = case is not None and asked.query_code == case.query_code
        case = case if case and coded else self._own(number, asked)
        if asked.stage is not case.appeal:
            raise DeskRefused("refused_on_record", "申请复查的期限已经届满，有新的事实，请作为新的一件登记。", 409)
        case.appeals.append(asked)
        case.open, case.appeal = True, None
        return progress(case)

    async def keep(self, data: bytes, *, name: str) -> EvidenceKept:
        self._call("keep")
        if len(data) > EVIDENCE_LIMIT:
            raise DeskRefused("too_large", "文件超过20 MB。", 413)
        self.evidence.append(data)
        return EvidenceKept(id=f"evidence-{len(self.evidence)}", kind=name, size=len(data))

    async def inbox(self, query: InboxQuery) -> list[Message]:
        self._call("inbox")
        return [
            message
            for sender, message in self.notices
            if (sender.channel, sender.sender) == (query.channel, query.sender) and message.id > query.after
        ]

    def _call(self, name: str) -> None:
        self.calls.append(name)
        if self.down is not None:
            raise self.down
        if self.refuse is not None:
            raise self.refuse

    def _own(self, number: str, sender: Sender) -> FakeCase:
        case = self.cases.get(number)
        if case is None or not _owns(sender, case):
            raise DeskRefused("not_found", "没有找到这个编号的诉求件。", 404)
        return case


def progress(case: FakeCase) -> Progress:
    return Progress(
        number=case.number,
        kind=case.case.kind,
        status="handling" if case.open else "closed" if case.appeals else "withdrawn",
        status_zh=_status(case),
        open=case.open,
        registered_on=date(2026, 11, 23),
        promised_on=date(2026, 12, 14),
        provisional=False,
        holder="效能办",
        next_step="承办单位正在办理。",
        answer=case.answer,
        rated=case.rated,
        rateable=case.answer is not None and case.rated is None,
        round=case.round,
        steps=["11月23日 已登记"],
        appeal=case.appeal,
        appealing=case.appeals[-1].stage if case.appeals and case.open else None,
        appeal_until=date(2026, 12, 23) if case.appeal else None,
    )


def _status(case: FakeCase) -> str:
    if case.appeals:
        return f"{case.appeals[-1].stage.zh}中"
    return "办理中" if case.open else "已撤诉"


def _owns(sender: Sender, case: FakeCase) -> bool:
    return (sender.channel, sender.sender) == (case.case.channel, case.case.sender)
