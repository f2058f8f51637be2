"""What the bot believes about one message: frozen values, no behaviour.

Every judgement is a ranked list of guesses, best first, and every guess names
the words that decided. Spans point into the citizen's original text.
"""

from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from nlp.matters import SplitPoint
from nlp.money import Demand


class Scope(StrEnum):
    """Whether a message is a matter for this office at all."""

    CASE = "case"
    CHAT = "chat"
    SPAM = "spam"
    ABUSE = "abuse"
    ELSEWHERE = "elsewhere"
    EMERGENCY = "emergency"


@dataclass(frozen=True, slots=True)
class Span:
    """``text[start:end]`` of the original message, and what it was taken for."""

    start: int
    end: int
    text: str
    label: str


@dataclass(frozen=True, slots=True)
class Guess:
    """One label with a score in 0..1 and the words that decided, strongest first."""

    label: str
    score: float
    because: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Target:
    """Who is complained about, in the citizen's own words; ``None`` where nobody was named."""

    body: str | None = None
    person: str | None = None
    leader: bool = False
    own_office: bool = False


@dataclass(frozen=True, slots=True)
class Understanding:
    """All that was understood of ``text``.

    ``kind``, ``conduct``, ``topics`` and ``departments`` are never empty.
    ``emergency`` may be true while ``scope`` stays ``case`` only when the danger is past.
    ``hotlines`` are the numbers to show at once ("119", "110", …), empty without danger;
    with ``emergency`` false it is only a doubt, and all else goes its ordinary way.
    ``demands`` are the words that speak of money or gifts, ``split_points`` where another matter begins.
    ``elsewhere`` names whose job it is when ``scope`` is ``elsewhere`` (Chinese, for the citizen).
    ``masked`` is ``text`` with personal data replaced by signs of the same length.
    """

    text: str
    scope: Scope
    emergency: bool
    kind: tuple[Guess, ...]
    conduct: tuple[Guess, ...]
    topics: tuple[Guess, ...]
    departments: tuple[Guess, ...]
    target: Target
    money: bool = False
    demands: tuple[Demand, ...] = ()
    place: tuple[Span, ...] = ()
    when: tuple[Span, ...] = ()
    split_points: tuple[SplitPoint, ...] = ()
    personal_data: tuple[Span, ...] = ()
    hotlines: tuple[str, ...] = ()
    elsewhere: str | None = None
    masked: str = ""
    keywords: tuple[str, ...] = field(default=())

    def as_dict(self) -> dict[str, Any]:
        """The shape that ``huiyin understand --jsonl`` prints, ready for ``json.dumps``."""
        return asdict(self)
