"""The front page and the status page, as 王秀英 sees them without a log-in."""

from datetime import timedelta

from httpx2 import Response

from tests.builders import ANSWER, filing, register, walk
from tests.tracker.web.clients import Web
from tests.tracker.web.console import words
from tracker.accounts import LOOKUP_ORIGIN
from tracker.rules.words import Status


def look(web: Web, number: str, code: str, **headers: str) -> Response:
    return web.client.post("/status", data={"number": number, "code": code}, headers=headers)


def test_the_front_page_leads_to_the_chat_the_progress_and_the_log_in(web: Web) -> None:
    page = web.client.get("/")
    for address in ("/chat/", "/status", "/console"):
        assert f'href="{address}"' in page.text
    assert "游仙区人民政府 区效能办" in words(page)


def test_the_limits_on_the_front_page_are_those_of_the_policy(web: Web) -> None:
    page = words(web.client.get("/"))
    assert "咨询3个工作日、求助7个工作日、投诉15个工作日内" in page
    assert "11月26日（周四）前告诉您" in page


def test_number_and_code_show_where_the_case_stands(web: Web) -> None:
    receipt = register(web.place)
    page = words(look(web, receipt.number, receipt.query_code))
    assert "求助 · 现在 已登记" in page
    assert "11月23日 登记" in page
    assert "12月7日（周一） 前答复您" in page


def test_small_letters_and_spaces_do_not_matter(web: Web) -> None:
    receipt = register(web.place)
    assert look(web, f" {receipt.number.lower()} ", f" {receipt.query_code.lower()} ").status_code == 200


def test_the_answer_is_there_to_read(web: Web) -> None:
    receipt = register(web.place)
    walk(web.place, receipt.number, Status.ANSWERED)
    page = words(look(web, receipt.number, receipt.query_code))
    assert ANSWER["done"] in page
    assert "到聊天页评价这次办理" in page
    assert "周强" not in page, "no officer's name"


def test_a_wrong_number_and_a_wrong_code_get_the_same_answer(web: Web) -> None:
    register(web.place, under="the one that the hint names as an example")
    receipt = register(web.place)
    wrong_code, wrong_number = look(web, receipt.number, "XXXXXXXX"), look(web, "YX20261123-9999", receipt.query_code)
    assert wrong_code.status_code == wrong_number.status_code == 404
    assert words(wrong_code).replace(receipt.number, "") == words(wrong_number).replace("YX20261123-9999", "")
    assert f'value="{receipt.number}"' in wrong_code.text
    assert "XXXXXXXX" not in wrong_code.text


def test_guessing_codes_is_stopped_with_the_minutes_to_wait(web: Web) -> None:
    receipt = register(web.place)
    for _ in range(LOOKUP_ORIGIN.tries):
        look(web, receipt.number, "XXXXXXXX")
    stopped = look(web, receipt.number, receipt.query_code)
    assert stopped.status_code == 429
    assert "尝试次数太多，请15分钟后再试" in words(stopped)
    web.clock.now += timedelta(minutes=15)
    assert look(web, receipt.number, receipt.query_code).status_code == 200


def test_who_knows_the_code_may_look_as_often_as_she_likes(web: Web) -> None:
    receipt = register(web.place)
    for _ in range(LOOKUP_ORIGIN.tries + 1):
        assert look(web, receipt.number, receipt.query_code).status_code == 200


def test_nonsense_is_refused_and_shown_as_text(web: Web) -> None:
    for number, code in (("", ""), ("<script>alert(1)</script>", "x"), ("'; DROP TABLE", "😀")):
        response = look(web, number, code)
        assert response.status_code == 404
        assert "<script>alert" not in response.text


def test_endless_words_are_refused(web: Web) -> None:
    response = look(web, "Y" * 100_000, "x", Accept="text/html")
    assert response.status_code == 422
    assert "Traceback" not in response.text


def test_a_form_from_another_site_is_refused(web: Web) -> None:
    receipt = register(web.place)
    response = look(web, receipt.number, receipt.query_code, **{"Sec-Fetch-Site": "cross-site"})
    assert response.status_code == 403


def test_what_the_citizen_wrote_is_not_on_the_public_page(web: Web) -> None:
    receipt = register(web.place, filing(text="我的秘密：电梯坏了，请查。"))
    assert "我的秘密" not in look(web, receipt.number, receipt.query_code).text


def test_an_address_that_is_none_is_a_page_for_people(web: Web) -> None:
    response = web.client.get("/nowhere", headers={"Accept": "text/html"})
    assert response.status_code == 404
    assert "没有这个地址" in words(response)
    assert response.headers["content-type"].startswith("text/html")


def test_pages_say_who_may_frame_them_and_load_into_them(web: Web) -> None:
    headers = web.client.get("/").headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "same-origin"
    assert "script-src 'self'" in headers["content-security-policy"]


def test_style_sheets_are_served(web: Web) -> None:
    for name in ("base.css", "public.css", "console.css", "icon.svg", "vendor/htmx.min.js"):
        response = web.client.get(f"/static/{name}")
        assert (response.status_code, response.headers["cache-control"]) == (200, "no-cache")
