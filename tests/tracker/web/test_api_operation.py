"""For the operator: health, readiness, figures; and what a fault shows to whom."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import text
from starlette.testclient import TestClient
from starlette.types import Message, Receive, Scope, Send
from structlog.testing import capture_logs

from tests.builders import house, register
from tests.people import WANG_XIUYING
from tests.tracker.web.clients import BOT, Clock, Web, problem
from tracker.db import Database
from tracker.models import Heartbeat
from tracker.rules.errors import PromiseBroken
from tracker.settings import Settings
from tracker.web.app import PLAIN_BODY, create_app
from tracker.web.errors import Faults


def test_a_running_process_says_so(web: Web) -> None:
    assert web.client.get("/healthz").json() == {"status": "ok"}


def test_a_served_database_is_ready_and_silent_loops_are_told(web: Web) -> None:
    ready = web.client.get("/readyz")
    assert ready.status_code == 200
    assert ready.json() == {"database": "ok", "migrations": "ok", "sweep": "late", "outbox": "late"}


def test_a_loop_that_has_just_run_is_not_late(web: Web) -> None:
    with web.place.db.writing() as session:
        session.add(Heartbeat(name="sweep", at=web.clock.now))
        session.add(Heartbeat(name="outbox", at=web.clock.now - timedelta(minutes=6)))
    found = web.client.get("/readyz").json()
    assert (found["sweep"], found["outbox"]) == ("ok", "late")


def test_a_monitor_gets_503_and_a_line_for_every_loop_that_stands_still(web: Web) -> None:
    with web.place.db.writing() as session:
        session.add(Heartbeat(name="sweep", at=web.clock.now))
        session.add(Heartbeat(name="outbox", at=web.clock.now - timedelta(minutes=6)))
        session.add(Heartbeat(name="watch", at=web.clock.now))
    found = web.client.get("/watchz")
    assert (found.status_code, found.text.partition("：")[0]) == (503, "通知发送已经停了")
    with web.place.db.writing() as session:
        session.get_one(Heartbeat, "outbox").at = web.clock.now
    found = web.client.get("/watchz")
    assert (found.status_code, found.text) == (200, "ok")


def test_an_older_database_is_not_ready(web: Web) -> None:
    with web.place.db.writing() as session:
        session.connection().execute(text("UPDATE tracker_version SET version_num = '0000'"))
    ready = web.client.get("/readyz")
    assert (ready.status_code, ready.json()["migrations"]) == (503, "outdated")


def test_without_a_database_nothing_is_ready_and_nothing_is_told(tmp_path: object) -> None:
    db = Database("postgresql+psycopg://nobody:geheim@127.0.0.1:1/none?connect_timeout=1")
    app = create_app(Settings(demo=True), db, house(), clock=Clock())
    with TestClient(app, raise_server_exceptions=False) as client:
        assert client.get("/healthz").status_code == 200
        assert client.get("/readyz").status_code == 503
        response = client.post("/api/v1/people/cases", json=WANG_XIUYING.model_dump(mode="json"), headers=BOT)
        problem(response, 503, "unavailable")
        assert response.headers["retry-after"] == "5"
        assert "geheim" not in response.text
    db.close()


def test_the_figures_count_what_there_is_to_do(web: Web) -> None:
    register(web.place)
    assert _figures(web)["open_cases"] == 1
    assert _figures(web)["overdue_clocks"] == 0
    web.clock.now += timedelta(days=30)
    later = _figures(web)
    assert later["overdue_clocks"] == 1
    assert later["due_alarms"] > 0
    assert later["outbox_depth"] > 0
    assert later["needs_person"] == 0


def test_a_fault_tells_nothing_to_the_caller_and_only_its_type_to_the_log(
    web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError("王秀英 13800001234")

    monkeypatch.setattr("tracker.web.api_citizens.mine", fail)
    with capture_logs() as logs:
        response = web.bot("/people/cases", WANG_XIUYING.model_dump(mode="json"))
    problem(response, 500, "fault")
    assert "13800001234" not in response.text
    assert [(entry["event"], entry["error"]) for entry in logs] == [("unexpected", "ZeroDivisionError")]
    assert logs[0]["request"] == response.headers["x-request-id"]
    assert "13800001234" not in str(logs)


def test_a_broken_promise_is_a_fault_for_the_caller(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise PromiseBroken("YX20261123-0001 is open and on nobody's desk")

    monkeypatch.setattr("tracker.web.api_citizens.mine", fail)
    with capture_logs() as logs:
        response = web.bot("/people/cases", WANG_XIUYING.model_dump(mode="json"))
    found = problem(response, 500, "promise_broken")
    assert "nobody" not in found.detail
    assert len(logs) == 1


def test_people_get_a_page_and_programs_a_problem(web: Web) -> None:
    page = web.client.get("/nowhere", headers={"Accept": "text/html"})
    assert page.status_code == 404
    assert page.headers["content-type"].startswith("text/html")
    problem(web.client.get("/api/v1/nowhere", headers={"Accept": "text/html"}), 404, "not_found")


def test_a_method_that_an_address_does_not_know_is_refused(web: Web) -> None:
    problem(web.client.get("/api/v1/lookup", headers=BOT), 405, "method_not_allowed")


def test_a_body_that_is_too_large_is_refused_before_it_is_read(web: Web) -> None:
    response = web.client.post("/api/v1/lookup", content=b"x" * (PLAIN_BODY + 1), headers=BOT)
    problem(response, 413, "too_large")


def test_every_operation_says_in_chinese_what_it_does(web: Web) -> None:
    paths = web.client.get("/api/v1/openapi.json").json()["paths"]
    summaries = [operation["summary"] for methods in paths.values() for operation in methods.values()]
    assert len(summaries) >= 17
    assert [summary for summary in summaries if not re.search("[一-鿿]", summary)] == []


def test_the_document_names_the_problem_and_hides_the_pages(web: Web) -> None:
    document = web.client.get("/api/v1/openapi.json").json()
    assert document["paths"]["/api/v1/cases"]["post"]["responses"]["409"]["content"]
    assert not any(path.startswith(("/console", "/status")) for path in document["paths"])


async def test_an_answer_that_breaks_off_in_the_middle_is_logged_and_not_begun_again() -> None:
    sent: list[Message] = []

    async def breaks_off(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        raise ZeroDivisionError("王秀英")

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return {"type": "http.request"}

    with capture_logs() as logs:
        await Faults(breaks_off)({"type": "http", "path": "/"}, receive, send)
    assert [message["type"] for message in sent] == ["http.response.start"]
    assert [entry["error"] for entry in logs] == ["ZeroDivisionError"]


def _figures(web: Web) -> dict[str, float]:
    lines = web.client.get("/metrics").text.splitlines()
    pairs = [line.removeprefix("huiyin_").split() for line in lines if not line.startswith("#")]
    return {name: float(value) for name, value in pairs}
