"""Who is complained about: the body, the person, whether a leader, whether this very office."""

import re
from collections.abc import Sequence

from nlp.names import SURNAME
from nlp.phrases import Hit, Phrasebook
from nlp.understanding import Span, Target

_OWN_OFFICE = "本办"
_LONGEST_NAME = 4
_AREA = re.compile(r"我?[省市区县镇乡]$")
_CALLED = re.compile(rf"(?:姓{SURNAME}的?|{SURNAME}[某xX]{{1,2}}|{SURNAME}[\u4e00-\u9fff]{{0,2}})$")
_BADGE = re.compile(r"(?:工号|警号|胸牌号?)[是为:： ]{0,2}[A-Za-z]{0,3}\d{2,8}号?")
_NO_NAME = re.compile(r"[的了在是有和与对给叫让找向被把请到问跟从由个位名这那该]")


def target(
    text: str,
    plain: str,
    *,
    bodies: Sequence[Hit],
    where: Sequence[Span],
    titles: Phrasebook,
    faults: Sequence[Hit],
) -> Target:
    """A person is a target only where a fault was found, not when greeted or asked for help."""
    own = any(hit.label == _OWN_OFFICE for hit in bodies)
    body = _body(text, plain, _blamed(bodies, faults), where)
    if not faults:
        return Target(body=body, own_office=own)
    person, leader = _person(text, plain, titles.find(plain), bodies)
    return Target(body=body, person=person, leader=leader, own_office=own)


def _blamed(bodies: Sequence[Hit], faults: Sequence[Hit]) -> Sequence[Hit]:
    """From the body named last before the first fault on; from the first body if none stands before it."""
    fault = faults[0].start if faults else 0
    before = [place for place, hit in enumerate(bodies) if hit.end <= fault]
    if not before:
        return bodies
    first = before[-1]
    while first and bodies[first - 1].end == bodies[first].start:
        first -= 1
    return bodies[first:]


def _body(text: str, plain: str, bodies: Sequence[Hit], where: Sequence[Span]) -> str | None:
    """With the area written before it and what belongs to it after it: 游仙区|房管局, 富乐|街道|便民中心."""
    if not bodies:
        return None
    start, end = bodies[0].start, bodies[0].end
    for hit in bodies[1:]:
        end = hit.end if hit.start == end else end
    area = next((place.start for place in where if place.start < start <= place.end), None)
    if area is None:
        letter = _AREA.search(plain, max(0, start - 2), start)
        area = letter.start() if letter else start
    return text[area:end]


def _person(text: str, plain: str, titles: Sequence[Hit], bodies: Sequence[Hit]) -> tuple[str | None, bool]:
    """The title with the name before it (王科长, 姓李的主任), leaders first; else a badge number."""
    for hit in sorted(titles, key=lambda hit: hit.label):
        name = _CALLED.search(plain, _after_body(hit, bodies), hit.start)
        if name and not _NO_NAME.search(name[0].removesuffix("的")):
            return text[name.start() : hit.end], hit.label == "leader"
    badge = _BADGE.search(plain)
    leader = any(hit.label == "leader" for hit in titles)
    return (text[badge.start() : badge.end()] if badge else None), leader


def _after_body(title: Hit, bodies: Sequence[Hit]) -> int:
    """Where a name before ``title`` may begin: not inside a body, so that 房管|局长 is no Mr Fang."""
    ends = [hit.end for hit in bodies if hit.start < title.start]
    return min(title.start, max([title.start - _LONGEST_NAME, 0, *ends]))
