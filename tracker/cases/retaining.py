"""按保存期限清除: words go, tombstones stay. Decided by a person, refused for whatever may not be erased."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, update
from sqlmodel import Session, col, select

from tracker.cases.acting import UNSEEN, locked
from tracker.cases.recording import link_of, record
from tracker.house import House
from tracker.models import (
    Answer,
    Appeal,
    ArchiveEntry,
    Assistance,
    Case,
    Complainant,
    Contact,
    Event,
    Evidence,
    Letter,
    Merger,
    Notice,
    RatingGiven,
    Request,
    Signature,
    Tombstone,
)
from tracker.models.views import case_facts, key
from tracker.queries.org import load_org
from tracker.queries.retention import contents_of, tombs_of, why_kept
from tracker.rules.conflict import RESTRICTED_TO, roles_for
from tracker.rules.errors import IllegalStep, Incomplete, NotAllowed, NotFound
from tracker.rules.ledger import STANDS, Tomb, breaks, digest_of_tombs, seal
from tracker.rules.retention import ERASED, Part, kept_no_longer, remains_of
from tracker.rules.words import Action, Visibility
from tracker.rules.workdays import local_date

OF_THE_CASE: dict[type[Any], dict[str, Any]] = {
    Answer: {"facts": ERASED, "done": ERASED, "basis": ERASED, "remedy": ERASED, "rectified": None, "overruled": None,
             "fingerprint": None},
    RatingGiven: {"comment": ""},
    Letter: {"text": ERASED},
    Request: {"reason": ERASED, "evidence": "", "why": ""},
    Notice: {"text": ERASED, "buttons": []},
    Merger: {"reason": ERASED},
    Appeal: {"reason_text": ERASED},
    Assistance: {"question": ERASED},
}  # fmt: skip
"""Tables that hold words of or to the people of a case, and what stands there afterwards."""
WHERE_SAID = ((Letter, "reply"), (Appeal, "grounds"), (Appeal, "answer"), (Assistance, "opinion"))
"""Words that may be lacking, and are then not put there."""


def erase(session: Session, house: House, number: str, part: Part, *, officer_id: int, now: datetime) -> Event:
    """One part of one case. The files themselves go after the commit (:func:`tracker.queries.retention.leftovers`).

    Raises :class:`NotFound`, :class:`NotAllowed` for whoever does not direct this case, and :class:`IllegalStep`
    with the reason why it stays: not due, open, under accountability, held, or its record is broken already.
    """
    case, entry = _of_the_director(session, number, officer_id)
    entry = _kept(house, entry, part, now)
    if why := why_kept(session, case, now=now):
        raise IllegalStep(f"不能清除：{why}。")
    # Who erases a record that was tampered with would wipe away the traces.
    if _broken(session, case):
        raise IllegalStep("办理记录被改动过，先查清楚（huiyin ledger verify），不能清除。")
    doing = _contacts if part is Part.CONTACTS else _words
    buried = doing(session, case)
    files = _files(session, case) if part is Part.WORDS else []
    session.flush()
    session.expire_all()
    event = record(
        session, case, Action.ERASE, actor=f"officer:{officer_id}", now=now, seen_by=Visibility.HANDLERS,
        reason=f"{part.zh}保存期满，清除",
        details={
            "part": part.value,
            "tombs": digest_of_tombs(buried),
            "contents": contents_of(session, [key(case.id)])[key(case.id)],
            "files": [{"sha256": file.sha256, "kind": file.kind, "size": file.size} for file in files],
        },
    )  # fmt: skip
    session.add_all(
        Tombstone(case_id=key(case.id), seq=tomb.seq, hash=tomb.hash, remains=tomb.remains, by_seq=event.seq)
        for tomb in buried
    )
    setattr(entry, f"{part.value}_erased_at", now)
    return event


def hold(session: Session, number: str, *, officer_id: int, reason: str, lift: bool = False, now: datetime) -> Event:
    """保留 (lawsuit, inspection, 复议): nothing of the case is erased until it is lifted again.

    Raises as :func:`erase`, and :class:`Incomplete` without a reason.
    """
    case, _ = _of_the_director(session, number, officer_id)
    if not reason.strip():
        raise Incomplete("请写明理由，例如：行政诉讼正在进行，法院要求保留。")
    action = Action.LIFT_HOLD if lift else Action.HOLD
    return record(
        session, case, action, actor=f"officer:{officer_id}", now=now, reason=reason.strip(),
        seen_by=Visibility.HANDLERS,
    )  # fmt: skip


def _of_the_director(session: Session, number: str, officer_id: int) -> tuple[Case, ArchiveEntry | None]:
    case, org = locked(session, number), load_org(session)
    roles = roles_for(org.officers[officer_id], case_facts(case), org)
    if not roles:
        raise NotFound(UNSEEN)
    if not roles & RESTRICTED_TO:
        raise NotAllowed("保存期限的事由效能办主任或上级决定。")
    return case, session.get(ArchiveEntry, key(case.id))


def _kept(house: House, entry: ArchiveEntry | None, part: Part, now: datetime) -> ArchiveEntry:
    if entry is None:
        raise IllegalStep("还没有归档，不能清除。")
    if getattr(entry, f"{part.value}_erased_at") is not None:
        raise IllegalStep(f"{part.zh}已经清除过。")
    until = (getattr(entry, f"{part.value}_until"), house.policy.retention.kept_until(part, entry.ended_on))
    if not kept_no_longer(local_date(now), *until):
        raise IllegalStep(f"{part.zh}要保存到{max(until)}。")
    return entry


def _broken(session: Session, case: Case) -> bool:
    events = _events(session, case)
    if breaks(((link_of(event, case.number), event.hash) for event in events), tombs_of(session, key(case.id))):
        return True
    said = next((e.details["contents"] for e in reversed(events) if e.action in (Action.ARCHIVE, Action.ERASE)), None)
    return said != contents_of(session, [key(case.id)])[key(case.id)]


def _events(session: Session, case: Case) -> Sequence[Event]:
    return session.exec(select(Event).where(Event.case_id == key(case.id)).order_by(col(Event.seq))).all()


def _contacts(session: Session, case: Case) -> list[Tomb]:
    """Name and phone; and how to find the person again, once no case of theirs needs it."""
    session.execute(delete(Contact).where(col(Contact.case_id) == key(case.id)))
    erased = select(ArchiveEntry.case_id).where(col(ArchiveEntry.contacts_erased_at).is_not(None))
    theirs = select(Case.id).where(Case.complainant_id == case.complainant_id, Case.id != case.id)
    if session.exec(theirs.where(col(Case.id).not_in(erased)).limit(1)).first() is None:
        person = session.get_one(Complainant, case.complainant_id)
        person.sender_hash, person.sender_sealed = f"erased:{person.id}", ""
        person.unreachable_since = person.unreachable_since or case.ended_at
    return []


def _words(session: Session, case: Case) -> list[Tomb]:
    buried = [tomb for event in _events(session, case) if (tomb := _bury(event, case.number))]
    for table, left in OF_THE_CASE.items():
        session.execute(update(table).where(_of(table, case)).values(**left))
    for table, words in WHERE_SAID:
        said = getattr(table, words).is_not(None)
        session.execute(update(table).where(_of(table, case), said).values(**{words: ERASED}))
    session.execute(delete(Signature).where(_of(Signature, case)))
    case.text, case.filing_hash, case.suggested_why, case.ended_reason = ERASED, f"erased:{case.id}", "", ERASED
    case.place = case.happened = case.target_words = case.target_person = None
    case.understood = {}
    return buried


def _of(table: type[Any], case: Case) -> ColumnElement[bool]:
    return col(table.case_id) == key(case.id)


def _bury(event: Event, number: str) -> Tomb | None:
    """The event without its words; ``None`` where it has none."""
    link = link_of(event, number)
    left = remains_of(link)
    if left == link or link.action in STANDS:
        return None
    event.reason, event.details = left.reason, dict(left.details)
    return Tomb(event.seq, event.hash, seal(left), by=0)


def _files(session: Session, case: Case) -> Sequence[Evidence]:
    files = session.exec(select(Evidence).where(Evidence.case_id == key(case.id)).order_by(col(Evidence.id))).all()
    for file in files:
        session.expunge(file)
    session.execute(delete(Evidence).where(col(Evidence.case_id) == key(case.id)))
    return files
