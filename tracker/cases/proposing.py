"""提案: what the thresholds call for, and what an officer brings. Nothing follows before a person decides."""

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlmodel import Session, col, select

from tracker.cases.bringing import bring, is_known, lapse
from tracker.cases.evidencing import package
from tracker.house import House
from tracker.models import AccountabilityCase, Card
from tracker.queries.breaches import breaches, cards_of
from tracker.queries.org import load_org
from tracker.rules.accountability import OF_A_PERSON, Matter, Measure, Party, Stage, Threshold, parties, reached
from tracker.rules.conflict import desk_for
from tracker.rules.errors import Incomplete, NotAllowed, NotFound
from tracker.rules.facts import Org
from tracker.rules.workdays import local_date


def propose_due(session: Session, house: House, org: Org, body: int, *, now: datetime) -> list[AccountabilityCase]:
    """Every threshold the body has reached this year and that was not proposed yet; where one was passed more than
    once since the last look, one proposal speaks for all.
    """
    counted = breaches(session, house, body, local_date(now).year)
    made = []
    for threshold, times in reached(house.policy.accountability.thresholds, counted):
        row = _from_threshold(
            session, house, org, body, threshold=threshold, nth=times, count=counted[threshold.counts], now=now
        )
        made += [row] if row else []
    return made


def _from_threshold(
    session: Session, house: House, org: Org, body: int, *, threshold: Threshold, nth: int, count: int, now: datetime
) -> AccountabilityCase | None:
    year = local_date(now).year
    cause = f"threshold:{threshold.key}:{body}:{year}:{nth}"
    if is_known(session, cause):
        return None
    evidence = package(session, cards_of(session, body, year), org, now=now)
    grounds = f"{org.bodies[body].name}{year}年{threshold.name}（已累计{count}）"
    return bring(
        session, house, org, cause=cause, rule=threshold.key, measure=threshold.measure, body=body, nth=nth,
        grounds=grounds, basis=threshold.basis, evidence={**evidence, "counted": count}, now=now,
    )  # fmt: skip


def withdraw_undue(session: Session, house: House, body: int, year: int, *, now: datetime) -> None:
    """Proposals of the thresholds that the cards which still count no longer reach."""
    counted = breaches(session, house, body, year)
    due = {threshold.key: times for threshold, times in reached(house.policy.accountability.thresholds, counted)}
    undecided = [stage.value for stage in Stage if stage.open]
    found = select(AccountabilityCase).where(
        AccountabilityCase.body_id == body, AccountabilityCase.year == year,
        col(AccountabilityCase.key).startswith("threshold:"), col(AccountabilityCase.stage).in_(undecided),
    )  # fmt: skip
    for row in session.exec(found.order_by(col(AccountabilityCase.id))):
        if (row.nth or 1) > due.get(row.rule, 0):
            lapse(session, house, row, "有牌撤销，累计次数已不到提案的标准", now=now)


def propose(
    session: Session, house: House, *, officer_id: int, measure: Measure, body: int, person: int | None,
    grounds: str, basis: str, card_ids: Sequence[int] = (), now: datetime,
) -> AccountabilityCase | None:  # fmt: skip
    """An officer of the office brings it; ``None`` when the same was sent twice.

    Raises :class:`NotAllowed`, :class:`Incomplete`, :class:`NotFound`.
    """
    org = load_org(session)
    if body not in org.bodies or (person is not None and person not in org.officers):
        raise NotFound("没有这个单位或人员，请从列表中选择。")
    if not grounds.strip() or not basis.strip():
        raise Incomplete("提案还需要填写：事实、依据。")
    if (person is not None) != (measure in OF_A_PERSON) or measure is Measure.APPRAISAL:
        raise Incomplete("效能告诫针对个人，请选定当事人；其他措施针对单位，不选当事人。考核建议由系统按告诫次数生成。")
    body = org.officers[person].body if person is not None else body
    matter = Matter(desk_for(body, accuses=True, org=org), body, person)
    if Party.OFFICE not in parties(org.officers[officer_id], matter, org):
        raise NotAllowed("问责由效能办的受理员或主任提出；本人、本单位的事由上级机关提出。")
    cards = [session.get(Card, card_id) for card_id in card_ids]
    chosen = [card for card in cards if card is not None and card.body_id == body]
    if len(chosen) < len(cards):
        raise NotFound("所选的牌不是这个单位的，请重新选择。")
    return bring(
        session, house, org, cause=f"officer:{officer_id}:{now.astimezone(UTC).isoformat()}:{body}:{person}",
        rule="officer", measure=measure, body=body, person=person, grounds=grounds.strip(), basis=basis.strip(),
        evidence=package(session, chosen, org, now=now), by=officer_id, now=now,
    )  # fmt: skip
