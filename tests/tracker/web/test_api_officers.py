"""李敏, 周强 and the others at work through the API; 孙莉 sees nothing."""

from collections.abc import Mapping
from datetime import timedelta

from httpx2 import Response

from tests.builders import ANSWER, complaint, filing, house, register, version_of, walk
from tests.tracker.web.clients import BOT, Web, problem
from tracker.demo import PASSWORD
from tracker.rules.words import Status
from tracker.sweep import sweep


def get(web: Web, path: str, officer: int) -> Response:
    return web.client.get(f"/api/v1{path}", headers=web.officer(officer))


def do(
    web: Web, number: str, action: str, officer: int, fields: Mapping[str, str] | None = None, *, seen: int = 0
) -> Response:
    """``seen`` is the version that the officer has before them, the newest unless a test says otherwise."""
    body = {"version": seen or version_of(web.place, number), "fields": dict(fields or {})}
    return web.client.post(f"/api/v1/cases/{number}/actions/{action}", json=body, headers=web.officer(officer))


def numbers(response: Response) -> list[str]:
    return [row["number"] for row in response.json()["rows"]]


def log_in(web: Web, username: str, password: str) -> Response:
    return web.client.post("/api/v1/sessions", json={"username": username, "password": password})


def test_li_min_logs_in_works_and_logs_out(web: Web) -> None:
    entered = log_in(web, "limin", PASSWORD)
    assert entered.status_code == 201
    assert entered.json()["officer"] == {"name": "李敏", "body": "区效能办", "roles": ["intake"]}
    headers = {"Authorization": f"Bearer {entered.json()['token']}"}
    assert web.client.get("/api/v1/queue", headers=headers).status_code == 200
    assert web.client.delete("/api/v1/sessions", headers=headers).status_code == 204
    problem(web.client.get("/api/v1/queue", headers=headers), 401, "unauthorized")


def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(web: Web) -> None:
    wrong, unknown = log_in(web, "limin", "12345678"), log_in(web, "nobody", "12345678")
    assert problem(wrong, 401, "wrong_password") == problem(unknown, 401, "wrong_password")


def test_guessing_passwords_is_stopped(web: Web) -> None:
    answers = [log_in(web, "limin", f"wrong-{n}") for n in range(6)]
    problem(answers[-1], 429, "too_many")


def test_a_log_in_ends_with_the_day(web: Web) -> None:
    headers = {"Authorization": f"Bearer {log_in(web, 'limin', PASSWORD).json()['token']}"}
    web.clock.now += timedelta(hours=11)
    problem(web.client.get("/api/v1/queue", headers=headers), 401, "unauthorized")


def test_without_a_log_in_nothing_is_shown(web: Web) -> None:
    for path in ("/queue", "/cases/YX20261123-0001", "/bodies", "/cards"):
        problem(web.client.get(f"/api/v1{path}"), 401, "unauthorized")
        problem(web.client.get(f"/api/v1{path}", headers=BOT), 401, "unauthorized")


def test_the_whole_road_with_three_officers(web: Web) -> None:
    o, number = web.place.officers, register(web.place).number
    assert do(web, number, "accept", o.li_min).json()["status"] == "accepted"
    dispatched = do(web, number, "dispatch", o.li_min, {"body": str(web.place.bodies.housing)}).json()
    assert (dispatched["status"], dispatched["handling"]) == ("dispatched", "区住房和城乡建设局")
    assert do(web, number, "sign", o.zhou_qiang).json()["status"] == "handling"
    assert do(web, number, "answer", o.zhou_qiang, ANSWER).json()["status"] == "reviewing"
    assert do(web, number, "approve", o.li_min).json()["status"] == "answered"
    assert do(web, number, "deliver", o.li_min, {"reason": "已电话告知投诉人"}).status_code == 200
    closed = do(web, number, "close", o.zhao_guodong, {"reason": "已回访，投诉人没有其他意见"}).json()
    assert closed["status"] == "closed"
    assert [row["action"] for row in closed["timeline"]] == [
        "register", "accept", "dispatch", "sign", "answer", "approve", "deliver", "close",
    ]  # fmt: skip


