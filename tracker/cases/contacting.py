"""查看联系方式、揭示身份: opening the seal is itself an event."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from tracker.cases.acting import UNSEEN, locked
from tracker.cases.noticing import tell_all
from tracker.cases.recording import record
from tracker.house import House
from tracker.models import Case
from tracker.models.views import case_facts
from tracker.queries.contacts import contact_for
from tracker.queries.org import load_org
from tracker.rules.conflict import barred, roles_for
from tracker.rules.errors import Incomplete, NotFound
from tracker.rules.facts import Org
from tracker.rules.words import Action, Level, Role, Visibility

SHORTEST_REASON = 6


@dataclass(frozen=True, slots=True)
class Opened:
    """In clear; empty where nothing was given."""

    name: str
    phone: str


def open_contact(
    session: Session, house: House, number: str, *, officer_id: int, now: datetime, reason: str = ""
) -> Opened:
    """保密 is only revealed (揭示) for a reason, which goes on record and to the directors of the office.

    Raises :class:`NotFound` alike for no case and one that is not the officer's to see, and for no contact and one
    that this officer may not read; :class:`Incomplete` without the reason.
    """
    org, held = load_org(session), locked(session, number)
    if not roles_for(org.officers[officer_id], case_facts(held), org):
        raise NotFound(UNSEEN)
    found = contact_for(session, org.officers[officer_id], org, number)
    if found is None:
        raise NotFound("没有可以查看的联系方式。")
    case, contact = found
    secret, why = case.level == Level.CONFIDENTIAL, reason.strip()
    if secret and len(why) < SHORTEST_REASON:
        raise Incomplete("投诉人要求保密。确需知道身份的，请写明理由，例如：需要本人到场确认办证材料。")
    event = record(
        session, case, Action.REVEAL if secret else Action.NOTE, actor=f"officer:{officer_id}", now=now,
        reason=why or "查看了投诉人的联系方式", seen_by=Visibility.RESTRICTED,
    )  # fmt: skip
    if secret:
        others = [o for o in _directors(org, case) if o != officer_id]
        tell_all(
            session, house, others, "desk_revealed", key=f"event:{event.id}", case=case, now=now,
            name=org.officers[officer_id].name, reason=why,
        )  # fmt: skip
    return Opened(_clear(house, contact.name_sealed), _clear(house, contact.phone_sealed))


def _directors(org: Org, case: Case) -> list[int]:
    facts = case_facts(case)
    return [o.id for o in org.working(case.desk_id, Role.DIRECTOR) if not barred(o, facts, org)]


def _clear(house: House, sealed: str | None) -> str:
    return house.seals.open(sealed) if sealed else ""
