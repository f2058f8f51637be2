"""问责 as the year brings it: statements, decisions, delivery, reviews, 告诫 of persons, and cards taken back."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial

from sqlmodel import Session, col, select

from bench.year.world import World
from tracker.cases import accounting, marking, proposing
from tracker.models import AccountabilityCase, Answer, Card, Case, Clock
from tracker.models.views import key
from tracker.queries.accountability import concerns, matter
from tracker.queries.gaming import marks
from tracker.rules.accountability import Answering, Measure, Stage, allowed, parties
from tracker.rules.facts import OfficerFacts
from tracker.rules.gaming import Verdict
from tracker.rules.words import Step

STATES, DISMISSES, ASKS_REVIEW, REVOKES = 0.35, 0.15, 0.06, 0.3
OPEN = [Stage.PROPOSED.value, Stage.HEARD.value, Stage.DECIDED.value, Stage.REVIEWING.value]
ADMONISH_AT = 4
"""So many late answers of one officer since the last one, and the office proposes 告诫."""

WORDS = {
    Answering.STATE: "逾期属实，原因是现场检测排期较长，已增加人手。",
    Answering.DECIDE: "经核查证据，逾期事实清楚，决定如上。",
    Answering.DISMISS: "逾期系第三方检测造成，不予处理。",
    Answering.DELIVER: "当面送达，已签收。",
    Answering.ASK_REVIEW: "检测机构出具证明，请求复核。",
    Answering.UPHOLD: "证据确实，程序合法，维持原决定。",
    Answering.REVOKE: "复核查明逾期不由该单位造成，撤销原决定。",
}


@dataclass(frozen=True, slots=True)
class Item:
    id: int
    stage: Stage
    due: bool


def turn(world: World, officer: OfficerFacts) -> None:
    """Everything that lies open and that this officer may move on."""
    for item, actions in world.read(lambda session: _open_items(session, world, officer)):
        action = _choice(world, item, actions)
        if action is not None:
            world.attempt(
                f"accountability {action.value}",
                _step(world, item.id, action, officer),
            )


def _step(world: World, row_id: int, action: Answering, officer: OfficerFacts) -> Callable[[Session], object]:
    return partial(
        accounting.answer, house=world.house, accountability_id=row_id, action=action, officer_id=officer.id,
        reason=WORDS[action], now=world.now,
    )  # fmt: skip


def _open_items(session: Session, world: World, officer: OfficerFacts) -> list[tuple[Item, tuple[Answering, ...]]]:
    found = select(AccountabilityCase).where(col(AccountabilityCase.stage).in_(OPEN), concerns(officer, world.org))
    items = []
    for row in session.exec(found.order_by(col(AccountabilityCase.id))):
        mine = parties(officer, matter(row), world.org)
        due = world.now >= row.statement_due_at
        items.append((Item(key(row.id), Stage(row.stage), due), allowed(Stage(row.stage), mine)))
    return [(item, actions) for item, actions in items if actions]


def _choice(world: World, item: Item, actions: tuple[Answering, ...]) -> Answering | None:
    if item.stage is Stage.PROPOSED and Answering.STATE in actions:
        mark = f"state {item.id}"
        if mark in world.marked:
            return None
        world.marked.add(mark)
        return Answering.STATE if world.chance(STATES) else None
    if Answering.DECIDE in actions and (item.due or item.stage is Stage.HEARD):
        return Answering.DISMISS if world.chance(DISMISSES) else Answering.DECIDE
    if Answering.DELIVER in actions:
        return Answering.DELIVER
    if Answering.UPHOLD in actions:
        return Answering.REVOKE if world.chance(REVOKES) else Answering.UPHOLD
    return None


def ask_reviews(world: World, officer: OfficerFacts) -> None:
    """A head who does not accept what was delivered; once for each."""
    def delivered(session: Session) -> list[int]:
        found = select(AccountabilityCase).where(
            AccountabilityCase.stage == Stage.DELIVERED.value, concerns(officer, world.org),
            col(AccountabilityCase.review_until_at) > world.now,
        )  # fmt: skip
        return [key(row.id) for row in session.exec(found) if Answering.ASK_REVIEW in _mine(world, officer, row)]

    for row_id in world.read(delivered):
        mark = f"review {row_id}"
        if mark not in world.marked and world.chance(ASKS_REVIEW):
            world.attempt(
                "accountability ask_review",
                _step(world, row_id, Answering.ASK_REVIEW, officer),
            )
        world.marked.add(mark)


def _mine(world: World, officer: OfficerFacts, row: AccountabilityCase) -> tuple[Answering, ...]:
    return allowed(Stage(row.stage), parties(officer, matter(row), world.org))


def admonish(world: World, officer: OfficerFacts) -> None:
    """The office proposes 告诫 against who answered late so often; a director decides, never the proposer."""
    for person, late in sorted(world.read(lambda session: _late_answers(session, world.today.year)).items()):
        due = late // ADMONISH_AT
        if person not in world.org.officers or world.admonished[person] >= due:
            continue
        done = world.attempt(
            "propose admonition",
            partial(
                proposing.propose, house=world.house, officer_id=officer.id, measure=Measure.ADMONITION,
                body=world.org.officers[person].body, person=person, grounds=f"本年逾期答复{late}件",
                basis="《四川省行政效能告诫办法（试行）》", now=world.now,
            ),
        )  # fmt: skip
        world.admonished[person] += done


def _late_answers(session: Session, year: int) -> Counter[int]:
    """Drafter → answers whose time for handling had passed."""
    found = (
        select(Answer.drafted_by)
        .join(Clock, (col(Clock.case_id) == col(Answer.case_id)) & (col(Clock.round) == col(Answer.round)))
        .where(col(Answer.approved), Clock.step == Step.HANDLE.value, Clock.settled == "late")
        .where(Clock.due_on >= date(year, 1, 1))
    )
    return Counter(session.exec(found))


def revoke_cards(world: World, officer: OfficerFacts) -> None:
    """Now and then a card turns out not to be the body's fault."""
    def fresh(session: Session) -> list[int]:
        found = select(Card).join(Case, col(Case.id) == col(Card.case_id)).where(col(Card.revoked_at).is_(None))
        return [key(card.id) for card in session.exec(found.order_by(col(Card.id).desc()).limit(5))]

    for card in world.read(fresh):
        if world.chance(0.2):
            done = world.attempt(
                "revoke card",
                partial(
                    accounting.revoke_card, house=world.house, card_id=card, officer_id=officer.id,
                    reason="检测机构延误，不由该单位负责", now=world.now,
                ),
            )  # fmt: skip
            if done:
                world.revoked.append((world.now, card))
            return


def judge_marks(world: World, officer: OfficerFacts) -> None:
    for row in world.read(lambda session: marks(session, officer, world.org)).rows:
        if row.verdict is None:
            verdict = Verdict.FOUNDED if world.chance(0.4) else Verdict.UNFOUNDED
            world.attempt(
                "judge mark",
                partial(
                    marking.judge, mark_id=row.id, verdict=verdict, officer_id=officer.id, reason="调阅记录核实",
                    now=world.now,
                ),
            )  # fmt: skip

