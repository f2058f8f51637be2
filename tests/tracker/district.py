"""A district where anything may happen next, in any order; after every step it is looked at from outside.

Officers do what their page offers and try what it does not, citizens add, urge, withdraw and rate, people go on leave
and come back, holiday notices come into force, the process dies at a commit and starts again, and the clock jumps.
"""

import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import event
from sqlmodel import col, select

from tests.builders import ANSWER, NOW, Place, complaint, filing, house, settle
from tests.story import Story
from tests.tracker import onlooker
from tests.tracker.cases.test_calendars import LONG, SAME, SHORT
from tests.tracker.lives import BEGUN, Beginning, Death, Mortality, beginning, copy, hasty
from tracker.cases import absences, calendars, inquiring
from tracker.cases.acting import act
from tracker.cases.filing import file_case
from tracker.contract import FileCase
from tracker.db import Database
from tracker.models import Absence, Case, Clock, Letter
from tracker.models.views import case_facts, key
from tracker.queries.actions import ActionForm, actions
from tracker.queries.calendar import keep_current
from tracker.queries.org import load_org
from tracker.rules.conflict import roles_for
from tracker.rules.errors import Refusal
from tracker.rules.words import Action, AppealStage, Level, Score, Step
from tracker.rules.workdays import local_date
from tracker.sweep import catch_up, compare_new, file_away, sweep, sweep_accountability

FIELDS = {
    **ANSWER, "reason": "理由写在这里", "text": "请说明当天窗口值守情况", "topic": "城乡建设", "days": "3",
    "cause": "appraisal", "evidence": "检验委托书", "overrule": "同一部电梯",
    "answer": "三号楼一并更换", "rectified": "已调离窗口岗位，见通报（11月25日）",
}  # fmt: skip
FILINGS: dict[str, Callable[..., FileCase]] = {
    "help": filing, "conduct": complaint,
    "urgent": lambda sender: filing(sender=sender, urgent=True),
    "nameless": lambda sender: filing(sender=sender, level=Level.ANONYMOUS),
    "leader": lambda sender: complaint(sender=sender, target_is_leader=True),
    "office": lambda sender: complaint(sender=sender, target_body="效能办", target_is_office=True),
}  # fmt: skip
MOST_CASES = 5

ONWARD = frozenset({
    Action.ACCEPT, Action.DISPATCH, Action.SIGN, Action.ANSWER, Action.APPROVE, Action.DELIVER, Action.REDO,
    Action.RELEASE, Action.INQUIRE, Action.CLOSE, Action.SPLIT, Action.HAND_OVER,
})  # fmt: skip
OF_TIME = frozenset({
    Action.ASSIST, Action.OPINE, Action.CALL_OFF, Action.ASK_FACTS, Action.ASK_EXTENSION, Action.ASK_PAUSE,
    Action.GRANT, Action.DENY, Action.RESUME, Action.RETURN,
})  # fmt: skip

OFFICERS = st.sampled_from([
    "li_min", "zhao_guodong", "zhou_qiang", "chen_zhiyuan", "yang_fan", "wu_gang", "luo_zhiming", "sun_li",
    "zhou_min", "zheng_haitao",
])  # fmt: skip
CITIZENS = st.sampled_from(["add", "add", "arrives", "arrives", "rate", "rate", "urge", "withdraw", "appeal"])
NOTICES = st.sampled_from([LONG, SHORT, SAME])
DIES = st.sampled_from([None] * 9 + [0, 1, 2])
"""At which of the coming commits the process dies, if at any."""

FULL_LOOK = 10


