"""Who speaks: a person on a channel, found by a hash, never by reading the id."""

from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session, col, select

from tracker.contract import Lookup, Sender
from tracker.house import House
from tracker.models import Case, Complainant
from tracker.models.upsert import insert_into
from tracker.models.views import key
from tracker.queries.progress import WRONG_CODE, coded
from tracker.rules.errors import NotFound

UNKNOWN = "没有找到您的这个诉求件。请核对编号，或者用“查进度”看看您名下的诉求件。"


def sender_hash(house: House, sender: Sender) -> str:
    return house.seals.mark("sender", f"{sender.channel.value}:{sender.sender}")


def complainant_for(session: Session, house: House, sender: Sender, *, now: datetime) -> int:
    """The id of this person's row, made if new and locked: one person files one thing at a time."""
    mark = sender_hash(house, sender)
    row = insert_into(session, Complainant).values(
        channel=sender.channel.value,
        sender_hash=mark,
        sender_sealed=house.seals.seal(sender.sender),
        created_at=now,
    )
    session.execute(row.on_conflict_do_nothing(index_elements=["channel", "sender_hash"]))
    found = select(Complainant).where(Complainant.channel == sender.channel.value, Complainant.sender_hash == mark)
    person = key(session.exec(found.with_for_update()).one().id)
    _heard_from(session, person)
    return person


def known(session: Session, house: House, sender: Sender) -> int | None:
    mark = sender_hash(house, sender)
    found = select(Complainant.id).where(Complainant.channel == sender.channel.value, Complainant.sender_hash == mark)
    return session.exec(found).first()


def own_case(session: Session, house: House, number: str, sender: Sender) -> Case:
    """The person's own case, locked. A case of somebody else is as unknown as none: :class:`NotFound`."""
    case = session.exec(select(Case).where(Case.number == number).with_for_update()).first()
    if case is None or case.complainant_id != known(session, house, sender):
        raise NotFound(UNKNOWN)
    _heard_from(session, case.complainant_id)
    return case


def coded_case(session: Session, house: House, lookup: Lookup) -> Case:
    """The case of a number and its query code, locked. Raises :class:`NotFound` without saying which was wrong."""
    case = session.exec(coded(house, lookup).with_for_update()).first()
    if case is None:
        raise NotFound(WRONG_CODE)
    return case


def _heard_from(session: Session, person: int) -> None:
    """Who writes to us can be written to again, whatever the door said before."""
    silent = col(Complainant.id) == person, col(Complainant.unreachable_since).is_not(None)
    session.execute(update(Complainant).where(*silent).values(unreachable_since=None))
