"""The tracker's API as the bot sees it."""

import json
from collections.abc import Callable

import httpx2
import pytest

from bot.desk import DeskDown, DeskRefused, HttpDesk
from tests.fakes.desk import FakeDesk
from tracker.contract import (
    Addition,
    AppealCase,
    AppealStage,
    Channel,
    FileCase,
    InboxQuery,
    Kind,
    Lookup,
    Rating,
    Score,
    Sender,
)

WANG = Sender(channel=Channel.WEB, sender="wang-xiuying")
CASE = FileCase(**WANG.model_dump(), text="他们推诿", kind=Kind.COMPLAINT)
NUMBER = "YX20261123-0001"

Answer = Callable[[httpx2.Request], httpx2.Response]


def desk(answer: Answer) -> HttpDesk:
    client = httpx2.AsyncClient(transport=httpx2.MockTransport(answer), base_url="http://tracker")
    return HttpDesk(client, pauses=(0, 0))


def problem(status: int, code: str, detail: str) -> httpx2.Response:
    return httpx2.Response(status, json={"title": "x", "status": status, "detail": detail, "code": code})


async def test_filing_sends_the_case_and_its_key() -> None:
    requests: list[httpx2.Request] = []
    receipt = await FakeDesk().file(CASE, key="k-1")

    def answer(request: httpx2.Request) -> httpx2.Response:
        requests.append(request)
        return httpx2.Response(201, text=receipt.model_dump_json())

    assert await desk(answer).file(CASE, key="k-1") == receipt
    [request] = requests
    assert request.url.path == "/api/v1/cases"
    assert request.headers["Idempotency-Key"] == "k-1"
    assert FileCase.model_validate_json(request.content) == CASE


async def test_every_errand_has_its_address() -> None:
    fake = FakeDesk()
    await fake.file(CASE, key="k")
    [shown] = await fake.mine(WANG)
    paths: list[str] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        paths.append(request.url.path.removeprefix("/api/v1"))
        return httpx2.Response(200, text=shown.model_dump_json())

    http = desk(answer)
    await http.lookup(Lookup(number=NUMBER, query_code="C"))
    await http.add(NUMBER, Addition(**WANG.model_dump(), text="补充"), key="k")
    await http.urge(NUMBER, WANG)
    await http.withdraw(NUMBER, WANG)
    await http.rate(NUMBER, Rating(**WANG.model_dump(), score=Score.FAIR, round=1))
    await http.appeal(NUMBER, AppealCase(**WANG.model_dump(), stage=AppealStage.RECHECK, text="不属实"))
    case = f"/cases/{NUMBER}"
    changes = [f"{case}/{what}" for what in ("additions", "urgings", "withdrawal", "rating", "appeal")]
    assert paths == ["/lookup", *changes]


async def test_lists_come_as_lists() -> None:
    fake = FakeDesk()
    await fake.file(CASE, key="k")
    fake.notify(WANG, "已受理")
    cases, notices = await fake.mine(WANG), await fake.inbox(InboxQuery(**WANG.model_dump()))

    def answer(request: httpx2.Request) -> httpx2.Response:
        shown = notices if request.url.path.endswith("inbox") else cases
        return httpx2.Response(200, json=[one.model_dump(mode="json") for one in shown])

    assert await desk(answer).mine(WANG) == cases
    assert await desk(answer).inbox(InboxQuery(**WANG.model_dump())) == notices


async def test_evidence_travels_as_a_file() -> None:
    def answer(request: httpx2.Request) -> httpx2.Response:
        assert request.headers["Content-Type"].startswith("multipart/form-data")
        assert b'name="file"; filename="a.jpg"' in request.read()
        return httpx2.Response(201, json={"id": "e1", "kind": "jpg", "size": 3})

    assert (await desk(answer).keep(b"abc", name="a.jpg")).id == "e1"


async def test_a_refusal_carries_the_words_of_the_tracker() -> None:
    with pytest.raises(DeskRefused) as refused:
        await desk(lambda _: problem(404, "not_found", "没有找到这个编号。")).urge(NUMBER, WANG)
    assert (refused.value.code, refused.value.detail, refused.value.status) == ("not_found", "没有找到这个编号。", 404)


async def test_a_tracker_that_stumbles_twice_is_asked_a_third_time_with_the_same_key() -> None:
    receipt = await FakeDesk().file(CASE, key="k")
    keys: list[str] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        keys.append(request.headers["Idempotency-Key"])
        if len(keys) == 1:
            raise httpx2.ConnectError("refused")
        return httpx2.Response(503) if len(keys) == 2 else httpx2.Response(201, text=receipt.model_dump_json())

    assert await desk(answer).file(CASE, key="k") == receipt
    assert keys == ["k", "k", "k"]


def broken_network(_: httpx2.Request) -> httpx2.Response:
    raise httpx2.ReadTimeout("slow")


@pytest.mark.parametrize(
    "answer",
    [
        broken_network,
        lambda _: httpx2.Response(500),
        lambda _: problem(401, "unauthorized", "令牌不对。"),
        lambda _: httpx2.Response(404, text="<html>nginx</html>"),
    ],
    ids=["network", "500", "wrong token", "not the tracker"],
)
async def test_what_is_not_the_persons_fault_is_the_desk_being_down(answer: Answer) -> None:
    with pytest.raises(DeskDown):
        await desk(answer).urge(NUMBER, WANG)


async def test_a_refusal_is_not_asked_again() -> None:
    asked: list[dict[str, str]] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        asked.append(json.loads(request.content))
        return problem(409, "stale", "已经变了。")

    with pytest.raises(DeskRefused):
        await desk(answer).withdraw(NUMBER, WANG)
    assert asked == [{"channel": "web", "sender": "wang-xiuying"}]
