"""问责 through the API with a moving clock: the bureau speaks, the director decides, others see nothing."""

from typing import Any

import pytest

from tests.story import at
from tests.tracker.web.clients import Web, problem

ADMONITION = {"measure": "admonition", "grounds": "公务时间擅自离岗", "basis": "《四川省行政机关责任追究制度》"}


def bring(web: Web, **changes: Any) -> int:
    """李敏 proposes to admonish 周强."""
    place = web.place
    body = {**ADMONITION, "body": place.bodies.housing, "person": place.officers.zhou_qiang, **changes}
    created = web.client.post("/api/v1/accountability", json=body, headers=web.officer(place.officers.li_min))
    assert created.status_code == 201, created.text
    found: int = created.json()["row"]["id"]
    return found


def do(web: Web, row: int, action: str, officer: int, reason: str = "经集体研究") -> Any:
    return web.client.post(
        f"/api/v1/accountability/{row}/actions/{action}", json={"reason": reason}, headers=web.officer(officer)
    )


def test_scenario_29_the_third_admonition_through_the_door(web: Web) -> None:
    """给定 某人同年第 3 次告诫；则 只生成提案并列依据，须主任签批；复核期到 12-21；撤销一次则计数回 2."""
    o, rows = web.place.officers, []
    for month, day in ((6, 22), (9, 22), (11, 20)):
        web.clock.now = at(month - 1, day)
        rows.append(bring(web))
        web.clock.now = at(month, day, 10)
        assert do(web, rows[-1], "decide", o.zhao_guodong).status_code == 200
        assert do(web, rows[-1], "deliver", o.li_min).status_code == 200
    proposals = web.client.get(
        f"/api/v1/accountability?person={o.zhou_qiang}", headers=web.officer(o.zhao_guodong)
    ).json()["rows"]
    third = proposals[0]
    assert (third["measure"], third["stage"], third["proposed_by"]) == ("appraisal", "proposed", "系统")
    assert third["grounds"].startswith("建议年度考核不称职。2026年效能告诫3次。第1次：2026-06-22送达")
    assert "decide" not in web.client.get(
        f"/api/v1/accountability/{third['id']}", headers=web.officer(o.li_min)
    ).json()["actions"]
    last = web.client.get(f"/api/v1/accountability/{rows[-1]}", headers=web.officer(o.zhou_qiang)).json()
    assert (last["delivered_on"], last["review_until_on"]) == ("2026-11-20", "2026-12-21")
    assert (last["actions"], last["admonished"]) == (["ask_review"], 3)
    web.clock.now = at(12, 21, 23, 59)
    assert do(web, rows[-1], "ask_review", o.zhou_qiang, "当日已请假").status_code == 200
    problem(do(web, rows[-1], "revoke", o.zhao_guodong), 403, "not_allowed")
    revoked = do(web, rows[-1], "revoke", o.zheng_haitao, "请假属实")
    assert (revoked.json()["row"]["stage"], revoked.json()["admonished"]) == ("revoked", 2)


def test_a_colleague_of_another_bureau_finds_nothing_and_zhou_qiang_only_what_is_about_him(web: Web) -> None:
    o = web.place.officers
    about_him, about_the_bureau = bring(web), bring(web, measure="talk", person=None)
    seen = {
        name: [r["id"] for r in web.client.get("/api/v1/accountability", headers=web.officer(who)).json()["rows"]]
        for name, who in (("sun", o.sun_li), ("zhou", o.zhou_qiang), ("chen", o.chen_zhiyuan), ("li", o.li_min))
    }
    both = [about_the_bureau, about_him]
    assert seen == {"sun": [], "zhou": [about_him], "chen": both, "li": both}
    problem(do(web, about_him, "state", o.sun_li), 404, "not_found")
    problem(
        web.client.get(f"/api/v1/accountability/{about_him}/paper", headers=web.officer(o.sun_li)), 404, "not_found"
    )


def test_the_paper_is_a_draft_until_zhao_guodong_has_signed(web: Web) -> None:
    o = web.place.officers
    row, address = bring(web), "/api/v1/accountability/{}/paper"
    draft = web.client.get(address.format(row), headers=web.officer(o.zhou_qiang)).json()
    assert (draft["title"], draft["mark"]) == ("效能告诫书", "（草案：提案尚未决定，不具效力）")
    assert "周强：" in draft["text"]
    assert "公务时间擅自离岗" in draft["text"]
    do(web, row, "state", o.zhou_qiang, "当日外出办案")
    do(web, row, "decide", o.zhao_guodong)
    signed = web.client.get(address.format(row), headers=web.officer(o.zhou_qiang)).json()
    assert (signed["mark"], "赵国栋" in signed["signed"]) == ("", True)


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"person": None}, 422, "incomplete"),
        ({"measure": "appraisal"}, 422, "incomplete"),
        ({"grounds": " "}, 422, "incomplete"),
        ({"body": 9999}, 404, "not_found"),
        ({"cards": [9999]}, 404, "not_found"),
    ],
)
def test_a_proposal_that_makes_no_sense_says_what_to_do(
    web: Web, changes: dict[str, Any], status: int, code: str
) -> None:
    place = web.place
    body = {**ADMONITION, "body": place.bodies.housing, "person": place.officers.zhou_qiang, **changes}
    answer = web.client.post("/api/v1/accountability", json=body, headers=web.officer(place.officers.li_min))
    problem(answer, status, code)


def test_who_is_concerned_neither_proposes_nor_decides(web: Web) -> None:
    place = web.place
    body = {**ADMONITION, "body": place.bodies.housing, "person": place.officers.zhou_qiang}
    for who in (place.officers.chen_zhiyuan, place.officers.sun_li, place.officers.zhou_qiang):
        refused = web.client.post("/api/v1/accountability", json=body, headers=web.officer(who))
        problem(refused, 403, "not_allowed")
    row = bring(web)
    problem(do(web, row, "decide", place.officers.chen_zhiyuan), 403, "not_allowed")
