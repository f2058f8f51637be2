"""分件: what the office may look into itself is taken out of a restricted case and goes its own ordinary road."""

import hashlib

from tracker.cases import timing
from tracker.cases.deed import Deed, move
from tracker.cases.filing import first_words, next_number, suggest
from tracker.cases.noticing import day_zh, desk_officers, tell_all, tell_citizen
from tracker.cases.recording import record
from tracker.models import Case, Contact
from tracker.models.views import key
from tracker.rules.conflict import desk_for
from tracker.rules.errors import Incomplete, NotAllowed
from tracker.rules.words import Action, Conduct, Kind, Status, Step
from tracker.rules.workdays import local_date

OURS = tuple(conduct for conduct in Conduct if conduct not in (Conduct.NONE, Conduct.EXTORTION))
"""What an efficiency office investigates; who took money is for others."""

TAKEN_OVER = ("channel", "complainant_id", "level", "kind", "topic", "function", "place", "happened", "target_words",
              "target_id", "target_is_office", "urgent")  # fmt: skip


def split(deed: Deed) -> None:
    """The new case knows nothing of the old one; only the old one's record says which it is."""
    if not deed.case.restricted:
        raise NotAllowed("只有限制查看的诉求件才分件。其他的直接办理。")
    case = _new(deed)
    clock = timing.start(deed.session, deed.house, case, Step.ACCEPT, case.desk_id, now=deed.now)
    timing.note_urgency(deed.session, deed.house, case)
    opened = record(
        deed.session, case, Action.REGISTER, actor=deed.actor, now=deed.now,
        details=first_words(case, clock),
    )  # fmt: skip
    tell_all(
        deed.session, deed.house, desk_officers(deed.org, case), "desk_new",
        key=f"event:{opened.id}", case=case, now=deed.now, due=day_zh(clock.due_on),
    )  # fmt: skip
    tell_citizen(
        deed.session, deed.house, case, "split", key=f"event:{opened.id}", now=deed.now,
        code=deed.house.seals.query_code(case.filing_key),
    )  # fmt: skip
    move(deed, split_into=case.number)


def _new(deed: Deed) -> Case:
    old, text = deed.case, deed.field("text")
    conduct = next((c for c in OURS if c.value == deed.field("conduct")), None)
    if conduct is None:
        raise Incomplete("请选择分出来的是哪一种作风、效能问题；涉及财物的部分留在原件移送。")
    filing_key = f"{old.filing_key}:split:{old.version}"
    promised, provisional = timing.first_promise(deed.house, Kind(old.kind), deed.now)
    desk = desk_for(old.target_id, accuses=old.target_id is not None, org=deed.org)
    case = Case(
        **{name: getattr(old, name) for name in TAKEN_OVER},
        number=next_number(deed.session, local_date(deed.now)),
        query_hash=deed.house.seals.mark("query-code", deed.house.seals.query_code(filing_key)),
        filing_key=filing_key, filing_hash=hashlib.sha256(f"{filing_key}:{text}".encode()).hexdigest(),
        conduct=conduct.value, text=text, status=Status.REGISTERED.value, desk_id=desk, holder_id=desk,
        promised_on=promised, provisional=provisional, next_due=deed.now, registered_at=deed.now,
    )  # fmt: skip
    deed.session.add(case)
    deed.session.flush()
    suggest(deed.house, case, deed.org, [old.function or ""])
    sealed = deed.session.get(Contact, key(old.id))
    if sealed is not None:
        deed.session.add(
            Contact(case_id=key(case.id), name_sealed=sealed.name_sealed, phone_sealed=sealed.phone_sealed)
        )
    return case
