"""查看联系方式: opening the seal is itself an event."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from tracker.cases.acting import locked
from tracker.cases.recording import record
from tracker.house import House
from tracker.queries.contacts import contact_for
from tracker.queries.org import load_org
from tracker.rules.errors import NotFound
from tracker.rules.words import Action, Visibility


@dataclass(frozen=True, slots=True)
class Opened:
    """In clear; empty where nothing was given."""

    name: str
    phone: str


def open_contact(session: Session, house: House, number: str, *, officer_id: int, now: datetime) -> Opened:
    """Raises :class:`NotFound` alike for no contact and one that this officer may not read."""
    locked(session, number)
    org = load_org(session)
    found = contact_for(session, org.officers[officer_id], org, number)
    if found is None:
        raise NotFound("没有可以查看的联系方式。")
    case, contact = found
    record(
        session, case, Action.NOTE, actor=f"officer:{officer_id}", now=now,
        reason="查看了投诉人的联系方式", seen_by=Visibility.RESTRICTED,
    )  # fmt: skip
    return Opened(_clear(house, contact.name_sealed), _clear(house, contact.phone_sealed))


def _clear(house: House, sealed: str | None) -> str:
    return house.seals.open(sealed) if sealed else ""
