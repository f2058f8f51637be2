"""The one file of the tracker that reads Chinese: masking what an officer need not know, and telling what is alike."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from nlp import mask
from nlp.hot import Told, hot
from nlp.sketch import RECORD
from nlp.twins import Judged, Signature, SignatureError, Tie, signature

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of one case: ``data`` from :func:`signed`, who told it (any number that is theirs alone), when."""

    case: int
    data: bytes
    by: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Near:
    """``again``: the text itself, told once more; otherwise other words about the same. ``because`` is Chinese."""

    case: int
    again: bool
    score: float
    because: tuple[str, ...]


def masked(text: str) -> str:
    """The citizen's words with phone numbers, identity numbers, plates and names hidden, sign for sign."""
    return mask(text)


def signed(text: str) -> bytes:
    """What is enough to know these words again, and not enough to read them."""
    return signature(text).data


def readable(data: bytes) -> bool:
    """Whether it was made by this version; otherwise the text has to be signed anew."""
    try:
        Signature.from_bytes(data)
    except SignatureError:
        return False
    return True


def alike(one: Kept, many: Sequence[Kept]) -> list[Near]:
    """Those of ``many`` that tell the same matter, nearest first."""
    if not many:
        return []
    rows = np.frombuffer(b"".join(other.data for other in many), RECORD)
    days = np.array([abs((one.at - other.at) / _DAY) for other in many])
    judged = Judged(Signature(one.data), rows, days)
    nearest = np.argsort(-judged.scores, kind="stable").tolist()
    found = ((many[at].case, judged[at]) for at in nearest if judged.scores[at] >= judged.least)
    return [
        Near(case, near.tie is Tie.AGAIN, near.score, near.because) for case, near in found if near.tie is not Tie.NONE
    ]


def crowd(kept: Sequence[Kept], *, people: int, cases: int, within: timedelta) -> list[tuple[int, tuple[int, ...]]]:
    """Matters that so many people, or so many cases, tell within that time: the case in the middle, and all of them."""
    told = [Told(str(one.case), Signature(one.data), one.at, str(one.by)) for one in kept]
    found = hot(told, people=people, messages=cases, window=within)
    return [(int(one.centre), tuple(int(case) for case in one.keys)) for one in found]
