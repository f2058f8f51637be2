"""归档 and 保存期限: when a case is filed, how long its parts are kept, and what remains without anybody's words."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from tracker.rules.ledger import Link
from tracker.rules.replaying import BEGUN, ENDED
from tracker.rules.words import Role, Word
from tracker.rules.workdays import ONE_DAY, Calendar, end_of

ERASED = "已按保存期限清除"
"""Stands where words stood."""


class Part(Word):
    """What is erased together: how to reach the person, and what anybody wrote, with the files."""

    CONTACTS = "contacts", "联系方式"
    WORDS = "words", "原话、材料和答复"


@dataclass(frozen=True, slots=True)
class Retention:
    """Policy. ``review_days`` natural days after its end a case may still be reviewed; within ``file_within`` working
    days from then on it is filed. ``years`` after its end each part is kept.
    """

    review_days: int
    file_within: int
    file_basis: str
    years: Mapping[Part, int]
    bases: Mapping[Part, str]

    def review_over(self, ended: date, calendar: Calendar) -> datetime:
        """The instant from which the case may be filed."""
        return end_of(calendar.add_natural(ended, self.review_days).date)

    def file_by(self, ended: date, calendar: Calendar) -> datetime:
        """The first instant that is too late for filing."""
        last = calendar.add_natural(ended, self.review_days).date
        return end_of(calendar.add(last, self.file_within).date)

    def kept_until(self, part: Part, ended: date) -> date:
        """The last day; 29 February ends with 28 February of an ordinary year."""
        year = ended.year + self.years[part]
        try:
            return ended.replace(year=year)
        except ValueError:
            return ended.replace(year=year, day=28)


KEPT_DETAILS = frozenset(
    {
        "from", "to", "channel", "accept_by", "promised_on", "alarm", "step", "level", "card", "repeat", "told",
        "skipped", "answer", "evidence", "score", "ex_officio", "corrected", "body", "designated", "returns", "letter",
        "request", "kind", "pause", "asked", "clock", "paused", "round", "receiver", "leader", "money", "split_into",
        "notice", BEGUN, ENDED,
    }
)  # fmt: skip
"""Details that are labels, numbers and instants. What is not listed goes: it may be somebody's words."""


def remains_of(link: Link) -> Link:
    """The event without anybody's words; the system's own sentences name steps and dates only, and stay."""
    if link.actor == Role.SYSTEM:
        return link
    kept = {name: value for name, value in link.details.items() if name in KEPT_DETAILS}
    return replace(link, reason=ERASED if link.reason else "", details=kept)


def kept_no_longer(today: date, *until: date) -> bool:
    """The later of what was told at filing and what policy says now counts."""
    return max(until) + ONE_DAY <= today
