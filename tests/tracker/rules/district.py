"""A small invented district, as the rules see it."""

from tracker.rules.facts import BodyFacts, BodyKind, CaseFacts, OfficerFacts, Org
from tracker.rules.words import Conduct, Kind, Role, Status

CITY, DISTRICT, OFFICE, INSPECTORS, HOUSING, HOUSING_SECTION, TOWN, SCHOOLS, CENTRE = range(1, 10)

BODIES = (
    BodyFacts(CITY, "市效能办", BodyKind.SUPERIOR),
    BodyFacts(DISTRICT, "区人民政府", BodyKind.GOVERNMENT, CITY),
    BodyFacts(OFFICE, "区效能办", BodyKind.OFFICE, DISTRICT),
    BodyFacts(INSPECTORS, "投诉查办科", BodyKind.SECTION, OFFICE, functions=frozenset({"效能查办"})),
    BodyFacts(HOUSING, "区住房和城乡建设局", BodyKind.DEPARTMENT, DISTRICT, aliases=frozenset({"住建局"})),
    BodyFacts(HOUSING_SECTION, "房管科", BodyKind.SECTION, HOUSING, aliases=frozenset({"房管局"})),
    BodyFacts(TOWN, "青禾镇", BodyKind.TOWN, DISTRICT),
    BodyFacts(SCHOOLS, "区教育和体育局", BodyKind.DEPARTMENT, DISTRICT, aliases=frozenset({"教育局"})),
    BodyFacts(CENTRE, "区政务服务中心", BodyKind.DEPARTMENT, DISTRICT, fallback=True),
)

LI_MIN = OfficerFacts(1, "李敏", OFFICE, frozenset({Role.INTAKE}))
ZHAO = OfficerFacts(2, "赵国栋", OFFICE, frozenset({Role.DIRECTOR}))
ZHOU_QIANG = OfficerFacts(3, "周强", HOUSING, frozenset({Role.HANDLER}))
CHEN = OfficerFacts(4, "陈志远", HOUSING, frozenset({Role.HEAD}))
SUN_LI = OfficerFacts(5, "孙莉", SCHOOLS, frozenset({Role.HANDLER}))
HE_JING = OfficerFacts(6, "何静", CITY, frozenset({Role.SUPERVISOR, Role.INTAKE}))
PEOPLE = (LI_MIN, ZHAO, ZHOU_QIANG, CHEN, SUN_LI, HE_JING)

ROUTES = {"房管": "区住房和城乡建设局", "教育": "区教育和体育局"}


def org(*officers: OfficerFacts, bodies: tuple[BodyFacts, ...] = BODIES) -> Org:
    return Org({b.id: b for b in bodies}, {o.id: o for o in officers})


EVERYBODY = org(*PEOPLE)


def case(
    *,
    conduct: Conduct = Conduct.NONE,
    target: int | None = None,
    target_person: str | None = None,
    desk: int = OFFICE,
    handling: int | None = None,
    status: Status = Status.REGISTERED,
) -> CaseFacts:
    return CaseFacts(
        id=1,
        number="YX20261123-0001",
        status=status,
        kind=Kind.COMPLAINT,
        conduct=conduct,
        desk=desk,
        holder=handling or desk,
        handling=handling,
        target=target,
        target_person=target_person,
    )
