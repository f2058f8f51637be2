"""Is this a matter for the office at all?"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from nlp.phrases import Hit
from nlp.understanding import Scope
from nlp.weighing import tally

_WHOSE_JOB = {
    "court": "人民法院、人民检察院或者仲裁机构",
    "discipline": "纪检监察机关（举报电话 12388）",
    "telecom": "电信运营企业；对其答复不满意的，可向 12300 申诉",
    "army": "军队有关部门",
}
_IDLE = {"chat": Scope.CHAT, "abuse": Scope.ABUSE, "spam": Scope.SPAM}
_LETTERS = re.compile(r"[\u4e00-\u9fffA-Za-z]")
_CLEAR = 0.75
BEYOND_DOUBT = 0.97
VERY_SURE = 0.9
LIKELY = 0.5
_A_LITTLE = 0.3
_RUNNING_OVER = 0.25


@dataclass(frozen=True, slots=True)
class Belonging:
    """``elsewhere`` names whose job it is (Chinese), only with ``Scope.ELSEWHERE``."""

    scope: Scope
    elsewhere: str | None = None


def scope(
    plain: str, hits: Sequence[Hit], sounds: Mapping[str, float], owners: Mapping[str, float], *, doubt: float
) -> Belonging:
    """Where the text belongs; when in doubt it is a case.

    ``hits``: what the table ``scope`` found.
    ``sounds``: shares of 1, how much the text sounds like a case, like small talk …
    ``owners``: shares of 1, how much it sounds like the job of courts, operators …, or of nobody in particular.
    ``doubt``: how idle the text must sound to be taken for idle, see :func:`doubt`.
    """
    said = {guess.label: guess.score for guess in tally(hits)}
    if whose := _somebody_elses(said, owners):
        return Belonging(Scope.ELSEWHERE, _WHOSE_JOB[whose])
    if doubt == LIKELY:
        return Belonging(_plainly_idle(plain, hits, said) or _likely_idle(sounds) or Scope.CASE)
    idle = max(_IDLE, key=lambda label: sounds[label])
    return Belonging(_IDLE[idle] if sounds[idle] >= doubt else Scope.CASE)


def doubt(*, fault: bool, matter: bool) -> float:
    """A complaint turned away costs more than small talk registered.

    ``fault``: a body, a fault or a plain "I complain" is in the text; ``matter``: a place, or a word for a matter.
    """
    return BEYOND_DOUBT if fault else VERY_SURE if matter else LIKELY


def _somebody_elses(said: Mapping[str, float], sounds: Mapping[str, float]) -> str | None:
    """What says so needs no more than to sound a little like it; what sounds so by itself must do so clearly."""
    plainly = (label for label in _WHOSE_JOB if said.get(label, 0.0) >= _CLEAR and sounds[label] >= _A_LITTLE)
    clearly = (label for label in _WHOSE_JOB if sounds.get(label, 0.0) >= _CLEAR)
    return next(plainly, None) or next(clearly, None)


def _plainly_idle(plain: str, hits: Sequence[Hit], said: Mapping[str, float]) -> Scope | None:
    if said.get("abuse", 0.0) >= _CLEAR:
        return Scope.ABUSE
    if said.get("spam", 0.0) >= _CLEAR:
        return Scope.SPAM
    return Scope.CHAT if is_pleasantry(plain, hits) else None


def _likely_idle(sounds: Mapping[str, float]) -> Scope | None:
    label = max(_IDLE, key=lambda one: sounds.get(one, 0.0))
    return _IDLE[label] if sum(sounds.get(one, 0.0) for one in _IDLE) >= LIKELY else None


def is_pleasantry(plain: str, hits: Sequence[Hit]) -> bool:
    """Nothing but greetings, thanks and the like; also nothing that can be read at all."""
    polite = {place for hit in hits if hit.label == "chat" for place in range(hit.start, hit.end)}
    # No more letters are counted than decide it: a long letter has too many, whatever it says.
    enough = int(len(polite) / (1 - _RUNNING_OVER)) + 1
    letters = sum(1 for _ in islice(_LETTERS.finditer(plain), enough))
    return letters - len(polite) <= letters * _RUNNING_OVER
