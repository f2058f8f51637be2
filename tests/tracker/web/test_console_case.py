"""The case page: what is read on it, what may be done from it, and who never gets to see it."""

import re
from datetime import timedelta

import pytest

from tests.builders import ANSWER, complaint, filing, register, version_of, walk
from tests.tracker.web.clients import Web
from tests.tracker.web.console import Browser, words
from tracker.contract import Judgement
from tracker.models import Event
from tracker.rules.lifecycle import STEPS
from tracker.rules.words import Action, Level, Role, Status
from tracker.sweep import sweep
from tracker.web.console.forms import WORDS


def test_li_min_walks_a_case_from_acceptance_to_the_answer_with_zhou_qiang(web: Web) -> None:
    number = register(web.place).number
    officers = web.place.officers
    li_min, zhou_qiang = Browser.of(web, officers.li_min), Browser.of(web, officers.zhou_qiang)
    for browser, action, fields in (
        (li_min, "accept", {}),
        (li_min, "dispatch", {"body": str(web.place.bodies.housing)}),
        (zhou_qiang, "sign", {}),
        (zhou_qiang, "answer", ANSWER),
        (li_min, "approve", {}),
        (li_min, "deliver", {"reason": "当面交给本人"}),
        (li_min, "close", {"reason": "投诉人表示满意"}),
    ):
        response = browser.do(number, action, **fields)
        assert response.status_code == 303, words(response)
        assert response.headers["location"] == f"/console/cases/{number}?done={action}"
    page = words(li_min.get(f"/cases/{number}?done=close"))
    assert "“办结”已经办好" in page
    assert "这一件已经结束" in page
    assert ANSWER["facts"] in page


def test_the_page_says_what_was_understood_and_which_words_decided(web: Web) -> None:
    understood = {
        "kind": [Judgement(label="help", score=0.93, because=["帮忙", "催一催"])],
        "departments": [Judgement(label="房管", score=0.81, because=["电梯"]), Judgement(label="水务", score=0.02)],
    }
    number = register(web.place, filing(understood=understood)).number
    page = Browser.of(web, web.place.officers.li_min).get(f"/cases/{number}")
    assert '<meter min="0" max="1" value="0.93"' in page.text
    assert "<q>催一催</q>" in page.text
    assert "房管" in words(page)
    assert "<li><span>房管</span>" in page.text
    assert "<li><span>水务</span>" not in page.text, "a faint guess is noise"


def test_the_deadline_comes_with_its_receipt_day_by_day(web: Web) -> None:
    number = register(web.place).number
    page = words(Browser.of(web, web.place.officers.li_min).get(f"/cases/{number}"))
    assert "11月23日（周一） 工作日，当日不计入 —" in page
    assert "11月26日（周四） 工作日 3" in page
    assert "期限3个工作日" in page
    assert "《信访工作条例》" in page


@pytest.mark.parametrize(
    ("status", "opened"),
    [(Status.DISPATCHED, "签收"), (Status.HANDLING, "提交答复"), (Status.REVIEWING, None)],
)
def test_the_step_that_moves_the_case_on_is_open_first(web: Web, status: Status, opened: str | None) -> None:
    number = register(web.place).number
    walk(web.place, number, status)
    page = Browser.of(web, web.place.officers.zhou_qiang).get(f"/cases/{number}")
    found = re.findall(r'<details class="act" name="act"( open)?>\s*<summary>(.*?)</summary>', page.text)
    assert next((name for is_open, name in found if is_open), None) == opened
    assert opened is None or found[0][1] == opened


def test_a_dispatch_proposes_the_routed_body_and_says_why(web: Web) -> None:
    number = register(web.place).number
    walk(web.place, number, Status.ACCEPTED)
    page = Browser.of(web, web.place.officers.li_min).get(f"/cases/{number}")
    assert f'<option value="{web.place.bodies.housing}" selected>' in page.text
    assert "职能，由区住房和城乡建设局承办" in words(page)


