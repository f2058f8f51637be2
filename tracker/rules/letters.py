"""询问函: what must not stand in a letter to the body complained about, and who there may read it."""

from collections.abc import Iterable

from tracker.rules.conflict import meant
from tracker.rules.facts import CaseFacts, OfficerFacts, Org
from tracker.rules.words import Role

VERBATIM = 8
"""So many signs in a row that the citizen wrote as well are a quotation: people know their own visitors' words."""


def leaks(letter: str, *, said: Iterable[str], secrets: Iterable[str]) -> tuple[str, ...]:
    """Why the letter would give the complainant away (Chinese); empty when it would not.

    ``said`` is what the citizen wrote, ``secrets`` the number, the name, the telephone.
    """
    bare = _bare(letter)
    copied = next((run for words in said if (run := _copied(bare, _bare(words)))), "")
    found = [f"照抄了投诉人的原话“{copied}”，请换成概括的说法"] if copied else []
    if any(_bare(secret) in bare for secret in secrets if _bare(secret)):
        found.append("写了编号、姓名或者联系方式，请删去")
    return tuple(found)


def _bare(text: str) -> str:
    return "".join(sign for sign in text if sign.isalnum())


def _copied(letter: str, said: str) -> str:
    """The first run of the letter that the citizen wrote as well."""
    runs = (letter[at : at + VERBATIM] for at in range(len(letter) - VERBATIM + 1))
    return next((run for run in runs if run in said), "")


def readers(body: int, case: CaseFacts, org: Org) -> tuple[OfficerFacts, ...]:
    """Who answers for the body: its heads, else the heads above it in its department; never the person meant."""
    for above in (b for b in org.upward(body) if org.top(b) == org.top(body)):
        heads = tuple(o for o in org.working(above, Role.HEAD) if not meant(o.name, case.target_person))
        if heads:
            return heads
    return ()
