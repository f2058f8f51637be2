"""问责 in the console: 李敏 proposes, 周强 speaks, 赵国栋 decides, and a card is taken back."""

import re
from html import unescape

import pytest

from tests.builders import complaint, house
from tests.story import at, begin
from tests.tracker.web.clients import Web
from tests.tracker.web.console import Browser, words
from tracker.models import AccountabilityCase
from tracker.rules.words import Action, Status
from tracker.sweep import sweep

GROUNDS = {"grounds": "公务时间擅自离岗", "basis": "《四川省行政机关责任追究制度》"}


@pytest.fixture
def late(web: Web) -> Web:
    """The service centre let a complaint about the housing bureau lie until two clocks were overdue."""
    story = begin(web.place, complaint(), now=at(11, 23, 9, 30))
    story.now = at(11, 24, 10)
    story.do(web.place.officers.li_min, Action.ACCEPT)
    story.dispatch(web.place.bodies.services)
    for moment in (at(11, 26, 9), at(12, 16, 9)):
        sweep(web.place.db, house(), now=moment)
    web.clock.now = at(12, 17)
    return web


def test_from_the_proposal_to_the_review_on_pages(web: Web) -> None:
    o, housing = web.place.officers, web.place.bodies.housing
    li_min, zhou, zhao = (Browser.of(web, who) for who in (o.li_min, o.zhou_qiang, o.zhao_guodong))
    form = li_min.get(f"/accountability/new?body={housing}")
    assert "周强" in words(form)
    fields = {"measure": "admonition", "person": str(o.zhou_qiang), "body": str(housing), **GROUNDS}
    brought = li_min.post("/accountability/new", fields)
    assert brought.status_code == 303, words(brought)
    path = brought.headers["location"].removeprefix("/console")
    assert "效能办工作人员、提案人" in words(li_min.get(path)) or "撤回提案" in words(li_min.get(path))
    assert "公务时间擅自离岗" in words(zhou.get("/accountability"))
    early = zhao.post(f"{path}/actions/decide", {"reason": "事实清楚"})
    assert early.status_code == 409
    assert "收到陈述，或者期满仍未陈述，才能决定" in words(early)
    assert "事实清楚" in early.text, "what was typed is not lost"
    assert zhou.post(f"{path}/actions/state", {"reason": "当日外出办案"}).status_code == 303
    assert "当日外出办案" in words(zhao.get(path))
    assert zhao.post(f"{path}/actions/decide", {"reason": "事实清楚"}).status_code == 303
    assert li_min.post(f"{path}/actions/deliver", {"reason": "本人签收"}).status_code == 303
    page = words(zhou.get(path))
    assert "申请复核的理由" in page
    assert "周强有效告诫 1 次" in page
    assert "效能告诫书" in zhou.get(f"{path}/paper").text


def test_sun_li_of_another_bureau_finds_neither_the_list_nor_the_page(late: Web) -> None:
    sun = Browser.of(late, late.place.officers.sun_li)
    assert "没有问责" in words(sun.get("/accountability"))
    with late.place.db.reading() as session:
        assert session.get_one(AccountabilityCase, 1).stage == "proposed", "there is something to be found"
    assert sun.get("/accountability/1").status_code == 404
    assert sun.get("/accountability/1/paper").status_code == 404
    refused = sun.get("/accountability/new")
    assert refused.status_code == 403
    assert "由效能办的受理员或主任提出" in words(refused)


def test_zhao_guodong_takes_a_card_back_and_its_proposal_lapses(late: Web) -> None:
    o, services = late.place.officers, late.place.bodies.services
    li_min, zhao = Browser.of(late, o.li_min), Browser.of(late, o.zhao_guodong)
    page = zhao.get("/cards")
    assert "区政务服务中心 2 0 0 查看" in words(page)
    card = re.findall(r"/console/cards/(\d+)/revoke", page.text)[0]
    assert "/revoke" not in li_min.get("/cards").text
    assert li_min.post(f"/cards/{card}/revoke", {"reason": "系统故障"}).status_code == 403
    assert zhao.post(f"/cards/{card}/revoke", {"reason": "系统故障"}).status_code == 303
    assert "已由赵国栋撤销" in words(zhao.get(f"/cards?body={services}"))
    assert "区政务服务中心 1 0 1 查看" in words(zhao.get("/cards"))
    assert "依据已不足，提案失效" in words(zhao.get(f"/accountability?body={services}"))
    twice = zhao.post(f"/cards/{card}/revoke", {"reason": "系统故障"})
    assert (twice.status_code, "已经撤销" in words(twice)) == (409, True)


def test_the_evidence_says_who_held_it_how_long_and_that_nobody_touched_it(late: Web) -> None:
    zhao = Browser.of(late, late.place.officers.zhao_guodong)
    page = words(zhao.get("/accountability/1"))
    assert "区效能办 34% 区政务服务中心 66%" in page, "a day of three lay at the office"
    assert "核对一致" in page
    with late.place.db.writing() as session:
        row = session.get_one(AccountabilityCase, 1)
        row.evidence = {**row.evidence, "cards": []}
    assert "证据与封存时的指纹不一致" in words(zhao.get("/accountability/1"))


def test_what_was_typed_in_a_refused_proposal_is_still_there(web: Web) -> None:
    li_min = Browser.of(web, web.place.officers.li_min)
    fields = {"measure": "admonition", "body": str(web.place.bodies.housing), **GROUNDS}
    refused = li_min.post("/accountability/new", fields)
    assert (refused.status_code, "请选定当事人" in words(refused)) == (422, True)
    assert "公务时间擅自离岗" in refused.text


def test_a_copied_trick_is_seen_on_the_case_and_judged_and_becomes_the_ground_of_a_proposal(web: Web) -> None:
    o = web.place.officers
    story = begin(web.place, now=at(11, 23)).walk(Status.DISPATCHED)
    story.now = web.clock.now = at(12, 2, 16)
    story.do(o.zhou_qiang, Action.SIGN)
    story.do(o.zhou_qiang, Action.RETURN, reason="不属于本单位职责")
    li_min, zhou = Browser.of(web, o.li_min), Browser.of(web, o.zhou_qiang)
    assert "临期退单 （区住房和城乡建设局）" in words(li_min.get(f"/cases/{story.number}"))
    assert "没有异常办理线索" in words(zhou.get("/gaming"))
    mark = re.findall(r"/console/gaming/(\d+)", li_min.get("/gaming").text)[0]
    assert zhou.post(f"/gaming/{mark}", {"verdict": "unfounded", "reason": "没有"}).status_code == 404
    assert li_min.post(f"/gaming/{mark}", {"reason": "已核实"}).status_code == 422
    assert li_min.post(f"/gaming/{mark}", {"verdict": "founded", "reason": "早已知道不归本单位"}).status_code == 303
    page = li_min.get("/gaming?done=1")
    assert "属实" in words(page)
    address = unescape(re.findall(r'href="/console(/accountability/new[^"]+)"', page.text)[0])
    assert "临期退单" in li_min.get(address).text
