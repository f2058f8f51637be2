"""复查、复核 through every door: the bot's API, the public page, and the console."""

import pytest
from httpx2 import Response

from tests.builders import register, walk
from tests.people import LIU_JIANJUN, WANG_XIUYING
from tests.story import at
from tests.tracker.web.clients import Web, problem
from tests.tracker.web.console import Browser, words
from tracker.contract import AppealCase, AppealStage, Progress, Receipt, Sender
from tracker.rules.words import Status

WHY = "电梯当天又停了，答复说已修好不属实"


@pytest.fixture
def closed(web: Web) -> Receipt:
    """Answered, delivered and closed on Monday 23 November."""
    receipt = register(web.place)
    walk(web.place, receipt.number, Status.CLOSED)
    return receipt


def ask(web: Web, number: str, sender: Sender = WANG_XIUYING, **changes: str) -> Response:
    asked = AppealCase(**sender.model_dump(), stage=AppealStage.RECHECK, text=WHY, **changes)
    return web.bot(f"/cases/{number}/appeal", asked.model_dump(mode="json"))


def test_the_bot_asks_and_gets_the_date(web: Web, closed: Receipt) -> None:
    [shown] = [Progress(**one) for one in web.bot("/people/cases", WANG_XIUYING.model_dump(mode="json")).json()]
    assert (shown.appeal, shown.open) == (AppealStage.RECHECK, False)
    answer = ask(web, closed.number)
    assert Progress(**answer.json()).status_zh == "复查中"


def test_too_late_the_bot_is_told_no_and_the_case_keeps_it(web: Web, closed: Receipt) -> None:
    web.clock.now = at(12, 24)
    answer = ask(web, closed.number)
    assert "已于12月23日届满" in problem(answer, 409, "refused_on_record").detail
    li_min = web.officer(web.place.officers.li_min)
    page = web.client.get(f"/api/v1/cases/{closed.number}", headers=li_min).json()
    assert page["timeline"][-1]["action"] == "refuse"


def test_another_person_needs_the_query_code(web: Web, closed: Receipt) -> None:
    assert ask(web, closed.number, LIU_JIANJUN).status_code == 404
    assert ask(web, closed.number, LIU_JIANJUN, query_code="WRONGONE").status_code == 404
    assert ask(web, closed.number, LIU_JIANJUN, query_code=closed.query_code).status_code == 200


def test_query_codes_cannot_be_guessed_through_this_door(web: Web, closed: Receipt) -> None:
    statuses = {ask(web, closed.number, LIU_JIANJUN, query_code="WRONGONE").status_code for _ in range(40)}
    assert 429 in statuses


def test_whoever_has_number_and_code_asks_on_the_public_page(web: Web, closed: Receipt) -> None:
    who = {"number": closed.number, "code": closed.query_code}
    page = web.client.post("/status", data=who)
    assert "12月23日（周三） 前申请复查" in words(page)
    said = web.client.post("/status/appeal", data={**who, "stage": "recheck", "text": ""})
    assert (said.status_code, "请写明为什么" in said.text) == (422, True)
    done = web.client.post("/status/appeal", data={**who, "stage": "recheck", "text": WHY})
    assert "申请已收到" in words(done)
    assert "复查中" in done.text


def test_a_wrong_code_on_the_public_page_gives_nothing_away(web: Web, closed: Receipt) -> None:
    typed = {"number": closed.number, "code": "WRONGONE", "stage": "recheck", "text": WHY}
    answer = web.client.post("/status/appeal", data=typed)
    assert (answer.status_code, "编号或查询码不对" in answer.text, "电梯" in answer.text) == (404, True, False)


def test_the_director_reads_why_and_decides_on_the_page_of_the_case(web: Web, closed: Receipt) -> None:
    number = closed.number
    ask(web, number)
    director = Browser.of(web, web.place.officers.zhao_guodong)
    assert number in director.get("").text
    assert all(said in words(director.get("/now")) for said in (number, "复查中", "复查"))
    page = director.get(f"/cases/{number}")
    assert all(said in words(page) for said in (WHY, "待决定", "赵国栋", "变更后的答复"))
    done = director.do(number, "amend", reason="漏了三号楼", answer="三号楼一并更换。")
    assert done.status_code == 303
    assert "三号楼一并更换。" in words(director.get(f"/cases/{number}"))


def test_whoever_handled_reads_it_without_a_form_and_an_outsider_not_at_all(web: Web, closed: Receipt) -> None:
    number = closed.number
    ask(web, number)
    for name in ("zhou_qiang", "li_min"):
        page = Browser.of(web, getattr(web.place.officers, name)).get(f"/cases/{number}").text
        assert WHY in page
        assert "actions/uphold" not in page
    sun_li = Browser.of(web, web.place.officers.sun_li)
    assert sun_li.get(f"/cases/{number}").status_code == 404
    assert number not in sun_li.get("/now").text
