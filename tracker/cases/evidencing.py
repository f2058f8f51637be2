"""The evidence of a proposal, frozen: cards, and of their cases the events, clocks, notices, and who held them.

It names rows and instants only, never the citizen's words, so the body concerned may read it.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

from sqlmodel import Session, col, select

from tracker.models import Card, Case, Clock, Event, Notice
from tracker.models.views import key
from tracker.rules.accountability import Stay, shares
from tracker.rules.facts import Org

MOST_CASES = 20
"""Told in full: the newest. All cards are listed, and what is left out is counted."""


def package(session: Session, cards: Sequence[Card], org: Org, *, now: datetime) -> dict[str, Any]:
    ids = sorted({card.case_id for card in cards})
    cases = [session.get_one(Case, case_id) for case_id in ids[-MOST_CASES:]]
    return {
        "cases_in_all": len(ids),
        "made_at": _iso(now),
        "cards": [_card(card) for card in cards],
        "cases": [_case(session, case, org, now) for case in cases],
    }


def _iso(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).isoformat() if moment else None


def _card(card: Card) -> dict[str, Any]:
    return {
        "id": card.id,
        "case": card.case_id,
        "colour": card.colour,
        "why": card.why,
        "basis": card.basis,
        "at": _iso(card.at),
    }


def _case(session: Session, case: Case, org: Org, now: datetime) -> dict[str, Any]:
    case_id = key(case.id)
    events = session.exec(select(Event).where(Event.case_id == case_id).order_by(col(Event.seq))).all()
    clocks = session.exec(select(Clock).where(Clock.case_id == case_id).order_by(col(Clock.id))).all()
    notices = session.exec(select(Notice).where(Notice.case_id == case_id).order_by(col(Notice.id))).all()
    return {
        "id": case_id,
        "number": case.number,
        "events": [{"seq": e.seq, "action": e.action, "at": _iso(e.at), "hash": e.hash} for e in events],
        "clocks": [_clock(clock, org) for clock in clocks],
        "notices": [
            {"id": n.id, "template": n.template, "officer": n.officer_id, "delivered_at": _iso(n.delivered_at)}
            for n in notices
            if n.officer_id is not None
        ],
        "held": _held(case, events, org, case.ended_at or now),
    }


def _clock(clock: Clock, org: Org) -> dict[str, Any]:
    return {
        "id": clock.id,
        "step": clock.step,
        "owner": org.bodies[clock.owner_id].name,
        "due_on": clock.due_on.isoformat(),
        "settled": clock.settled,
        "settled_at": _iso(clock.settled_at),
        "basis": clock.basis,
    }


LANDS_AT_BODY = frozenset({"dispatch", "send_back", "redo"})
LANDS_AT_DESK = frozenset({"register", "return", "answer", "approve"})


def _held(case: Case, events: Iterable[Event], org: Org, until: datetime) -> list[dict[str, Any]]:
    by_name = {body.name: body.id for body in org.bodies.values()}
    moves, handling = [], case.desk_id
    for event in events:
        handling = by_name.get(event.details.get("body", ""), handling) if event.action == "dispatch" else handling
        if event.action in LANDS_AT_BODY:
            moves.append((handling, event.at))
        elif event.action in LANDS_AT_DESK:
            moves.append((case.desk_id, event.at))
    ends = [*moves, (case.desk_id, until)]
    found = shares(Stay(a[0], a[1], max(a[1], b[1])) for a, b in pairwise(ends))
    return [{"body": org.bodies[body].name, "share": round(share, 4)} for body, share in found.items()]
