"""询问函: sent without anything that would tell who complained, answered by the body, kept with the case."""

from datetime import datetime

from sqlmodel import Session, select

from tracker.cases.deed import Deed, move
from tracker.cases.noticing import body_officers, day_zh, desk_officers, tell_all
from tracker.cases.recording import record
from tracker.house import House
from tracker.models import Case, Contact, Letter
from tracker.models.views import case_facts, key
from tracker.queries.letters import addressed_to
from tracker.queries.org import load_org
from tracker.reading import masked
from tracker.rules.conflict import shut_out
from tracker.rules.errors import Conflict, IllegalStep, Incomplete, NotFound
from tracker.rules.letters import leaks, readers
from tracker.rules.words import Action, Visibility
from tracker.rules.workdays import local_date


def send(deed: Deed) -> None:
    """Raises :class:`Conflict` where nothing may reach the body, :class:`Incomplete` for what gives people away."""
    case, facts, text = deed.case, case_facts(deed.case), deed.field("text")
    if case.restricted:
        raise Conflict("这一件涉及单位负责人或者钱物，不得惊动被反映单位。请按管理权限移送。")
    if case.target_id is None or case.target_id not in shut_out(facts, deed.org):
        raise Conflict("这一件没有需要回避的被反映单位，不用发询问函：直接转办，或者用“办理备注”。")
    to = readers(case.target_id, facts, deed.org)
    if not to:
        raise Conflict("该单位没有可以回复的负责人（被反映的就是本人）。请限制查看后移送。")
    _check(deed, text)
    letter = _letter(deed, to[0].body, text)
    move(deed, reason=text, body=deed.org.bodies[letter.body_id].name, letter=letter.reference)
    tell_all(
        deed.session, deed.house, [o.id for o in to], "inquiry",
        key=f"letter:{letter.id}", now=deed.now, reference=letter.reference, due=day_zh(letter.due_on),
    )  # fmt: skip


def _check(deed: Deed, text: str) -> None:
    case, sealed = deed.case, deed.session.get(Contact, key(deed.case.id))
    given = (sealed.name_sealed, sealed.phone_sealed) if sealed else ()
    secrets = [case.number, *(deed.house.seals.open(secret) for secret in given if secret)]
    weak = list(leaks(text, said=[case.text, case.place or ""], secrets=secrets))
    if masked(text) != text:
        weak.append("含有电话、证件号或者姓名，请删去")
    if weak:
        raise Incomplete("询问函还不能发出：" + "；".join(weak) + "。")


def _letter(deed: Deed, body: int, text: str) -> Letter:
    today = local_date(deed.now)
    letter = Letter(
        reference="", case_id=key(deed.case.id), body_id=body, text=text, sent_by=deed.officer_id, sent_at=deed.now,
        due_on=deed.house.calendar.add(today, deed.house.policy.reply_days).date,
    )  # fmt: skip
    letter.reference = f"pending:{deed.case.id}:{deed.now.isoformat()}"
    deed.session.add(letter)
    deed.session.flush()
    letter.reference = f"效能询函〔{today.year}〕{letter.id}号"
    return letter


def reply(
    session: Session, house: House, letter_id: int, *, officer_id: int, text: str, now: datetime
) -> Letter:
    """Once; the case hears of it, the body learns nothing more. Raises :class:`NotFound`, :class:`IllegalStep`."""
    letter, org = session.get(Letter, letter_id, with_for_update=True), load_org(session)
    if letter is None or not addressed_to(session, org.officers[officer_id], letter, org):
        raise NotFound("没有这份询问函，或者您无权查看。")
    if letter.reply is not None:
        raise IllegalStep("这份询问函已经回复。需要补充的，请与效能办联系。")
    if not text.strip():
        raise Incomplete("请写明核实的情况。")
    letter.reply, letter.replied_by, letter.replied_at = text.strip(), officer_id, now
    case = session.exec(select(Case).where(Case.id == letter.case_id).with_for_update()).one()
    event = record(
        session, case, Action.INQUIRY_REPLY, actor=f"officer:{officer_id}", now=now, reason=letter.reply,
        seen_by=Visibility.HANDLERS, details={"letter": letter.reference},
    )  # fmt: skip
    holding = body_officers(org, case, case.handling_id) if case.handling_id else []
    tell_all(
        session, house, holding or desk_officers(org, case), "inquiry_replied",
        key=f"event:{event.id}", case=case, now=now, reference=letter.reference,
    )  # fmt: skip
    return letter
