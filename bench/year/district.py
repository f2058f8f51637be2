"""Twelve bodies that answer complaints, their people, and how diligent they are. All people are invented."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import count

from tracker.demo import read_district
from tracker.demo.district import BodyEntry, District, OfficerEntry
from tracker.rules.words import Role


@dataclass(frozen=True, slots=True)
class Diligence:
    """``turn``: the chance that somebody looks at the desk in a half-day. ``pace``: the share of the limit that the
    work takes on average. ``care``: the chance of an answer that satisfies. ``forget``: of a case nobody thinks of
    until a card is on the table.
    """

    turn: float
    pace: float
    care: float
    forget: float


GOOD = Diligence(turn=0.97, pace=0.40, care=0.92, forget=0.00)
FAIR = Diligence(turn=0.90, pace=0.55, care=0.85, forget=0.02)
SLOW = Diligence(turn=0.75, pace=0.72, care=0.75, forget=0.05)
POOR = Diligence(turn=0.55, pace=0.85, care=0.60, forget=0.12)

TWELVE = {
    "services": FAIR,
    "housing": SLOW,
    "education": GOOD,
    "health": FAIR,
    "labour": FAIR,
    "transport": SLOW,
    "resources": POOR,
    "environment": GOOD,
    "enforcement": FAIR,
    "market": GOOD,
    "police": GOOD,
    "510704003": POOR,
}
"""By the code of the body; the demonstration district knows the rest of it."""

OFFICE = Diligence(turn=0.95, pace=0.5, care=0.9, forget=0.01)
"""The office itself, those who investigate for it, and the office above it."""

HANDLERS = 2
"""In each of the twelve, beside a head and a deputy head."""

_KEPT = ("superior", "government", "office", "inspection")
_MORE = {"superior": [Role.HANDLER], "office": [Role.DIRECTOR], "inspection": [Role.HEAD]}
_SURNAMES = "安卜岑车戴樊甘洪纪柯蓝麦聂欧裴戚瞿容桑滕温奚燕臧詹祝卓左"
_GIVEN = ("一鸣", "文静", "立群", "思远", "晓棠", "国梁", "春燕", "振华", "佳宁", "明轩", "素云", "海峰")


def district(codes: Collection[str] = tuple(TWELVE)) -> District:
    """The office, those beside and above it, and these of the twelve."""
    known = {body.code: body for body in read_district().body}
    names = _names()
    kept = [_with_more(known[code], _MORE.get(code, []), names) for code in _KEPT]
    twelve = [_staffed(known[code], names) for code in TWELVE if code in codes]
    return District(version="year", body=[*kept, *twelve])


def diligence_of(code: str) -> Diligence:
    return TWELVE.get(code, OFFICE)


def _names() -> Iterator[str]:
    return (_SURNAMES[n % len(_SURNAMES)] + _GIVEN[n * 5 % len(_GIVEN)] for n in count())


def _with_more(body: BodyEntry, roles: list[Role], names: Iterator[str]) -> BodyEntry:
    more = [_officer(body, n, [role], names) for n, role in enumerate(roles)]
    return body.model_copy(update={"officers": [*body.officers, *more]})


def _staffed(body: BodyEntry, names: Iterator[str]) -> BodyEntry:
    roles = [[Role.HEAD], [Role.HEAD], *[[Role.HANDLER]] * HANDLERS]
    return body.model_copy(update={"officers": [_officer(body, n, r, names) for n, r in enumerate(roles)]})


def _officer(body: BodyEntry, number: int, roles: list[Role], names: Iterator[str]) -> OfficerEntry:
    return OfficerEntry(username=f"y{body.code}-{number}", name=next(names), roles=roles)
