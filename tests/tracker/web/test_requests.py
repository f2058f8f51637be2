"""待批 through the console and the API, as 9 of the acceptance scenarios tells it."""

from tests.builders import register, version_of, walk
from tests.story import at
from tests.tracker.web.clients import Web, problem
from tests.tracker.web.console import Browser, words
from tracker.rules.words import Status


def handled(web: Web) -> str:
    """周强 has signed for the lift on Monday; he has until Wednesday 2 December."""
    number = register(web.place).number
    walk(web.place, number, Status.HANDLING)
    return number


def ask(web: Web, number: str) -> int:
    deed = {"version": version_of(web.place, number), "fields": {"days": "5", "reason": "配件需要调运"}}
    zhou_qiang = web.officer(web.place.officers.zhou_qiang)
    answer = web.client.post(f"/api/v1/cases/{number}/actions/ask_extension", json=deed, headers=zhou_qiang)
    return answer.status_code


def test_the_head_finds_the_request_and_grants_it_on_one_page(web: Web) -> None:
    number = handled(web)
    assert ask(web, number) == 200
    head = Browser.of(web, web.place.officers.chen_zhiyuan)
    page = head.get("/requests")
    assert number in page.text
    assert "配件需要调运" in words(page)
    [found] = web.client.get("/api/v1/requests", headers=web.officer(web.place.officers.chen_zhiyuan)).json()
    assert (found["number"], found["mine"]) == (number, True)
    assert head.do(number, "grant", request=str(found["request"]), reason="").status_code == 303
    assert "没有待批的申请" in words(head.get("/requests"))


def test_whoever_asked_sees_it_without_a_button_and_an_outsider_not_at_all(web: Web) -> None:
    number = handled(web)
    ask(web, number)
    own = Browser.of(web, web.place.officers.zhou_qiang).get("/requests")
    assert number in own.text
    assert "actions/grant" not in own.text
    assert number not in Browser.of(web, web.place.officers.sun_li).get("/requests").text


def test_asked_after_expiry_the_program_is_told_no_and_the_case_keeps_it(web: Web) -> None:
    number = handled(web)
    web.clock.now = at(12, 3)
    zhou_qiang = web.officer(web.place.officers.zhou_qiang)
    deed = {"version": version_of(web.place, number), "fields": {"days": "5", "reason": "配件需要调运"}}
    answer = web.client.post(f"/api/v1/cases/{number}/actions/ask_extension", json=deed, headers=zhou_qiang)
    assert "到期前" in problem(answer, 409, "refused_on_record").detail
    page = web.client.get(f"/api/v1/cases/{number}", headers=zhou_qiang).json()
    assert page["timeline"][-1]["action"] == "refuse"
