"""Is this a matter for the office at all?"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from nlp.phrases import Hit, Phrasebook
from nlp.understanding import Guess, Scope
from nlp.weighing import Linear, tally

_WHOSE_JOB = {
    "court": "人民法院、人民检察院或者仲裁机构",
    "discipline": "纪检监察机关（举报电话 12388）",
    "telecom": "电信运营企业；对其答复不满意的，可向 12300 申诉",
    "army": "军队有关部门",
}
_IDLE = {"chat": Scope.CHAT, "abuse": Scope.ABUSE}
_LETTERS = re.compile(r"[\u4e00-\u9fffA-Za-z]")
_CLEAR = 0.75
_VERY_SURE = 0.9
_LIKELY = 0.6
_POSSIBLE = 0.3
_A_WORD_OR_TWO = 6
_RUNNING_OVER = 0.25


@dataclass(frozen=True, slots=True)
class Belonging:
    """``elsewhere`` names whose job it is (Chinese), only with ``Scope.ELSEWHERE``."""

    scope: Scope
    elsewhere: str | None = None


def scope(
    plain: str, words: Sequence[str], phrases: Phrasebook, manner: Linear, *, civic: bool, matter: bool
) -> Belonging:
    """Where the text belongs; when in doubt it is a case.

    ``civic``: there is something to work on, such as a body, a fault or a plain "I complain".
    ``matter``: at least one word belongs to some matter of public life.
    A complaint turned away costs more than small talk registered, so either weighs heavily.
    """
    hits = phrases.find(plain)
    said = {guess.label: guess.score for guess in tally(hits)}
    manners = manner.guesses(words)
    if whose := _somebody_elses(said, manners[0]):
        return Belonging(Scope.ELSEWHERE, _WHOSE_JOB[whose])
    if said.get("spam", 0.0) >= _VERY_SURE:
        return Belonging(Scope.SPAM)
    if civic:
        return Belonging(Scope.CASE)
    return Belonging(_plainly_idle(plain, hits, said) or _likely_idle(plain, manners, matter) or Scope.CASE)


def _somebody_elses(said: Mapping[str, float], likely: Guess) -> str | None:
    if likely.label == "telecom" and likely.score >= _VERY_SURE:
        return "telecom"
    return next((label for label in _WHOSE_JOB if said.get(label, 0.0) >= _VERY_SURE), None)


def _plainly_idle(plain: str, hits: Sequence[Hit], said: Mapping[str, float]) -> Scope | None:
    if said.get("abuse", 0.0) >= _CLEAR:
        return Scope.ABUSE
    if said.get("spam", 0.0) >= _CLEAR:
        return Scope.SPAM
    return Scope.CHAT if is_pleasantry(plain, hits) else None


def _likely_idle(plain: str, manners: Sequence[Guess], matter: bool) -> Scope | None:
    """``manners`` are shares of 1: how much the words sound like small talk, like a quarrel, like a case."""
    idle = [guess for guess in manners if guess.label in _IDLE]
    share = sum(guess.score for guess in idle)
    if share >= _LIKELY or (not matter and (share > _POSSIBLE or _letters(plain) <= _A_WORD_OR_TWO)):
        return _IDLE[idle[0].label]
    return None


def _letters(plain: str) -> int:
    return len(_LETTERS.findall(plain))


def is_pleasantry(plain: str, hits: Sequence[Hit]) -> bool:
    """Nothing but greetings, thanks and the like; also nothing that can be read at all."""
    letters = _letters(plain)
    polite = {place for hit in hits if hit.label == "chat" for place in range(hit.start, hit.end)}
    return letters - len(polite) <= letters * _RUNNING_OVER
