"""What officers taught by correcting, and by leaving as it was: the rows that learning reads."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from sqlmodel import Session, col, select

from tracker.models import Case, Correction
from tracker.models.views import key
from tracker.rules.retention import ERASED
from tracker.rules.words import Judged, Status

MOST_LEFT = 2000
"""Cases without a correction that are read, the newest: enough to hold the rest in place."""

UNSEEN = (
    Status.REGISTERED, Status.SUPPLEMENTING, Status.GUIDED, Status.WITHDRAWN, Status.UNSUPPLEMENTED, Status.ON_FILE,
)  # fmt: skip
"""Where nobody has looked yet, or had no reason to put anything right."""


class Taught(NamedTuple):
    """One judgement of one case: what it should be, named as in what was understood.

    ``corrected`` is false where an officer left it, or came back to it. In ``text`` the person complained about
    is left out. Cases with the same ``person`` are one complainant's.
    """

    case: str
    person: str
    text: str
    field: str
    label: str
    corrected: bool


def taught(session: Session, *, left: int = MOST_LEFT) -> list[Taught]:
    """Every corrected case, the last word on each judgement; then ``left`` cases that were handled uncorrected.
    None that is restricted: its words are for few.
    """
    corrected: dict[int, dict[Judged, Correction]] = {}
    for correction in session.exec(select(Correction).order_by(col(Correction.id))):
        corrected.setdefault(correction.case_id, {})[Judged(correction.field)] = correction
    of_these = col(Case.id).in_(select(Correction.case_id))
    readable = ~col(Case.restricted), Case.text != ERASED
    cases = session.exec(select(Case).where(of_these, *readable).order_by(col(Case.id)))
    lessons = [row for case in cases for row in _of(case, corrected[key(case.id)])]
    return lessons + [row for case in _left(session, left) for row in _of(case, {})]


def _left(session: Session, most: int) -> Iterable[Case]:
    looked_at = col(Case.status).not_in([status.value for status in UNSEEN])
    none = col(Case.id).not_in(select(Correction.case_id))
    return session.exec(
        select(Case)
        .where(looked_at, none, ~col(Case.restricted), Case.text != ERASED)
        .order_by(col(Case.id).desc())
        .limit(most)
    )


def _of(case: Case, corrections: dict[Judged, Correction]) -> Iterator[Taught]:
    text = case.text.replace(case.target_person, "，") if case.target_person else case.text
    for judged in Judged:
        correction = corrections.get(judged)
        label = correction.became if correction else getattr(case, judged.attribute)
        if label:
            changed = correction is not None and _first(correction) != label
            yield Taught(case.number, str(case.complainant_id), text, judged.guesses, label, changed)


def _first(correction: Correction) -> str | None:
    """What had been understood in the first place."""
    return correction.guessed[0]["label"] if correction.guessed else None