def test_the_queue_is_ordered_by_time_left(web: Web) -> None:
    early = register(web.place).number
    web.clock.now += timedelta(days=1)
    late = register(web.place, filing(), under="key-2", now=web.clock.now).number
    rows = get(web, "/queue", web.place.officers.li_min)
    assert numbers(rows) == [early, late]
    assert rows.json()["rows"][0]["time_left"] == "剩2个工作日"


def test_the_queue_comes_in_pages(web: Web) -> None:
    wanted = [register(web.place, under=f"key-{n}").number for n in range(5)]
    officer, found, after = web.place.officers.li_min, [], ""
    while after is not None:
        response = get(web, f"/queue?limit=2&after={after}".replace("+", "%2B"), officer)
        found += numbers(response)
        after = response.json()["next"]
    assert found == wanted


def test_the_queue_can_be_narrowed(web: Web) -> None:
    first = register(web.place).number
    second = register(web.place, under="key-2").number
    walk(web.place, first, Status.ACCEPTED)
    wanted = {
        "status=registered": [second],
        "status=accepted": [first],
        "kind=complaint": [],
        f"text={second.lower()}": [second],
        "ended=true": [],
    }
    found = {filters: numbers(get(web, f"/queue?{filters}", web.place.officers.li_min)) for filters in wanted}
    assert found == wanted


def test_a_filter_that_does_not_exist_is_refused(web: Web) -> None:
    for filters in ("status=lost", "limit=0", "limit=1000", "surprise=1", "after=nowhere", f"text={'Y' * 41}"):
        response = get(web, f"/queue?{filters}", web.place.officers.li_min)
        problem(response, 422, "incomplete" if filters == "after=nowhere" else "invalid")


def test_the_outsider_sees_nothing(web: Web) -> None:
    o, number = web.place.officers, register(web.place).number
    walk(web.place, number, Status.HANDLING)
    assert numbers(get(web, "/queue", o.sun_li)) == []
    unknown = problem(get(web, "/cases/YX20261123-0099", o.sun_li), 404, "not_found")
    assert problem(get(web, f"/cases/{number}", o.sun_li), 404, "not_found") == unknown
    assert problem(do(web, number, "note", o.sun_li, {"text": "看看"}), 404, "not_found") == unknown


def test_the_accused_body_sees_nothing(web: Web) -> None:
    o, number = web.place.officers, register(web.place, complaint()).number
    for accused in (o.zhou_qiang, o.chen_zhiyuan, o.yang_fan):
        assert numbers(get(web, "/queue", accused)) == []
        problem(get(web, f"/cases/{number}", accused), 404, "not_found")
    assert numbers(get(web, "/queue", o.li_min)) == [number]


def test_the_accused_body_gets_no_dispatch(web: Web) -> None:
    o, number = web.place.officers, register(web.place, complaint()).number
    walk(web.place, number, Status.ACCEPTED)
    found = problem(do(web, number, "dispatch", o.li_min, {"body": str(web.place.bodies.housing)}), 409, "conflict")
    assert "回避" in found.detail
    bodies = get(web, f"/cases/{number}", o.li_min).json()["actions"]
    offered = {name for form in bodies for _, name in form["bodies"]}
    assert offered
    assert not any("住房" in name for name in offered)


def test_a_stale_version_is_refused_and_changes_nothing(web: Web) -> None:
    o, number = web.place.officers, register(web.place).number
    seen = version_of(web.place, number)
    assert do(web, number, "accept", o.li_min, seen=seen).status_code == 200
    found = problem(do(web, number, "guide", o.zhao_guodong, {"reason": "重复"}, seen=seen), 409, "stale")
    assert "最新" in found.detail
    assert get(web, f"/cases/{number}", o.li_min).json()["status"] == "accepted"


def test_a_step_that_the_status_does_not_know_is_refused(web: Web) -> None:
    number = register(web.place).number
    for action in ("sign", "approve", "redo", "register", "escalate"):
        problem(do(web, number, action, web.place.officers.li_min, {"reason": "试试"}), 409, "illegal_step")


def test_an_unknown_action_is_refused(web: Web) -> None:
    number = register(web.place).number
    problem(do(web, number, "bless", web.place.officers.li_min), 422, "invalid")


