"""王秀英 and her case, as the bot asks for it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

import pytest
from sqlmodel import func, select

from tests.builders import complaint, filing, register, walk
from tests.people import LIU_JIANJUN, WANG_XIUYING
from tests.tracker.web.clients import BOT, Web, problem
from tracker.contract import FileCase, Message, Progress, Receipt, Sender
from tracker.models import Case, Event
from tracker.rules.words import Status


def file(web: Web, what: FileCase | None = None, *, key: str = "key-1") -> Receipt:
    response = web.bot("/cases", (what or filing()).model_dump(mode="json"), **{"Idempotency-Key": key})
    assert response.status_code == 201, response.text
    return Receipt.model_validate_json(response.content)


def say(sender: Sender, **more: Any) -> dict[str, Any]:
    return sender.model_dump(mode="json") | more


def cases(web: Web) -> list[Case]:
    with web.place.db.reading() as session:
        return list(session.exec(select(Case)))


def test_a_filing_gets_a_number_a_code_and_a_date(web: Web) -> None:
    receipt = file(web)
    assert receipt.number == "YX20261123-0001"
    assert len(receipt.query_code) == 8
    assert receipt.accept_by == date(2026, 11, 26)
    assert receipt.promised_on > receipt.accept_by
    (case,) = cases(web)
    assert (case.number, case.status, case.holder_id) == (receipt.number, "registered", web.place.bodies.office)


def test_the_same_filing_twice_is_one_case_and_one_receipt(web: Web) -> None:
    first = file(web)
    web.clock.now += timedelta(minutes=5)
    assert file(web) == first
    assert len(cases(web)) == 1


def test_the_same_filing_many_times_at_once_is_one_case(web: Web) -> None:
    with ThreadPoolExecutor(8) as bots:
        receipts = list(bots.map(lambda _: file(web), range(16)))
    assert len({receipt.number for receipt in receipts}) == 1
    assert len(cases(web)) == 1


def test_many_people_at_once_get_numbers_of_their_own(web: Web) -> None:
    def one(n: int) -> str:
        return file(web, filing(sender=f"web-{n}"), key=f"key-{n}").number

    with ThreadPoolExecutor(8) as bots:
        numbers = list(bots.map(one, range(24)))
    assert sorted(numbers) == [f"YX20261123-{n:04d}" for n in range(1, 25)]


def test_the_same_key_for_something_else_is_refused(web: Web) -> None:
    file(web)
    other = filing(text="还有一件事，路灯也不亮。").model_dump(mode="json")
    problem(web.bot("/cases", other, **{"Idempotency-Key": "key-1"}), 409, "key_reused")
    assert len(cases(web)) == 1


def test_two_people_may_happen_to_use_the_same_key(web: Web) -> None:
    assert file(web).number != file(web, filing(**LIU_JIANJUN.model_dump())).number


def test_a_filing_without_a_key_is_refused(web: Web) -> None:
    found = problem(web.bot("/cases", filing().model_dump(mode="json")), 400, "key_missing")
    assert "Idempotency-Key" in found.detail
    assert cases(web) == []


def test_what_the_citizen_wrote_is_kept_sign_for_sign(web: Web) -> None:
    text = "<b>電梯壞了</b>'; DROP TABLE \"case\"; -- 😡😡\r\n\t救救我們"
    file(web, filing(text=text))
    assert [case.text for case in cases(web)] == [text]


def test_a_sign_that_cannot_be_stored_is_left_out(web: Web) -> None:
    body = filing().model_dump(mode="json") | {"text": "电梯\0坏了"}
    assert web.bot("/cases", body, **{"Idempotency-Key": "k"}).status_code == 201
    assert [case.text for case in cases(web)] == ["电梯坏了"]


def test_number_and_code_open_the_progress(web: Web) -> None:
    receipt = file(web)
    given = {"number": receipt.number.lower(), "query_code": f" {receipt.query_code.lower()} "}
    progress = Progress.model_validate_json(web.bot("/lookup", given).content)
    assert (progress.status_zh, progress.open) == ("已登记", True)


def test_a_wrong_code_and_a_wrong_number_get_the_same_answer(web: Web) -> None:
    receipt = file(web)
    wrong_code = web.bot("/lookup", {"number": receipt.number, "query_code": "AAAAAAAA"})
    wrong_number = web.bot("/lookup", {"number": "YX20261123-9999", "query_code": receipt.query_code})
    assert problem(wrong_code, 404, "not_found") == problem(wrong_number, 404, "not_found")


def test_guessing_the_code_of_one_number_is_stopped(web: Web) -> None:
    number = file(web).number
    tries = [web.bot("/lookup", {"number": number, "query_code": f"AAAAAA{n:02d}"}) for n in range(21)]
    problem(tries[-1], 429, "too_many")
    web.clock.now += timedelta(minutes=16)
    problem(web.bot("/lookup", {"number": number, "query_code": "AAAAAAAA"}), 404, "not_found")


def test_a_person_sees_own_cases_newest_first_and_nobody_elses(web: Web) -> None:
    first, second = file(web).number, file(web, complaint(), key="key-2").number
    file(web, filing(**LIU_JIANJUN.model_dump()), key="key-3")
    found = web.bot("/people/cases", say(WANG_XIUYING)).json()
    assert [case["number"] for case in found] == [second, first]


@pytest.mark.parametrize(
    ("path", "more"),
    [
        ("additions", {"text": "补充一下"}),
        ("urgings", {}),
        ("withdrawal", {}),
        ("rating", {"score": "satisfied", "round": 1}),
    ],
)
def test_another_persons_case_is_as_unknown_as_none(web: Web, path: str, more: dict[str, Any]) -> None:
    number = register(web.place).number
    walk(web.place, number, Status.ANSWERED)
    anothers = web.bot(f"/cases/{number}/{path}", say(LIU_JIANJUN, **more))
    nobodys = web.bot(f"/cases/YX20261123-0099/{path}", say(LIU_JIANJUN, **more))
    assert problem(anothers, 404, "not_found") == problem(nobodys, 404, "not_found")
    assert [case.status for case in cases(web)] == ["answered"]


def test_an_addition_and_an_urging_stand_in_the_record(web: Web) -> None:
    number = file(web).number
    assert web.bot(f"/cases/{number}/additions", say(WANG_XIUYING, text="三号楼也一样")).status_code == 200
    progress = Progress.model_validate_json(web.bot(f"/cases/{number}/urgings", say(WANG_XIUYING)).content)
    assert [step.split()[1] for step in progress.steps] == ["登记", "补充", "催促"]


def test_a_withdrawn_case_has_ended(web: Web) -> None:
    number = file(web).number
    progress = Progress.model_validate_json(web.bot(f"/cases/{number}/withdrawal", say(WANG_XIUYING)).content)
    assert (progress.open, progress.status_zh) == (False, "已撤诉")
    again = web.bot(f"/cases/{number}/withdrawal", say(WANG_XIUYING))
    assert Progress.model_validate_json(again.content) == progress


def test_a_satisfied_rating_closes_the_case_and_pressing_twice_changes_nothing(web: Web) -> None:
    number = register(web.place).number
    walk(web.place, number, Status.ANSWERED)
    pressed = say(WANG_XIUYING, score="satisfied", round=1)
    first = Progress.model_validate_json(web.bot(f"/cases/{number}/rating", pressed).content)
    again = Progress.model_validate_json(web.bot(f"/cases/{number}/rating", pressed).content)
    assert (first.status_zh, first.rated) == ("已办结", "satisfied")
    assert again == first


def test_there_is_nothing_to_rate_before_the_answer(web: Web) -> None:
    number = file(web).number
    pressed = say(WANG_XIUYING, score="satisfied", round=1)
    problem(web.bot(f"/cases/{number}/rating", pressed), 409, "illegal_step")


def test_a_button_of_a_later_round_is_refused(web: Web) -> None:
    number = register(web.place).number
    walk(web.place, number, Status.ANSWERED)
    problem(web.bot(f"/cases/{number}/rating", say(WANG_XIUYING, score="satisfied", round=2)), 409, "illegal_step")


def test_the_answer_lies_in_the_inbox_with_its_buttons(web: Web) -> None:
    number = register(web.place).number
    walk(web.place, number, Status.ANSWERED)
    messages = [Message.model_validate(m) for m in web.bot("/inbox", say(WANG_XIUYING)).json()]
    assert [button.label for button in messages[-1].buttons] == ["满意", "基本满意", "不满意"]
    assert messages[-1].buttons[0].data == f"rate:{number}:1:satisfied"
    assert web.bot("/inbox", say(WANG_XIUYING, after=messages[-1].id)).json() == []
    assert web.bot("/inbox", say(LIU_JIANJUN)).json() == []


def test_reading_the_inbox_delivers_the_answer_once(web: Web) -> None:
    number = register(web.place).number
    walk(web.place, number, Status.ANSWERED)
    last = web.bot("/inbox", say(WANG_XIUYING)).json()[-1]["id"]
    for _ in range(2):
        web.bot("/inbox", say(WANG_XIUYING, after=last))
    with web.place.db.reading() as session:
        delivered = select(func.count()).select_from(Event).where(Event.action == "deliver")
        assert session.exec(delivered).one() == 1


def test_without_the_bots_token_nothing_is_done(web: Web) -> None:
    for token in ("", "Bearer", "Bearer bot.0000", "Basic Ym90", "Bearer 机器人".encode()):
        headers: dict[str, Any] = {"Authorization": token, "Idempotency-Key": "k"}
        response = web.client.post("/api/v1/cases", json=filing().model_dump(mode="json"), headers=headers)
        problem(response, 401, "unauthorized")
        assert response.headers["www-authenticate"] == "Bearer"
    assert cases(web) == []


def test_an_officers_token_does_not_speak_for_citizens(web: Web) -> None:
    headers = web.officer(web.place.officers.li_min)
    problem(web.client.post("/api/v1/people/cases", json=say(WANG_XIUYING), headers=headers), 401, "unauthorized")


def test_what_is_no_json_is_refused(web: Web) -> None:
    headers = BOT | {"Content-Type": "application/json", "Idempotency-Key": "k"}
    for body in (b"{", b"[1,2", b'{"text": NaN,}', b"<xml/>", b"\xff\xfe"):
        problem(web.client.post("/api/v1/cases", content=body, headers=headers), 400, "bad_json")
    for body in (b"", b"[]", b'"text"'):
        problem(web.client.post("/api/v1/cases", content=body, headers=headers), 422, "invalid")


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"text": ""}, "text"),
    ({"text": " \n\t"}, "text"),
    ({"text": "诉" * 20_001}, "text"),
    ({"text": "诉" * 100_000}, "text"),
    ({"text": 5}, "text"),
    ({"text": None}, "text"),
    ({"kind": "rant"}, "kind"),
    ({"channel": "pigeon"}, "channel"),
    ({"sender": ""}, "sender"),
    ({"money": "yes"}, "money"),
    ({"evidence": ["e"] * 21}, "evidence"),
    ({"understood": {"kind": [{"label": "help", "score": 7}]}}, "understood.kind.0.score"),
    ({"surprise": 1}, "surprise"),
]


def test_a_wrong_field_is_named_and_its_content_not_repeated(web: Web) -> None:
    for change, field in WRONG:
        body = filing().model_dump(mode="json") | change
        found = problem(web.bot("/cases", body, **{"Idempotency-Key": "k"}), 422, "invalid")
        assert [error["field"] for error in found.errors] == [field]
        assert "rant" not in found.model_dump_json()
        assert "诉诉" not in found.model_dump_json()
    assert cases(web) == []


def test_half_a_sign_is_refused(web: Web) -> None:
    headers = BOT | {"Content-Type": "application/json", "Idempotency-Key": "k"}
    body = b'{"channel": "web", "sender": "s", "kind": "help", "text": "\\ud83d"}'
    problem(web.client.post("/api/v1/cases", content=body, headers=headers), 422, "invalid")