class District(RuleBasedStateMachine):
    place: ClassVar[Place]
    """One database for all lives, one after the other: what the engine has compiled stays compiled."""
    beginnings: ClassVar[list[Beginning]]
    mortality: ClassVar[Mortality]
    walked: ClassVar[Counter[str]]
    """How often what was done in all lives; ``steps`` and ``deaths`` are counted as well."""

    @initialize(nth=st.integers(0, len(BEGUN) - 1))
    def settle(self, nth: int) -> None:
        begun = self.beginnings[nth]
        copy(begun.path, Path(self.place.db.engine.url.database or ""))
        self.now, self.home = NOW, replace(house())
        keep_current(self.place.db, self.home)
        self.stories = [replace(story, place=self.place, home=self.home) for story in begun.stories]
        self.onlooker = onlooker.Onlooker(self.place)
        self.steps = 0

    def teardown(self) -> None:
        if hasattr(self, "onlooker"):
            self._look(everywhere=True)
            self.walked["steps"] += self.steps
            with self.place.db.reading() as session:
                self.walked.update(onlooker.actions_in(session))

    @precondition(lambda self: len(self.stories) < MOST_CASES)
    @rule(what=st.sampled_from(sorted(FILINGS)), dies=DIES)
    def a_citizen_writes_and_writes_again_when_no_number_comes(self, what: str, dies: int | None) -> None:
        n = len(self.stories)
        filed = FILINGS[what](sender=f"web-citizen-{n}")
        receipts = []
        for _ in range(2):
            with self._may_die(dies), self.place.db.writing() as session:
                receipts.append(file_case(session, self.home, filed, key=f"filing-{n}", now=self.now))
            dies = None
        assert len({receipt.number for receipt in receipts}) == 1
        self.stories.append(Story(self.place, filed, receipts[-1], self.now, self.home))

    @rule(data=st.data(), dies=DIES)
    def an_officer_does_what_the_page_offers(self, data: st.DataObject, dies: int | None) -> None:
        self._offered(data, frozenset(Action), dies)

    @rule(data=st.data(), dies=DIES)
    def an_officer_takes_it_further(self, data: st.DataObject, dies: int | None) -> None:
        self._offered(data, ONWARD, dies)

    @rule(data=st.data(), dies=DIES)
    def more_time_is_asked_for_or_decided(self, data: st.DataObject, dies: int | None) -> None:
        self._offered(data, OF_TIME, dies)

    def _offered(self, data: st.DataObject, wanted: frozenset[Action], dies: int | None) -> None:
        """One of these actions, where the page of some case offers one."""
        story = self._one(data, still_open=True)
        offers = {action: forms for action, forms in self._offers(story).items() if action in wanted}
        if offers:
            action = data.draw(st.sampled_from(sorted(offers)), "action")
            officer, form = data.draw(st.sampled_from(offers[action]), "officer")
            self._do(story, officer, action, self._filled(form, data), dies=dies)

    @rule(data=st.data(), officer=OFFICERS, action=st.sampled_from(list(Action)), stale=st.booleans())
    def somebody_tries_what_no_page_offers(
        self, data: st.DataObject, officer: str, action: Action, stale: bool
    ) -> None:
        self._do(self._one(data), self._id(officer), action, FIELDS, behind=int(stale))

    @rule(data=st.data(), what=CITIZENS, score=st.sampled_from(Score), dies=DIES)
    def the_citizen_does_something(self, data: st.DataObject, what: str, score: Score, dies: int | None) -> None:
        story = self._one(data)
        with self._may_die(dies):
            if what == "add":
                story.add("还有一句")
            elif what == "rate":
                story.rate(score, round=story.case().round)
            elif what == "appeal":
                story.ask_recheck(story.progress().appeal or AppealStage.RECHECK)
            elif what == "arrives":
                story.answer_arrives() if "answered" in story.told_citizen() else None
            else:
                story.urge() if what == "urge" else story.withdraw()

    @rule(officer=OFFICERS, data=st.data(), days=st.integers(0, 9), dies=DIES)
    def somebody_goes_on_leave(self, officer: str, data: st.DataObject, days: int, dies: int | None) -> None:
        who, instead = self._id(officer), data.draw(st.none() | OFFICERS, "deputy")
        first = local_date(self.now)
        with self._may_die(dies), self.place.db.writing() as session:
            absences.enter(
                session, self.home, who, first=first, last=first + timedelta(days=days),
                deputy_id=self._id(instead) if instead else None, actor_id=who, now=self.now,
            )  # fmt: skip

    @rule()
    def everybody_on_leave_comes_back(self) -> None:
        with self._may_die(None), self.place.db.writing() as session:
            for absence in session.exec(select(Absence).where(col(Absence.ended_at).is_(None))):
                if absence.last_on >= local_date(self.now):
                    absences.end(session, key(absence.id), actor_id=absence.officer_id, now=self.now)

    @rule(text=NOTICES, officer=OFFICERS, dies=DIES)
    def a_holiday_notice_comes_in(self, text: str, officer: str, dies: int | None) -> None:
        with self._may_die(dies):
            with self.place.db.writing() as session:
                notice = calendars.propose(session, self.home, text, officer_id=self._id(officer), now=self.now)
            with self.place.db.writing() as session:
                director = self._id("zhao_guodong")
                calendars.approve(session, self.home, key(notice.id), officer_id=director, now=self.now)
                self.walked["notice"] += 1

    @rule(officer=OFFICERS)
    def somebody_replies_to_every_letter(self, officer: str) -> None:
        with self.place.db.reading() as session:
            letters = list(session.exec(select(Letter.id).where(col(Letter.reply).is_(None))))
        for letter in letters:
            with self._may_die(None), self.place.db.writing() as session:
                inquiring.reply(
                    session, self.home, key(letter), officer_id=self._id(officer), text="当天两个窗口在岗", now=self.now
                )

    @rule(hours=st.sampled_from([1, 9, 24, 24 * 3, 24 * 7, 24 * 12, 24 * 40]), dies=DIES)
    def time_passes(self, hours: int, dies: int | None) -> None:
        self.now += timedelta(hours=hours)
        for fate in (dies, None):
            with self._may_die(fate):
                while sweep(self.place.db, self.home, now=self.now):
                    pass
                sweep_accountability(self.place.db, self.home, now=self.now)
                file_away(self.place.db, self.home, now=self.now)
                compare_new(self.place.db, self.home, now=self.now)
                catch_up(self.place.db, self.home, now=self.now)

    @invariant()
    def the_promise_holds(self) -> None:
        """No case is lost, no chain broken, no alarm goes off twice, nobody in conflict sees or hears anything."""
        self._look(everywhere=self.steps % FULL_LOOK == 0)
        self.steps += 1

    @invariant()
    def an_opinion_is_never_due_after_the_lead(self) -> None:
        with self.place.db.reading() as session:
            running = session.exec(select(Clock).where(col(Clock.settled).is_(None))).all()
        leads = {clock.case_id: clock.due_on for clock in running if clock.step == Step.HANDLE}
        opinions = [clock for clock in running if clock.step == Step.ASSIST and clock.case_id in leads]
        assert [clock for clock in opinions if clock.due_on > leads[clock.case_id]] == []

    def _look(self, *, everywhere: bool) -> None:
        with self.place.db.reading() as session:
            self.onlooker.look(session, self.home, now=self.now, everywhere=everywhere)

    def _id(self, officer: str) -> int:
        found: int = getattr(self.place.officers, officer)
        return found

    def _one(self, data: st.DataObject, *, still_open: bool = False) -> Story:
        """Of the open cases if there are any and one is wanted."""
        self._take_up_what_was_split_off()
        with self.place.db.reading() as session:
            going = set(session.exec(select(Case.number).where(col(Case.ended_at).is_(None))))
        wanted = [story for story in self.stories if story.number in going] if still_open else []
        story = data.draw(st.sampled_from(wanted or self.stories), "story")
        story.now = self.now
        return story

    def _take_up_what_was_split_off(self) -> None:
        known = {story.number: story for story in self.stories}
        with self.place.db.reading() as session:
            parts = onlooker.split_off(session)
        for number, old in parts:
            if number not in known:
                receipt = known[old].receipt.model_copy(update={"number": number})
                self.stories.append(replace(known[old], receipt=receipt))

    def _offers(self, story: Story) -> dict[Action, list[tuple[int, ActionForm]]]:
        """Who is offered what, through the same door as the page."""
        offers: dict[Action, list[tuple[int, ActionForm]]] = {}
        with self.place.db.reading() as session:
            org = load_org(session)
            case = session.exec(select(Case).where(Case.number == story.number)).one()
            for officer in org.officers.values() if case.ended_at is None else ():
                roles = roles_for(officer, case_facts(case), org)
                for form in actions(session, self.home, case, officer, org, now=self.now) if roles else ():
                    offers.setdefault(form.action, []).append((officer.id, form))
        return offers

    def _filled(self, form: ActionForm, data: st.DataObject) -> dict[str, str]:
        fields = dict(FIELDS)
        if "other" in form.needs:
            fields["other"] = data.draw(st.sampled_from(self.stories), "other").number
        if form.bodies:
            fields["body"] = str(data.draw(st.sampled_from(form.bodies), "body")[0])
        for name, choices in form.lists.items():
            if choices:
                fields[name] = data.draw(st.sampled_from(choices), name)[0]
        for judged, labels in form.choices.items():
            if data.draw(st.booleans(), judged.value):
                fields[judged.value] = data.draw(st.sampled_from(labels), judged.value)[0]
        return fields

    def _do(
        self, story: Story, officer: int, action: Action, fields: dict[str, str],
        *, dies: int | None = None, behind: int = 0,
    ) -> None:  # fmt: skip
        version = story.case().version - behind
        with self._may_die(dies), self.place.db.writing() as session:
            act(
                session, self.home, number=story.number, action=action, officer_id=officer,
                version=version, fields=fields, now=self.now,
            )  # fmt: skip

    @contextmanager
    def _may_die(self, commits: int | None) -> Iterator[None]:
        """What is refused, and what dies, did not happen."""
        self.mortality.commits_left = commits
        try:
            yield
        except Refusal:
            self.walked["refused"] += 1
        except Death:
            self.walked["deaths"] += 1
        finally:
            self.mortality.commits_left = None


def a_district(template: Path, folder: Path) -> type[District]:
    """With a database of its own in that folder, copied from a migrated one."""
    path = Path(shutil.copy(template, folder / "district.db"))
    place = settle(hasty(Database(f"sqlite:///{path}")))
    mortality = Mortality()
    beginnings = [beginning(place, folder / f"beginning-{nth}.db", begun) for nth, begun in enumerate(BEGUN)]
    event.listen(place.db.engine, "commit", mortality.at_commit)
    here = {"place": place, "beginnings": beginnings, "mortality": mortality, "walked": Counter()}
    return type("Here", (District,), here)
