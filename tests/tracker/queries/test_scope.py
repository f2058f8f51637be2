"""What a viewer may see is said twice, as a rule and as SQL: both must say the same."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, select

from tests.builders import NOW, house
from tests.tracker.rules.strategies import cases, orgs
from tracker.db import Database
from tracker.models import Assistance, Body, Case, Complainant, Officer
from tracker.models.views import case_facts, key
from tracker.queries.queue import QueueFilter, counts, queue
from tracker.queries.scope import visible
from tracker.rules.conflict import roles_for
from tracker.rules.facts import CaseFacts, Org
from tracker.rules.words import Colour

BODY_IDS = (*range(1, 10), *range(100, 108))
"""Every id that the strategy may give a body. The tree itself is the drawn one, in memory."""


@pytest.fixture
def session(database_url: str) -> Iterator[Session]:
    db = Database(database_url)
    with db.reading() as session:
        session.add_all(Body(id=body, code=f"b{body}", name=f"单位{body}", kind="section") for body in BODY_IDS)
        session.add(Complainant(id=1, channel="web", sender_hash="h", sender_sealed="s", created_at=NOW))
        session.flush()
        session.add(Officer(id=1, username="o", name="李敏", body_id=1, password_hash="x", created_at=NOW))
        session.flush()
        yield session
    db.close()


@st.composite
def districts(draw: st.DrawFn) -> tuple[Org, list[Case]]:
    org = draw(orgs())
    rows = st.builds(
        _row,
        cases(org),
        leader=st.booleans(),
        money=st.booleans(),
        colour=st.sampled_from(Colour),
        number=st.integers(1, 999).map(str),
    )
    return org, draw(st.lists(rows, min_size=1, max_size=8, unique_by=lambda case: case.number))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(districts())
def test_the_queries_show_exactly_what_the_rule_lets_the_viewer_see(
    session: Session, district: tuple[Org, list[Case]]
) -> None:
    """All examples share one transaction; each takes its cases away again, also when it fails."""
    org, rows = district
    with taken_back(session):
        session.add_all(rows)
        session.flush()
        session.add_all(_assistance(row, body) for row in rows for body in row.assisting)
        session.flush()
        for viewer in org.officers.values():
            theirs = {row.number for row in rows if roles_for(viewer, case_facts(row), org)}
            assert set(session.exec(select(Case.number).where(visible(viewer, org)))) == theirs
            page = queue(session, viewer, org, QueueFilter(), now=NOW, calendar=house().calendar)
            assert sorted(row.number for row in page.rows) == sorted(theirs)
            assert counts(session, viewer, org, now=NOW)["open"] == len(theirs)


@contextmanager
def taken_back(session: Session) -> Iterator[None]:
    savepoint = session.begin_nested()
    try:
        yield
    finally:
        savepoint.rollback()


def _assistance(case: Case, body: int) -> Assistance:
    return Assistance(
        case_id=key(case.id), round=1, body_id=body, question="看一看水压", asked_by=1, asked_at=NOW,
        opinion="水压正常", opined_by=1, opined_at=NOW,
    )  # fmt: skip


def _row(facts: CaseFacts, *, leader: bool, money: bool, colour: Colour, number: str) -> Case:
    return Case(
        number=number,
        query_hash=number,
        filing_key=number,
        filing_hash="",
        channel="web",
        complainant_id=1,
        level="confidential",
        kind=facts.kind.value,
        conduct=facts.conduct.value,
        text="电梯坏了",
        target_id=facts.target,
        target_person=facts.target_person,
        target_is_leader=leader,
        money=money,
        colour=colour.value,
        status=facts.status.value,
        desk_id=facts.desk,
        holder_id=facts.holder,
        handling_id=facts.handling,
        assisting=sorted(facts.assisting),
        promised_on=NOW.date(),
        next_due=NOW,
        registered_at=NOW,
    )
