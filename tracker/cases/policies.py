"""办理规则: proposed by the director, looked at beforehand, put into force by somebody else. Clocks that run stay."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import text
from sqlmodel import Session, col, select

from tracker.cases.noticing import tell_all
from tracker.house import House
from tracker.models import PolicyVersion
from tracker.models.views import key
from tracker.policy.limits import with_amounts
from tracker.policy.load import Policy, PolicyError, fingerprint, load_policy
from tracker.queries.org import load_org
from tracker.queries.policy import FILES, TABLE, figures, in_force, preview, readable, text_in_force
from tracker.rules.approving import check_policy_approval, check_policy_proposal, policy_approvers
from tracker.rules.errors import IllegalStep, Incomplete, NotFound, Stale
from tracker.rules.facts import BodyKind, Org
from tracker.rules.workdays import local_date

STATE_ZH = {"rejected": "已经退回", "replaced": "已经被后来的版本代替", "active": "已经在用"}


def propose(
    session: Session, house: House, file: str, content: str, *, reason: str, officer_id: int, now: datetime
) -> PolicyVersion:
    """Kept, not in force. The same text waiting already is the same proposal.

    Raises :class:`NotAllowed`, and :class:`Incomplete` with file and line for a text that does not hold together.
    """
    org = load_org(session)
    check_policy_proposal(org.officers[officer_id], org)
    _alone(session)
    checked(session, file, content)
    base, mark = fingerprint(text_in_force(session, file)), fingerprint(content)
    if mark == base:
        raise Incomplete("和现行的规则一字不差，没有要修改的。")
    waiting = _waiting(session, file, mark, base)
    if waiting is not None:
        return waiting
    version = PolicyVersion(
        file=file, fingerprint=mark, base=base, content=content, reason=_reason(reason),
        proposed_by=officer_id, proposed_at=now,
    )  # fmt: skip
    session.add(version)
    session.flush()
    people = [other.id for other in policy_approvers(org) if other.id != officer_id]
    _tell(session, house, people, "policy_proposed", version, name=org.officers[officer_id].name, now=now)
    return version


def propose_amounts(
    session: Session, house: House, amounts: Mapping[int, int], *,
    base: str, reason: str, officer_id: int, now: datetime,
) -> PolicyVersion:  # fmt: skip
    """Other figures for entries of ``limits.toml``, counted from 0 in the text with the fingerprint ``base``.

    Raises as above, and :class:`Stale` when another text has come into force since.
    """
    org = load_org(session)
    check_policy_proposal(org.officers[officer_id], org)
    was, limits = text_in_force(session, "limits.toml"), house.policy.limits
    if base != fingerprint(was):
        raise Stale("打开这一页之后，时限已经换了版本。下面是现行的时限，请重新填写。")
    wanted = {n: amount for n, amount in amounts.items() if n < len(limits) and limits[n].amount != amount}
    if not wanted:
        raise Incomplete("没有改动任何一项期限。")
    try:
        content = with_amounts(was, wanted, version=local_date(now).isoformat())
    except ValueError as error:
        raise Incomplete(str(error)) from error
    return propose(session, house, "limits.toml", content, reason=reason, officer_id=officer_id, now=now)


def checked(session: Session, file: str, content: str) -> Policy:
    """The policy as it would be with this text. Raises :class:`Incomplete` with file and line."""
    if file not in FILES:
        raise Incomplete(f"这里只能修改 {'、'.join(FILES)}，其他规则随程序更新。")
    try:
        return load_policy(texts={**readable(in_force(session)), file: content})
    except PolicyError as error:
        raise Incomplete(f"不能采用：{error}。") from error


def activate(
    session: Session, house: House, version_id: int, *, reason: str, officer_id: int, now: datetime
) -> PolicyVersion:
    """Clocks that begin from now on are planned under it; those that run keep what they were planned with.
    Twice is as good as once.

    Raises :class:`NotAllowed`, :class:`NotFound`, :class:`IllegalStep`, :class:`Stale` or :class:`Incomplete`.
    """
    _alone(session)
    version, org = _held(session, version_id), load_org(session)
    check_policy_approval(org.officers[officer_id], version.proposed_by, org)
    if version.state == "active":
        return version
    _only_proposed(version)
    if version.base != fingerprint(text_in_force(session, version.file)):
        raise Stale("提出之后，现行的规则已经换了版本，照这一份启用会把那次修改一起改掉。请按现行的规则重新提出。")
    before, after = load_policy(texts=readable(in_force(session))), checked(session, version.file, version.content)
    version.effect = dict(figures(preview(session, house, after, now=now)))
    version.decision = _reason(reason)
    _replace_the_old(session, version.file)
    version.state, version.decided_by, version.decided_at = "active", officer_id, now
    version.policy_before, version.policy_after = before.fingerprint, after.fingerprint
    session.flush()
    _tell(session, house, _office(org), "policy_active", version, name=org.officers[officer_id].name, now=now)
    return version


def _replace_the_old(session: Session, file: str) -> None:
    active = select(PolicyVersion).where(PolicyVersion.file == file, PolicyVersion.state == "active")
    for old in session.exec(active):
        old.state = "replaced"
    # Before the new one becomes active: a file has one version in force, says an index.
    session.flush()


def reject(
    session: Session, house: House, version_id: int, *, reason: str, officer_id: int, now: datetime
) -> PolicyVersion:
    """Raises as :func:`activate` does; who proposed it may take it back."""
    _alone(session)
    version, org = _held(session, version_id), load_org(session)
    if officer_id != version.proposed_by:
        check_policy_approval(org.officers[officer_id], version.proposed_by, org)
    _only_proposed(version)
    version.decision = _reason(reason)
    version.state, version.decided_by, version.decided_at = "rejected", officer_id, now
    if officer_id != version.proposed_by:
        people = [version.proposed_by]
        _tell(session, house, people, "policy_rejected", version, name=org.officers[officer_id].name, now=now)
    return version


def _reason(words: str) -> str:
    if len(words.strip()) < 2:
        raise Incomplete("请写明理由：为什么这样改，或者为什么这样决定。")
    return words.strip()


def _waiting(session: Session, file: str, mark: str, base: str) -> PolicyVersion | None:
    same = (PolicyVersion.file == file, PolicyVersion.fingerprint == mark, PolicyVersion.base == base)
    found = select(PolicyVersion).where(*same, PolicyVersion.state == "proposed")
    return session.exec(found.order_by(col(PolicyVersion.id))).first()


def _alone(session: Session) -> None:
    """One change of the policy at a time: the next one must see what this one has put into force.

    SQLite has one writer anyway.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text(f"LOCK TABLE {TABLE} IN SHARE ROW EXCLUSIVE MODE"))


def _held(session: Session, version_id: int) -> PolicyVersion:
    version = session.get(PolicyVersion, version_id, populate_existing=True)
    if version is None:
        raise NotFound("没有这一版办理规则。")
    return version


def _only_proposed(version: PolicyVersion) -> None:
    if version.state in STATE_ZH:
        raise IllegalStep(f"这一版办理规则{STATE_ZH[version.state]}。要用它，请照这一版重新提出。")


def _office(org: Org) -> list[int]:
    office = org.only(BodyKind.OFFICE)
    inside = org.within(office.id) if office else frozenset()
    return sorted(person.id for person in org.officers.values() if person.active and person.body in inside)


def _tell(
    session: Session, house: House, people: list[int], template: str, version: PolicyVersion, *,
    name: str, now: datetime,
) -> None:  # fmt: skip
    tell_all(
        session, house, people, template, key=f"{template}:{key(version.id)}", now=now,
        name=name, what=FILES[version.file], mark=version.fingerprint,
        reason=version.decision or version.reason, changed=version.effect.get("changed", 0),
        cases=version.effect.get("cases", 0),
    )  # fmt: skip
