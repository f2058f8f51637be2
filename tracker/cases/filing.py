"""登记: a confirmed complaint becomes a case with a number, a date and somebody's desk."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from tracker.cases import timing
from tracker.cases.noticing import day_zh, desk_officers, duty_officers, tell_all
from tracker.cases.people import complainant_for
from tracker.cases.recording import new_salt, record
from tracker.contract import FileCase, Receipt
from tracker.house import House
from tracker.models import Case, Clock, Contact, Evidence, NumberCounter
from tracker.models.upsert import insert_into
from tracker.models.views import case_facts, key
from tracker.queries.org import load_org
from tracker.rules.conflict import desk_for, restricts
from tracker.rules.errors import KeyReused
from tracker.rules.facts import BodyKind, Org
from tracker.rules.ledger import digest_of
from tracker.rules.routing import Wish, name_in, route
from tracker.rules.words import Action, Conduct, Level, Status, Step
from tracker.rules.workdays import local_date

PREFIX = "YX"


def file_case(session: Session, house: House, filing: FileCase, *, key: str, now: datetime) -> Receipt:
    """Idempotent: the same ``key`` with the same content gives the same receipt, query code included.

    Raises :class:`KeyReused` when the key belongs to another filing.
    """
    whole_key = f"{filing.channel.value}:{house.seals.mark('filing-key', f'{filing.sender}:{key}')}"
    digest = hashlib.sha256(filing.model_dump_json().encode()).hexdigest()
    complainant = complainant_for(session, house, filing, now=now)
    case = session.exec(select(Case).where(Case.filing_key == whole_key)).first()
    if case is None:
        case = _open(session, house, filing, Filed(whole_key, digest, complainant), now=now)
    elif case.filing_hash != digest:
        raise KeyReused("这个提交凭证已经用于另一件诉求。请重新提交。")
    return _receipt(session, house, case)


@dataclass(frozen=True, slots=True)
class Filed:
    """Who filed under which key, and the digest of what."""

    key: str
    digest: str
    complainant: int


def _open(session: Session, house: House, filing: FileCase, filed: Filed, *, now: datetime) -> Case:
    org = load_org(session)
    case = _case(house, filing, org, filed, now=now)
    case.number = next_number(session, local_date(now))
    session.add(case)
    session.flush()
    suggest(house, case, org, [g.label for g in filing.understood.get("departments", [])] or [filing.department or ""])
    _attach(session, house, case, filing)
    clock = timing.start(session, house, case, Step.ACCEPT, case.desk_id, now=now)
    first = timing.start(session, house, case, Step.HAND_OVER, case.desk_id, now=now) if case.restricted else clock
    if filing.urgent:
        timing.start(session, house, case, Step.EMERGENCY, case.desk_id, now=now)
    timing.note_urgency(session, house, case)
    event = record(
        session, case, Action.REGISTER, actor="complainant", now=now,
        details={"channel": case.channel, **first_words(case, clock)},
    )  # fmt: skip
    tell_all(
        session, house, desk_officers(org, case), "desk_restricted" if case.restricted else "desk_new",
        key=f"event:{event.id}", case=case, now=now, due=day_zh(first.due_on),
    )  # fmt: skip
    if filing.urgent:
        tell_all(session, house, duty_officers(org, case, now=now), "duty", key=f"duty:{event.id}", case=case, now=now)
    return case


def first_words(case: Case, clock: Clock) -> dict[str, str]:
    """What the registration says: the dates told, and a digest that vouches for the text, which the case holds."""
    salt = new_salt()
    return {
        "accept_by": clock.due_on.isoformat(),
        "promised_on": case.promised_on.isoformat(),
        "salt": salt,
        "words": digest_of([salt, case.text]),
    }


def _case(house: House, filing: FileCase, org: Org, filed: Filed, *, now: datetime) -> Case:
    target = _target(filing, org)
    restricted = restricts(conduct=filing.conduct, kind=filing.kind, leader=filing.target_is_leader, money=filing.money)
    accuses = target is not None and (restricted or filing.conduct is not Conduct.NONE)
    desk = desk_for(target, accuses=accuses, org=org, person=filing.target_person)
    promised, provisional = timing.first_promise(house, filing.kind, now)
    return Case(
        number="",
        query_hash=house.seals.mark("query-code", house.seals.query_code(filed.key)),
        filing_key=filed.key,
        filing_hash=filed.digest,
        complainant_id=filed.complainant,
        level=filing.level.value,
        kind=filing.kind.value,
        conduct=filing.conduct.value,
        channel=filing.channel.value,
        function=filing.department,
        target_words=filing.target_body,
        target_id=target,
        understood={name: [g.model_dump() for g in guesses] for name, guesses in filing.understood.items()},
        status=Status.REGISTERED.value,
        desk_id=desk,
        holder_id=desk,
        restricted=restricted,
        promised_on=promised,
        provisional=provisional,
        next_due=now,
        registered_at=now,
        **filing.model_dump(
            include={"text", "topic", "place", "happened", "target_person", "target_is_leader", "target_is_office",
                     "money", "urgent"}
        ),
    )  # fmt: skip


def _target(filing: FileCase, org: Org) -> int | None:
    if filing.target_is_office:
        office = org.only(BodyKind.OFFICE)
        return office.id if office else None
    return name_in(filing.target_body, org)


def suggest(house: House, case: Case, org: Org, functions: list[str]) -> None:
    """The routing's proposal, kept with the case."""
    wish = Wish(tuple(functions), case.place)
    found = route(case_facts(case), wish, org, house.policy.routes)
    case.suggested_id, case.suggested_why = found.body, found.why


def _attach(session: Session, house: House, case: Case, filing: FileCase) -> None:
    if filing.level is not Level.ANONYMOUS and (filing.name or filing.phone):
        seal = house.seals.seal
        session.add(
            Contact(
                case_id=key(case.id),
                name_sealed=seal(filing.name) if filing.name else None,
                phone_sealed=seal(filing.phone) if filing.phone else None,
            )
        )
    attach_evidence(session, case, filing.evidence)


def attach_evidence(session: Session, case: Case, ids: list[str]) -> None:
    """Files kept before they belonged to a case; an id that is unknown or taken is passed over."""
    for row in session.exec(select(Evidence).where(col(Evidence.id).in_(ids), col(Evidence.case_id).is_(None))):
        row.case_id = key(case.id)


def next_number(session: Session, day: date) -> str:
    """One counter row a day. Last before the insert, so that others wait for it as shortly as can be."""
    add = insert_into(session, NumberCounter).values(day=day, last=1)
    one_more = add.on_conflict_do_update(index_elements=["day"], set_={"last": NumberCounter.last + 1})
    last = session.scalar(one_more.returning(NumberCounter.last))
    return f"{PREFIX}{day:%Y%m%d}-{last:04d}"


def _receipt(session: Session, house: House, case: Case) -> Receipt:
    accept = session.exec(
        select(Clock).where(Clock.case_id == key(case.id), Clock.step == Step.ACCEPT.value).order_by(col(Clock.id))
    ).first()
    assert accept is not None, "a registered case has an accept clock"
    return Receipt(
        number=case.number,
        query_code=house.seals.query_code(case.filing_key),
        registered_at=case.registered_at,
        accept_by=accept.due_on,
        promised_on=case.promised_on,
        provisional=case.provisional,
        next_step=f"我们会在{day_zh(accept.due_on)}前决定是否受理，并在这里告诉您。",
    )
