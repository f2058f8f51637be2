"""告诫的累计: what the admonitions of a calendar year suggest for the appraisal, as a proposal and no more."""

from datetime import datetime

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from tracker.cases.bringing import bring, lapse, tell_parties, write_step
from tracker.house import House
from tracker.models import AccountabilityCase
from tracker.queries.breaches import admonitions
from tracker.rules.accountability import Measure, Noted, Stage, consequence_of
from tracker.rules.facts import Org


def suggest_appraisal(session: Session, house: House, org: Org, person: int, year: int, *, now: datetime) -> None:
    """The proposal for as many admonitions as are in force; one for another number has lost its ground."""
    inforce = admonitions(session, person, year)
    consequence = consequence_of(house.policy.accountability.consequences, len(inforce))
    for row in _suggested(session, person, year, other_than=len(inforce)):
        _ground_lost(session, house, org, row, len(inforce), now=now)
    session.flush()
    if consequence is None:
        return
    causes = "-".join(str(row.id) for row in inforce)
    listed = "；".join(f"第{n}次：{row.delivered_on:%Y-%m-%d}送达，{row.grounds}" for n, row in enumerate(inforce, 1))
    bring(
        session, house, org, cause=f"appraisal:{person}:{year}:{causes}", rule=f"admonition-{consequence.nth}",
        measure=Measure.APPRAISAL, body=org.officers[person].body, person=person, nth=len(inforce),
        grounds=f"{consequence.name}。{year}年效能告诫{len(inforce)}次。{listed}", basis=consequence.basis,
        evidence={"admonitions": [{"id": row.id, "hash": row.evidence_hash} for row in inforce]}, now=now,
    )  # fmt: skip


def _suggested(session: Session, person: int, year: int, *, other_than: int) -> list[AccountabilityCase]:
    found = _about(person, year, Measure.APPRAISAL).where(col(AccountabilityCase.nth) != other_than)
    return list(session.exec(found.order_by(col(AccountabilityCase.id))))


def _about(person: int, year: int, measure: Measure) -> SelectOfScalar[AccountabilityCase]:
    return select(AccountabilityCase).where(
        AccountabilityCase.officer_id == person,
        AccountabilityCase.measure == measure.value,
        AccountabilityCase.year == year,
    )


def _ground_lost(
    session: Session, house: House, org: Org, row: AccountabilityCase, count: int, *, now: datetime
) -> None:
    """An open proposal lapses. One that was decided stays, and those who can take it back are told why they should
    look at it: no decision about a person falls by itself either.
    """
    why = f"本年度有效的效能告诫现为{count}次，与提案所列{row.nth}次不同"
    stage = Stage(row.stage)
    if stage.open:
        lapse(session, house, row, why, now=now)
    elif (stage.in_force or stage is Stage.DECIDED) and count < (row.nth or 0):
        write_step(session, row, None, Noted.GROUND_LOST, why, now=now)
        tell_parties(session, house, org, row, now=now, once_more=f"{why}，请有权的人决定是否撤销。")
