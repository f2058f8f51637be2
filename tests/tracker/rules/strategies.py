"""Org charts as life makes them: posts empty, people gone, doors dead.

One person at the city and one at the office are always there: each can be accused, never both at once.
"""

from datetime import date, timedelta

from hypothesis import strategies as st

from tests.tracker.rules.district import BODIES, CITY, OFFICE
from tracker.rules.facts import AbsenceFacts, BodyFacts, BodyKind, CaseFacts, OfficerFacts, Org
from tracker.rules.words import Conduct, Kind, Role, Status

OFFICER_ROLES = (Role.INTAKE, Role.HANDLER, Role.HEAD, Role.DIRECTOR, Role.SUPERVISOR)
NAMES = ("李敏", "赵国栋", "周强", "陈志远", "孙莉", "何静")


@st.composite
def trees(draw: st.DrawFn) -> tuple[BodyFacts, ...]:
    """The nine bodies of the district and up to eight more, each under any one that was there before."""
    bodies = list(BODIES)
    for n in range(draw(st.integers(0, 8))):
        kind = draw(st.sampled_from((BodyKind.DEPARTMENT, BodyKind.TOWN, BodyKind.SECTION)))
        parent = draw(st.sampled_from([b.id for b in bodies]))
        bodies.append(BodyFacts(100 + n, f"单位{n}", kind, parent))
    return tuple(bodies)


MONDAY = date(2026, 11, 23)


def absences() -> st.SearchStrategy[tuple[AbsenceFacts, ...]]:
    """Around the Monday: over, running or still to come; the deputy may be away, gone, oneself, or nobody at all."""
    days = st.integers(-3, 3)
    return st.lists(
        st.builds(
            lambda first, length, deputy: AbsenceFacts(
                MONDAY + timedelta(first), MONDAY + timedelta(first + length), deputy
            ),
            days,
            st.integers(0, 4),
            st.none() | st.integers(1, 31),
        ),
        max_size=2,
    ).map(tuple)


@st.composite
def orgs(draw: st.DrawFn) -> Org:
    bodies = draw(trees())
    officer = st.builds(
        OfficerFacts,
        id=st.integers(1, 30),
        name=st.sampled_from(NAMES),
        body=st.sampled_from([b.id for b in bodies]),
        roles=st.frozensets(st.sampled_from(OFFICER_ROLES), min_size=1, max_size=3),
        active=st.booleans(),
        reachable=st.booleans(),
        kin=st.frozensets(st.sampled_from(NAMES), max_size=1),
        interests=st.frozensets(st.sampled_from([b.id for b in bodies]), max_size=1),
        admitted=st.frozensets(st.just(1), max_size=1),
        absences=absences(),
    )
    officers = draw(st.lists(officer, max_size=12, unique_by=lambda o: o.id))
    above = OfficerFacts(98, "上级值班", CITY, frozenset({Role.SUPERVISOR}), reachable=draw(st.booleans()))
    role = draw(st.sampled_from(OFFICER_ROLES))
    here = OfficerFacts(99, "值班", OFFICE, frozenset({role}), reachable=draw(st.booleans()))
    return Org({b.id: b for b in bodies}, {o.id: o for o in (*officers, above, here)})


def cases(org: Org) -> st.SearchStrategy[CaseFacts]:
    """Any case that this district may have, on the desk that takes it or on the other one."""
    bodies = sorted(org.bodies)
    return st.builds(
        CaseFacts,
        id=st.just(1),
        number=st.just("YX20261123-0001"),
        status=st.sampled_from([s for s in Status if s.open]),
        kind=st.sampled_from(Kind),
        conduct=st.sampled_from(Conduct),
        desk=st.sampled_from((OFFICE, CITY)),
        holder=st.sampled_from(bodies),
        handling=st.none() | st.sampled_from(bodies),
        target=st.none() | st.sampled_from(bodies),
        target_person=st.none() | st.sampled_from(NAMES),
        restricted=st.booleans(),
        assisting=st.frozensets(st.sampled_from(bodies), max_size=2),
    )
