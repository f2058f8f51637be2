"""Anchors: one line a day, kept outside the database and mailed, that holds every chain of events where it was.

A chain shows an edit; only an anchor shows that a case, or the end of a chain, is gone.
"""

import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from email import message_from_bytes
from email.policy import default as MAIL
from pathlib import Path

from sqlalchemy import func
from sqlmodel import Session, col, select

from tracker.cases.noticing import day_zh, tell_house
from tracker.check import ROWS_AT_ONCE, Finding
from tracker.db import Database
from tracker.house import House
from tracker.models import Case, Event, Notice
from tracker.rules.workdays import local_date

FILE = "anchors.jsonl"

WRITTEN = re.compile(r"\{[^{}]*\"sha256\"[^{}]*\}")
"""An anchor in a letter or a file, whatever stands around it."""

SETTLED = timedelta(minutes=5)
"""No transaction takes so long: below the newest event of this age no number is given any more."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """``last`` is the greatest event id covered; ``sha256`` is over the last hash of each of ``cases`` cases."""

    date: str
    last: int
    cases: int
    sha256: str


def drop(session: Session, *, now: datetime) -> Anchor:
    """The anchor of this moment."""
    last = session.exec(select(func.max(Event.id)).where(col(Event.at) <= now - SETTLED)).one() or 0
    (anchor,) = _compute(session, [(local_date(now).isoformat(), last)])
    return anchor


def verify(session: Session, anchors: Sequence[Anchor]) -> list[Finding]:
    """The anchors that do not hold any more; reads all events once."""
    return [
        Finding("broken_anchor", anchor.date, f"当天锚定的 {anchor.cases} 件，办理记录现在对不上")
        for anchor, holds in standing(session, anchors)
        if not holds
    ]


def standing(session: Session, anchors: Sequence[Anchor]) -> list[tuple[Anchor, bool]]:
    """Each, oldest first, with whether the database still holds what it held then; reads all events once."""
    ordered = sorted(anchors, key=lambda anchor: anchor.last)
    again = _compute(session, [(anchor.date, anchor.last) for anchor in ordered])
    return [(anchor, anchor == found) for anchor, found in zip(ordered, again, strict=True)]


def keep(anchor: Anchor, folder: Path) -> Path:
    """Appends the line. Raises :class:`OSError`."""
    path = folder / FILE
    with path.open("a", encoding="utf-8") as file:
        file.write(line_of(anchor) + "\n")
    return path


def line_of(anchor: Anchor) -> str:
    return json.dumps(asdict(anchor))


def keep_daily(db: Database, folder: Path, *, now: datetime) -> bool:
    """The first call of a day keeps its anchor. Raises what :func:`kept` and :func:`keep` do."""
    today = local_date(now).isoformat()
    if any(anchor.date == today for anchor in kept(folder)):
        return False
    with db.reading() as session:
        anchor = drop(session, now=now)
    keep(anchor, folder)
    return True


def mail_daily(db: Database, house: House, folder: Path, address: str, *, now: datetime) -> bool:
    """Today's anchor as it stands in the file, to ``address``, once a day; true when this call did it."""
    today = local_date(now)
    cause = f"anchor:{today}"
    with db.reading() as session:
        sent = session.exec(select(Notice.id).where(Notice.key == f"{cause}:house")).first()
    held = next((anchor for anchor in kept(folder) if anchor.date == today.isoformat()), None)
    if not address or sent is not None or held is None:
        return False
    with db.writing() as session:
        told = tell_house(
            session, house, address, "anchor",
            key=cause, now=now, day=day_zh(today), count=held.cases, line=line_of(held),
        )  # fmt: skip
    return told is not None


def found_in(letter: bytes) -> list[Anchor]:
    """Every anchor in a saved letter (.eml), a file of anchors, or text copied from either.

    Raises :class:`ValueError` when there is none, or one that cannot be read.
    """
    # A mail program quotes with > and breaks lines at spaces; inside an anchor neither means anything.
    lines = [" ".join(found.split()) for found in WRITTEN.findall(_words(letter).replace(">", " "))]
    try:
        anchors = [Anchor(**json.loads(line)) for line in lines]
        sound = all(datetime.fromisoformat(anchor.date).year and anchor.last >= 0 for anchor in anchors)
    except (TypeError, ValueError) as error:
        raise ValueError("里面的锚不完整，请把整行复制下来") from error
    if not anchors or not sound:
        raise ValueError("里面没有锚：应当有一行以 {\"date\" 开头")
    return anchors


def _words(letter: bytes) -> str:
    """The text of a letter with its encoding undone; anything else as it is."""
    body = message_from_bytes(letter, policy=MAIL).get_body(("plain", "html")) if b"\nSubject:" in letter else None
    return str(body.get_content()) if body else letter.decode("utf-8", "replace")


def kept(folder: Path) -> list[Anchor]:
    """Raises :class:`ValueError` for a line that is no anchor."""
    path = folder / FILE
    if not path.exists():
        return []
    try:
        return [Anchor(**json.loads(line)) for line in path.read_text("utf-8").splitlines()]
    except (TypeError, ValueError) as error:
        raise ValueError(f"{path} 里有看不懂的一行") from error


def _compute(session: Session, points: Sequence[tuple[str, int]]) -> Iterator[Anchor]:
    """The anchor at each (date, last event id), ids ascending."""
    events = (
        select(Event.id, Case.number, Event.hash)
        .join(Case, col(Case.id) == col(Event.case_id))
        .where(col(Event.id) <= max((last for _, last in points), default=0))
        .order_by(col(Event.id))
    )
    rows = iter(session.connection().execute(events.execution_options(yield_per=ROWS_AT_ONCE)))
    heads: dict[str, str] = {}
    row = next(rows, None)
    for date, last in points:
        while row is not None and row.id <= last:
            heads[row.number] = row.hash
            row = next(rows, None)
        lines = "".join(f"{number} {heads[number]}\n" for number in sorted(heads))
        yield Anchor(date, last, len(heads), hashlib.sha256(lines.encode()).hexdigest())
