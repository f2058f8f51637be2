"""A district where anything may happen next, in any order: after every step the promise holds.

Officers do what their page offers, citizens add, urge, withdraw and rate, people go on leave, transactions die at
the commit, and the clock jumps. ``HUIYIN_TEST_STEPS`` asks for more steps than the few hundred of every run.
"""

import os
import shutil
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.builders import ANSWER, NOW, complaint, filing, house, settle
from tests.story import Story, begin
from tracker.cases.absences import enter
from tracker.cases.acting import act
from tracker.check import check
from tracker.db import Database
from tracker.queries.actions import ActionForm
from tracker.rules.errors import Refusal
from tracker.rules.words import Action, Score, Step
from tracker.rules.workdays import local_date
from tracker.sweep import sweep, sweep_accountability

STEPS = int(os.environ.get("HUIYIN_TEST_STEPS", "240"))
ONE_LIFE = 40
BY_THE_SENDER = frozenset({"unserved", "stuck", "unreached", "unheard"})
"""What only the outbox can do, and nothing is sent here."""

FIELDS = {
    **ANSWER, "reason": "理由写在这里", "text": "内容写在这里", "topic": "城乡建设", "days": "3", "cause": "appraisal",
    "evidence": "检验委托书", "overrule": "同一部电梯",
}  # fmt: skip
FILINGS = {"help": filing, "conduct": complaint}
OFFICERS = st.sampled_from(["li_min", "zhao_guodong", "zhou_qiang", "chen_zhiyuan", "wu_gang", "luo_zhiming", "sun_li"])
CITIZENS = st.sampled_from(["add", "urge", "withdraw", "rate", "arrives"])
ACCUSED = ("zhou_qiang", "chen_zhiyuan")


class Death(Exception):
    """The process ends before the commit."""


class District(RuleBasedStateMachine):
    template: Path
    folder: Path

    @initialize()
    def settle(self) -> None:
        path = shutil.copy(self.template, self.folder / "district.db")
        self.db = Database(f"sqlite:///{path}")
        self.place, self.now = settle(self.db), NOW
        self.stories: list[tuple[str, Story]] = []

    def teardown(self) -> None:
        if hasattr(self, "db"):
            self.db.close()

    @rule(what=st.sampled_from(sorted(FILINGS)))
    def a_citizen_writes(self, what: str) -> None:
        sender = f"web-citizen-{len(self.stories)}"
        self.stories.append((what, begin(self.place, FILINGS[what](sender=sender), now=self.now)))

    @precondition(lambda self: self.stories)
    @rule(data=st.data(), officer=OFFICERS, dies=st.booleans())
    def an_officer_does_what_the_page_offers(self, data: st.DataObject, officer: str, dies: bool) -> None:
        story, who = self._one(data), getattr(self.place.officers, officer)
        forms = story.page(who).actions if story.seen_by(who) else ()
        if forms:
            form = data.draw(st.sampled_from(forms), "form")
            self._do(story, who, form.action, _filled(form, data), dies=dies)

    @precondition(lambda self: self.stories)
    @rule(data=st.data(), officer=OFFICERS, action=st.sampled_from(list(Action)))
    def somebody_tries_what_no_page_offers(self, data: st.DataObject, officer: str, action: Action) -> None:
        self._do(self._one(data), getattr(self.place.officers, officer), action, FIELDS, dies=False)

    @precondition(lambda self: self.stories)
    @rule(data=st.data(), what=CITIZENS, score=st.sampled_from(Score))
    def the_citizen_does_something(self, data: st.DataObject, what: str, score: Score) -> None:
        story = self._one(data)
        try:
            if what == "add":
                story.add("还有一句")
            elif what == "rate":
                story.rate(score, round=story.case().round)
            elif what == "arrives":
                story.answer_arrives() if "answered" in story.told_citizen() else None
            else:
                story.urge() if what == "urge" else story.withdraw()
        except Refusal:
            pass

    @rule(officer=OFFICERS, deputy=OFFICERS, days=st.integers(0, 9))
    def somebody_goes_on_leave(self, officer: str, deputy: str, days: int) -> None:
        who, instead = (getattr(self.place.officers, name) for name in (officer, deputy))
        first = local_date(self.now)
        try:
            with self.db.writing() as session:
                enter(
                    session, house(), who, first=first, last=first + timedelta(days=days),
                    deputy_id=instead, actor_id=who, now=self.now,
                )  # fmt: skip
        except Refusal:
            pass

    @rule(hours=st.sampled_from([1, 9, 24, 24 * 7, 24 * 40]))
    def time_passes(self, hours: int) -> None:
        self.now += timedelta(hours=hours)
        for _, story in self.stories:
            story.now = self.now
        for _ in range(9):
            if not sweep(self.db, house(), now=self.now):
                break
        sweep_accountability(self.db, house(), now=self.now)

    @invariant()
    def no_case_is_lost_and_no_chain_is_broken(self) -> None:
        with self.db.reading() as session:
            found = check(session, now=self.now)
        assert [finding for finding in found if finding.kind not in BY_THE_SENDER] == []

    @invariant()
    def an_opinion_is_never_due_after_the_lead(self) -> None:
        for _, story in self.stories:
            running = [clock for clock in story.clocks() if clock.settled is None]
            leads = [clock.due_on for clock in running if clock.step == Step.HANDLE]
            opinions = [clock.due_on for clock in running if clock.step == Step.ASSIST]
            assert all(due <= lead for due in opinions for lead in leads)

    @invariant()
    def no_alarm_goes_off_twice(self) -> None:
        for _, story in self.stories:
            rung = Counter(_alarm(event.details) for event in story.events() if event.action == Action.ESCALATE)
            assert [alarm for alarm, times in rung.items() if times > 1] == []

    @invariant()
    def the_body_complained_about_sees_and_hears_nothing(self) -> None:
        for what, story in self.stories:
            for name in ACCUSED if what == "conduct" else ():
                officer = getattr(self.place.officers, name)
                assert not story.seen_by(officer)
                assert story.told(officer) == []

    def _one(self, data: st.DataObject) -> Story:
        story: Story = data.draw(st.sampled_from(self.stories), "story")[1]
        story.now = self.now
        return story

    def _do(self, story: Story, officer: int, action: Action, fields: dict[str, str], *, dies: bool) -> None:
        try:
            with self.db.writing() as session:
                act(
                    session, house(), number=story.number, action=action, officer_id=officer,
                    version=story.case().version, fields=fields, now=self.now,
                )  # fmt: skip
                if dies:
                    raise Death
        except (Refusal, Death):
            pass


def _filled(form: ActionForm, data: st.DataObject) -> dict[str, str]:
    fields = dict(FIELDS)
    if form.bodies:
        fields["body"] = str(data.draw(st.sampled_from(form.bodies), "body")[0])
    for name, choices in form.lists.items():
        if choices:
            fields[name] = data.draw(st.sampled_from(choices), name)[0]
    return fields


def _alarm(details: dict[str, Any]) -> tuple[Any, Any]:
    return details.get("alarm"), details.get("repeat")


def test_whatever_happens_next_the_promise_holds(sqlite_template: Path, tmp_path: Path) -> None:
    run = settings(
        max_examples=max(1, STEPS // ONE_LIFE), stateful_step_count=ONE_LIFE, deadline=None,
        suppress_health_check=list(HealthCheck), derandomize=STEPS <= 240,
    )  # fmt: skip
    machine = type("Here", (District,), {"template": sqlite_template, "folder": tmp_path})
    run_state_machine_as_test(machine, settings=run)
