"""One case and the hour it is, so that a test can tell what happens to it in sentences."""

from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import col, select

from tests.builders import NOW, Place, filing, house, register, version_of, walk
from tracker.cases import answering, appealing, citizens
from tracker.cases.acting import act
from tracker.cases.recording import link_of
from tracker.contract import Addition, AppealCase, AppealStage, FileCase, Progress, Rating, Receipt, Sender
from tracker.house import House
from tracker.models import Alarm, Answer, Appeal, Case, Clock, Event, Notice
from tracker.models.views import key
from tracker.queries.case_page import CasePage, case_page
from tracker.queries.org import load_org
from tracker.queries.progress import progress
from tracker.rules.errors import NotFound
from tracker.rules.ledger import breaks
from tracker.rules.words import Action, Score, Status, Step
from tracker.sweep import sweep

SHANGHAI = ZoneInfo("Asia/Shanghai")

_keys = count(1)


def at(month: int, day: int, hour: int = 9, minute: int = 0, *, year: int = 2026) -> datetime:
    """A time on the wall in Shanghai."""
    return datetime(year, month, day, hour, minute, tzinfo=SHANGHAI)


@dataclass(slots=True)
class Story:
    """``now`` is when the next thing happens; tests move it."""

    place: Place
    filed: FileCase
    receipt: Receipt
    now: datetime
    home: House = field(default_factory=house, repr=False)

    @property
    def number(self) -> str:
        return self.receipt.number

    @property
    def sender(self) -> Sender:
        return Sender(channel=self.filed.channel, sender=self.filed.sender)

    def walk(self, to: Status) -> "Story":
        """Any status there is, by the shortest way from the registration."""
        if to is Status.GUIDED:
            self.do(self.place.officers.li_min, Action.GUIDE, reason="供电问题请拨打 95598")
        elif to is Status.WITHDRAWN:
            self.withdraw()
        elif to is Status.HANDED_OVER:
            self.do(self.place.officers.li_min, Action.RESTRICT, reason="反映的是该局负责人")
            self.hand_over()
        elif to in (Status.SUPPLEMENTING, Status.UNSUPPLEMENTED, Status.ON_FILE):
            self.ask_facts()
            if not to.open:
                self.nothing_comes()
        elif to in (Status.RECHECKING, Status.FINAL_RECHECKING):
            self.walk(Status.CLOSED).ask_recheck()
            if to is Status.FINAL_RECHECKING:
                self.do(self.place.officers.zhao_guodong, Action.UPHOLD, reason="经重新核实，答复属实")
                self.ask_recheck(AppealStage.FINAL_RECHECK)
        elif to is not Status.REGISTERED:
            walk(self.place, self.number, to, now=self.now)
        return self

    def do(self, officer: int, action: Action, **fields: str) -> Case:
        """What the officer does, having seen the newest version."""
        return self.do_having_seen(version_of(self.place, self.number), officer, action, **fields)

    def do_having_seen(self, version: int, officer: int, action: Action, **fields: str) -> Case:
        with self.place.db.writing() as session:
            return act(
                session, self.home, number=self.number, action=action, officer_id=officer,
                version=version, fields=fields, now=self.now,
            )  # fmt: skip

    def try_out(self, officer: int, action: Action, **fields: str) -> None:
        """As :meth:`do`, but none of it happened."""
        with self.place.db.reading() as session:
            act(
                session, self.home, number=self.number, action=action, officer_id=officer,
                version=version_of(self.place, self.number), fields=fields, now=self.now,
            )  # fmt: skip

    def dispatch(self, to: int) -> Case:
        return self.do(self.place.officers.li_min, Action.DISPATCH, body=str(to))

    def ask_facts(self, text: str = "请说明是哪个窗口、哪一天") -> Case:
        return self.do(self.place.officers.li_min, Action.ASK_FACTS, text=text)

    def nothing_comes(self) -> None:
        """Until the day after the last one for the complainant, when the sweep passes."""
        self.now = max(clock.due_at for clock in self.clocks() if clock.settled is None)
        self.sweep()

    def sweep(self) -> None:
        sweep(self.place.db, self.home, now=self.now)

    def hand_over(self, to: str = "discipline") -> Case:
        director = self.place.officers.zhao_guodong
        return self.do(director, Action.HAND_OVER, receiver=to, reason="按干部管理权限移送，机要交换")

    def add(
        self, text: str, *, evidence: list[str] | None = None, sender: Sender | None = None, once: str = ""
    ) -> Progress:
        who = sender or self.sender
        with self.place.db.writing() as session:
            addition = Addition(**who.model_dump(), text=text, evidence=evidence or [])
            return citizens.add(session, self.home, self.number, addition, now=self.now, once=once)

    def urge(self, *, sender: Sender | None = None) -> Progress:
        with self.place.db.writing() as session:
            return citizens.urge(session, self.home, self.number, sender or self.sender, now=self.now)

    def withdraw(self, *, sender: Sender | None = None) -> Progress:
        with self.place.db.writing() as session:
            return citizens.withdraw(session, self.home, self.number, sender or self.sender, now=self.now)

    def rate(self, score: Score, *, round: int = 1, comment: str = "", sender: Sender | None = None) -> Progress:
        who = sender or self.sender
        with self.place.db.writing() as session:
            rating = Rating(**who.model_dump(), score=score, round=round, comment=comment)
            return citizens.rate(session, self.home, self.number, rating, now=self.now)

    def ask_recheck(
        self,
        stage: AppealStage = AppealStage.RECHECK,
        text: str = "电梯当天又停了，答复说已修好不属实",
        *,
        sender: Sender | None = None,
        code: str | None = None,
    ) -> Progress:
        who = sender or self.sender
        with self.place.db.writing() as session:
            asked = AppealCase(**who.model_dump(), stage=stage, text=text, query_code=code)
            return appealing.ask(session, self.home, self.number, asked, now=self.now)

    def decision_arrives(self) -> None:
        """The newest notice with a decision about an appeal is there."""
        with self.place.db.writing() as session:
            [*_, arrived] = [n for n in self.notices() if n.template in appealing.DECIDED]
            appealing.delivered(session, arrived, now=self.now)

    def progress(self) -> Progress:
        with self.place.db.reading() as session:
            return progress(session, self.home, self.case(), now=self.now)

    def answer_arrives(self, notice: Notice | None = None) -> None:
        """The door says that the notice with the answer is there; the newest one unless told otherwise."""
        with self.place.db.writing() as session:
            arrived = notice or [n for n in self.notices() if n.template == "answered"][-1]
            answering.delivered(session, self.home, arrived, now=self.now)

    def case(self) -> Case:
        with self.place.db.reading() as session:
            return session.exec(select(Case).where(Case.number == self.number)).one()

    def clocks(self) -> list[Clock]:
        return self._rows(Clock)

    def clock(self, step: Step) -> Clock:
        """The newest of this step."""
        return [clock for clock in self.clocks() if clock.step == step][-1]

    def running(self) -> set[Step]:
        """The steps that are measured now; the overall clock runs beside them from acceptance to the end."""
        return {Step(clock.step) for clock in self.clocks() if clock.settled is None} - {Step.OVERALL}

    def alarms(self) -> list[Alarm]:
        return self._rows(Alarm)

    def appeals(self) -> list[Appeal]:
        return self._rows(Appeal)

    def answers(self) -> list[Answer]:
        return self._rows(Answer)

    def events(self) -> list[Event]:
        return self._rows(Event)

    def notices(self) -> list[Notice]:
        return self._rows(Notice)

    def told(self, officer: int) -> list[str]:
        """The templates of what the officer was told, oldest first."""
        return [notice.template for notice in self.notices() if notice.officer_id == officer]

    def told_citizen(self) -> list[str]:
        return [notice.template for notice in self.notices() if notice.complainant_id is not None]

    def page(self, officer: int) -> CasePage:
        with self.place.db.reading() as session:
            org = load_org(session)
            return case_page(session, self.home, org.officers[officer], org, self.number, now=self.now)

    def offered(self, officer: int) -> set[Action]:
        return {form.action for form in self.page(officer).actions}

    def seen_by(self, officer: int) -> bool:
        try:
            self.page(officer)
        except NotFound:
            return False
        return True

    def chain_breaks(self) -> list[str]:
        return breaks((link_of(event, self.number), event.hash) for event in self.events())

    def _rows(self, table: type[Any]) -> list[Any]:
        with self.place.db.reading() as session:
            case_id = session.exec(select(Case.id).where(Case.number == self.number)).one()
            return list(session.exec(select(table).where(table.case_id == key(case_id)).order_by(col(table.id))))


def begin(place: Place, what: FileCase | None = None, *, now: datetime = NOW) -> Story:
    """A story of its own: its complainant and its key are nobody else's."""
    n = next(_keys)
    filed = what or filing(sender=f"web-wang-xiuying-{n}")
    return Story(place, filed, register(place, filed, under=f"story-{n}", now=now), now)