def test_a_step_of_somebody_else_is_refused(web: Web) -> None:
    number = register(web.place).number
    walk(web.place, number, Status.DISPATCHED)
    found = problem(do(web, number, "chase", web.place.officers.zhou_qiang), 403, "not_allowed")
    assert "承办人" in found.detail


def test_a_step_that_says_too_little_is_refused(web: Web) -> None:
    number = register(web.place).number
    found = problem(do(web, number, "guide", web.place.officers.li_min, {"reason": "  "}), 422, "incomplete")
    assert "理由" in found.detail


def test_a_version_that_is_no_number_is_refused(web: Web) -> None:
    address = f"/api/v1/cases/{register(web.place).number}/actions/accept"
    headers = web.officer(web.place.officers.li_min)
    for version in ("1", 1.5, True, None):
        problem(web.client.post(address, json={"version": version}, headers=headers), 422, "invalid")


def test_what_is_returned_is_no_longer_the_handlers_to_see(web: Web) -> None:
    o, number = web.place.officers, register(web.place).number
    walk(web.place, number, Status.DISPATCHED)
    response = do(web, number, "return", o.zhou_qiang, {"reason": "电梯属于市场监管"})
    assert (response.status_code, response.json()) == (200, None)
    assert get(web, f"/cases/{number}", o.li_min).json()["status"] == "accepted"


def test_a_sign_that_cannot_be_stored_is_left_out_or_refused(web: Web) -> None:
    o, number = web.place.officers, register(web.place).number
    noted = do(web, number, "note", o.li_min, {"text": "已电话\0联系"}).json()
    assert noted["timeline"][-1]["reason"] == "已电话联系"
    assert get(web, "/cases/%00", o.li_min).status_code in (404, 422)


def test_the_bodies_are_listed(web: Web) -> None:
    found = {body["id"]: body for body in get(web, "/bodies", web.place.officers.sun_li).json()}
    housing = found[web.place.bodies.housing]
    assert (housing["name"], housing["kind"]) == ("区住房和城乡建设局", "department")
    assert set(housing["functions"]) == {"房管", "建设管理"}


def test_a_card_is_listed_for_those_who_may_see_its_case(web: Web) -> None:
    o, number = web.place.officers, register(web.place).number
    walk(web.place, number, Status.HANDLING)
    web.clock.now += timedelta(days=60)
    sweep(web.place.db, house(), now=web.clock.now)
    (card,) = get(web, "/cards", o.chen_zhiyuan).json()["rows"]
    assert (card["number"], card["colour"], card["body"]) == (number, "red", "区住房和城乡建设局")
    assert get(web, "/cards", o.sun_li).json()["rows"] == []


def test_a_program_reads_what_it_may_choose_and_corrects(web: Web) -> None:
    o, number = web.place.officers, register(web.place).number
    actions = get(web, f"/cases/{number}", o.li_min).json()["actions"]
    (form,) = [form for form in actions if form["action"] == "correct"]
    assert ["consult", "咨询"] in form["choices"]["kind"]
    assert {field: len(labels) for field, labels in form["choices"].items()} == {
        "kind": 6, "conduct": 11, "topic": 15, "department": len(house().policy.functions),
    }  # fmt: skip
    corrected = do(web, number, "correct", o.li_min, {"kind": "consult"}).json()
    assert corrected["kind"] == "consult"
    assert corrected["timeline"][-1]["details"]["corrected"] == [
        {"field": "kind", "was": "help", "became": "consult"}
    ]


def test_a_correction_that_is_sent_again_is_answered_again(web: Web) -> None:
    o, number = web.place.officers, register(web.place).number
    first, second = (do(web, number, "correct", o.li_min, {"kind": "consult"}, seen=1) for _ in range(2))
    assert (first.status_code, second.status_code) == (200, 200)
    assert first.json()["version"] == second.json()["version"] == 2
    problem(do(web, number, "correct", o.zhao_guodong, {"kind": "suggest"}, seen=1), 409, "stale")


def test_who_must_not_know_of_the_case_cannot_correct_it(web: Web) -> None:
    number = register(web.place, complaint()).number
    for officer in (web.place.officers.sun_li, web.place.officers.zhou_qiang):
        problem(do(web, number, "correct", officer, {"conduct": "none"}), 404, "not_found")
