"""Who sees which accountability case: the condition in SQL says the same as the rule."""

from itertools import product

from sqlmodel import select

from tests.builders import NOW, Place
from tracker.models import AccountabilityCase
from tracker.queries.accountability import concerns, matter
from tracker.queries.org import load_org
from tracker.rules.accountability import Measure, parties


def test_everybody_finds_exactly_what_they_are_a_party_to(own_place: Place) -> None:
    bodies, o = own_place.bodies, own_place.officers
    of_the_office = (bodies.housing, bodies.housing_estate, bodies.water)
    subjects = [*((bodies.office, body) for body in of_the_office), (bodies.superior, bodies.office)]
    people = (None, o.zhou_qiang, o.zhao_guodong), (None, o.li_min, o.zheng_haitao)
    with own_place.db.writing() as session:
        for n, ((desk, body), person, proposer) in enumerate(product(subjects, *people)):
            row = AccountabilityCase(
                key=f"row-{n}", rule="officer", measure=Measure.TALK.value, year=2026, desk_id=desk, body_id=body,
                officer_id=person, proposed_by=proposer, grounds="多次超时", basis="制度", evidence_hash="",
                proposed_at=NOW, statement_due_on=NOW.date(), statement_due_at=NOW,
            )  # fmt: skip
            session.add(row)
    with own_place.db.reading() as session:
        org = load_org(session)
        rows = session.exec(select(AccountabilityCase)).all()
        for officer in org.officers.values():
            found = set(session.exec(select(AccountabilityCase.id).where(concerns(officer, org))))
            assert found == {row.id for row in rows if parties(officer, matter(row), org)}, officer.name
