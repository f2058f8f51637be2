"""询问函 and 移送 on the page and through the API."""

from sqlmodel import select

from tests.builders import complaint, house, register, version_of
from tests.story import begin
from tests.tracker.web.clients import Web, problem
from tests.tracker.web.console import Browser, words
from tracker.models import Case
from tracker.rules.words import Action

ASKED = "请说明本月产权登记业务的窗口分工，以及首问负责的落实情况。"


def test_the_head_of_the_bureau_answers_the_letter_on_the_page(web: Web) -> None:
    people = web.place.officers
    story = begin(web.place, complaint(target_body="住建局"))
    story.do(people.li_min, Action.ACCEPT)
    li_min, head = Browser.of(web, people.li_min), Browser.of(web, people.chen_zhiyuan)
    refused = li_min.do(story.number, "inquire", text="有人办房产证跑了四趟，每个窗口都说不归自己管")
    assert "照抄了投诉人的原话" in words(refused)
    assert li_min.do(story.number, "inquire", text=ASKED).status_code == 303
    page = head.get("/letters")
    assert ASKED in words(page)
    assert story.number not in page.text
    assert head.get(f"/cases/{story.number}").status_code == 404
    assert "请写明核实的情况" in words(head.post("/letters/1/reply", {"text": " "}))
    assert head.post("/letters/1/reply", {"text": "两个窗口分工不清，已整改。"}).status_code == 303
    assert "两个窗口分工不清" in words(li_min.get(f"/cases/{story.number}"))
    assert "没有询问函" in words(Browser.of(web, people.sun_li).get("/letters"))


def test_a_program_reads_and_answers_letters_of_its_own_body_only(web: Web) -> None:
    people = web.place.officers
    story = begin(web.place, complaint(target_body="住建局"))
    story.do(people.li_min, Action.ACCEPT)
    story.do(people.li_min, Action.INQUIRE, text=ASKED)
    api, head = web.client, web.officer(people.chen_zhiyuan)
    (letter,) = api.get("/api/v1/letters", headers=head).json()
    assert (letter["text"], letter["body"]) == (ASKED, "区住房和城乡建设局")
    path, body = f"/api/v1/letters/{letter['id']}/reply", {"text": "已核实整改。"}
    problem(api.post(path, json=body, headers=web.officer(people.sun_li)), 404, "not_found")
    assert api.post(path, json=body, headers=head).json()[0]["reply"] == "已核实整改。"
    problem(api.post(path, json=body, headers=head), 409, "illegal_step")


def test_the_director_hands_over_on_the_page_and_keeps_number_and_kind(web: Web) -> None:
    people = web.place.officers
    number = register(web.place, complaint(text="要2000元才给办", money=True)).number
    director, li_min = Browser.of(web, people.zhao_guodong), Browser.of(web, people.li_min)
    assert number not in li_min.get().text
    page = director.get(f"/cases/{number}").text
    assert 'id="hand_over-receiver"' in page
    assert "上级主管机关" not in page
    assert 'id="dispatch-body"' not in page
    done = director.do(number, "hand_over", receiver="discipline", reason="按管理权限移送")
    assert done.status_code == 303
    page = words(director.get(f"/cases/{number}"))
    assert "已移送 纪检监察机关 ，这里只保留编号和类别" in page
    assert "2000元" not in page
    listed = words(director.get("?ended=1"))
    assert "材料已经移送，只留编号和类别" in listed
    lookup = {"number": number, "query_code": house().seals.query_code(_key(web, number))}
    shown = web.bot("/lookup", lookup).json()
    assert (shown["status_zh"], shown["next_step"]) == ("已移送", "已按管理权限移送，由接收机关依规办理")
    assert version_of(web.place, number) == 2


def _key(web: Web, number: str) -> str:
    with web.place.db.reading() as session:
        return session.exec(select(Case.filing_key).where(Case.number == number)).one()