def test_the_accused_body_is_not_among_the_candidates(web: Web) -> None:
    number = register(web.place, complaint()).number
    li_min = Browser.of(web, web.place.officers.li_min)
    li_min.do(number, "accept")
    page = li_min.get(f"/cases/{number}").text
    choices = re.findall(r'<option value="(\d+)"', page.split('id="dispatch-body"')[1].split("</select>")[0])
    assert str(web.place.bodies.inspection) in choices
    assert str(web.place.bodies.housing) not in choices
    refused = li_min.do(number, "dispatch", body=str(web.place.bodies.housing))
    assert refused.status_code == 409
    assert "依法应当回避" in words(refused)


def test_the_accused_and_the_outsider_find_no_page(web: Web) -> None:
    number = register(web.place, complaint()).number
    officers = web.place.officers
    for officer in (officers.zhou_qiang, officers.chen_zhiyuan, officers.yang_fan, officers.sun_li):
        browser = Browser.of(web, officer)
        for path in ("", "?done=accept", "/evidence/none"):
            response = browser.get(f"/cases/{number}{path}")
            assert response.status_code == 404
            assert "没有找到" in words(response)
            assert "房产证" not in response.text


def test_who_may_not_see_a_case_may_not_act_on_it(web: Web) -> None:
    number = register(web.place, complaint()).number
    response = Browser.of(web, web.place.officers.sun_li).do(number, "note", text="我来看看")
    assert response.status_code == 404


def test_a_form_from_another_site_is_refused(web: Web) -> None:
    number = register(web.place).number
    li_min = Browser.of(web, web.place.officers.li_min)
    for headers in (
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
    ):
        response = li_min.post(f"/cases/{number}/actions/accept", {"version": "1"}, headers=headers)
        assert response.status_code == 403
        assert "不是从本系统的页面发出的" in words(response)
    assert version_of(web.place, number) == 1


def test_a_form_without_the_token_of_this_log_in_is_refused(web: Web) -> None:
    number = register(web.place).number
    li_min = Browser.of(web, web.place.officers.li_min)
    for csrf in ("", "something else", "CSRF", "令牌"):
        response = li_min.post(f"/cases/{number}/actions/accept", {"version": "1"}, csrf=csrf)
        assert response.status_code == 403
        assert "页面已经过期" in words(response)
    assert version_of(web.place, number) == 1


def test_our_own_form_is_taken_whatever_the_browser_says_about_it(web: Web) -> None:
    for n, headers in enumerate(({"Sec-Fetch-Site": "same-origin"}, {"Origin": "http://testserver"})):
        number = register(web.place, under=f"key-{n}").number
        li_min = Browser.of(web, web.place.officers.li_min)
        response = li_min.post(f"/cases/{number}/actions/accept", {"version": "1"}, headers=headers)
        assert response.status_code == 303


def test_somebody_was_faster_and_what_was_typed_stays_in_the_form(web: Web) -> None:
    number = register(web.place).number
    li_min = Browser.of(web, web.place.officers.li_min)
    typed = "请到<区人社局>窗口咨询，电话 0816-0000000"
    li_min.do(number, "note", text="另一位同事先写了备注")
    response = li_min.do(number, "guide", version="1", reason=typed)
    assert response.status_code == 409
    assert "刚刚有了新变化" in words(response)
    form = re.search(r'actions/guide">.*?</form>', response.text, re.S)
    assert form is not None
    assert "&lt;区人社局&gt;窗口咨询" in form[0]
    assert 'name="version" value="2"' in form[0], "the next try is judged by the case that is shown now"


def test_a_version_that_is_none_is_stale(web: Web) -> None:
    number = register(web.place).number
    li_min = Browser.of(web, web.place.officers.li_min)
    for version in ("", "x", "-1", "１", "9" * 400):
        assert li_min.post(f"/cases/{number}/actions/accept", {"version": version}).status_code == 409


