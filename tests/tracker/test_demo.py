"""The demonstration district: complete, invented where it must be, and loaded once."""

import json
from pathlib import Path

import pytest
from pydantic import ValidationError
from sqlmodel import select

from tests.builders import CHEAP_HASHER, NOW, house
from tracker.db import Database
from tracker.demo import PASSWORD, District, load_demo, read_district
from tracker.models import Body, Door, Officer
from tracker.queries.org import load_org
from tracker.rules.conflict import desk_for
from tracker.rules.facts import BodyKind, Org
from tracker.rules.routing import name_in
from tracker.rules.words import Role

DIVISIONS = Path(__file__).parents[3] / "shared" / "data" / "mianyang_divisions.jsonl"
YOUXIAN = "510704"


@pytest.fixture
def org(sqlite_url: str) -> Org:
    db = Database(sqlite_url)
    with db.writing() as session:
        load_demo(session, house(), now=NOW, hasher=CHEAP_HASHER.hash)
        org = load_org(session)
    db.close()
    return org


def test_a_second_load_changes_nothing_and_hashes_nothing(database_url: str) -> None:
    db = Database(database_url)
    with db.writing() as session:
        first = load_demo(session, house(), now=NOW, hasher=CHEAP_HASHER.hash)
        session.exec(select(Officer).where(Officer.username == "limin")).one().name = "李敏敏"
    with db.writing() as session:
        second = load_demo(session, house(), now=NOW, hasher=_never)
        assert (second.bodies, second.officers) == (0, 0)
        assert session.exec(select(Officer.name).where(Officer.username == "limin")).one() == "李敏敏"
        assert len(session.exec(select(Body)).all()) == first.bodies
        assert len(session.exec(select(Officer)).all()) == first.officers
        assert len(session.exec(select(Door)).all()) == first.officers
    db.close()


def test_every_officer_can_log_in_with_the_demo_password(sqlite_url: str) -> None:
    db = Database(sqlite_url)
    with db.writing() as session:
        load_demo(session, house(), now=NOW, hasher=CHEAP_HASHER.hash)
        hashes = set(session.exec(select(Officer.password_hash)))
    assert all(CHEAP_HASHER.verify(stored, PASSWORD) for stored in hashes)
    db.close()


def test_no_door_leads_out_of_this_machine(sqlite_url: str) -> None:
    db = Database(sqlite_url)
    with db.writing() as session:
        load_demo(session, house(), now=NOW, hasher=CHEAP_HASHER.hash)
        doors = [house().seals.open(sealed) for sealed in session.exec(select(Door.address_sealed))]
    assert doors
    assert all(address.endswith("@huiyin.localhost") for address in doors)
    db.close()


def test_every_function_of_the_policy_has_a_body_that_performs_it(org: Org) -> None:
    by_name = {body.name: body for body in org.bodies.values()}
    for function, name in house().policy.routes.items():
        assert function in by_name[name].functions


def test_every_body_has_somebody_who_can_act(org: Org) -> None:
    for body in org.bodies.values():
        assert any(officer.body == body.id for officer in org.officers.values()), body.name
        if body.kind in (BodyKind.DEPARTMENT, BodyKind.TOWN):
            assert org.working(body.id, Role.HEAD), body.name


def test_the_office_has_intake_and_director_and_its_own_investigators(org: Org) -> None:
    office = desk_for(None, accuses=False, org=org)
    assert len(org.working(office, Role.INTAKE)) == 2
    assert len(org.working(office, Role.DIRECTOR)) == 1
    (inspection,) = (b for b in org.bodies.values() if b.parent == office and "效能查办" in b.functions)
    assert len(org.working(inspection.id, Role.HANDLER)) == 2


def test_a_complaint_about_the_office_finds_a_desk_above_it(org: Org) -> None:
    office = desk_for(None, accuses=False, org=org)
    above = desk_for(office, accuses=True, org=org)
    assert org.bodies[above].kind is BodyKind.SUPERIOR
    assert org.working(above, Role.INTAKE)
    assert org.working(above, Role.DIRECTOR)


@pytest.mark.parametrize(
    ("words", "body"),
    [
        ("房管局的人", "区住房和城乡建设局房管科"),
        ("富乐派出所", "区公安分局"),
        ("城管", "区综合行政执法局"),
        ("市效能办", "绵阳市效能办"),
        ("区效能办", "区效能办"),
        ("富乐街道办事处", "富乐街道"),
        ("游仙区政府", "游仙区人民政府"),
        ("游仙街道", "游仙街道"),
    ],
)
def test_bodies_are_known_by_the_names_people_use(org: Org, words: str, body: str) -> None:
    found = name_in(words, org)
    assert found is not None
    assert org.bodies[found].name == body


def test_exactly_one_body_catches_what_belongs_nowhere(org: Org) -> None:
    assert [body.name for body in org.bodies.values() if body.fallback] == ["区政务服务中心"]


def test_the_towns_are_the_real_ones() -> None:
    if not DIVISIONS.exists():
        pytest.skip("the list of divisions is not on this machine")
    rows = [json.loads(line) for line in DIVISIONS.read_text("utf-8").splitlines()]
    # One unit of this level is no street or town, and takes no complaints.
    real = {(r["code"], r["name"]) for r in rows if r.get("parent") == YOUXIAN and r["name"][-1] in "道镇乡"}
    assert {(b.code, b.name) for b in read_district().body if b.kind is BodyKind.TOWN} == real


def test_introduced_officers_exist_and_cover_the_road() -> None:
    roles = {role for officer, _ in read_district().introduced() for role in officer.roles}
    assert roles >= {Role.INTAKE, Role.HANDLER, Role.HEAD, Role.DIRECTOR}


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"parent": "nowhere"}, "must stand before it"),
        ({"officers": []}, "at least 1"),
        ({"colour": "red"}, "Extra inputs"),
    ],
)
def test_a_district_that_does_not_hold_together_is_refused(change: dict[str, object], why: str) -> None:
    officer = {"username": "limin", "name": "李敏", "roles": ["intake"]}
    body = {"code": "office", "name": "区效能办", "kind": "office", "officers": [officer], **change}
    with pytest.raises(ValidationError, match=why):
        District.model_validate({"version": "1", "body": [body]})


def _never(password: str) -> str:
    raise AssertionError("a district that is there needs no new hash")
