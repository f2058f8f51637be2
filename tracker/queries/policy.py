"""The policy in force: the shipped files, and over them the versions that were activated."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from pathlib import Path

import structlog
from sqlalchemy import inspect
from sqlmodel import Session, col, select

from tracker.house import House
from tracker.models import Case, Clock, PolicyVersion
from tracker.policy.load import Policy, PolicyError, fingerprint, load_policy, text_of
from tracker.queries.scope import visible
from tracker.rules.facts import OfficerFacts, Org
from tracker.rules.projecting import Change, OpenCase, Preview, Way
from tracker.rules.projecting import preview as projected
from tracker.rules.words import Kind, Step
from tracker.rules.workdays import local_date

TABLE = "policy_version"
FILES = {"limits.toml": "时限", "ladder.toml": "提醒阶梯"}
"""What may be changed while the program runs; the other files come with the program."""

NUMBERS_AT_ONCE = 500
ROWS_AT_ONCE = 1000

log = structlog.get_logger()


@dataclass(slots=True)
class PolicyFollower:
    """Asks for the ids of the versions in force, and loads them only when they have changed."""

    house: House
    seen: tuple[int, ...] = ()
    ready: bool = False

    def __call__(self, session: Session) -> None:
        # Asked by name: a query that fails would spoil the session of a database not migrated yet.
        self.ready = self.ready or inspect(session.connection()).has_table(TABLE)
        if not self.ready:
            return
        ids = tuple(session.scalars(select(PolicyVersion.id).where(*IN_FORCE).order_by(col(PolicyVersion.id))))
        if ids != self.seen:
            self.house.policy, self.seen = policy_in_force(session), ids


IN_FORCE = (col(PolicyVersion.state) == "active",)


def policy_in_force(session: Session) -> Policy:
    """A version that this program cannot read is passed over, loudly: the files as shipped always hold together,
    and a program that does not start answers nobody.
    """
    rows = in_force(session)
    good = readable(rows)
    for row in rows:
        if row.file not in good:
            log.error("policy_version_refused", file=row.file, version=row.id, why=why_unreadable(row))
    return load_policy(texts=good)


def policy_with(session: Session, changed: Path) -> Policy:
    """The policy in force with one changed file, or with those of a folder. Raises :class:`PolicyError`."""
    files = sorted(changed.glob("*.toml")) if changed.is_dir() else [changed]
    return load_policy(texts=readable(in_force(session)) | {file.name: _words_of(file) for file in files})


def _words_of(file: Path) -> str:
    try:
        return file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise PolicyError(f"{file.name}：读不出来，不是 UTF-8 文本或者没有权限。") from error


def in_force(session: Session) -> Sequence[PolicyVersion]:
    return session.exec(select(PolicyVersion).where(*IN_FORCE).order_by(col(PolicyVersion.file))).all()


def readable(rows: Sequence[PolicyVersion]) -> dict[str, str]:
    """File → text, of those that can be used."""
    return {row.file: row.content for row in rows if not why_unreadable(row)}


def why_unreadable(row: PolicyVersion) -> str:
    """Each file is checked beside the shipped others: between the two there is nothing that could disagree."""
    if fingerprint(row.content) != row.fingerprint:
        return "内容和登记的版本号对不上，被改动过"
    try:
        load_policy(texts={row.file: row.content})
    except PolicyError as error:
        return str(error)
    return ""


def text_in_force(session: Session, file: str) -> str:
    good = readable([row for row in in_force(session) if row.file == file])
    return good.get(file) or text_of(file)


def versions(session: Session) -> list[PolicyVersion]:
    """Newest first."""
    return list(session.exec(select(PolicyVersion).order_by(col(PolicyVersion.id).desc()).limit(50)))


def preview(session: Session, house: House, new: Policy, *, now: datetime) -> Preview:
    """What the dates to come of every open case would be. Nothing is written."""
    was, becomes = (Way(policy.limits, policy.counting, house.calendar) for policy in (house.policy, new))
    return projected(_open_cases(session), was, becomes, local_date(now))


def _open_cases(session: Session) -> Iterable[OpenCase]:
    rows = session.exec(
        select(Case, Clock)
        .join(Clock, col(Clock.case_id) == col(Case.id))
        .where(col(Clock.settled).is_(None))
        .order_by(col(Case.id), col(Clock.id))
        .execution_options(yield_per=ROWS_AT_ONCE)
    )
    for _, group in groupby(rows, lambda row: row[0].id):
        pairs = list(group)
        case, running = pairs[0][0], {Step(clock.step): clock.due_on for _, clock in pairs}
        yield OpenCase(case.number, Kind(case.kind), case.round, case.promised_on, running)


def shown_to(
    session: Session, viewer: OfficerFacts, org: Org, changes: Sequence[Change], *, most: int
) -> tuple[Change, ...]:
    """Only of cases that the viewer may see; the others stand in the count alone."""
    found: list[Change] = []
    for first in range(0, len(changes), NUMBERS_AT_ONCE):
        portion = changes[first : first + NUMBERS_AT_ONCE]
        numbers = [change.number for change in portion]
        seen = set(session.exec(select(Case.number).where(col(Case.number).in_(numbers), visible(viewer, org))))
        found += [change for change in portion if change.number in seen]
        if len(found) >= most:
            break
    return tuple(found[:most])


def since(session: Session) -> datetime | None:
    """When the newest version in force was activated; ``None`` while all is as shipped."""
    return max((row.decided_at for row in in_force(session) if row.decided_at), default=None)


def changed_from_shipped(session: Session) -> tuple[str, ...]:
    """Files whose text in force is another one than this program brought along."""
    good = readable(in_force(session))
    return tuple(file for file in FILES if file in good and fingerprint(good[file]) != fingerprint(text_of(file)))


def figures(found: Preview) -> Mapping[str, int]:
    """The preview as it is kept with a version."""
    return {
        "cases": found.cases, "changed": len(found.changes), "promised": found.promised,
        "held": found.held, "sooner": found.sooner,
    }  # fmt: skip
