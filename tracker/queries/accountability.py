"""问责 for the eyes of those it concerns: a list, and one case with its evidence and what can be done now."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, false, not_, or_
from sqlmodel import Session, col, select

from tracker.house import House
from tracker.models import AccountabilityCase, AccountabilityStep, Case
from tracker.models.views import case_facts, key
from tracker.queries.breaches import admonitions, breaches
from tracker.queries.queue import name_of
from tracker.rules.accountability import (
    Answering,
    Matter,
    Measure,
    Noted,
    Party,
    Stage,
    allowed,
    parties,
)
from tracker.rules.conflict import recused
from tracker.rules.errors import NotFound
from tracker.rules.evidence import fingerprint
from tracker.rules.facts import OfficerFacts, Org
from tracker.rules.words import Role

UNSEEN = "没有这件问责，或者您无权查看。"
SYSTEM_ZH = "系统"


@dataclass(frozen=True, slots=True)
class AccountabilityRow:
    """``proposed_by`` is a name, or that of the system; ``due_on`` by when the present stage should be left."""

    id: int
    measure: Measure
    stage: Stage
    body: str
    person: str
    grounds: str
    basis: str
    rule: str
    year: int
    proposed_by: str
    proposed_at: datetime
    due_on: date | None


@dataclass(frozen=True, slots=True)
class AccountabilityList:
    """``next`` is the ``before`` of the page after this one."""

    rows: tuple[AccountabilityRow, ...]
    next: int | None


@dataclass(frozen=True, slots=True)
class StepRow:
    at: datetime
    actor: str
    action: str
    reason: str
    stage: Stage


@dataclass(frozen=True, slots=True)
class AccountabilityPage:
    """``intact`` says that the evidence is what was sealed; ``hidden`` counts its cases that the viewer must not see;
    ``counted`` is what the body has had in the year so far, ``admonished`` the person's admonitions in force.
    """

    row: AccountabilityRow
    parties: tuple[Party, ...]
    actions: tuple[Answering, ...]
    steps: tuple[StepRow, ...]
    evidence: Mapping[str, Any]
    evidence_hash: str
    intact: bool
    hidden: int
    statement_due_on: date
    decided_by: str
    desk: str
    delivered_on: date | None
    review_until_on: date | None
    counted: Mapping[str, int]
    admonished: int


def accountability(
    session: Session, viewer: OfficerFacts, org: Org, *,
    body: int | None = None, person: int | None = None, before: int | None = None, limit: int = 30,
) -> AccountabilityList:  # fmt: skip
    """Newest first; ``body`` and ``person`` narrow it to one history."""
    found = select(AccountabilityCase).where(concerns(viewer, org))
    for column, wanted in ((AccountabilityCase.body_id, body), (AccountabilityCase.officer_id, person)):
        found = found.where(column == wanted) if wanted is not None else found
    if before is not None:
        found = found.where(col(AccountabilityCase.id) < before)
    rows = session.exec(found.order_by(col(AccountabilityCase.id).desc()).limit(limit + 1)).all()
    shown = tuple(_row(row, org) for row in rows[:limit])
    return AccountabilityList(shown, shown[-1].id if len(rows) > limit else None)


def accountability_page(
    session: Session, house: House, viewer: OfficerFacts, org: Org, accountability_id: int
) -> AccountabilityPage:
    """Raises :class:`NotFound` alike for what does not exist and what is not the viewer's to see."""
    row = session.get(AccountabilityCase, accountability_id)
    mine = parties(viewer, matter(row), org) if row else frozenset()
    if row is None or not mine:
        raise NotFound(UNSEEN)
    evidence, hidden = _seen(session, row.evidence, viewer, org)
    return AccountabilityPage(
        row=_row(row, org),
        parties=tuple(party for party in Party if party in mine),
        actions=allowed(Stage(row.stage), mine),
        steps=_steps(session, row, org),
        evidence=evidence,
        evidence_hash=row.evidence_hash,
        intact=fingerprint(row.evidence) == row.evidence_hash,
        hidden=hidden,
        statement_due_on=row.statement_due_on,
        decided_by=org.officers[row.decided_by].name if row.decided_by else "",
        desk=name_of(row.desk_id, org),
        delivered_on=row.delivered_on,
        review_until_on=row.review_until_on,
        counted=breaches(session, house, row.body_id, row.year),
        admonished=len(admonitions(session, row.officer_id, row.year)) if row.officer_id else 0,
    )


