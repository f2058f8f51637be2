"""Who is complained about: the body, the person, whether a leader, whether this very office."""

import re
from collections.abc import Sequence

from nlp.names import NO_NAME, PERSON, SURNAME
from nlp.phrases import Hit, Phrasebook
from nlp.understanding import Span, Target

_OWN_OFFICE = "本办"
_LONGEST_NAME = 4
_FAR = 40
_AREA = re.compile(r"(?<!小)(?<!园)我?[省市区县镇乡]$")
_SECTION = re.compile(
    r"[^\W\da-zA-Z_的了在是有和与对给叫让找向被把请到问跟从由去来说没不我你他她您们这那该就也都办局]{1,4}"
    r"(?:科(?!长|员|技|学|目)|股(?!份|东|票|长)|室(?!内|外|主任)|大队(?!长)|中队(?!长)|窗口|清欠办|办公室(?!主任))"
)
_ASKED = re.compile(
    "(?:(?:尊敬|敬爱|希望|恳请|敬请|请求|请|恳求|建议|感谢|谢谢|望|盼|拜托)的?(?:一下|贵|各位|当地|[市区县省]){0,2}"
    "|(?:我们?是|住在?|家在|位于|来自|地处)[^，。]{0,8})$"
)
_ASKED_BEFORE = 12
_LED = re.compile("(?:各位|的)?(?:领导|书记|市长|区长|县长|局长|主任|同志)(?:们|您|你|好|[:：，,]){1,3}")
_FULL_NAME = re.compile(rf"(?:姓{SURNAME}的?|{SURNAME}[某xX*×]{{1,2}}|(?P<name>{SURNAME}[^\W\da-zA-Z_]{{0,2}}))$")
_MARKED_NAME = re.compile(rf"(?:姓{SURNAME}的?|{SURNAME}[某xX*×]{{1,2}})$")
_AFTER_TITLE = re.compile(
    rf"(?:[(（是叫为:：]|名叫){{0,2}}(?P<name>{PERSON})(?=[^\u4e00-\u9fff]|对|把|说|态度|不|没|却|收|骂|拒|一直|故意|让|利用|$)"
)
_BADGE = re.compile(r"(?:工号|警号|胸牌号?|执法证号?)[是为:： ]{0,2}[A-Za-z]{0,3}\d{2,8}号?")
_NO_NAME = re.compile(
    r"[的了在是有和与对给叫让找向被把请到问跟从由个位名这那该上下任各本贵原前后当做部班责管区县市镇村总组院科局务政保卫]"
)
_SENTENCE = re.compile(r"[。！？!?\n]")
_PRONOUN = ("他", "她")
_COLONS = (":", "：")
_LONGEST_GREETING = 12


def target(
    text: str,
    plain: str,
    *,
    bodies: Sequence[Hit],
    where: Sequence[Span],
    titles: Phrasebook | Sequence[Hit],
    faults: Sequence[Hit],
) -> Target:
    """A person is a target only where a fault was found, not when greeted or asked for help.

    ``titles`` may be the table or what was found with it.
    """
    own = any(hit.label == _OWN_OFFICE for hit in bodies)
    body = _body(text, plain, _blamed(plain, bodies, faults), where)
    if not faults:
        return Target(body=body, own_office=own)
    named = titles.find(plain) if isinstance(titles, Phrasebook) else titles
    near = [hit for hit in named if _is_near(hit, plain, faults)]
    person, leader = _person(text, plain, near, bodies)
    return Target(body=body, person=person, leader=leader, own_office=own)


def _blamed(plain: str, bodies: Sequence[Hit], faults: Sequence[Hit]) -> Sequence[Hit]:
    """From the body named last before the first fault on; from the first body if none stands before it.

    Bodies that are greeted, asked for help or complained to come last.
    """
    blamed = [hit for hit in bodies if not _is_asked(plain, hit)]
    for fault in faults:
        before = [place for place, hit in enumerate(blamed) if hit.end <= fault.start]
        if before:
            return blamed[_first_of_run(blamed, before[-1]) :]
    return blamed or bodies


def _first_of_run(bodies: Sequence[Hit], place: int) -> int:
    while place and bodies[place - 1].end == bodies[place].start:
        place -= 1
    return place


def _is_asked(plain: str, hit: Hit) -> bool:
    asked = _ASKED.search(plain, max(0, hit.start - _ASKED_BEFORE), hit.start)
    return bool(asked or _LED.match(plain, hit.end))


def _body(text: str, plain: str, bodies: Sequence[Hit], where: Sequence[Span]) -> str | None:
    """With the area written before it and what belongs to it after it: 游仙区|房管局, 富乐|街道|便民中心."""
    if not bodies:
        return None
    start, end = bodies[0].start, bodies[0].end
    for hit in bodies[1:]:
        end = hit.end if hit.start == end else end
    section = _SECTION.match(plain, end)
    end = section.end() if section else end
    area = next((place.start for place in where if place.start < start <= place.end), None)
    if area is None:
        letter = _AREA.search(plain, max(0, start - 2), start)
        area = letter.start() if letter else start
    return text[area:end]


def _is_near(title: Hit, plain: str, faults: Sequence[Hit]) -> bool:
    """In one sentence with a fault, or the one before if it begins with 他 or 她; not where a letter begins."""
    greeted = title.end < _LONGEST_GREETING and plain[title.end : title.end + 1] in _COLONS
    return not greeted and any(_are_near(plain, title, fault) for fault in faults)


def _are_near(plain: str, title: Hit, fault: Hit) -> bool:
    between = plain[min(title.end, fault.end) : max(title.start, fault.start)]
    parts = _SENTENCE.split(between) if len(between) <= 3 * _FAR else []
    if len(parts) == 2 and title.end <= fault.start:
        return parts[1].lstrip(" ,，").startswith(_PRONOUN) and len(between) <= _FAR
    return len(parts) == 1


def _person(text: str, plain: str, titles: Sequence[Hit], bodies: Sequence[Hit]) -> tuple[str | None, bool]:
    """The title with the name before it (王科长, 姓李的主任), leaders first; else a badge number."""
    for hit in sorted(titles, key=lambda hit: hit.label):
        span = _before(plain, hit, bodies) or _after(plain, hit)
        if span:
            return text[slice(*span)], hit.label == "leader"
    badge = _BADGE.search(plain)
    leader = any(hit.label == "leader" for hit in titles)
    return (text[badge.start() : badge.end()] if badge else None), leader


def _before(plain: str, title: Hit, bodies: Sequence[Hit]) -> tuple[int, int] | None:
    """Titles of three signs and more say what somebody does: 某 or 姓 must mark a name before them."""
    pattern = _FULL_NAME if len(title.surface) < 3 else _MARKED_NAME
    name = pattern.search(plain, _after_body(title, bodies), title.start)
    if not name or (_NO_NAME.search(name[0].removesuffix("的")) and not name[0].startswith("姓")):
        return None
    return name.start(), title.end


def _after(plain: str, title: Hit) -> tuple[int, int] | None:
    name = _AFTER_TITLE.match(plain, title.end)
    return (title.start, name.end("name")) if name and not NO_NAME.match(name["name"]) else None


def _after_body(title: Hit, bodies: Sequence[Hit]) -> int:
    """Where a name before ``title`` may begin: not inside a body, so that 房管|局长 is no Mr Fang."""
    ends = [hit.end for hit in bodies if hit.start < title.start]
    return min(title.start, max([title.start - _LONGEST_NAME, 0, *ends]))