def test_what_was_typed_for_a_step_that_is_gone_can_still_be_copied(web: Web) -> None:
    number = register(web.place).number
    li_min = Browser.of(web, web.place.officers.li_min)
    li_min.do(number, "accept")
    response = li_min.do(number, "guide", reason="请到窗口咨询，这里不受理")
    assert response.status_code == 409
    assert "不能引导" in words(response)
    assert "请到窗口咨询，这里不受理" in words(response)


def test_what_the_rule_still_needs_is_said_in_place(web: Web) -> None:
    number = register(web.place).number
    walk(web.place, number, Status.HANDLING)
    zhou_qiang = Browser.of(web, web.place.officers.zhou_qiang)
    response = zhou_qiang.do(number, "answer", **ANSWER | {"basis": " "})
    assert response.status_code == 422
    assert "还需要填写：依据" in words(response)
    assert ANSWER["facts"] in words(response)


def test_a_returned_case_leaves_the_handlers_sight(web: Web) -> None:
    number = register(web.place).number
    walk(web.place, number, Status.DISPATCHED)
    zhou_qiang = Browser.of(web, web.place.officers.zhou_qiang)
    response = zhou_qiang.do(number, "return", reason="小区内部电梯由市场监管部门负责")
    assert response.headers["location"] == f"/console?done=return&number={number}"
    assert f"{number} 的“退单”已经办好" in words(zhou_qiang.get(f"?done=return&number={number}"))


def test_an_action_that_is_not_the_officers_is_refused(web: Web) -> None:
    number = register(web.place).number
    li_min = Browser.of(web, web.place.officers.li_min)
    for action in ("nothing", "withdraw", "rate", "register", "escalate"):
        assert 400 <= li_min.do(number, action).status_code < 500


def test_what_the_citizen_wrote_is_text_and_never_a_page(web: Web) -> None:
    nasty = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'{{ 7*7 }}"
    filed = filing(text=nasty, place=nasty, happened=nasty, target_body=nasty)
    number = register(web.place, filed).number
    li_min = Browser.of(web, web.place.officers.li_min)
    li_min.do(number, "note", text=nasty)
    for page in (li_min.get(f"/cases/{number}"), li_min.get()):
        assert "&lt;script&gt;" in page.text
        assert "<script>alert" not in page.text
        assert "<img" not in page.text
        assert "49" not in words(page)
        assert "script-src 'self'" in page.headers["content-security-policy"]


def test_personal_data_is_masked(web: Web) -> None:
    number = register(web.place, filing(text="电梯坏了，请打我电话13812345678。")).number
    li_min = Browser.of(web, web.place.officers.li_min)
    assert "13812345678" not in li_min.get(f"/cases/{number}").text
    assert "13812345678" not in li_min.get().text


def test_opening_the_contact_shows_it_once_and_goes_on_record(web: Web) -> None:
    number = register(web.place, filing(level=Level.CONFIDENTIAL, name="王秀英", phone="13812345678")).number
    li_min = Browser.of(web, web.place.officers.li_min)
    assert "查看联系方式" in words(li_min.get(f"/cases/{number}"))
    refused = li_min.post(f"/cases/{number}/contact")
    assert (refused.status_code, "13812345678" in refused.text) == (422, False)
    assert "投诉人要求保密。确需知道身份的，请写明理由" in words(refused)
    opened = words(li_min.post(f"/cases/{number}/contact", {"reason": "需要本人到场确认办证材料"}))
    assert "王秀英 · 13812345678" in opened
    assert "13812345678" not in li_min.get(f"/cases/{number}").text
    with web.place.db.reading() as session:
        event = session.get_one(Event, 2)
    assert (event.actor, event.visibility) == (f"officer:{web.place.officers.li_min}", "restricted")
    assert (event.action, event.reason) == ("reveal", "需要本人到场确认办证材料")
    assert "13812345678" not in event.model_dump_json()