def matter(row: AccountabilityCase) -> Matter:
    return Matter(row.desk_id, row.body_id, row.officer_id, row.proposed_by, row.decided_by)


def concerns(viewer: OfficerFacts, org: Org) -> ColumnElement[bool]:
    """The same answer as ``rules.accountability.parties``, for many rows at once."""
    if not viewer.active:
        return false()
    row = AccountabilityCase
    mine = col(row.officer_id) == viewer.id
    own = [body for body in org.bodies if viewer.body in org.line(body)]
    headed = [body for body in own if viewer.body in org.upward(body)]
    heads = bool(viewer.roles & {Role.HEAD, Role.DIRECTOR})
    is_mine = or_(mine, col(row.body_id).in_(headed)) if heads else mine
    not_mine = and_(col(row.body_id).not_in(own), or_(col(row.officer_id).is_(None), not_(mine)))
    return or_(is_mine, and_(not_mine, or_(*_outside(viewer, org))))


def _outside(viewer: OfficerFacts, org: Org) -> list[ColumnElement[bool]]:
    row = AccountabilityCase
    below = sorted(org.within(viewer.body))
    found: list[ColumnElement[bool]] = [col(row.proposed_by) == viewer.id]
    if viewer.roles & {Role.INTAKE, Role.DIRECTOR}:
        found.append(col(row.desk_id) == viewer.body)
    if viewer.roles & {Role.DIRECTOR, Role.SUPERVISOR}:
        found += [col(row.desk_id).in_(below), col(row.body_id).in_(below)]
    return found


def _row(row: AccountabilityCase, org: Org) -> AccountabilityRow:
    return AccountabilityRow(
        id=key(row.id),
        measure=Measure(row.measure),
        stage=Stage(row.stage),
        body=name_of(row.body_id, org),
        person=org.officers[row.officer_id].name if row.officer_id else "",
        grounds=row.grounds,
        basis=row.basis,
        rule=row.rule,
        year=row.year,
        proposed_by=_who(row.proposed_by, org),
        proposed_at=row.proposed_at,
        due_on=row.due_on,
    )


def _who(officer_id: int | None, org: Org) -> str:
    return org.officers[officer_id].name if officer_id else SYSTEM_ZH


def _steps(session: Session, row: AccountabilityCase, org: Org) -> tuple[StepRow, ...]:
    found = select(AccountabilityStep).where(AccountabilityStep.accountability_id == key(row.id))
    names = {word.value: word.zh for word in (*Answering, *Noted)}
    return tuple(
        StepRow(step.at, _who(step.actor_id, org), names[step.action], step.reason, Stage(step.stage))
        for step in session.exec(found.order_by(col(AccountabilityStep.id)))
    )


def _seen(
    session: Session, evidence: Mapping[str, Any], viewer: OfficerFacts, org: Org
) -> tuple[dict[str, Any], int]:
    """Without the cases from which the viewer is shut out, and their cards; the seal still covers them."""
    ids = [card["case"] for card in evidence.get("cards", ())]
    cases = session.exec(select(Case).where(col(Case.id).in_(ids))) if ids else ()
    closed = {case.id for case in cases if recused(viewer, case_facts(case), org)}
    shown = {
        **evidence,
        "cases": [case for case in evidence.get("cases", ()) if case["id"] not in closed],
        "cards": [card for card in evidence.get("cards", ()) if card["case"] not in closed],
    }
    return shown, len(closed)
