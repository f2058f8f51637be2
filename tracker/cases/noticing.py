"""Notices as rows, in the transaction of their cause. Another loop sends them."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, select

from tracker.house import House
from tracker.models import Absence, Case, Notice
from tracker.models.views import case_facts
from tracker.models.views import key as id_of
from tracker.queries.org import load_org
from tracker.rules.conflict import barred, roles_for
from tracker.rules.delivery import CONSOLE, first_state
from tracker.rules.facts import BodyKind, Org
from tracker.rules.recipients import Told, told
from tracker.rules.words import AppealStage, Channel, Conduct, Kind, Role, Score
from tracker.rules.workdays import local_date

PROVISIONAL_ZH = "（暂定，节假日安排公布后确认）"


def day_zh(day: date) -> str:
    return f"{day.month}月{day.day}日"


def tell_officer(
    session: Session,
    house: House,
    officer_id: int,
    template: str,
    *,
    key: str,
    now: datetime,
    case: Case | None = None,
    leaves: datetime | None = None,
    **params: Any,
) -> Notice | None:
    """``key`` names the cause; the same cause told to the same officer twice is one notice (``None`` then).

    ``leaves`` is when it may leave the house; at once unless said.
    """
    notice_key = f"{key}:officer:{officer_id}"
    return _put(
        session, house, template, key=notice_key, now=now, case=case, params=params,
        officer_id=officer_id, next_at=leaves or now,
    )  # fmt: skip


def tell_house(
    session: Session, house: House, address: str, template: str, *, key: str, now: datetime, **params: Any
) -> Notice | None:
    """Whoever keeps the program running, by e-mail; without an address it ends inside, past the same outbox."""
    return _put(
        session, house, template, key=f"{key}:house", now=now, case=None, params=params, next_at=now,
        contact_kind="email" if address else CONSOLE.kind,
        contact_sealed=house.seals.seal(address) if address else "",
    )  # fmt: skip


def tell_citizen(
    session: Session,
    house: House,
    case: Case,
    template: str,
    *,
    key: str,
    now: datetime,
    buttons: Sequence[dict[str, str]] = (),
    **params: Any,
) -> Notice | None:
    """Nothing to whoever withdrew: the office may go on, and does not contact them any more."""
    if case.withdrawn_at is not None:
        return None
    notice_key = f"{key}:complainant:{case.complainant_id}"
    return _put(
        session, house, template, key=notice_key, now=now, case=case, params=params,
        next_at=now, complainant_id=case.complainant_id,
        buttons=list(buttons), state=first_state(Channel(case.channel)).value,
    )  # fmt: skip


def tell_all(
    session: Session,
    house: House,
    officers: Iterable[int],
    template: str,
    *,
    key: str,
    now: datetime,
    case: Case | None = None,
    **params: Any,
) -> None:
    """Each of them, and the deputies of those who are away and may see the case."""
    for officer_id in _with_deputies(session, list(officers), case, local_date(now)):
        tell_officer(session, house, officer_id, template, key=key, case=case, now=now, **params)


def _with_deputies(session: Session, officers: list[int], case: Case | None, day: date) -> list[int]:
    """Whoever is away still finds the notice on the desk afterwards."""
    away = col(Absence.officer_id).in_(officers), col(Absence.ended_at).is_(None)
    today = Absence.first_on <= day, Absence.last_on >= day, col(Absence.deputy_id).is_not(None)
    deputies = session.exec(select(Absence.deputy_id).where(*away, *today)).all()
    if case is None or not deputies:
        return officers
    org, facts = load_org(session), case_facts(case)
    seeing = [d for d in deputies if d is not None and roles_for(org.officers[d], facts, org)]
    return list(dict.fromkeys([*officers, *seeing]))


def desk_officers(org: Org, case: Case) -> list[int]:
    """Who at the office in charge screens and reviews: intake officers, else the director, else those above."""
    here = _first_fit(org, case, case.desk_id, Role.INTAKE, Role.DIRECTOR, Role.SUPERVISOR)
    superior = org.only(BodyKind.SUPERIOR)
    return here or (_first_fit(org, case, superior.id, Role.SUPERVISOR) if superior else [])


def duty_officers(org: Org, case: Case, *, now: datetime) -> list[int]:
    """Everybody of the office in charge who can act at once; never nobody."""
    people = whom_to_tell((Role.INTAKE, Role.DIRECTOR), case, case.desk_id, org, now=now)
    return sorted(person.officer for person in people)


def whom_to_tell(
    roles: Sequence[Role], case: Case, owner: int, org: Org, *, now: datetime, lead: bool = False
) -> tuple[Told, ...]:
    """As :func:`told`; what only those above can be told of is from now on theirs to see."""
    people = told(roles, case_facts(case), owner, org, day=local_date(now), lead=lead)
    if any(not roles_for(org.officers[person.officer], case_facts(case), org) for person in people):
        case.handed_up = True
    return people


def body_officers(org: Org, case: Case, body: int) -> list[int]:
    """Who at the handling body signs: its handlers, else its head."""
    return _first_fit(org, case, body, Role.HANDLER, Role.HEAD)


def _first_fit(org: Org, case: Case, body: int, *roles: Role) -> list[int]:
    """Those of the first role that anybody there has; whoever may not know of the case hears nothing (回避)."""
    facts = case_facts(case)
    for role in roles:
        people = [o.id for o in org.working(body, role) if not barred(o, facts, org)]
        if people:
            return people
    return []


def rating_buttons(case: Case) -> list[dict[str, str]]:
    return [{"label": score.zh, "data": f"rate:{case.number}:{case.round}:{score.value}"} for score in Score]


def appeal_buttons(case: Case, stage: AppealStage) -> list[dict[str, str]]:
    verb = {AppealStage.RECHECK: "recheck", AppealStage.FINAL_RECHECK: "final"}[stage]
    return [{"label": f"申请{stage.zh}", "data": f"{verb}:{case.number}"}]


def _put(
    session: Session,
    house: House,
    template: str,
    *,
    key: str,
    now: datetime,
    case: Case | None,
    params: dict[str, Any],
    **fields: Any,
) -> Notice | None:
    if session.exec(select(Notice.id).where(Notice.key == key)).first() is not None:
        return None
    words = house.policy.templates[template]
    known = {**_case_words(case), **params}
    notice = Notice(
        key=key,
        case_id=id_of(case.id) if case else None,
        template=template,
        subject=words["subject"].format_map(known),
        text=words["text"].format_map(known).replace("。。", "。"),  # a reason brings its own full stop
        created_at=now,
        **fields,
    )
    session.add(notice)
    return notice


def _case_words(case: Case | None) -> dict[str, str]:
    if case is None:
        return {}
    conduct = Conduct(case.conduct)
    return {
        "number": case.number,
        "kind": Kind(case.kind).zh,
        "conduct": "" if conduct is Conduct.NONE else f"·{conduct.zh}",
        "promised_on": day_zh(case.promised_on),
        "provisional": PROVISIONAL_ZH if case.provisional else "",
    }