@pytest.mark.parametrize(("level", "may"), [(Level.REAL, True), (Level.CONFIDENTIAL, False)])
def test_a_handler_reads_only_the_contact_of_who_gave_a_real_name(web: Web, level: Level, may: bool) -> None:
    number = register(web.place, filing(level=level, name="王秀英", phone="13812345678")).number
    walk(web.place, number, Status.HANDLING)
    zhou_qiang = Browser.of(web, web.place.officers.zhou_qiang)
    assert ("查看联系方式" in words(zhou_qiang.get(f"/cases/{number}"))) is may
    response = zhou_qiang.post(f"/cases/{number}/contact")
    assert (response.status_code == 200) is may
    assert ("13812345678" in response.text) is may


def test_a_reminder_is_told_in_words(web: Web) -> None:
    number = register(web.place).number
    web.clock.now += timedelta(days=5)
    sweep(web.place.db, web.client.app.state.house, now=web.clock.now)  # type: ignore[attr-defined]
    page = words(Browser.of(web, web.place.officers.li_min).get(f"/cases/{number}"))
    assert "受理时限已用50%" in page
    assert "受理时限已到期，登记红牌" in page
    assert "受理已逾期" in page


def test_every_action_of_an_officer_has_its_form() -> None:
    """A new row of the lifecycle needs its words before it can be shown."""
    officers = {role for role in Role if role not in (Role.COMPLAINANT, Role.SYSTEM)}
    shown = {rule.action for rule in STEPS if rule.roles & officers}
    assert set(WORDS) == {action.value for action in shown}
    for rule in STEPS:
        if rule.action in shown:
            assert set(rule.needs) <= set(WORDS[rule.action.value])
    assert all(WORDS[action.value]["says"] for action in Action if action in shown)


def test_the_correction_shows_what_is_there_now_beside_the_words_that_decided(web: Web) -> None:
    understood = {"kind": [Judgement(label="help", score=0.93, because=["帮忙", "催一催"])]}
    number = register(web.place, filing(understood=understood)).number
    page = Browser.of(web, web.place.officers.li_min).get(f"/cases/{number}")
    assert '<option value="help" selected>求助</option>' in page.text
    assert "识别为求助，把握93%，凭“帮忙”“催一催”。" in words(page)
    assert 'id="correct-topic" name="topic" aria-describedby' in page.text, "a topic that is not known may stay so"
    acts = page.text.split('id="acts"')[1].split("</section>")[0]
    assert "更正" not in acts, "it stands where the guesses are"


def test_li_min_corrects_in_the_console_and_the_record_shows_it_in_chinese(web: Web) -> None:
    number = register(web.place).number
    li_min = Browser.of(web, web.place.officers.li_min)
    response = li_min.do(number, "correct", kind="consult", conduct="none", topic="城乡建设", department="房管")
    assert response.headers["location"] == f"/console/cases/{number}?done=correct"
    page = words(li_min.get(f"/cases/{number}?done=correct"))
    assert "“更正”已经办好" in page
    assert "类别：求助 → 咨询" in page
    assert "主题：（空） → 城乡建设" in page


def test_a_refused_correction_stands_open_with_its_reason(web: Web) -> None:
    number = register(web.place, complaint()).number
    li_min = Browser.of(web, web.place.officers.li_min)
    response = li_min.do(number, "correct", conduct="none")
    assert response.status_code == 422
    form = re.search(r'<details class="act" name="act" open>\s*<summary>更正.*?</form>', response.text, re.S)
    assert form is not None
    assert "请写明更正理由" in form[0]
    assert '<option value="none" selected>' in form[0]


def test_an_office_that_hands_its_case_up_is_led_back_to_its_list(web: Web) -> None:
    number = register(web.place, filing(target_is_office=True)).number
    li_min = Browser.of(web, web.place.officers.li_min)
    response = li_min.do(number, "correct", conduct="delay")
    assert response.headers["location"] == f"/console?done=correct&number={number}"


def test_the_outsider_and_the_accused_correct_nothing(web: Web) -> None:
    number = register(web.place, complaint()).number
    for officer in (web.place.officers.sun_li, web.place.officers.zhou_qiang):
        response = Browser.of(web, officer).do(number, "correct", conduct="none", reason="没有这回事")
        assert response.status_code == 404
    assert version_of(web.place, number) == 1
