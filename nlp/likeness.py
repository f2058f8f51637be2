"""One sketch against many at once: how alike the texts are, and whether the places agree."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from nlp.sketch import RARE, Row

Floats = NDArray[np.float64]

_RAREST: Final = 255
_NO_LIMIT: Final = 1 << 24
_OTHER_NAMES: Final = 0.7
_OTHER_NUMBERS: Final = 0.7
_DETAIL: Final = 80
_CHANCE: Final = 1 / 256

# A logistic regression on pairs of public complaints read by hand; see docs/benchmarks.md.
_EVENT_BIAS: Final = -1.9
_EVENT_WORDS: Final = 10.5
_EVENT_PLACE: Final = 1.0
_EVENT_DAYS: Final = -0.38
_MOST_PLACES: Final = 3
_DAYS_UNKNOWN: Final = 14.0
_OFFICE_SHARE: Final = 0.5


@dataclass(frozen=True, slots=True)
class Likeness:
    """Arrays, one figure for each of the many.

    ``words`` and ``rare`` in 0..1: pieces of text, and rare pairs of characters, in common.
    ``names``, ``around``: how many are shared. ``names_agree``, ``numbers_agree`` in 0..1; 1 where either
    side gives none. ``again`` and ``event`` in 0..1 are the two sums of all this.
    """

    words: Floats
    rare: Floats
    names: Floats
    around: Floats
    names_agree: Floats
    numbers_agree: Floats
    again: Floats
    event: Floats


def likeness(one: Row, many: Row, days: Floats | None = None) -> Likeness:
    """``days`` lie between the one and each of the many, NaN where that is not known."""
    words, rare = _words(one, many), _rare(one, many)
    names, names_agree, both = _shared(one["names"], many["names"])
    around, _, _ = _shared(one["around"], many["around"])
    _, numbers_agree, _ = _shared(one["numbers"], many["numbers"])
    doubt = _doubt(one, many, names_agree, numbers_agree)
    place = np.minimum(names, _MOST_PLACES) + np.where(both, 0, np.minimum(around, 1) * _OFFICE_SHARE)
    since = np.nan_to_num(np.full(len(many), np.nan) if days is None else days, nan=_DAYS_UNKNOWN)
    told = _EVENT_BIAS + _EVENT_WORDS * rare + _EVENT_PLACE * place + _EVENT_DAYS * np.log1p(since)
    # Where two texts are alike, what differs in them is the matter: a form letter about two streets.
    event = np.where(place > 0, 1 / (1 + np.exp(-told)), 0.0) * (1 - words * (1 - doubt))
    return Likeness(
        words, rare, names, around, names_agree, numbers_agree, again=np.maximum(words, rare) * doubt, event=event
    )


def _doubt(one: Row, many: Row, names_agree: Floats, numbers_agree: Floats) -> Floats:
    """A factor for other names and other numbers; in a long letter one's own house number is a detail."""
    shorter = np.maximum(np.minimum(one["size"], many["size"]), 1)
    weight = _OTHER_NUMBERS * np.minimum(1, _DETAIL / shorter)
    doubt: Floats = (1 - _OTHER_NAMES * (1 - names_agree)) * (1 - weight * (1 - numbers_agree))
    return doubt


def _words(one: Row, many: Row) -> Floats:
    """The geometric mean of resemblance and containment: a short text inside a long one is half a twin."""
    equal = (many["slots"] == one["slots"]).mean(axis=1)
    resemblance = np.clip((equal - _CHANCE) / (1 - _CHANCE), 0, 1)
    mine, theirs = float(one["size"]), many["size"].astype(np.float64)
    smaller = np.minimum(mine, theirs)
    common = np.minimum(resemblance / (1 + resemblance) * (mine + theirs), smaller)
    return _geometric(resemblance, common / np.maximum(smaller, 1))


def _rare(one: Row, many: Row) -> Floats:
    """The same of the rare pairs, by weight, as far down as both lists reach."""
    mine, theirs = _keys(one), _keys(many)
    limit = np.minimum(mine[-1], theirs[:, -1])[:, None]
    weight = np.where(theirs <= limit, many["weight"], 0)
    at = np.minimum(np.searchsorted(mine, theirs), RARE - 1)
    common = (weight * (mine[at] == theirs)).sum(axis=1, dtype=np.float64)
    own = (np.where(mine <= limit, one["weight"], 0)).sum(axis=1, dtype=np.float64)
    other = weight.sum(axis=1, dtype=np.float64)
    # One more rarest pair below the line: with two pairs in all, both in common prove little.
    contained = common / (np.minimum(own, other) + _RAREST)
    return _geometric(common / np.maximum(own + other - common, 1), contained)


def _keys(rows: Row) -> NDArray[np.uint32]:
    """Ascending; places that hold nothing come last and weigh nothing."""
    keys = (_RAREST - rows["weight"].astype(np.uint32)) << np.uint32(16) | rows["rare"]
    return np.where(rows["rare"] > 0, keys, np.uint32(_NO_LIMIT))


def _shared(one: NDArray[np.uint16], many: NDArray[np.uint16]) -> tuple[Floats, Floats, NDArray[np.bool_]]:
    """How many are in both; which share of the shorter list that is; where both sides have any."""
    mine = one[one > 0]
    common = ((many[:, :, None] == mine).any(axis=2)).sum(axis=1).astype(np.float64)
    theirs = (many > 0).sum(axis=1)
    both = (theirs > 0) & (len(mine) > 0)
    share = common / np.maximum(np.minimum(theirs, len(mine)), 1)
    return common, np.where(both, share, 1.0), both


def _geometric(one: Floats, other: Floats) -> Floats:
    return np.sqrt(one * other)
