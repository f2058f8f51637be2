"""Acceptance scenarios 1, 3, 5, 9 and 13 of the rules, told through the API with a moving clock."""

from dataclasses import replace
from typing import Any

from httpx2 import Response
from sqlmodel import col, select

from tests.builders import complaint, filing, house, register, version_of
from tests.story import at
from tests.tracker.web.clients import Web, problem
from tracker.cases.filing import file_case
from tracker.models import Alarm, Card, Clock
from tracker.rules.counting import LateReceipt
from tracker.rules.words import Kind, Step
from tracker.rules.workdays import local_date
from tracker.sweep import sweep


def do(web: Web, number: str, officer: int, action: str, **fields: str) -> Response:
    deed = {"version": version_of(web.place, number), "fields": fields}
    return web.client.post(f"/api/v1/cases/{number}/actions/{action}", json=deed, headers=web.officer(officer))


def rows(web: Web, table: type[Any]) -> list[Any]:
    with web.place.db.reading() as session:
        return list(session.exec(select(table).order_by(col(table.id))))


def accepted(web: Web) -> str:
    """王秀英 complains on Monday 23 November at 9:30; 李敏 accepts on Tuesday."""
    web.clock.now = at(11, 23, 9, 30)
    number = register(web.place, complaint(), now=web.clock.now).number
    web.clock.now = at(11, 24, 9)
    assert do(web, number, web.place.officers.li_min, "accept").status_code == 200
    return number


def signed(web: Web) -> str:
    """吴刚 of the inspection has signed on the same Tuesday."""
    number = accepted(web)
    o = web.place.officers
    assert do(web, number, o.li_min, "dispatch", body=str(web.place.bodies.inspection)).status_code == 200
    assert do(web, number, o.wu_gang, "sign").status_code == 200
    return number


def test_1_an_ordinary_complaint_is_due_on_15_december_with_a_reminder_on_the_4th_and_the_10th(web: Web) -> None:
    accepted(web)
    [accept] = [c for c in rows(web, Clock) if c.step == Step.ACCEPT]
    [handle] = [c for c in rows(web, Clock) if c.step == Step.HANDLE]
    assert (accept.due_on.isoformat(), handle.due_on.isoformat()) == ("2026-11-26", "2026-12-15")
    days = {a.level: local_date(a.at).isoformat() for a in rows(web, Alarm) if a.clock_id == handle.id}
    assert (days["50"], days["80"]) == ("2026-12-04", "2026-12-10")


def test_9_an_extension_asked_for_on_16_december_is_refused_and_the_red_card_stays(web: Web) -> None:
    number = signed(web)
    web.clock.now = at(12, 16, 9)
    sweep(web.place.db, house(), now=web.clock.now)
    cards, due = rows(web, Card), [c.due_at for c in rows(web, Clock) if c.step == Step.HANDLE]
    answer = do(web, number, web.place.officers.wu_gang, "ask_extension", days="5", reason="还要核实")
    assert "逾期照实记录" in problem(answer, 409, "refused_on_record").detail
    assert [card.colour for card in cards] == ["red"]
    assert rows(web, Card) == cards
    assert [c.due_at for c in rows(web, Clock) if c.step == Step.HANDLE] == due


def test_13_a_return_after_its_window_is_refused_and_the_chief_is_told(web: Web) -> None:
    number, o = signed(web), web.place.officers
    web.clock.now = at(11, 27, 9)
    problem(do(web, number, o.wu_gang, "return", reason="不属于本单位职责"), 409, "refused_on_record")
    page = web.client.get(f"/api/v1/cases/{number}", headers=web.officer(o.luo_zhiming)).json()
    assert page["status"] == "handling"
    assert any("退单被拒" in notice["subject"] and notice["to"] == "罗志明" for notice in page["notices"])


def test_13_a_designated_body_cannot_return_either(web: Web) -> None:
    number, o = accepted(web), web.place.officers
    inspection = str(web.place.bodies.inspection)
    do(web, number, o.li_min, "dispatch", body=inspection)
    assert do(web, number, o.wu_gang, "return", reason="不属于本单位职责").status_code == 200
    do(web, number, o.li_min, "dispatch", body=inspection)
    refused = problem(do(web, number, o.wu_gang, "return", reason="还是不属于"), 409, "refused_on_record")
    assert "已经指定承办" in refused.detail


def test_3_three_working_days_from_30_september_end_on_the_saturday_that_is_worked(web: Web) -> None:
    """Not on 7 October, when the holiday ends, and not on Monday the 12th."""
    web.clock.now = at(9, 30, 9)
    number = register(web.place, filing(kind=Kind.CONSULT, text="办残疾证要带什么材料"), now=web.clock.now).number
    assert do(web, number, web.place.officers.li_min, "accept").status_code == 200
    [handle] = [c for c in rows(web, Clock) if c.step == Step.HANDLE]
    assert handle.due_on.isoformat() == "2026-10-10"
    page = web.client.get(f"/api/v1/cases/{number}", headers=web.officer(web.place.officers.li_min)).json()
    [receipt] = [clock["receipt"] for clock in page["clocks"] if clock["step"] == "handle"]
    counted = {day["date"]: day["why"] for day in receipt}
    assert "调休上班" in counted["2026-10-10"]
    assert "国庆" in counted["2026-10-07"]


def test_5_what_comes_on_saturday_night_is_registered_then_and_counted_from_monday(web: Web) -> None:
    web.clock.now = at(11, 28, 22, 10)
    receipt = register(web.place, complaint(), now=web.clock.now)
    assert receipt.registered_at == web.clock.now
    assert receipt.accept_by.isoformat() == "2026-12-02"


def test_5_an_office_that_receives_on_the_next_working_day_has_a_day_more(web: Web) -> None:
    counting = replace(house().policy.counting, late_receipt=LateReceipt.NEXT_WORKDAY)
    later = replace(house(), policy=replace(house().policy, counting=counting))
    now = at(11, 28, 22, 10)
    with web.place.db.writing() as session:
        receipt = file_case(session, later, complaint(), key="saturday", now=now)
    assert receipt.accept_by.isoformat() == "2026-12-03"
