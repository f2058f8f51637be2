"""利益申报 and 揭示身份 on the page and through the API."""

from tests.builders import filing, register
from tests.tracker.web.clients import Web, problem
from tests.tracker.web.console import Browser, words
from tracker.rules.words import Level


def test_li_min_declares_on_the_page_and_the_director_lifts_it_there(web: Web) -> None:
    people, bodies = web.place.officers, web.place.bodies
    number = register(web.place, filing(target_body="水利局")).number
    li_min, director = Browser.of(web, people.li_min), Browser.of(web, people.zhao_guodong)
    assert li_min.get(f"/cases/{number}").status_code == 200
    refused = li_min.post("/interests", {"relation": "配偶任职"})
    assert (refused.status_code, "要么选一个单位" in words(refused)) == (422, True)
    declared = li_min.post("/interests", {"body": str(bodies.water), "relation": "配偶任职"})
    assert declared.headers["location"] == "/console/interests?done=declared"
    assert li_min.get(f"/cases/{number}").status_code == 404
    assert "解除的理由" not in words(li_min.get("/interests"))
    assert "李敏" in words(director.get("/interests"))
    refused = li_min.post("/interests/1/lift", {"why": "我自己撤了"})
    assert (refused.status_code, "不能自己撤销" in words(refused)) == (403, True)
    assert director.post("/interests/1/lift", {"why": "其配偶已调离"}).status_code == 303
    assert li_min.get(f"/cases/{number}").status_code == 200


def test_a_program_declares_and_reads_back(web: Web) -> None:
    api, headers = web.client, web.officer(web.place.officers.li_min)
    made = api.post("/api/v1/interests", json={"person": "吴小军", "relation": "妹夫"}, headers=headers)
    assert (made.status_code, made.json()[0]["about"], made.json()[0]["mine"]) == (201, "吴小军", True)
    assert api.get("/api/v1/interests", headers=headers).json() == made.json()
    again = api.post("/api/v1/interests", json={"person": "吴小军", "relation": "妹夫"}, headers=headers)
    problem(again, 409, "illegal_step")


def test_a_secret_identity_is_revealed_to_a_program_only_for_a_reason(web: Web) -> None:
    number = register(web.place, filing(level=Level.CONFIDENTIAL, name="王秀英", phone="13812345678")).number
    headers = web.officer(web.place.officers.li_min)
    path = f"/api/v1/cases/{number}/contact"
    problem(web.client.post(path, json={}, headers=headers), 422, "incomplete")
    shown = web.client.post(path, json={"reason": "需要本人到场确认材料"}, headers=headers)
    assert shown.json() == {"name": "王秀英", "phone": "13812345678"}
    seen = web.client.get(f"/api/v1/cases/{number}", headers=web.officer(web.place.officers.zhao_guodong)).json()
    assert "需要本人到场确认材料" in [row["reason"] for row in seen["timeline"]]
    assert "【揭示身份】" + number in [notice["subject"] for notice in seen["notices"]]
    assert "13812345678" not in str(seen)


def test_of_an_anonymous_complainant_there_is_nothing_to_reveal(web: Web) -> None:
    number = register(web.place, filing(level=Level.ANONYMOUS)).number
    headers = web.officer(web.place.officers.zhao_guodong)
    body = {"reason": "想知道是谁投诉的"}
    problem(web.client.post(f"/api/v1/cases/{number}/contact", json=body, headers=headers), 404, "not_found")
